// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <utility>

namespace lamplighter::app {

/// Makes sure that descriptors 0, 1 and 2 are open, so that no file that is opened later takes the
/// place of a closed one and gets what is printed. Writing to a standard output that was closed
/// then fails. Call first.
void open_standard_streams();

/// Brings what was printed to standard output to its destination. Errors: io where some of it, now
/// or earlier, could not be written.
Result<void> flush_output();

/// Prints without ever throwing, for what must go on where nobody listens any more. What standard
/// output did not take is an error of the next flush_output.
template <typename... T>
void print_if_possible(std::FILE* stream, fmt::format_string<T...> format, T&&... values) {
  const std::string text = fmt::format(format, std::forward<T>(values)...);
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stream));
}

}  // namespace lamplighter::app
