// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/house_model.h"

#include <string>

namespace lamplighter::app {

/// `train --json` (docs/formats.md).
std::string training_json(const HouseModel& house);

/// For a person: a line a room and zone, and what there was too little of.
std::string training_for_people(const HouseModel& house);

}  // namespace lamplighter::app
