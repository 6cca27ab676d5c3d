// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

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
