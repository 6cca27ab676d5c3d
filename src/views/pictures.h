// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sky/sun.h"
#include "views/documents.h"
#include "views/readings_view.h"

#include <string>

namespace lamplighter::views {

/// Drawings as SVG text that any viewer shows.

/// A room's light over its span, with levels, cut, night and when lamps were on.
std::string readings_svg(const ReadingsView& view, const Place& place);

/// When a room's lamps were on: days from left to right, the hours of each from top to bottom, so
/// that one look shows lamps, daylight and what cannot be told.
std::string lamps_svg(const ReadingsView& view, const Place& place);

/// Real days above planned ones, in the same drawing.
std::string compare_svg(const HouseView& view, const Place& place);

}  // namespace lamplighter::views
