// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace lamplighter::app::log {

/// Sends log lines to stderr, each with time and level. Call once, before threads are started.
void to_stderr();

/// Also shows `debug` lines, which reveal when the house is away.
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

/// Shows the progress of a long job on stderr: an updating bar if stderr is a terminal, otherwise
/// nothing. The line is erased when the job ends. Single-threaded.
class Progress {
 public:
  /// `what` describes the job in a word or two; `steps` is their number.
  Progress(std::string what, std::size_t steps);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Sets the number of completed steps; `doing` describes the next one.
  void at(std::size_t step, const std::string& doing);

 private:
  std::string what_;
  std::size_t steps_;
  bool terminal_;
  bool drawn_ = false;
};

/// The bar as text, `width` characters between its ends. Public for tests.
std::string bar(std::size_t step, std::size_t steps, std::size_t width);

}  // namespace lamplighter::app

namespace lamplighter::app {

/// Limits the log lines that other parties can cause: a burst, then one per interval. The others
/// are counted. Single-threaded.
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
    ++suppressed_;
    return false;
  }

  /// The number of suppressed lines since the last call.
  std::uint64_t take_suppressed() { return std::exchange(suppressed_, 0); }

 private:
  int lines_ = at_once;
  Instant last_{};
  std::uint64_t suppressed_ = 0;
};

}  // namespace lamplighter::app