// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace lamplighter::node {

/// What distinguishes one node from another. All texts end with NUL and outlive the node.
struct Settings {
  const char* id = "";  ///< the sensor's id; part of its topics
  const char* topic_prefix = "lamplighter";
  const char* user = nullptr;  ///< nullptr where the broker asks for none
  const char* password = nullptr;
  uint32_t interval_ms = 60'000;  ///< from one measurement to the next
  uint32_t boot = 0;              ///< drawn by chance at each start
};

enum class SettingsFault : uint8_t {
  none,
  bad_id,        ///< not 1 to 32 of A-Z a-z 0-9 _ -
  bad_prefix,    ///< not 1 to 32 of the same and /
  bad_user,      ///< over 64 bytes, or a password without a user
  bad_password,  ///< over 128 bytes
  bad_interval,  ///< not 5 s to 1 h
};

/// The first thing wrong with the settings. A node is made of settings without fault only.
SettingsFault check(const Settings& settings);

inline constexpr size_t longest_id = 32;
inline constexpr size_t longest_prefix = 32;
inline constexpr size_t longest_user = 64;
inline constexpr size_t longest_password = 128;

}  // namespace lamplighter::node
