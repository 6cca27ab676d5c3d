// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lamplighter {

/// Takes one well-formed UTF-8 character (RFC 3629: no overlong form, no surrogate) off the front;
/// empty, with `text` unchanged, if there is none. Requires: the text is not empty.
std::optional<char32_t> take_character(std::string_view& text);

/// Characters that move the cursor, end a line, or change the direction of writing.
bool is_control(char32_t character);

/// Makes a text from outside safe for messages and terminals: replaces each control character and
/// each byte that is not UTF-8 with `?`, and cuts the text to at most `longest` bytes.
std::string printable(std::string_view text, std::size_t longest = 100);

/// A name in comparable form: trimmed, with Latin, Greek and Cyrillic letters and their marks
/// composed into one character each where Unicode has one (NFC), because some keyboards and file
/// systems send them decomposed. Bytes that are not UTF-8 are unchanged.
std::string normalized_name(std::string_view name);

/// A name in searchable form: lower-case Latin letters without marks, æ, œ and ß as ae, oe and ss,
/// ø and ł as o and l. Bytes that are not UTF-8 are unchanged.
std::string folded_name(std::string_view name);

}  // namespace lamplighter
