// SPDX-License-Identifier: Apache-2.0
#include "playing/light_watch.h"

#include <algorithm>
#include <utility>

namespace lamplighter {

LightWatch::LightWatch(std::map<SensorId, RoomName> rooms, Verdict on_verdict)
    : rooms_(std::move(rooms)), on_verdict_(std::move(on_verdict)) {
  for (const auto& [sensor, room] : rooms_) proofs_[room];
}

void LightWatch::reading(const Reading& reading) {
  const auto room = rooms_.find(reading.sensor);
  if (room == rooms_.end()) return;
  std::optional<LightProof::Verdict> verdict;
  {
    const std::lock_guard lock(mutex_);
    verdict = proofs_[room->second].reading(reading.at, reading.lux);
  }
  if (!verdict || !on_verdict_) return;
  const std::string name = "room " + room->second.text();
  on_verdict_(*verdict == LightProof::Verdict::alive
                  ? name + ": its sensor sees its lamps again"
                  : name + ": its sensor saw no light the last " +
                        std::to_string(LightProof::misses) +
                        " times that its lamps went on; look at the lamps, and at where the sensor "
                        "stands");
}

void LightWatch::took(const PlayStep& step) {
  const std::lock_guard lock(mutex_);
  const auto void_all = [this] {
    for (auto& [room, proof] : proofs_) proof.disturbed();
  };
  if (step.room.empty()) return void_all();
  const auto proof = proofs_.find(step.room);
  if (proof == proofs_.end()) return;
  switch (step.outcome) {
    case PlayStep::Outcome::switched:
    case PlayStep::Outcome::handed_over:
      return proof->second.told(step.at, step.to);
    case PlayStep::Outcome::touched:
    case PlayStep::Outcome::failed:
    case PlayStep::Outcome::silent:
    case PlayStep::Outcome::answers_again:
      return proof->second.disturbed();
  }
}

bool LightWatch::is_well() const {
  const std::lock_guard lock(mutex_);
  return std::none_of(proofs_.begin(), proofs_.end(),
                      [](const auto& one) { return one.second.is_dead(); });
}

}  // namespace lamplighter
