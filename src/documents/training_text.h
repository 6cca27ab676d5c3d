// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/house_model.h"
#include "observer/evaluation.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace lamplighter::app {

/// `train --json` (docs/formats.md).
std::string training_json(const HouseModel& house);

/// For a person: a line a room and zone, and what there was too little of.
std::string training_for_people(const HouseModel& house);

/// What an evaluation says, in a sentence for a householder.
std::string evaluation_sentence(const Evaluation& evaluation);

/// `evaluate --json` (docs/formats.md). `scope` is the room's name, or `house`.
nlohmann::ordered_json evaluation_document(const Evaluation& evaluation, const std::string& scope);
std::string evaluation_json(const Evaluation& evaluation, const std::string& scope);

/// A table and the sentence.
std::string evaluation_for_people(const Evaluation& evaluation, const std::string& scope);

}  // namespace lamplighter::app
