// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lamplighter {

/// Takes one well-formed UTF-8 character (RFC 3629: no overlong form, no surrogate) off the front;
/// nothing, and the text as it was, where there is none. Requires: the text is not empty.
std::optional<char32_t> take_character(std::string_view& text);

/// Characters that move the cursor, end a line, or turn the direction of writing.
bool is_control(char32_t character);

/// For messages and terminals: a text that others wrote, with `?` for each control character and
/// each byte that is not UTF-8, cut to at most `longest` bytes.
std::string printable(std::string_view text, std::size_t longest = 100);

/// A name to compare others with: without blanks at either end, and with Latin, Greek and Cyrillic
/// letters and the marks over them as one character each where Unicode has one (NFC), for keyboards
/// and file systems that send them apart. What is not UTF-8 stays as it is.
std::string normalized_name(std::string_view name);

/// A name to look for words in: small Latin letters without their marks, æ, œ and ß as ae, oe and
/// ss, ø and ł as o and l. What is not UTF-8 stays as it is.
std::string folded_name(std::string_view name);

}  // namespace lamplighter
