// SPDX-License-Identifier: Apache-2.0
#include "system/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

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
