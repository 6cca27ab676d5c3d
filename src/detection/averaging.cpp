// SPDX-License-Identifier: Apache-2.0
// A lamp that is switched between two quiet minutes is a jump of one reading. If the sensor reports
// the mean of two, each jump comes in two halves; with an exponential average of share a, in parts
// of a, a(1-a), a(1-a)² … The first two parts of the plain jumps of a series tell which it is.
// Then y = (1-a) y' + a x gives x = y' + (y - y')/a.
#include "detection/averaging.h"

#include "core/quantiles.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace lamplighter {
namespace {

constexpr std::size_t arrival = 7;      // readings in which a jump has arrived
constexpr std::size_t quiet = 3;        // readings before and after
constexpr double quiet_share = 0.04;    // of a jump
constexpr std::size_t least_jumps = 8;  // to speak of a habit
constexpr double alike = 0.06;          // of a jump: as far as its parts differ from others'

/// How the jumps of a series arrive: shares of the whole.
struct Arrival {
  double first;   ///< with the first reading
  double second;  ///< with the first two
};

/// The plain jump that begins with reading `t`, if there is one of at least `least` lux.
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
  return Arrival{first, (lux(t + 1) - before) / whole};
}

/// The habit that four plain jumps of five share.
std::optional<Arrival> usual_arrival(const std::vector<Sample<Lux>>& samples) {
  if (samples.size() < 1000) return std::nullopt;
  std::vector<double> sizes;
  for (const Sample<Lux>& sample : samples) sizes.push_back(sample.value.value());
  const double least = 0.05 * (quantile(sizes, 0.99) - quantile(sizes, 0.1));
  if (least <= 0) return std::nullopt;
  std::vector<double> firsts;
  std::vector<double> seconds;
  for (std::size_t t = quiet + 1; t + arrival + quiet < samples.size(); ++t) {
    if (const auto jump = jump_at(samples, t, least)) {
      firsts.push_back(jump->first);
      seconds.push_back(jump->second);
    }
  }
  if (firsts.size() < least_jumps) return std::nullopt;
  const Arrival usual{quantile(firsts, 0.5), quantile(seconds, 0.5)};
  std::size_t like = 0;
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    like += std::abs(firsts[i] - usual.first) <= alike;
  }
  if (5 * like < 3 * firsts.size() || usual.first > 0.8 || usual.first < 0.2) return std::nullopt;
  return usual;
}

void undo_exponential(std::vector<Sample<Lux>>& samples, double share) {
  double before = samples.front().value.value();
  for (std::size_t t = 1; t < samples.size(); ++t) {
    const double now = samples[t].value.value();
    if (samples[t].at - samples[t - 1].at < std::chrono::minutes(10)) {
      samples[t].value = Lux(before + (now - before) / share);
    }
    before = now;
  }
}

/// Where two changes in turn are the halves of one, it is taken at the first.
void undo_mean_of_two(std::vector<Sample<Lux>>& samples) {
  for (std::size_t t = 1; t + 1 < samples.size(); ++t) {
    const double before = samples[t - 1].value.value();
    const double first = samples[t].value.value() - before;
    const double second = samples[t + 1].value.value() - samples[t].value.value();
    if (first * second <= 0) continue;
    if (std::abs(first - second) > 0.1 * std::max(std::abs(first), std::abs(second))) continue;
    samples[t].value = samples[t + 1].value;
    ++t;
  }
}

}  // namespace

std::vector<Sample<Lux>> without_averaging(std::vector<Sample<Lux>> samples) {
  const std::optional<Arrival> usual = usual_arrival(samples);
  if (!usual) return samples;
  const double geometric = 1 - (1 - usual->first) * (1 - usual->first);
  if (usual->second > 0.95 && std::abs(usual->first - 0.5) <= alike) undo_mean_of_two(samples);
  if (std::abs(usual->second - geometric) <= alike && usual->second <= 0.95) {
    undo_exponential(samples, usual->first);
  }
  return samples;
}

}  // namespace lamplighter
