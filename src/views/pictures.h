// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/time_zone.h"
#include "sky/sun.h"
#include "views/documents.h"
#include "views/readings_view.h"

#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::views {

/// Colours of the drawings for print.
struct Ink {
  static constexpr std::string_view text = "#232838";
  static constexpr std::string_view soft = "#5c6274";
  static constexpr std::string_view line = "#e2dccf";
  static constexpr std::string_view light = "#3b4a8c";
  static constexpr std::string_view lamp = "#e8a317";
  static constexpr std::string_view night = "#e3e4ea";
  static constexpr std::string_view unknown = "url(#unknown)";
};

/// An SVG drawing as text. Lengths are pixels from the upper left corner.
class Svg {
 public:
  Svg(double width, double height);

  void box(double x, double y, double width, double height, std::string_view colour);
  void line(double x1, double y1, double x2, double y2, std::string_view colour,
            std::string_view dashes = "");
  void path(std::string_view steps, std::string_view colour, double width);
  void area(std::string_view steps, std::string_view colour, double opacity);

  /// `anchor`: start, middle or end.
  void text(double x, double y, std::string_view words, std::string_view anchor = "start",
            std::string_view colour = Ink::soft, bool strong = false);

  /// The whole drawing, once.
  std::string finish() &&;

 private:
  std::string text_;
};

/// A labelled position on a time axis.
struct TimeTick {
  Instant at;
  std::string words;
};

/// Ticks of a time axis of that length, `width` pixels wide, at whole hours, days, months or years
/// of local time. Requires: from < until.
std::vector<TimeTick> time_ticks(const TimeZone& zone, Instant from, Instant until, double width);

/// Drawings as SVG text that any viewer shows.

/// A room's light over its span, with levels, cut, night and the lamp states.
std::string readings_svg(const ReadingsView& view, const Place& place);

/// When a room's lamps were on: days from left to right, their hours from top to bottom, so that
/// lamps, daylight and unknown times are visible at a glance.
std::string lamps_svg(const ReadingsView& view, const Place& place);

/// Real days above planned ones, in the same drawing.
std::string compare_svg(const HouseView& view, const Place& place);

}  // namespace lamplighter::views
