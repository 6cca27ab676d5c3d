// SPDX-License-Identifier: Apache-2.0
#include "analysis/changes.h"

#include "sky/sun.h"

#include <algorithm>
#include <optional>

namespace lamplighter {
namespace {

using Blocks = std::vector<ZoneBlock>;

void add_sample(RunLengths& runs, OnOff state) {
  if (runs.empty() || runs.back().state != state) runs.push_back({state, 0});
  ++runs.back().length;
}

void add_sample(Blocks& blocks, Zone zone) {
  if (blocks.empty() || blocks.back().zone != zone) blocks.push_back({zone, 0});
  ++blocks.back().samples;
}

}  // namespace

ChangeRuns change_runs(std::span<const Change> changes, const Place& place) {
  ChangeRuns result;
  std::vector<RunLengths> runs;
  std::vector<Blocks> blocks;
  ZoneClock clock(place);
  bool known = false;
  Instant minute{};  // of the next sample of the segment
  for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
    const Change& change = changes[i];
    const Instant until = changes[i + 1].at;
    if (change.state == LampState::unknown) {
      result.unknown_minutes += std::chrono::floor<std::chrono::minutes>(until - change.at).count();
      known = false;
      continue;
    }
    if (!known) {
      runs.emplace_back();
      blocks.emplace_back();
      minute = change.at;
      known = true;
    }
    const OnOff state = change.state == LampState::on ? OnOff::on : OnOff::off;
    for (; minute < until; minute += 1min, ++result.samples) {
      add_sample(runs.back(), state);
      add_sample(blocks.back(), clock.zone(minute));
    }
  }
  result.subsequences = subsequences(runs, blocks);
  return result;
}

namespace {

bool does_count(LampState state, Counts counts) {
  return state == LampState::on || (counts == Counts::on_and_off && state == LampState::off);
}

}  // namespace

std::vector<TimeSpan> spans_of(std::span<const Change> changes, Counts counts,
                               Instant::duration longest) {
  std::vector<TimeSpan> spans;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (!does_count(changes[i].state, counts)) continue;
    const bool is_last = i + 1 == changes.size();
    spans.push_back({changes[i].at, is_last ? changes[i].at + longest : changes[i + 1].at});
  }
  return merged(std::move(spans));
}

std::vector<TimeSpan> merged(std::vector<TimeSpan> spans) {
  std::sort(spans.begin(), spans.end(),
            [](const TimeSpan& a, const TimeSpan& b) { return a.from < b.from; });
  std::vector<TimeSpan> apart;
  for (const TimeSpan& span : spans) {
    if (span.until <= span.from) continue;
    if (apart.empty() || span.from > apart.back().until) {
      apart.push_back(span);
    } else {
      apart.back().until = std::max(apart.back().until, span.until);
    }
  }
  return apart;
}

std::size_t leave_out(std::vector<Sample<Lux>>& samples, std::span<const TimeSpan> spans) {
  const std::size_t before = samples.size();
  auto span = spans.begin();
  std::erase_if(samples, [&](const Sample<Lux>& sample) {
    while (span != spans.end() && span->until <= sample.at) ++span;
    return span != spans.end() && span->from <= sample.at;
  });
  return before - samples.size();
}

std::vector<Change> leave_out(std::span<const Change> changes, std::span<const TimeSpan> spans) {
  std::vector<Change> kept;
  if (changes.empty()) return kept;
  LampState state = LampState::unknown;  // of the household, also during a span
  std::size_t next = 0;
  const auto pass = [&](Instant until, bool visible) {
    for (; next < changes.size() && changes[next].at < until; ++next) {
      state = changes[next].state;
      if (visible) kept.push_back(changes[next]);
    }
  };
  for (const TimeSpan& span : spans) {
    pass(span.from, true);
    if (next == changes.size()) break;  // the last change is the end
    if (state != LampState::unknown)
      kept.push_back({span.from, changes.front().room, LampState::unknown});
    pass(span.until, false);
    const bool changes_there = next < changes.size() && changes[next].at == span.until;
    if (next < changes.size() && !changes_there && state != LampState::unknown)
      kept.push_back({span.until, changes.front().room, state});
  }
  pass(Instant::max(), true);
  return kept;
}

namespace {

constexpr auto longest_evening = std::chrono::hours(18);
constexpr std::size_t few_evenings = 5;
constexpr int times_as_long = 3;
constexpr double mostly_lit = 0.75;  // of the time

std::chrono::seconds lasts(std::span<const Change> changes, std::size_t i) {
  return std::chrono::duration_cast<std::chrono::seconds>(changes[i + 1].at - changes[i].at);
}

/// The 90th percentile of stays of less than a day; empty if there are few.
std::optional<std::chrono::seconds> usual_evening(std::span<const Change> changes) {
  std::vector<std::chrono::seconds> evenings;
  for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
    if (changes[i].state == LampState::on && lasts(changes, i) < longest_evening)
      evenings.push_back(lasts(changes, i));
  }
  if (evenings.size() < few_evenings) return std::nullopt;
  const auto ninth = evenings.begin() + static_cast<std::ptrdiff_t>(evenings.size() * 9 / 10);
  std::ranges::nth_element(evenings, ninth);
  return *ninth;
}

}  // namespace

StuckStays doubt_stuck(std::span<const Change> changes) {
  StuckStays found{{changes.begin(), changes.end()}, 0, {}};
  const auto usual = usual_evening(changes);
  if (!usual) return found;
  const auto is_stuck = [&](std::size_t i) {
    return changes[i].state == LampState::on && i + 1 < changes.size() &&
           lasts(changes, i) >=
               std::max<std::chrono::seconds>(longest_evening, *usual * times_as_long);
  };
  std::vector<Change> doubted;
  std::chrono::seconds long_stays{};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    doubted.push_back(changes[i]);
    if (!is_stuck(i)) continue;
    ++found.count;
    long_stays += lasts(changes, i);
    doubted.push_back({changes[i].at + *usual, changes[i].room, LampState::unknown});
  }
  found.usual = *usual;
  const std::chrono::duration<double> known = changes.back().at - changes.front().at;
  if (found.count == 0 || long_stays > known * mostly_lit) return {std::move(found.changes), 0, {}};
  found.changes = std::move(doubted);
  return found;
}

std::vector<Change> overlaid(std::span<const Change> base, std::span<const Change> better) {
  std::vector<Change> both;
  LampState by_base = LampState::unknown;
  LampState by_better = LampState::unknown;
  while (!base.empty() || !better.empty()) {
    const bool is_base = better.empty() || (!base.empty() && base.front().at < better.front().at);
    std::span<const Change>& next = is_base ? base : better;
    const Change change = next.front();
    next = next.subspan(1);
    (is_base ? by_base : by_better) = change.state;
    // Of two changes at the same instant the last one counts, from either source.
    if (!both.empty() && both.back().at == change.at) both.pop_back();
    const LampState state = by_better == LampState::unknown ? by_base : by_better;
    const LampState before = both.empty() ? LampState::unknown : both.back().state;
    if (both.empty() || state != before) both.push_back({change.at, change.room, state});
  }
  return both;
}

}  // namespace lamplighter
