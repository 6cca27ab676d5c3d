// SPDX-License-Identifier: Apache-2.0
#include "system/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace lamplighter::app::log {

void to_stderr() {
  auto logger = std::make_shared<spdlog::logger>("lamplighter",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S%z %l %v");
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

void show_debug() {
  spdlog::default_logger_raw()->set_level(spdlog::level::debug);
  spdlog::default_logger_raw()->flush_on(spdlog::level::debug);
}

void debug(std::string_view line) { spdlog::default_logger_raw()->log(spdlog::level::debug, line); }

void info(std::string_view line) { spdlog::default_logger_raw()->log(spdlog::level::info, line); }

void warn(std::string_view line) { spdlog::default_logger_raw()->log(spdlog::level::warn, line); }

}  // namespace lamplighter::app::log

namespace lamplighter::app {
namespace {

constexpr std::size_t bar_width = 24;

}  // namespace

Progress::Progress(std::string what, std::size_t steps)
    : what_(std::move(what)), steps_(steps), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (drawn_) fmt::print(stderr, "\r\x1b[K");
}

void Progress::at(std::size_t step, const std::string& doing) {
  if (!terminal_) return;
  fmt::print(stderr, "\r\x1b[K{} [{}] {}", what_, bar(step, steps_, bar_width), doing);
  std::fflush(stderr);
  drawn_ = true;
}

std::string bar(std::size_t step, std::size_t steps, std::size_t width) {
  const std::size_t done = steps == 0 ? width : width * std::min(step, steps) / steps;
  return std::string(done, '#') + std::string(width - done, '.');
}

}  // namespace lamplighter::app
