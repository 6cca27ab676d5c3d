// SPDX-License-Identifier: Apache-2.0
// Any bytes as a history: the observer's test of its days ends, and its figures are numbers. Eight
// bytes are a period: its day, its room, its begin and its length.
#include "observer/evaluation.h"
#include "require.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

using namespace lamplighter;

namespace {

constexpr std::size_t most_days = 12;
constexpr std::size_t rooms = 3;

std::vector<WatchedDay> history_of(std::span<const std::uint8_t> bytes) {
  const Date first = Date(std::chrono::March / 20 / 2026);
  std::vector<WatchedDay> days;
  for (int i = 0; i < static_cast<int>(most_days); ++i)
    days.push_back({plus_days(first, i), std::vector<std::vector<LitMinutes>>(rooms)});
  for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
    auto& lit = days[bytes[0] % most_days].rooms[bytes[1] % rooms];
    std::array<std::uint8_t, 4> begin{bytes[2], bytes[3], bytes[4], 0};
    std::uint32_t ticks = 0;
    std::memcpy(&ticks, begin.data(), 4);
    const double last = lit.empty() ? 0 : lit.back().until;
    const double from = last + (watched_minutes - last) * ticks / 16777216.0;
    const double until = from + (bytes[5] * 65536 + bytes[6] * 256 + bytes[7]) / 11650.8;
    if (from < until && from < watched_minutes)
      lit.push_back({from, std::min(until, watched_minutes)});
  }
  return days;
}

bool is_share(const Spread& spread) {
  return 0 <= spread.mean && spread.mean <= 1 && std::isfinite(spread.deviation);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::vector<WatchedDay> days = history_of({bytes, std::min<std::size_t>(size, 4096)});
  const auto again = [](std::span<const WatchedDay> learned, std::span<const Date> dates, Rng&) {
    return std::vector<WatchedDay>(dates.size(), learned.front());
  };
  Rng rng(1);
  const Evaluation seen = evaluate(days, again, {.splits = 1, .trees = 5, .permutations = 3}, rng);
  for (const AucScores* scores : {&seen.real, &seen.replay, &seen.planned})
    require(is_share(scores->events) && is_share(scores->bins) && is_share(scores->logistic));
  require(std::isfinite(seen.energy_planned) && std::isfinite(seen.real_p10_minutes));
  return 0;
}
