// SPDX-License-Identifier: Apache-2.0
#include "core/lamp_setting.h"

#include <array>
#include <charconv>

namespace lamplighter {
namespace {

/// Parses the whole text as a number from `least` to `most`.
template <typename Number>
std::optional<Number> number_of(std::string_view text, Number least, Number most) {
  Number number{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!(number >= least && number <= most)) return std::nullopt;
  return number;
}

}  // namespace

std::string to_text(const Look& look) {
  std::string text;
  if (look.brightness) {
    std::array<char, 32> digits;
    const auto written =
        std::to_chars(digits.data(), digits.data() + digits.size(), *look.brightness);
    text.append(digits.data(), written.ptr).append("%");
  }
  if (look.mirek) text += "/" + std::to_string(*look.mirek);
  return text;
}

std::optional<Look> parse_look(std::string_view text) {
  Look look;
  const std::size_t slash = text.find('/');
  const std::string_view share = text.substr(0, slash);
  if (!share.empty()) {
    if (!share.ends_with('%')) return std::nullopt;
    look.brightness = number_of(share.substr(0, share.size() - 1), 0.0, 100.0);
    if (!look.brightness || *look.brightness == 0) return std::nullopt;
  }
  if (slash != std::string_view::npos) {
    look.mirek = number_of(text.substr(slash + 1), coldest_mirek, warmest_mirek);
    if (!look.mirek) return std::nullopt;
  }
  if (look == Look{}) return std::nullopt;
  return look;
}

}  // namespace lamplighter
