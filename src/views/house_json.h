// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "model/house_model.h"
#include "sky/place.h"
#include "views/house_past.h"

#include <cstddef>
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
std::string compare_json(const HouseView& view, const Place& place, std::size_t count, Rng chance);

/// The document `models`. `model`: nothing before one was trained.
std::string models_json(const HouseView& view, const std::optional<HouseModel>& model,
                        const Place& place);

}  // namespace lamplighter::views
