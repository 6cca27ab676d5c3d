// SPDX-License-Identifier: Apache-2.0
#include "documents/analysis_text.h"

#include "analysis/path.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace lamplighter::app {
namespace {

constexpr std::string_view indent = "           ";

double percent(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::int64_t count_of(const Analysis& analysis) {
  return static_cast<std::int64_t>(analysis.smoothed.samples);
}

std::string heading(const RoomAnalysis& room, const TimeZone& zone) {
  std::string text = fmt::format("{}: {} readings", room.room.text(), count_of(room.analysis));
  if (room.first && room.last) {
    text += fmt::format(", {} to {}", zone.to_minute(*room.first), zone.to_minute(*room.last));
  }
  if (room.rejected_rows > 0) text += fmt::format("; {} rows left out", room.rejected_rows);
  return text + "\n\n";
}

std::string gap_lines(const RoomAnalysis& room, const TimeZone& zone, bool explain) {
  const auto& gaps = room.analysis.gaps;
  std::int64_t missing = 0;
  for (const Gap& gap : gaps) missing += gap.missing;
  std::string text =
      fmt::format("gaps       {} of more than {} s, with {} readings missing, one a minute\n",
                  gaps.size(), room.settings.max_gap.count(), missing);
  if (!explain) return text;
  for (const Gap& gap : gaps) {
    text += fmt::format("{}{} to {}: {} missing\n", indent, zone.to_minute(gap.after),
                        zone.to_minute(gap.before), gap.missing);
  }
  return text + fmt::format("{}gaps are not filled: a new segment begins after each\n", indent);
}

std::string smooth_lines(const RoomAnalysis& room, bool explain) {
  const Smoothing& smoothing = room.settings.smoothing;
  const Summary& smoothed = room.analysis.smoothed;
  std::string text = fmt::format("smooth     {} samples, {:g} to {:g} lux\n", smoothed.samples,
                                 smoothed.min, smoothed.max);
  if (!explain) return text;
  const std::string rounding = smoothing.resolution
                                   ? fmt::format("to the nearest {:g} lux", *smoothing.resolution)
                                   : "not rounded";
  return text + fmt::format("{}each is the mean of the last {} readings of its segment, {}\n",
                            indent, smoothing.window, rounding);
}

std::string level_lines(const RoomAnalysis& room, bool explain) {
  const Levels& levels = room.analysis.levels;
  std::string text;
  for (std::size_t i = 0; i < levels.counts.size(); ++i) {
    const std::string from = i == 0 ? "below" : fmt::format("from {:g} lux", levels.cuts[i - 1]);
    const std::string mean =
        levels.centres[i] ? fmt::format("mean {:8.2f} lux", *levels.centres[i]) : "empty";
    text += fmt::format("{}{}  {:14} {:>9} samples  {:5.1f} %  {}\n",
                        i == 0 ? "levels     " : indent, i, from, levels.counts[i],
                        percent(levels.counts[i], count_of(room.analysis)), mean);
  }
  if (!explain) return text;
  return text + fmt::format("{}{}, inertia {:.3f}\n", indent,
                            room.settings.cuts.empty()
                                ? "the cuts of the least inertia there can be (1-D k-means)"
                                : "cuts as given",
                            levels.inertia);
}

std::string switching_lines(const RoomAnalysis& room) {
  const Analysis& analysis = room.analysis;
  if (!analysis.on_from) {
    return fmt::format("switching  never on: the light has no level {}\n", room.settings.on_level);
  }
  return fmt::format("switching  on from level {}, {:g} lux: {} samples on, {:.1f} %\n",
                     room.settings.on_level, *analysis.on_from, analysis.on_samples,
                     percent(analysis.on_samples, count_of(analysis)));
}

/// "12 of median 66 samples".
std::string runs_of(const std::vector<WholeRun>& runs, OnOff state) {
  std::vector<std::int64_t> lengths;
  for (const WholeRun& run : runs)
    if (run.state == state) lengths.push_back(run.samples);
  if (lengths.empty()) return fmt::format("0 {}", to_string(state));
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  return fmt::format("{} {} (half of them {} samples or longer)", lengths.size(), to_string(state),
                     *middle);
}

std::string run_lines(const Analysis& analysis, bool explain) {
  std::string text = fmt::format("runs       {}, {}\n", runs_of(analysis.whole_runs, OnOff::on),
                                 runs_of(analysis.whole_runs, OnOff::off));
  if (!explain) return text;
  return text + fmt::format(
                    "{}the first and the last of a segment do not count: their full length was not "
                    "observed\n",
                    indent);
}

std::string zone_lines(const Analysis& analysis, bool explain) {
  std::string text;
  for (const Zone zone : all_zones) {
    const auto& subsequences = analysis.subsequences[index_of(zone)];
    std::int64_t samples = 0;
    for (const RunLengths& subsequence : subsequences) samples += sample_count(subsequence);
    text += fmt::format("{}{:8} {:>9} samples in {:>5} subsequences, on {:5.1f} %\n",
                        zone == Zone::morning ? "zones      " : indent, to_string(zone), samples,
                        subsequences.size(), percent(on_samples(subsequences), samples));
  }
  if (!explain) return text;
  return text + fmt::format(
                    "{}subsequences are cut at gaps and zone changes; `lamplighter sun` shows a "
                    "day's zones\n",
                    indent);
}

}  // namespace

std::string analysis_for_people(const RoomAnalysis& room, const TimeZone& zone, bool explain) {
  return heading(room, zone) + gap_lines(room, zone, explain) + smooth_lines(room, explain) +
         level_lines(room, explain) + switching_lines(room) + run_lines(room.analysis, explain) +
         zone_lines(room.analysis, explain);
}

namespace {

using Json = nlohmann::ordered_json;

/// Integer lux are written as integers.
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
