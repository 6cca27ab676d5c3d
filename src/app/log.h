// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace lamplighter::app::log {

/// Sends log lines to stderr, one a line, each with time and level. Call once, before threads.
void to_stderr();

/// Shows lines of `debug` too. Who reads them learns when nobody is home.
void show_debug();

void debug(std::string_view line);
void info(std::string_view line);
void warn(std::string_view line);

template <typename First, typename... More>
void debug(fmt::format_string<First, More...> format, First&& first, More&&... more) {
  debug(std::string_view(
      fmt::format(format, std::forward<First>(first), std::forward<More>(more)...)));
}

template <typename First, typename... More>
void info(fmt::format_string<First, More...> format, First&& first, More&&... more) {
  info(std::string_view(
      fmt::format(format, std::forward<First>(first), std::forward<More>(more)...)));
}

template <typename First, typename... More>
void warn(fmt::format_string<First, More...> format, First&& first, More&&... more) {
  warn(std::string_view(
      fmt::format(format, std::forward<First>(first), std::forward<More>(more)...)));
}

}  // namespace lamplighter::app::log
