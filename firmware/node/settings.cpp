// SPDX-License-Identifier: Apache-2.0
#include "node/settings.h"

#include "node/text.h"

namespace lamplighter::node {
namespace {

constexpr uint32_t shortest_interval_ms = 5'000;
constexpr uint32_t longest_interval_ms = 3'600'000;

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

bool is_name(const char* text, size_t longest, bool may_have_slashes) {
  const size_t length = length_of(text);
  if (length == 0 || length > longest) return false;
  for (size_t i = 0; i < length; ++i) {
    if (!is_name_character(text[i]) && !(may_have_slashes && text[i] == '/')) return false;
  }
  return true;
}

}  // namespace

SettingsFault check(const Settings& settings) {
  if (!is_name(settings.id, longest_id, false)) return SettingsFault::bad_id;
  if (!is_name(settings.topic_prefix, longest_prefix, true)) return SettingsFault::bad_prefix;
  if (length_of(settings.user) > longest_user) return SettingsFault::bad_user;
  if (settings.password != nullptr && settings.user == nullptr) return SettingsFault::bad_user;
  if (length_of(settings.password) > longest_password) return SettingsFault::bad_password;
  if (settings.interval_ms < shortest_interval_ms || settings.interval_ms > longest_interval_ms) {
    return SettingsFault::bad_interval;
  }
  return SettingsFault::none;
}

}  // namespace lamplighter::node
