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

/// The data for the views of the whole house: the past, and what is planned for the same dates.
struct HouseView {
  HousePast real;
  HousePast planned;        ///< empty without a model
  bool is_complete = true;  ///< false while more of the past is being computed
};

/// The document `compare`: real and planned days that are almost completely known, at most `count`
/// of each, shuffled with `chance`.
std::string compare_json(const HouseView& view, const Place& place, std::size_t count, Rng rng);

/// The document `models`. `model`: empty before the first training.
std::string models_json(const HouseView& view, const std::optional<HouseModel>& model,
                        const Place& place);

/// Seconds since 1970, the time format of the documents.
inline std::int64_t epoch(Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

/// Two decimals: sufficient for a drawing, and short as text.
inline double short_number(double value) { return std::round(value * 100) / 100; }

/// Three decimals, for shares and probabilities.
inline double short_share(double value) { return std::round(value * 1000) / 1000; }

}  // namespace lamplighter::views
