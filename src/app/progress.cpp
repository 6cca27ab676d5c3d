// SPDX-License-Identifier: Apache-2.0
#include "app/progress.h"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>
#include <utility>

namespace lamplighter::app {
namespace {

constexpr std::size_t columns = 40;

}  // namespace

Progress::Progress(std::string what, std::size_t total)
    : what_(std::move(what)), total_(total), terminal_(::isatty(STDERR_FILENO) == 1) {
  draw();
}

Progress::~Progress() {
  if (terminal_) fmt::print(stderr, "\r\x1b[K");
}

void Progress::step() {
  ++done_;
  draw();
}

void Progress::draw() {
  if (!terminal_) return;
  const std::size_t filled = done_ * columns / total_;
  if (filled + 1 == drawn_) return;
  drawn_ = filled + 1;
  std::string bar;
  for (std::size_t i = 0; i < columns; ++i) bar += i < filled ? "█" : "░";
  fmt::print(stderr, "\r{} {} {:3}%", what_, bar, done_ * 100 / total_);
  std::fflush(stderr);
}

}  // namespace lamplighter::app
