// SPDX-License-Identifier: Apache-2.0
#include "system/progress.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

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
