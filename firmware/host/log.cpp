// SPDX-License-Identifier: Apache-2.0
#include "host/log.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace lamplighter::node_host {

Result<Log> Log::open(const std::string& path, std::string sensor) {
  Log log;
  log.path_ = path;
  log.sensor_ = std::move(sensor);
  if (path.empty()) return log;
  log.file_.reset(std::fopen(path.c_str(), "we"));
  if (!log.file_) return Error{Fault::io, fmt::format("{}: {}", path, std::strerror(errno))};
  fmt::print(log.file_.get(), "timestamp,datetime,sensor_id,value\n");
  return log;
}

void Log::add(Instant at, std::uint32_t lux_e4) {
  if (!file_) return;
  fmt::print(file_.get(), "{:.3f},{},{},{}\n", to_epoch_seconds(at), to_iso(at), sensor_,
             lux_e4 / 1e4);
}

Result<void> Log::close() {
  if (!file_) return {};
  const bool is_written = std::fflush(file_.get()) == 0 && std::ferror(file_.get()) == 0;
  file_.reset();
  if (!is_written) return Error{Fault::io, fmt::format("{}: not all rows were written", path_)};
  return {};
}

}  // namespace lamplighter::node_host
