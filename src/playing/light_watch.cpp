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
                        " times that its lamps went on; check the lamps and the sensor's position");
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
    case PlayStep::Outcome::restored:
      return proof->second.commanded(step.at, step.to);
    case PlayStep::Outcome::changed_manually:
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

namespace {

constexpr std::size_t most_recent = 32;
constexpr double rise_of_spread = 2;  // times the earlier variation of the light

}  // namespace

std::optional<LightProof::Verdict> LightProof::reading(Instant at, Lux lux) {
  if (!recent_.empty() && at <= recent_.back().at) return std::nullopt;
  const auto verdict = judge(at, lux.value());
  recent_.push_back({at, lux.value()});
  while (recent_.size() > most_recent || recent_.front().at < at - before) recent_.pop_front();
  return verdict;
}

void LightProof::commanded(Instant at, OnOff to) {
  const OnOff was = is_;
  is_ = to;
  trial_.reset();
  if (to == OnOff::off || was == OnOff::on) return;
  double low = dark_lux;
  double high = -dark_lux;
  int count = 0;
  for (const Seen& one : recent_) {
    if (one.at > at || one.at < at - before) continue;
    ++count;
    low = std::min(low, one.lux);
    high = std::max(high, one.lux);
  }
  const double spread = high - low;
  const bool is_steady = spread <= std::max(least_rise, steady_share * high);
  if (count < 2 || high >= dark_lux || !is_steady) return;
  trial_ = Trial{at, high + std::max(least_rise, rise_of_spread * spread)};
}

std::optional<LightProof::Verdict> LightProof::judge(Instant at, double lux) {
  if (!trial_ || at <= trial_->at) return std::nullopt;
  if (lux >= trial_->bright_from) {
    trial_.reset();
    const bool was_dead = is_dead();
    missed_ = 0;
    return was_dead ? std::optional(Verdict::alive) : std::nullopt;
  }
  if (at - trial_->at > after) trial_.reset();
  if (!trial_ || at - trial_->at < settle || ++trial_->dark < dark_readings) return std::nullopt;
  trial_.reset();
  const bool was_dead = is_dead();
  missed_ = std::min(missed_ + 1, misses);
  return is_dead() && !was_dead ? std::optional(Verdict::dead) : std::nullopt;
}

}  // namespace lamplighter
