// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace lamplighter {

/// A string that names one kind of thing; names of different kinds are different types.
template <typename Tag>
class Name {
 public:
  Name() = default;
  explicit Name(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  friend bool operator==(const Name&, const Name&) = default;
  friend auto operator<=>(const Name&, const Name&) = default;

 private:
  std::string text_;
};

using SensorId = Name<struct SensorIdTag>;
using RoomName = Name<struct RoomNameTag>;

/// The identifier of a lamp, independent of its display name: "hue:" and the bridge's id, "ha:" and
/// an entity, "mqtt:" and its command topic.
using LampId = Name<struct LampIdTag>;

inline constexpr std::size_t max_home_bytes = 64;

/// Whether a text may name one of many homes: 1 to 64 of a-z, A-Z, 0-9, - and _, so that it can be
/// used unchanged as a folder name.
constexpr bool is_good_home_name(std::string_view name) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  return !name.empty() && name.size() <= max_home_bytes &&
         name.find_first_not_of(allowed) == std::string_view::npos;
}

/// "HOME/NAME", the name of a sensor or room of one of many homes until its row is stored.
inline std::string name_in_home(std::string_view home, std::string_view name) {
  return std::string(home).append("/").append(name);
}

/// Splits such a name. Requires: name_in_home made it.
inline std::pair<std::string, std::string> parts_in_home(std::string_view name) {
  const std::size_t end = name.find('/');
  if (end == std::string_view::npos) return {{}, std::string(name)};
  return {std::string(name.substr(0, end)), std::string(name.substr(end + 1))};
}

}  // namespace lamplighter

template <typename Tag>
struct std::hash<lamplighter::Name<Tag>> {
  std::size_t operator()(const lamplighter::Name<Tag>& name) const noexcept {
    return std::hash<std::string>()(name.text());
  }
};
