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

/// How far a long job is, on stderr: a bar that is drawn over itself where stderr is a terminal,
/// and nothing elsewhere. The line is wiped when the job ends. One thread.
class Progress {
 public:
  /// `what` is the job in a word or two; `steps` how many there are.
  Progress(std::string what, std::size_t steps);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// So many steps are done; `doing` says what is next.
  void at(std::size_t step, const std::string& doing);

 private:
  std::string what_;
  std::size_t steps_;
  bool terminal_;
  bool drawn_ = false;
};

/// The bar as text, `width` characters between its ends. Public for its test.
std::string bar(std::size_t step, std::size_t steps, std::size_t width);

}  // namespace lamplighter::app

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