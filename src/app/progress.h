// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace lamplighter::app {

/// How far a long step is, as a bar on stderr where that is a terminal, and nothing otherwise.
/// The bar is gone when this object is.
class Progress {
 public:
  /// Requires: total > 0.
  Progress(std::string what, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// One more of `total` is done.
  void step();

 private:
  void draw();

  std::string what_;
  std::size_t total_;
  std::size_t done_ = 0;
  bool terminal_;
  std::size_t drawn_ = 0;  ///< filled columns of the bar that stands there, plus one
};

}  // namespace lamplighter::app
