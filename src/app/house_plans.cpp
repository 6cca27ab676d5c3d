// SPDX-License-Identifier: Apache-2.0
#include "app/house_plans.h"

#include "app/lamp_names.h"

#include <algorithm>

namespace lamplighter::app {
namespace {

void keep_rooms_with_lamps(Plan& plan, const Config& config) {
  const auto has_no_lamps = [&](const RoomName& room) {
    return std::none_of(config.rooms.begin(), config.rooms.end(), [&](const RoomConfig& one) {
      return one.name == room && !one.lamps.empty();
    });
  };
  std::erase_if(plan.rooms, has_no_lamps);
  std::erase_if(plan.on_at_start, has_no_lamps);
  std::erase_if(plan.switches, [&](const Switch& change) { return has_no_lamps(change.room); });
}

}  // namespace

/// A model trained meanwhile counts.
Result<void> HousePlans::refresh() {
  std::error_code gone;
  auto trained = std::filesystem::last_write_time(model_path(config_), gone);
  if (gone) trained = {};
  if (planner_ && trained == trained_) return {};
  planner_.reset();
  Result<Planner> planner = Planner::open(planning_by(config_));
  if (!planner) return planner.error();
  planner_ = *std::move(planner);
  trained_ = trained;
  return {};
}

Result<Plan> HousePlans::plan(Date date) {
  const std::lock_guard lock(mutex_);
  if (const Result<void> fresh = refresh(); !fresh) return fresh.error();
  Plan plan = planner_->plan(date);
  if (has_lamps(config_)) keep_rooms_with_lamps(plan, config_);
  const Instant now = clock_.now();
  const bool is_today = plan.from <= now && now < plan.until;
  const Instant noon = plan.from + (plan.until - plan.from) / 2;
  return planner_->mannered(plan, is_today ? dusks_.look(noon, now) : Dusks{});
}

}  // namespace lamplighter::app
