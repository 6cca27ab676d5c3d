// SPDX-License-Identifier: Apache-2.0
#pragma once

// Only for tests and trials: what other sensors would have reported for the same light.
#include "core/random.h"
#include "core/reading.h"
#include "core/series.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace lamplighter::testing {

using Samples = std::vector<Sample<Lux>>;

/// When a battery sensor reports: the light differs from the last report by `lux`, or by `share` of
/// it plus one lux; no sooner than `shortest` and no later than `longest` after the last report.
struct ChangeReports {
  double share = 0.1;
  double lux = 10;
  double shortest = 60;  ///< seconds
  double longest = std::numeric_limits<double>::infinity();
};

inline Samples reported_on_change(const Samples& all, const ChangeReports& rule) {
  Samples reported;
  for (const Sample<Lux>& sample : all) {
    const double lux = std::max(0.0, std::round(sample.value.value()));
    if (!reported.empty()) {
      const double last = reported.back().value.value();
      const double change = std::abs(lux - last);
      const double since = std::chrono::duration<double>(sample.at - reported.back().at).count();
      const bool left = change >= rule.lux || (change >= 1 && change > rule.share * std::abs(last));
      if (since < rule.shortest - 1 || (!left && since < rule.longest - 30)) continue;
    }
    reported.push_back({sample.at, Lux(lux)});
  }
  return reported;
}

/// Computes each value from its own value, the previous result, the previous reading, and the days
/// since the first.
using Remake = std::function<double(double lux, double made_before, double before, double days)>;

inline Samples remade(const Samples& all, const Remake& remake) {
  Samples made = all;
  for (std::size_t i = 1; i < all.size(); ++i) {
    const double days =
        std::chrono::duration<double, std::ratio<86400>>(all[i].at - all[0].at).count();
    made[i].value = Lux(
        remake(all[i].value.value(), made[i - 1].value.value(), all[i - 1].value.value(), days));
  }
  return made;
}

inline Samples with_jitter(const Samples& all, double lux, std::uint64_t seed = 1) {
  Rng rng(seed);
  return remade(all, [&](double v, double, double, double) { return v + lux * rng.normal(); });
}

inline Samples with_noise(const Samples& all, double share, std::uint64_t seed = 1) {
  Rng rng(seed);
  return remade(all,
                [&](double v, double, double, double) { return v * (1 + share * rng.normal()); });
}

/// A series, and for how long after a change of the light it cannot be scored.
struct SensorVariant {
  std::string name;
  Samples samples;
  std::chrono::minutes late{0};
};

/// The same light as other sensors would have reported it.
inline std::vector<SensorVariant> sensor_variants(const Samples& all) {
  std::vector<SensorVariant> variants{{"as it is", all}};
  const auto add = [&](const char* name, Samples samples, std::chrono::minutes late = {}) {
    variants.push_back({name, std::move(samples), late});
  };
  add("on change, at most 60 min", reported_on_change(all, {.longest = 3600}));
  add("on change, at most 120 min", reported_on_change(all, {.longest = 7200}));
  add("on change, no heartbeat", reported_on_change(all, {}));
  add("on change of 5 lux", reported_on_change(all, {.lux = 5, .longest = 3600}));
  add("on change, 5 min apart", reported_on_change(all, {.shortest = 300, .longest = 3600}),
      std::chrono::minutes(5));
  add("jitter .02 lux", with_jitter(all, 0.02));
  add("jitter .2 lux", with_jitter(all, 0.2));
  add("jitter 1 lux", with_jitter(all, 1));
  add("noise 1 %", with_noise(all, 0.01));
  add("x 1.001 a day",
      remade(all, [](double v, double, double, double days) { return v * std::pow(1.001, days); }));
  add("mean of two",
      remade(all, [](double v, double, double before, double) { return (v + before) / 2; }));
  add("average of .5",
      remade(all, [](double v, double made, double, double) { return (v + made) / 2; }));
  return variants;
}

/// A report every 55 minutes, independent of the light.
inline Samples heartbeats(const Samples& all) {
  return reported_on_change(all, {.share = 1e9, .lux = 1e9, .longest = 3300});
}

}  // namespace lamplighter::testing
