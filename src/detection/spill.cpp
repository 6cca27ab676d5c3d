// SPDX-License-Identifier: Apache-2.0
#include "detection/spill.h"

#include "core/quantiles.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace lamplighter {
namespace {

constexpr double most_share = 0.35;       // of the light in the other room, through a door
constexpr double like_shares = 0.3;       // of the logarithms of two shares
constexpr std::size_t least_lit = 3;      // intervals with the same begin and end in both rooms
constexpr double least_followed = 0.06;   // of the other room's switch-ons
constexpr double explained_within = 1.5;  // times the expected light
constexpr double least_covered = 0.9;     // of an interval, by intervals of the other room

/// A change of what a room's lamps add.
struct LampStep {
  Instant at;
  double change;
};

bool joins(const LitInterval& before, const LitInterval& after) {
  return before.until == after.from && before.state == LampState::on;
}

/// The ends of the intervals that are on, and how much the light changes there.
std::vector<LampStep> steps_of(const Detection& room) {
  std::vector<LampStep> steps;
  const LitInterval* before = nullptr;
  for (const LitInterval& lit : room.intervals) {
    if (lit.state == LampState::on) {
      const bool goes_on = before != nullptr && joins(*before, lit);
      if (before != nullptr && !goes_on) steps.push_back({before->until, -before->lux});
      steps.push_back({lit.from, goes_on ? lit.lux - before->lux : lit.lux});
      before = &lit;
    }
  }
  if (before != nullptr) steps.push_back({before->until, -before->lux});
  return steps;
}

/// For what share of an interval the lamps of another room were on, and how much they added.
struct Cover {
  double share;
  double lux;
};

/// The other room may have been lit for one reading longer than its own sensor saw.
Cover cover_of(const LitInterval& lit, const Detection& room, Minutes spacing) {
  const double length = Minutes(lit.until - lit.from).count();
  double minutes = 0;
  double lux = 0;
  auto other = std::ranges::upper_bound(room.intervals, lit.from, {}, &LitInterval::until);
  for (; other != room.intervals.end() && other->from < lit.until; ++other) {
    if (other->state != LampState::on) continue;
    const double both =
        Minutes(std::min(lit.until, other->until) - std::max(lit.from, other->from)).count();
    minutes += both;
    lux += both * other->lux;
  }
  if (minutes == 0) return {0, 0};
  const double unseen = std::max(spacing, room.spacing).count();
  return {std::min(1.0, (minutes + unseen) / length), lux / minutes};
}

/// Evidence that light from one room reaches another.
struct Evidence {
  double share = 0;
  std::size_t lit = 0;  ///< intervals that began and ended together with light in the other room
};

class SpillSearch {
 public:
  explicit SpillSearch(std::span<const Detection> rooms) : rooms_(rooms) {
    for (const Detection& room : rooms) steps_.push_back(steps_of(room));
  }

  /// Nothing if room `into` gets no light from room `from`.
  [[nodiscard]] std::optional<Evidence> find(std::size_t into, std::size_t from) const {
    std::vector<double> shares;
    std::vector<double> sizes;
    for (const LitInterval& lit : rooms_[into].intervals) {
      if (lit.state != LampState::on) continue;
      const auto begins = partner(into, from, lit.from);
      const auto ends = partner(into, from, lit.until);
      if (!begins || !ends || std::abs(std::log(begins->share / ends->share)) > like_shares)
        continue;
      shares.push_back(std::log(begins->share * ends->share) / 2);
      sizes.push_back(begins->size);
    }
    if (shares.size() < least_lit) return {};
    const double middle = quantile(shares, 0.5);
    const auto lit = static_cast<std::size_t>(std::ranges::count_if(
        shares, [middle](double share) { return std::abs(share - middle) < like_shares; }));
    const std::size_t could = switch_ons(from, 0.8 * quantile(sizes, 0.5));
    if (lit < least_lit || 4 * lit < 3 * shares.size()) return {};
    if (static_cast<double>(lit) < least_followed * static_cast<double>(could)) return {};
    return Evidence{std::exp(middle), lit};
  }

 private:
  struct Partner {
    double share;
    double size;
  };

  /// The step of room `from` closest to that of `into` at `at`, in the same direction and larger.
  [[nodiscard]] std::optional<Partner> partner(std::size_t into, std::size_t from,
                                               Instant at) const {
    const auto step = std::ranges::lower_bound(steps_[into], at, {}, &LampStep::at);
    if (step == steps_[into].end() || step->at != at) return std::nullopt;
    auto nearest = std::chrono::duration_cast<Instant::duration>(
        1.5 * std::max(rooms_[into].spacing, rooms_[from].spacing));
    std::optional<Partner> found;
    auto other = std::ranges::lower_bound(steps_[from], at - nearest, {}, &LampStep::at);
    for (; other != steps_[from].end() && other->at <= at + nearest; ++other) {
      const double share = step->change / other->change;
      const auto apart = other->at > at ? other->at - at : at - other->at;
      if (apart > nearest || share <= 0 || share > most_share) continue;
      nearest = apart;
      found = Partner{share, std::abs(other->change)};
    }
    return found;
  }

  /// Of at least that size.
  [[nodiscard]] std::size_t switch_ons(std::size_t room, double size) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        steps_[room], [size](const LampStep& step) { return step.change >= size; }));
  }

  std::span<const Detection> rooms_;
  std::vector<std::vector<LampStep>> steps_;
};

bool has_spill(const Detection& room, std::size_t from) {
  return std::ranges::find(room.spills, from, &Spill::from) != room.spills.end();
}

/// Makes intervals unknown that light from other rooms explains.
void take_away(Detection& room, const std::vector<Detection>& seen) {
  for (LitInterval& lit : room.intervals) {
    double covered = 0;
    double expected = 0;
    for (const Spill& spill : room.spills) {
      const Cover cover = cover_of(lit, seen[spill.from], room.spacing);
      covered = std::max(covered, cover.share);
      expected += spill.share * cover.share * cover.lux;
    }
    if (covered < least_covered || lit.lux > explained_within * expected) continue;
    lit.state = LampState::unknown;
    lit.probability = std::min(lit.probability, 0.5);
  }
}

/// The spill with the strongest evidence that is not yet known.
std::optional<Spill> loudest(const SpillSearch& search, std::span<const Detection> rooms,
                             std::size_t into) {
  std::optional<Spill> best;
  std::size_t lit = 0;
  for (std::size_t from = 0; from < rooms.size(); ++from) {
    if (from == into || has_spill(rooms[into], from)) continue;
    const std::optional<Evidence> found = search.find(into, from);
    if (!found || found->lit <= lit) continue;
    lit = found->lit;
    best = Spill{from, found->share};
  }
  return best;
}

}  // namespace

void tell_spill(std::span<Detection> rooms) {
  // Light that a room passes on is not its own; each round separates the rooms' own light better.
  constexpr int rounds = 3;
  for (int round = 0; round < rounds; ++round) {
    const std::vector<Detection> seen(rooms.begin(), rooms.end());
    const SpillSearch search(seen);
    for (std::size_t into = 0; into < rooms.size(); ++into) {
      const std::optional<Spill> spill = loudest(search, seen, into);
      if (spill) rooms[into].spills.push_back(*spill);
      take_away(rooms[into], seen);
    }
  }
}

}  // namespace lamplighter
