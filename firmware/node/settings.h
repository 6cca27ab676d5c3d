// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/text.h"

namespace lamplighter::node {

/// The settings of one node. All texts are NUL-terminated and outlive the node.
struct Settings {
  const char* id = "";  ///< the sensor id; part of its topics
  const char* topic_prefix = "lamplighter";
  const char* user = nullptr;  ///< nullptr if the broker needs none
  const char* password = nullptr;
  uint32_t interval_ms = 60'000;  ///< time between measurements
  uint32_t boot = 0;              ///< random number, drawn at each start
};

inline constexpr size_t longest_id = 32;
inline constexpr size_t longest_prefix = 32;
inline constexpr size_t longest_user = 64;
inline constexpr size_t longest_password = 128;
inline constexpr uint32_t shortest_interval_ms = 5'000;
inline constexpr uint32_t longest_interval_ms = 3'600'000;

enum class SettingsFault : uint8_t {
  none,
  bad_id,        ///< not 1 to 32 of A-Z a-z 0-9 _ -
  bad_prefix,    ///< not 1 to 32 of the same and /
  bad_user,      ///< over 64 bytes, or a password without a user
  bad_password,  ///< over 128 bytes
  bad_interval,  ///< not 5 s to 1 h
};

/// 1 to `longest` of A-Z a-z 0-9 _ - and, where `may_have_slashes`, /.
constexpr bool is_plain_name(const char* text, size_t longest, bool may_have_slashes) {
  const size_t length = length_of(text);
  for (size_t i = 0; i < length; ++i) {
    const char c = text[i];
    const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool is_plain = is_letter || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (!is_plain && !(may_have_slashes && c == '/')) return false;
  }
  return length > 0 && length <= longest;
}

/// The first fault in the settings. A node must be constructed from valid settings only; if they
/// are known at compile time, static_assert can check this.
constexpr SettingsFault check(const Settings& settings) {
  if (!is_plain_name(settings.id, longest_id, false)) return SettingsFault::bad_id;
  if (!is_plain_name(settings.topic_prefix, longest_prefix, true)) return SettingsFault::bad_prefix;
  if (length_of(settings.user) > longest_user) return SettingsFault::bad_user;
  if (settings.password != nullptr && settings.user == nullptr) return SettingsFault::bad_user;
  if (length_of(settings.password) > longest_password) return SettingsFault::bad_password;
  if (settings.interval_ms < shortest_interval_ms || settings.interval_ms > longest_interval_ms) {
    return SettingsFault::bad_interval;
  }
  return SettingsFault::none;
}

}  // namespace lamplighter::node
