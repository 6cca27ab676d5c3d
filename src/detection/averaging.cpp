// SPDX-License-Identifier: Apache-2.0
// A lamp that is switched between two quiet minutes produces a jump of one reading. If the sensor
// reports the mean of two readings, each jump arrives in two halves; with an exponential average of
// weight a, it arrives in parts of a, a(1-a), a(1-a)² … The first two parts of the isolated jumps
// of a series show which it is. Then y = (1-a) y' + a x gives x = y' + (y - y')/a.
#include "detection/averaging.h"

#include "core/quantiles.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>

namespace lamplighter {
namespace {

constexpr std::size_t arrival = 7;      // readings after which a jump is complete
constexpr std::size_t quiet = 3;        // readings before and after a jump
constexpr double quiet_share = 0.04;    // largest change of a quiet reading, as a share of the jump
constexpr std::size_t least_jumps = 8;  // for an estimate
constexpr double alike = 0.06;  // largest difference between parts of similar jumps, of a jump

/// How a jump arrives, as shares of the whole.
struct Arrival {
  double first;   ///< with the first reading
  double second;  ///< with the first two
  bool is_rise = false;
};

/// The isolated jump that begins with reading `t`, if there is one of at least `least` lux.
std::optional<Arrival> jump_at(const std::vector<Sample<Lux>>& samples, std::size_t t,
                               double least) {
  const auto lux = [&](std::size_t i) { return samples[i].value.value(); };
  const double before = lux(t - 1);
  const double whole = lux(t + arrival) - before;
  if (std::abs(whole) < least) return std::nullopt;
  const double first = (lux(t) - before) / whole;
  if (first < 0.1) return std::nullopt;
  for (std::size_t k = 1; k <= quiet; ++k) {
    if (std::abs(lux(t - 1 - k) - before) > quiet_share * std::abs(whole)) return std::nullopt;
    if (std::abs(lux(t + arrival + k) - lux(t + arrival)) > quiet_share * std::abs(whole)) {
      return std::nullopt;
    }
  }
  return Arrival{first, (lux(t + 1) - before) / whole, whole > 0};
}

double median_of(const std::vector<Arrival>& jumps, double Arrival::*part) {
  std::vector<double> shares;
  for (const Arrival& jump : jumps) shares.push_back(jump.*part);
  return quantile(shares, 0.5);
}

/// Whether rises and falls arrive in the same way. A lamp that warms up rises slowly and goes off
/// at once.
bool is_both_ways(const std::vector<Arrival>& jumps) {
  constexpr std::size_t least = 2;  // of each direction
  std::vector<Arrival> rises;
  std::vector<Arrival> falls;
  for (const Arrival& jump : jumps) (jump.is_rise ? rises : falls).push_back(jump);
  return rises.size() >= least && falls.size() >= least &&
         std::abs(median_of(rises, &Arrival::first) - median_of(falls, &Arrival::first)) <=
             2 * alike;
}

/// The pattern that at least three of five isolated jumps share.
std::optional<Arrival> usual_arrival(const std::vector<Sample<Lux>>& samples) {
  if (samples.size() < 1000) return std::nullopt;
  std::vector<double> sizes;
  for (const Sample<Lux>& sample : samples) sizes.push_back(sample.value.value());
  const double least = 0.05 * (quantile(sizes, 0.99) - quantile(sizes, 0.1));
  if (least <= 0) return std::nullopt;
  std::vector<Arrival> jumps;
  for (std::size_t t = quiet + 1; t + arrival + quiet < samples.size(); ++t) {
    if (const auto jump = jump_at(samples, t, least)) jumps.push_back(*jump);
  }
  if (jumps.size() < least_jumps || !is_both_ways(jumps)) return std::nullopt;
  const Arrival usual{median_of(jumps, &Arrival::first), median_of(jumps, &Arrival::second)};
  const auto like = static_cast<std::size_t>(std::ranges::count_if(
      jumps, [&](const Arrival& jump) { return std::abs(jump.first - usual.first) <= alike; }));
  if (5 * like < 3 * jumps.size() || usual.first > 0.8 || usual.first < 0.2) return std::nullopt;
  return usual;
}

constexpr auto longest_averaged = std::chrono::minutes(10);  // between readings averaged together

void undo_exponential(std::vector<Sample<Lux>>& samples, double share) {
  double before = samples.front().value.value();
  for (std::size_t t = 1; t < samples.size(); ++t) {
    const double now = samples[t].value.value();
    if (samples[t].at - samples[t - 1].at < longest_averaged) {
      samples[t].value = Lux(before + (now - before) / share);
    }
    before = now;
  }
}

/// Readings on each side that are used to undo the mean at one reading.
constexpr std::size_t around = 7;

/// x(t) = 2y(t) - x(t-1) gives the light before the mean, except for an error of constant size
/// whose sign alternates from reading to reading. The error is chosen so that the light around a
/// reading changes as little as possible. `samples`: the readings used, without a gap; `t`: the
/// reading to compute.
double before_mean(std::span<const Sample<Lux>> samples, std::size_t t) {
  double light = samples.front().value.value();
  double wanted = light;
  double sign = 1;
  std::vector<double> errors;
  for (std::size_t k = 1; k < samples.size(); ++k) {
    const double next = 2 * samples[k].value.value() - light;
    sign = -sign;
    errors.push_back(sign * (light - next) / 2);
    light = next;
    if (k == t) wanted = light;
  }
  if (errors.empty()) return wanted;
  return wanted + (t % 2 == 0 ? 1 : -1) * quantile(errors, 0.5);
}

void undo_mean_of_two(std::vector<Sample<Lux>>& samples) {
  const std::vector<Sample<Lux>> means = samples;
  std::size_t from = 0;  // first after the last gap
  std::size_t until = 0;
  for (std::size_t t = 0; t < means.size(); ++t) {
    if (t > 0 && means[t].at - means[t - 1].at >= longest_averaged) from = t;
    const std::size_t first = std::max(from, t - std::min(t, around));
    until = std::max(until, t + 1);
    while (until < means.size() && until <= t + around &&
           means[until].at - means[until - 1].at < longest_averaged) {
      ++until;
    }
    const std::span<const Sample<Lux>> near(&means[first], until - first);
    samples[t].value = Lux(before_mean(near, t - first));
  }
}

}  // namespace

Averaging averaging_of(const std::vector<Sample<Lux>>& samples) {
  const std::optional<Arrival> usual = usual_arrival(samples);
  if (!usual) return {};
  using enum Averaging::Kind;
  const double geometric = 1 - (1 - usual->first) * (1 - usual->first);
  if (usual->second > 0.95) {
    return std::abs(usual->first - 0.5) <= alike ? Averaging{mean_of_two, 0.5} : Averaging{};
  }
  return std::abs(usual->second - geometric) <= alike ? Averaging{exponential, usual->first}
                                                      : Averaging{};
}

std::vector<Sample<Lux>> without_averaging(std::vector<Sample<Lux>> samples,
                                           const Averaging& averaging) {
  if (samples.empty()) return samples;
  if (averaging.kind == Averaging::Kind::mean_of_two) undo_mean_of_two(samples);
  if (averaging.kind == Averaging::Kind::exponential) undo_exponential(samples, averaging.share);
  return samples;
}

Sample<Lux> LiveAveraging::undo(const Sample<Lux>& reading) {
  if (averaging_.kind == Averaging::Kind::none) return reading;
  if (!last_.empty() && reading.at - last_.back().at >= longest_averaged) last_.clear();
  last_.push_back(reading);
  if (last_.size() > 2 * around) last_.erase(last_.begin());
  if (last_.size() == 1) return reading;
  if (averaging_.kind == Averaging::Kind::mean_of_two)
    return {reading.at, Lux(before_mean(last_, last_.size() - 1))};
  const double before = last_[last_.size() - 2].value.value();
  return {reading.at, Lux(before + (reading.value.value() - before) / averaging_.share)};
}

}  // namespace lamplighter
