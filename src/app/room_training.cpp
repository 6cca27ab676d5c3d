// SPDX-License-Identifier: Apache-2.0
#include "app/room_training.h"

#include <utility>

namespace lamplighter::app {
namespace {

ZoneModel zone_model(Fit fit) {
  return {.hmm = std::move(fit.model),
          .samples = fit.samples,
          .subsequences = fit.subsequences,
          .log_likelihood = fit.log_likelihood,
          .iterations = fit.iterations,
          .restarts = fit.restarts,
          .note = std::move(fit.note)};
}

}  // namespace

RoomModel train_room(const RoomName& room, const ZoneSubsequences& subsequences,
                     const TrainingOptions& options, const std::function<void(Zone)>& begins) {
  const auto train = [&](Zone zone) {
    begins(zone);
    return zone_model(fit(subsequences[index_of(zone)], options));
  };
  return {
      .room = room,
      .trained_on = {},
      .zones = {train(Zone::morning), train(Zone::day), train(Zone::evening), train(Zone::night)}};
}

}  // namespace lamplighter::app
