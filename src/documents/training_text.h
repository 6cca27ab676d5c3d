// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/names.h"
#include "model/house_model.h"
#include "observer/evaluation.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace lamplighter::app {

/// `train --json` (docs/formats.md).
std::string training_json(const HouseModel& house);

/// For display: one line per room and zone, and where there was too little data.
std::string training_for_people(const HouseModel& house);

/// A one-sentence summary of an evaluation for the user.
std::string evaluation_sentence(const Evaluation& evaluation);

/// A house and the result of its evaluation.
struct EvaluatedHouse {
  Evaluation evaluation;
  AbsenceEvaluation absences;
  std::string scope;  ///< the room's name, or `house`
  std::vector<RoomName> rooms;
};

/// The differences that reveal planned days, clearest first: "short visits to the bathroom are
/// missing". One sentence for each kind of difference and room.
std::vector<std::string> giveaway_sentences(const Evaluation& evaluation,
                                            const std::vector<RoomName>& rooms);

/// `evaluate --json` (docs/formats.md).
nlohmann::ordered_json evaluation_document(const EvaluatedHouse& house);
std::string evaluation_json(const EvaluatedHouse& house);

/// Tables and sentences.
std::string evaluation_for_people(const EvaluatedHouse& house);

}  // namespace lamplighter::app
