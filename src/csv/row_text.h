// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_state.h"
#include "core/look.h"
#include "core/reading.h"
#include "core/series.h"

#include <span>
#include <string>

namespace lamplighter::csv {

/// Appends one row with its line end: epoch seconds with as many of six decimals as there are, the
/// time as ISO 8601 in UTC, the name (quoted where it holds a comma or a quote), and the shortest
/// decimal that reads back as the same number. Requires: a good name (is_good_name) and a time
/// in range (is_in_range); what is appended is then read back as the same value.
void append_row(std::string& text, const Reading& reading);
void append_row(std::string& text, const Change& change);
void append_row(std::string& text, const LookChange& change);

/// A whole readings file of one sensor, header and all.
std::string format_readings(const SensorId& sensor, std::span<const Sample<Lux>> samples);

/// A whole on/off file, header and all.
std::string format_on_off(std::span<const Change> changes);

}  // namespace lamplighter::csv
