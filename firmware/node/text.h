// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace lamplighter::node {

/// Writes text into a buffer owned by the caller, without a terminating NUL. Text that does not fit
/// is dropped, and `fits` reports it.
class Text {
 public:
  Text(char* into, size_t room) : into_(into), room_(room) {}

  /// `text` is NUL-terminated.
  Text& add(const char* text);
  Text& add(uint64_t number);

  /// `number` / 10^digits as a decimal without trailing zeros: (207000, 4) is "20.7". Requires:
  /// digits <= 9.
  Text& add_decimal(uint64_t number, unsigned digits);

  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] bool fits() const { return fits_; }

 private:
  void add_character(char character);

  char* into_;
  size_t room_;
  size_t size_ = 0;
  bool fits_ = true;
};

/// Characters before the terminating NUL; 0 for a null pointer.
constexpr size_t length_of(const char* text) {
  size_t length = 0;
  while (text != nullptr && text[length] != '\0') ++length;
  return length;
}

}  // namespace lamplighter::node
