// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "learning/known_house.h"
#include "observer/evaluation.h"
#include "views/house_past.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <optional>
#include <stop_token>

namespace lamplighter::app {

/// What the observer's test says of a house's newest days.
struct Observed {
  std::size_t days = 0;                           ///< known of every room
  std::optional<Evaluation> test = std::nullopt;  ///< absent: too few days, or stopped
};

/// Tests the house planner on the newest days of a past, at most four months of them. Ends early
/// where it is asked to stop.
Observed observe(const views::HousePast& past, const KnownHouse& house,
                 const std::stop_token& stop = {});

/// The document `observer` (docs/formats.md).
nlohmann::ordered_json observed_json(const Observed& observed, bool is_working);

}  // namespace lamplighter::app
