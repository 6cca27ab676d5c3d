// SPDX-License-Identifier: Apache-2.0
// How the player interprets the state of the lamps: whether they followed commands and who changed
// them; and restoring them.
#include "playing/player.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lamplighter {
namespace {

/// When a room that is changed manually now is played again: an evening extends past midnight and
/// is over by the next noon.
Instant next_noon(const Plan& plan, Instant now) {
  const Instant noon = plan.from + 12h;
  return now < noon ? noon : plan.until + 12h;
}

/// The next switch of any of the rooms; the end of the plan if there is none.
Instant next_switch_of(const std::set<RoomName>& rooms, const Plan& plan, Instant now) {
  for (const Switch& change : plan.switches) {
    if (change.at > now && rooms.contains(change.room)) return change.at;
  }
  return plan.until;
}

/// Whether a lamp is in the wanted state, within the rounding of lamps and bridges.
bool is_as(const LampSetting& wanted, const LampSetting& is) {
  constexpr double brightness_error = 1.0;
  constexpr int mirek_error = 3;
  constexpr double xy_error = 0.01;
  if (wanted.state != is.state) return false;
  if (wanted.state == OnOff::off) return true;
  const auto& [brightness, mirek] = wanted.look;
  if (brightness && is.look.brightness &&
      std::abs(*brightness - *is.look.brightness) > brightness_error)
    return false;
  if (mirek && (!is.look.mirek || std::abs(*mirek - *is.look.mirek) > mirek_error)) return false;
  return !wanted.xy || (is.xy && std::abs(wanted.xy->x - is.xy->x) <= xy_error &&
                        std::abs(wanted.xy->y - is.xy->y) <= xy_error);
}

/// The colour of white light (Kim's approximation of the Planckian locus).
Xy xy_of_mirek(int mirek) {
  const double t = 1e6 / std::clamp(mirek, 40, 600);
  const double x =
      t < 4000 ? -0.2661239e9 / (t * t * t) - 0.2343589e6 / (t * t) + 0.8776956e3 / t + 0.179910
               : -3.0258469e9 / (t * t * t) + 2.1070379e6 / (t * t) + 0.2226347e3 / t + 0.240390;
  const double y =
      t < 2222   ? -1.1063814 * x * x * x - 1.34811020 * x * x + 2.18555832 * x - 0.20219683
      : t < 4000 ? -0.9549476 * x * x * x - 1.37418593 * x * x + 2.09137015 * x - 0.16748867
                 : 3.0817580 * x * x * x - 5.87338670 * x * x + 3.75112997 * x - 0.37001483;
  return {x, y};
}

std::optional<Xy> colour_of(const LampSetting& lamp) {
  if (lamp.xy) return lamp.xy;
  return lamp.look.mirek ? std::optional(xy_of_mirek(*lamp.look.mirek)) : std::nullopt;
}

bool is_other_brightness(const LampSetting& from, const LampSetting& to) {
  constexpr double visible = 5.0;  // percent
  const auto& [was, is] = std::pair(from.look.brightness, to.look.brightness);
  return was && is && std::abs(*was - *is) > visible;
}

bool is_other_colour(const LampSetting& from, const LampSetting& to) {
  constexpr double visible = 0.03;  // about 30 mired
  const std::optional<Xy> was = colour_of(from);
  const std::optional<Xy> is = colour_of(to);
  return was && is && std::hypot(was->x - is->x, was->y - is->y) > visible;
}

/// Whether a lamp that is on was dimmed or coloured differently from our command: a lamp may report
/// the end of a transition late.
bool is_other_look(const LampSetting& was, const LampSetting& is, const LampSetting& expected) {
  const bool dimmed = is_other_brightness(was, is) &&
                      (!expected.look.brightness || is_other_brightness(expected, is));
  const bool coloured =
      is_other_colour(was, is) && (!colour_of(expected) || is_other_colour(expected, is));
  return dimmed || coloured;
}

}  // namespace

using Outcome = PlayStep::Outcome;

void Player::look() {
  const Instant now = clock_.now();
  look_at_ = now + settings_.look_every;
  const Result<HouseLook> house = lamps_.look();
  if (!house) {
    for (auto& [id, lamp] : known_) {
      lamp.trouble = house.error().message;
      if (lamp.status != Status::unknown) lamp.status = Status::unreachable;
    }
    if (is_new_reason(house_gone_, house.error().message))
      report(RoomName(), OnOff::off, Outcome::silent, house.error().message);
    return;
  }
  const bool any_seen = std::any_of(house->begin(), house->end(),
                                    [](const auto& entry) { return entry.second.is.has_value(); });
  if (any_seen && !std::exchange(house_gone_, {}).empty())
    report(RoomName(), OnOff::off, Outcome::answers_again);
  take_in(*house, now);
  report_silent_rooms();
  // If the power fails and this process crashes before the first command, a lamp that came on with
  // the power must not count as on before the play.
  const bool is_new = std::exchange(saw_before_, false);
  if (is_new && plan_) static_cast<void>(remember());  // if it fails, the next command reports it
}

void Player::take_in(const HouseLook& house, Instant now) {
  std::erase_if(known_, [&](const auto& entry) {
    return !house.contains(entry.first) && !entry.second.memory.commanded;
  });
  for (auto& [id, lamp] : known_) {
    if (house.contains(id)) continue;
    lamp.status = Status::unreachable;
    lamp.trouble = id.text() + " no longer exists";
  }
  for (const auto& [id, seen] : house) {
    if (seen.rooms.empty() && !known_.contains(id)) continue;
    Lamp& lamp = known_[id];
    lamp.rooms = seen.rooms;
    compare(lamp, seen, now);
  }
  std::erase_if(old_rooms_, [&](const auto& entry) {
    return std::none_of(known_.begin(), known_.end(), [&](const auto& known) {
      const Lamp& lamp = known.second;
      return lamp.status == Status::unknown && lamp.rooms.contains(entry.first);
    });
  });
}

void Player::compare(Lamp& lamp, const SeenLamp& seen, Instant now) {
  if (seen.pending) return;
  if (!seen.is) {
    lamp.trouble = seen.is.error().message;
    if (lamp.status != Status::unknown) lamp.status = Status::unreachable;
    return;
  }
  lamp.trouble.clear();
  if (lamp.status == Status::unknown) return saw_first(lamp, *seen.is);
  if (lamp.status == Status::unreachable || seen.was_unreachable)
    return came_back(lamp, *seen.is, now);
  if (seen.is->state != lamp.shows) return saw_change(lamp, *seen.is, now);
  // A failed command that is no longer planned must not make a later manual change look like our
  // own. The lamp is restored as if we had commanded its current state.
  const bool is_in_vain = lamp.status == Status::commanded && now >= lamp.settled_at &&
                          lamp.memory.commanded != lamp.shows;
  if (is_in_vain && plan_ && planned(lamp, now) == lamp.shows) {
    lamp.memory.commanded = lamp.shows;
    saw_before_ = true;
  }
  if (lamp.status == Status::commanded && lamp.memory.commanded == seen.is->state) {
    lamp.status = Status::as_commanded;
    lamp.retry_after = 0s;
    lamp.failures.clear();
  }
  compare_look(lamp, *seen.is, now);
}

/// Whether someone dimmed or coloured a lamp whose on/off state is as expected. Small steps are
/// accepted: rounding, and automations that change the colour during the day.
void Player::compare_look(Lamp& lamp, const LampSetting& is, Instant now) {
  if (is.state == OnOff::off || now < lamp.settled_at) return lamp.looked.reset();
  if (!plan_ && lamp.memory.commanded) return;  // left to the restoring process
  const bool is_other = lamp.looked && is_other_look(*lamp.looked, is, lamp.expected);
  lamp.looked = is;
  if (!is_other || !plan_) return;
  if (lamp.status != Status::changed_manually) return changed_manually(lamp, is);
  lamp.memory.before = is;
  saw_before_ = true;
}

/// What an earlier version stored about the room applies to each of its lamps.
void Player::adopt(Lamp& lamp) const {
  if (lamp.memory != LampMemory{}) return;
  for (const RoomName& name : lamp.rooms) {
    const auto old = old_rooms_.find(name);
    if (old == old_rooms_.end()) continue;
    const RoomMemory& room = old->second;
    lamp.memory = {name, std::nullopt, room.commanded, room.left_until};
    if (room.before) lamp.memory.before = LampSetting{*room.before};
    return;
  }
}

void Player::saw_first(Lamp& lamp, const LampSetting& is) {
  adopt(lamp);
  lamp.shows = is.state;
  if (!lamp.memory.before && !lamp.memory.commanded) {  // after our command, it shows that
    lamp.memory.before = is;
    saw_before_ = true;
  }
  take_on(lamp, is);
  const auto& commanded = lamp.memory.commanded;
  lamp.status = !commanded               ? Status::as_found
                : *commanded == is.state ? Status::as_commanded
                                         : Status::commanded;
}

/// A power cut may leave a lamp in another state than before the play, or than someone left it in
/// since. It is then restored as if we had commanded that state.
void Player::take_on(Lamp& lamp, const LampSetting& is) {
  LampMemory& memory = lamp.memory;
  const bool may_restore = plan_ && memory.before && !memory.commanded;
  if (!may_restore || is_as(*memory.before, is)) return;
  memory.commanded = is.state;
  saw_before_ = true;
}

/// After a power cut or an interruption: its state is not a manual change, and is corrected at
/// once.
void Player::came_back(Lamp& lamp, const LampSetting& is, Instant now) {
  lamp.looked.reset();
  take_on(lamp, is);
  const auto& commanded = lamp.memory.commanded;
  lamp.shows = is.state;
  lamp.status = !commanded               ? Status::as_found
                : *commanded == is.state ? Status::as_commanded
                                         : Status::commanded;
  lamp.retry_at = now;
  if (lamp.status != Status::commanded) lamp.retry_after = 0s;
  lamp.failures.clear();
}

void Player::saw_change(Lamp& lamp, const LampSetting& is, Instant now) {
  if (now < lamp.settled_at) return;  // from before our command, or still in transit
  lamp.shows = is.state;
  lamp.looked.reset();
  if (lamp.status == Status::changed_manually) {
    lamp.memory.before = is;
    saw_before_ = true;
    return;
  }
  if (is.state == lamp.memory.commanded) {
    lamp.status = Status::as_commanded;
    lamp.failures.clear();
    lamp.retry_after = 0s;
    return;
  }
  if (!plan_ || lamp.status == Status::restoring) return;  // without playing, only looks
  if (lamp.status != Status::commanded) return changed_manually(lamp, is);
  note_failure(lamp, *lamp.memory.commanded,
               {Fault::unavailable, "a lamp did not reach the commanded state"});
}

/// The lamp stays as it was changed; its room is not played for a while.
void Player::changed_manually(Lamp& lamp, const LampSetting& is) {
  const Instant now = clock_.now();
  const std::set<RoomName> rooms = lamp.rooms;
  const bool was_left = lamp.memory.left_until.has_value();
  if (settings_.on_hand == ManualOverridePolicy::go_on) {
    lamp.memory.left_until = next_switch_of(rooms, *plan_, now);
  } else {
    manual_override_seen_ = true;
    lamp.status = Status::changed_manually;
    lamp.memory.before = is;
    lamp.memory.commanded.reset();
    for (auto& entry : known_) {
      Lamp& other = entry.second;
      const bool shares_room = std::any_of(rooms.begin(), rooms.end(), [&](const RoomName& room) {
        return other.rooms.contains(room);
      });
      if (shares_room) other.memory.left_until = next_noon(*plan_, now);
    }
  }
  static_cast<void>(remember());  // on failure a crash loses this change, but no lamp stays on
  if (!was_left && !rooms.empty()) report(*rooms.begin(), is.state, Outcome::changed_manually);
}

/// Reports each room once when none of its lamps responds, and again when one does.
void Player::report_silent_rooms() {
  std::map<RoomName, std::set<std::string>> sentences;
  std::set<RoomName> answering;
  for (const auto& [id, lamp] : known_) {
    for (const RoomName& room : lamp.rooms) {
      if (lamp.trouble.empty()) answering.insert(room);
      if (!lamp.trouble.empty()) sentences[room].insert(lamp.trouble);
    }
  }
  for (const auto& [room, why] : sentences) {
    if (answering.contains(room)) continue;
    std::string all = "room " + room.text();
    for (const std::string& sentence : why)
      all += (all.size() == 5 + room.text().size() ? ": " : "; ") + sentence;
    if (is_new_reason(silent_rooms_[room], all)) report(room, OnOff::off, Outcome::silent, all);
  }
  std::erase_if(silent_rooms_, [&](const auto& entry) {
    const RoomName& room = entry.first;
    if (answering.contains(room))
      report(room, any_on(room) ? OnOff::on : OnOff::off, Outcome::answers_again);
    return !sentences.contains(room) || answering.contains(room);
  });
}

std::set<std::string> Player::unreachable_lamps() const {
  std::set<RoomName> answering;
  for (const auto& [id, lamp] : known_) {
    if (lamp.trouble.empty()) answering.insert(lamp.rooms.begin(), lamp.rooms.end());
  }
  std::set<std::string> all;
  for (const auto& [id, lamp] : known_) {
    for (const RoomName& room : lamp.rooms) {
      if (!lamp.trouble.empty() && answering.contains(room))
        all.insert("room " + room.text() + ": " + lamp.trouble);
    }
  }
  return all;
}

bool Player::owes_lamps() const {
  const auto is_owed = [](const auto& entry) { return entry.second.commanded.has_value(); };
  return std::any_of(old_rooms_.begin(), old_rooms_.end(), is_owed) ||
         std::any_of(known_.begin(), known_.end(),
                     [&](const auto& entry) { return entry.second.memory.commanded.has_value(); });
}

void Player::forget() {
  for (auto& [id, lamp] : known_) {
    lamp.memory = {};
    lamp.status = Status::unknown;
    lamp.looked.reset();
    lamp.expected = {};
    lamp.failures.clear();
    lamp.retry_at = {};
    lamp.retry_after = 0s;
  }
  old_rooms_.clear();
  plan_.reset();
  manual_override_seen_ = false;
  look_soon();
  static_cast<void>(remember());
}

LampSetting Player::restored_setting(const Lamp& lamp) const {
  if (settings_.on_stop == OnStop::off) return {};
  return lamp.memory.before.value_or(LampSetting{});
}

/// Whether nothing is left to do for a lamp. Adds a command to `requests` if one is needed now.
bool Player::is_restored(const Lamp& lamp, const LampId& id, const HouseLook& house, Instant now,
                         LampRequests& requests) const {
  const auto seen = house.find(id);
  if (seen == house.end() || seen->second.pending) return false;
  const Result<LampSetting>& is = seen->second.is;
  if (!is) return is.error().fault == Fault::not_found;
  const LampSetting wanted = restored_setting(lamp);
  const bool is_under_way = now < lamp.settled_at;
  const bool has_failed = lamp.retry_after > 0s;  // so the lamp need not be in the commanded state
  if (lamp.status == Status::restoring) {
    if (is_as(wanted, *is)) return true;
    if (is_under_way) return false;
    if (is->state == wanted.state) return true;  // as close as it can get
  } else if (!is_under_way) {
    if (is->state != *lamp.memory.commanded && !has_failed) return true;  // changed manually
    if (is_as(wanted, *is)) return true;
    if (lamp.looked && is_other_look(*lamp.looked, *is, lamp.expected)) return true;  // likewise
  }
  requests[id] = {wanted, true};
  return false;
}

bool Player::restore() {
  plan_.reset();
  if (settings_.on_stop == OnStop::leave || !owes_lamps()) {
    forget();
    return true;
  }
  LampRequests requests;
  if (!see_restored(requests)) {
    if (!requests.empty()) {
      command_restore(requests);
      see_restored(requests);
    }
    if (owes_lamps()) {
      static_cast<void>(remember());
      return false;
    }
  }
  forget();
  return true;
}

/// Looks at the lamps still to be restored and removes those that are; adds `requests` for the
/// others. Returns whether none is left.
bool Player::see_restored(LampRequests& requests) {
  requests.clear();
  const Result<HouseLook> house = lamps_.look();
  if (!house) return false;
  const Instant now = clock_.now();
  take_in(*house, now);
  for (auto& [id, lamp] : known_) {
    if (!lamp.memory.commanded || !is_restored(lamp, id, *house, now, requests)) continue;
    lamp.memory.commanded.reset();
    lamp.status = Status::restored;
  }
  return !owes_lamps();
}

void Player::command_restore(const LampRequests& requests) {
  const LampReplies answers = lamps_.command(requests);
  const Instant now = clock_.now();
  std::map<RoomName, OnOff> rooms;
  for (const auto& [id, request] : requests) {
    const auto answer = answers.find(id);
    if (answer == answers.end() || !(answer->second.done || answer->second.pending)) continue;
    Lamp& lamp = known_[id];
    lamp.status = Status::restoring;
    lamp.shows = request.to.state;
    lamp.settled_at =
        now + std::chrono::ceil<std::chrono::seconds>(answer->second.transition) + settings_.settle;
    for (const RoomName& room : lamp.rooms) {
      OnOff& to = rooms.try_emplace(room, request.to.state).first->second;
      if (request.to.state == OnOff::on) to = OnOff::on;
    }
  }
  for (const auto& [room, to] : rooms) report(room, to, Outcome::restored);
}

}  // namespace lamplighter
