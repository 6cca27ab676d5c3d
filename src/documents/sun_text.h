// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sky/sun.h"

#include <string>

namespace lamplighter::app {

/// `sun --json` (docs/formats.md).
std::string sun_json(const Place& place, Date date);

/// For a person: when the sun rises and sets, and the day's zones.
std::string sun_for_people(const Place& place, Date date);

}  // namespace lamplighter::app
