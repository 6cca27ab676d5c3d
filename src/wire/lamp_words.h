// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/on_off.h"
#include "wire/json_pointer.h"
#include "wire/lamp_look.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace lamplighter {

/// ON or OFF.
std::string in_capitals(OnOff state);

/// Percent as a whole number from 1 to `brightest`.
int share_of(int brightest, double percent);

/// A fade in seconds, as short as it can be written: 2, 0.4.
std::string seconds_of(std::chrono::milliseconds fade);

/// online or offline in any case, as the whole payload or under `state` of a JSON object; nothing
/// for any other word.
std::optional<bool> read_availability(std::string_view payload);

/// ON or OFF in any case as the whole payload, or under `state` of a JSON object with a brightness
/// from 0 to `brightest` beside it.
LampWord read_json_state(std::string_view payload, const JsonPointer& state,
                         const JsonPointer& brightness, int brightest);

}  // namespace lamplighter
