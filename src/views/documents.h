// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/random.h"
#include "model/house_model.h"
#include "sky/sun.h"
#include "views/house_past.h"

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace lamplighter::views {

/// What the views of the whole house show: what was, and what is planned for the same dates.
struct HouseView {
  HousePast real;
  HousePast planned;        ///< empty without a model
  bool is_complete = true;  ///< false while more of the past is being worked out
};

/// The document `compare`: real and planned days of which nearly all is known, `count` of each at
/// most, shuffled by `chance`.
std::string compare_json(const HouseView& view, const Place& place, std::size_t count, Rng rng);

/// The document `models`. `model`: nothing before one was trained.
std::string models_json(const HouseView& view, const std::optional<HouseModel>& model,
                        const Place& place);

/// Seconds since 1970, as documents tell time.
inline std::int64_t epoch(Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

/// Two decimals: more than a drawing shows, and short as text.
inline double short_number(double value) { return std::round(value * 100) / 100; }

/// Three decimals, for shares and probabilities.
inline double short_share(double value) { return std::round(value * 1000) / 1000; }

}  // namespace lamplighter::views
