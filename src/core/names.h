// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace lamplighter {

/// A string that names one kind of thing; names of different kinds do not mix.
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

/// A lamp, whatever people call it: "hue:" and the bridge's id, "ha:" and an entity, "mqtt:" and
/// the topic of its commands.
using LampId = Name<struct LampIdTag>;

}  // namespace lamplighter

template <typename Tag>
struct std::hash<lamplighter::Name<Tag>> {
  std::size_t operator()(const lamplighter::Name<Tag>& name) const noexcept {
    return std::hash<std::string>()(name.text());
  }
};
