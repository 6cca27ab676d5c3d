// SPDX-License-Identifier: Apache-2.0
#include "scene_score.h"

#include "detection/spill.h"

#include <algorithm>
#include <cmath>

namespace lamplighter::trials {
namespace {

/// The ground truth of one room in its sensor's time: changes, beginning with off.
std::vector<Change> truth_of(const simulation::Simulation& house, std::size_t room) {
  std::vector<Change> truth;
  for (Change change : house.changes()) {
    if (change.room != house.house().rooms[room].name) continue;
    change.at += house.settings().sensors[room].clock_error;
    truth.push_back(std::move(change));
  }
  return truth;
}

/// Where two detections of the same readings differ.
std::vector<Stretch> differences(const Detection& before, const Detection& after) {
  std::vector<Stretch> stretches;
  for (std::size_t i = 0; i < before.intervals.size(); ++i) {
    const LitInterval& now = after.intervals[i];
    const bool same = now.probability == before.intervals[i].probability;
    if (!same) stretches.push_back({now.from, now.until});
  }
  return stretches;
}

/// Reverts the result in those periods.
void take_back(const std::vector<Stretch>& stretches, LampStudy& study) {
  auto stretch = stretches.begin();
  for (std::size_t t = 0; t < study.answers.size(); ++t) {
    const Instant at = study.light.steps[t].at;
    while (stretch != stretches.end() && stretch->until <= at) ++stretch;
    if (stretch == stretches.end() || stretch->from > at) continue;
    study.answers[t].doubt();
  }
}

void score_minutes(const LampStudy& study, const std::vector<Change>& truth, SceneScore& into) {
  auto change = truth.begin();
  bool on = false;
  for (std::size_t t = 0; t < study.answers.size(); ++t) {
    const LightStep& step = study.light.steps[t];
    const LampAnswer& said = study.answers[t];
    for (; change != truth.end() && change->at <= step.at; ++change) {
      on = change->state == LampState::on;
    }
    const double minutes = study.light.spacing;
    (step.dark() ? into.lit_dark : into.lit_day).add(said.lit, on, minutes);
    into.strict.add(said.state == LampState::on, on, minutes);
    if (!step.dark()) into.strict_day.add(said.state == LampState::on, on, minutes);
    const auto tenth = std::min<std::size_t>(9, static_cast<std::size_t>(10 * said.probability));
    into.said[tenth] += minutes;
    into.chance[tenth] += minutes * static_cast<double>(said.probability);
    into.right[tenth] += on ? minutes : 0;
    into.unknown_dark += said.state == LampState::unknown && step.dark() ? minutes : 0;
    into.sure.add(said.probability >= 0.8F, on, minutes);
    into.observed += minutes;
    into.unknown += said.state == LampState::unknown ? minutes : 0;
    into.off += said.state == LampState::off ? minutes : 0;
    into.off_right += said.state == LampState::off && !on ? minutes : 0;
  }
}

void score_switches(const LampStudy& study, const std::vector<Change>& truth, SceneScore& into) {
  const Minutes reading(study.light.spacing);
  const Minutes near = std::max(Minutes(2), 1.1 * reading);
  const auto& steps = study.light.steps;
  for (auto change = truth.begin(); change != truth.end(); ++change) {
    const bool short_one = change + 1 != truth.end() && (change + 1)->at - change->at < 2 * reading;
    const bool seen = change->at >= steps.front().at && change->at <= steps.back().at;
    if (change->state != LampState::on || short_one || !seen) continue;
    ++into.switch_ons;
    bool found = false;
    auto step = std::ranges::lower_bound(
        steps, change->at - std::chrono::duration_cast<Instant::duration>(near), {},
        &LightStep::at);
    for (; step != steps.end() && step->at <= change->at + near; ++step) {
      found |= study.answers[static_cast<std::size_t>(step - steps.begin())].rose;
    }
    into.found += found;
  }
}

void score_room(const RoomStudy& study, const std::vector<Change>& truth, SceneScore& into) {
  for (const LampStudy& part : study.parts) {
    score_minutes(part, truth, into);
    score_switches(part, truth, into);
  }
  for (const auto* left_out : {&study.stuck, &study.moved}) {
    for (const Stretch& stretch : *left_out) {
      into.observed += Minutes(stretch.until - stretch.from).count();
      into.unknown += Minutes(stretch.until - stretch.from).count();
    }
  }
}

}  // namespace

void add_score(const SceneScore& other, SceneScore& into) {
  for (std::size_t i = 0; i < into.said.size(); ++i) {
    into.said[i] += other.said[i];
    into.chance[i] += other.chance[i];
    into.right[i] += other.right[i];
  }
}

void score_house(const simulation::Simulation& house, SceneScore& into) {
  std::vector<std::size_t> rooms;
  std::vector<RoomStudy> studies;
  std::vector<Detection> detections;
  for (std::size_t room = 0; room < house.house().rooms.size(); ++room) {
    if (!house.house().rooms[room].watched) continue;
    rooms.push_back(room);
    studies.push_back(study_room(house.readings(room), house.settings().place));
    detections.push_back(summary_of(studies.back()));
  }
  const std::vector<Detection> alone = detections;
  tell_spill(detections);
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    for (LampStudy& part : studies[i].parts) take_back(differences(alone[i], detections[i]), part);
    score_room(studies[i], truth_of(house, rooms[i]), into);
  }
}

}  // namespace lamplighter::trials
