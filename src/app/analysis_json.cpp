// SPDX-License-Identifier: Apache-2.0
#include "app/analysis_text.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

/// Whole lux are written as whole numbers.
Json number(double value) {
  constexpr double exact = 9007199254740992.0;  // 2^53
  if (std::abs(value) <= exact && std::floor(value) == value)
    return static_cast<std::int64_t>(value);
  return value;
}

Json numbers(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number(value));
  return list;
}

Json gaps_json(const Analysis& analysis, const TimeZone& zone) {
  Json list = Json::array();
  for (const Gap& gap : analysis.gaps) {
    list.push_back({{"after", zone.to_iso(gap.after)},
                    {"before", zone.to_iso(gap.before)},
                    {"missing", gap.missing}});
  }
  return list;
}

Json smoothed_json(const Summary& smoothed) {
  Json summary{{"samples", smoothed.samples}, {"min", nullptr}, {"max", nullptr}, {"sum", 0}};
  if (smoothed.samples == 0) return summary;
  summary["min"] = number(smoothed.min);
  summary["max"] = number(smoothed.max);
  summary["sum"] = number(smoothed.sum);
  return summary;
}

Json levels_json(const Levels& levels) {
  Json centres = Json::array();
  for (const auto& centre : levels.centres) centres.push_back(centre ? Json(*centre) : Json());
  return {{"centres", std::move(centres)},
          {"counts", levels.counts},
          {"cuts", numbers(levels.cuts)},
          {"inertia", levels.inertia}};
}

Json runs_json(const std::vector<WholeRun>& runs) {
  Json list = Json::array();
  for (const WholeRun& run : runs)
    list.push_back(Json::array({to_string(run.state), index_of(run.zone), run.samples}));
  return list;
}

Json zones_json(const ZoneSubsequences& zones) {
  Json list = Json::array();
  for (const Zone zone : all_zones) {
    Json lengths = Json::array();
    std::int64_t samples = 0;
    for (const RunLengths& subsequence : zones[index_of(zone)]) {
      lengths.push_back(sample_count(subsequence));
      samples += sample_count(subsequence);
    }
    const std::size_t count = lengths.size();
    list.push_back({{"zone", to_string(zone)},
                    {"samples", samples},
                    {"subsequences", count},
                    {"lengths", std::move(lengths)}});
  }
  return list;
}

Json room_json(const RoomAnalysis& room, const TimeZone& zone) {
  const Analysis& analysis = room.analysis;
  return {{"room", room.room.text()},
          {"rows", analysis.smoothed.samples},
          {"rejected_rows", room.rejected_rows},
          {"events", analysis.smoothed.samples + analysis.gaps.size()},
          {"gaps", gaps_json(analysis, zone)},
          {"smoothed", smoothed_json(analysis.smoothed)},
          {"levels", levels_json(analysis.levels)},
          {"on_level", room.settings.on_level},
          {"on_samples", analysis.on_samples},
          {"runs", runs_json(analysis.whole_runs)},
          {"zones", zones_json(analysis.subsequences)}};
}

}  // namespace

std::string analysis_json(const std::vector<RoomAnalysis>& rooms, const TimeZone& zone) {
  if (rooms.size() == 1) return room_json(rooms.front(), zone).dump() + "\n";
  Json list = Json::array();
  for (const RoomAnalysis& room : rooms) list.push_back(room_json(room, zone));
  return Json{{"rooms", std::move(list)}}.dump() + "\n";
}

}  // namespace lamplighter::app
