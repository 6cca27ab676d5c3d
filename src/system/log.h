// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

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

namespace lamplighter::app {

/// How many lines may be logged about what strangers do: some at once, then one in a while. The
/// others are counted. One thread.
class LogBudget {
 public:
  static constexpr int at_once = 10;
  static constexpr auto pause = std::chrono::seconds(10);

  /// Whether a line may be written now; if not, it is counted.
  bool allows(Instant now) {
    if (now - last_ >= pause || now < last_) {  // or the clock was set back
      lines_ = std::min(at_once, lines_ + 1);
      last_ = now;
    }
    if (lines_ > 0) {
      --lines_;
      return true;
    }
    ++unsaid_;
    return false;
  }

  /// How many were not written since the last call.
  std::uint64_t take_unsaid() { return std::exchange(unsaid_, 0); }

 private:
  int lines_ = at_once;
  Instant last_{};
  std::uint64_t unsaid_ = 0;
};

}  // namespace lamplighter::app
