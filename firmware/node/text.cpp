// SPDX-License-Identifier: Apache-2.0
#include "node/text.h"

namespace lamplighter::node {

Text& Text::add(const char* text) {
  for (; *text != '\0'; ++text) add_character(*text);
  return *this;
}

Text& Text::add(uint64_t number) {
  char reversed[20];
  unsigned count = 0;
  do {
    reversed[count++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  while (count > 0) add_character(reversed[--count]);
  return *this;
}

Text& Text::add_decimal(uint64_t number, unsigned digits) {
  uint64_t unit = 1;
  for (unsigned i = 0; i < digits; ++i) unit *= 10;
  add(number / unit);
  uint64_t rest = number % unit;
  if (rest != 0) add_character('.');
  while (rest != 0) {
    unit /= 10;
    add_character(static_cast<char>('0' + rest / unit));
    rest %= unit;
  }
  return *this;
}

void Text::add_character(char character) {
  if (size_ < room_) {
    into_[size_++] = character;
  } else {
    fits_ = false;
  }
}

}  // namespace lamplighter::node
