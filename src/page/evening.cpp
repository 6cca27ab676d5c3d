// SPDX-License-Identifier: Apache-2.0
#include "page/evening.h"

#include "core/watched_day.h"
#include "documents/plan_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lamplighter::app {
namespace {

/// A player pauses between two rooms, and retries: no switch has failed before this time is over.
constexpr auto grace = std::chrono::minutes(2);

bool is_absent(const PlayHistory& history, Instant at) {
  return std::any_of(history.absences.begin(), history.absences.end(),
                     [&](const TimeSpan& span) { return span.from <= at && at < span.until; });
}

std::vector<Change> played_in(const PlayHistory& history, const RoomName& room) {
  std::vector<Change> changes;
  std::copy_if(history.played.begin(), history.played.end(), std::back_inserter(changes),
               [&](const Change& change) { return change.room == room; });
  return changes;
}

/// After a return of seconds, a room's lamps may be commanded "on" after its "off" was due.
constexpr auto a_walk = std::chrono::seconds(20);

/// Whether a room's lamps were commanded `to` in [from, until), or were in that state at `from`.
bool was_done(std::span<const Change> played, OnOff to, Instant from, Instant until) {
  const LampState wanted = to == OnOff::on ? LampState::on : LampState::off;
  LampState before = LampState::unknown;
  for (const Change& change : played) {
    if (change.at >= until) break;
    if (change.at < from) before = change.state;
    if (change.at >= from && change.state == wanted) return true;
  }
  return before == wanted;
}

/// `before`: the time of the room's next planned switch.
SwitchOutcome outcome_of(const PlannedSwitch& planned, Instant before, const RoomName& room,
                         std::span<const Change> played, const PlayHistory& history, Instant now) {
  if (planned.at > now) return SwitchOutcome::to_come;
  if (!is_absent(history, planned.at)) return SwitchOutcome::not_played;
  const Instant done_by = std::max(before, planned.at + a_walk);
  if (was_done(played, planned.to, planned.at, done_by)) return SwitchOutcome::done;
  const auto left = history.left.find(room);
  if (left != history.left.end() && planned.at < left->second) return SwitchOutcome::left_alone;
  if (now - planned.at < grace) return SwitchOutcome::to_come;
  return is_absent(history, planned.at + grace) ? SwitchOutcome::failed : SwitchOutcome::not_played;
}

void add_switches(EveningRoom& room, const Plan& plan, Instant from, Instant until) {
  for (const Switch& change : plan.switches) {
    if (change.room == room.room && from <= change.at && change.at < until)
      room.switches.push_back({change.at, change.to, SwitchOutcome::to_come, change.look});
  }
}

/// If tomorrow's plan begins in another state than today's ends, that is a switch at midnight.
void join_days(EveningRoom& room, const Plan& today, const Plan& tomorrow) {
  const OnOff ends = state_at(today, room.room, today.until - std::chrono::microseconds(1));
  const OnOff begins = state_at(tomorrow, room.room, tomorrow.from);
  if (ends != begins) room.switches.push_back({tomorrow.from, begins, SwitchOutcome::to_come});
}

}  // namespace

std::string_view to_string(SwitchOutcome outcome) {
  switch (outcome) {
    case SwitchOutcome::to_come:
      return "to_come";
    case SwitchOutcome::done:
      return "done";
    case SwitchOutcome::failed:
      return "failed";
    case SwitchOutcome::left_alone:
      return "left_alone";
    case SwitchOutcome::not_played:
      return "not_played";
  }
  return "";
}

Evening evening_of(const Plan& today, const Plan& tomorrow, const TimeZone& zone,
                   const PlayHistory& history, Instant now) {
  Evening evening{.date = today.date,
                  .from = watched_start(zone, today.date),
                  .until = watched_start(zone, tomorrow.date),
                  .rooms = {}};
  for (const RoomName& name : today.rooms) {
    EveningRoom room{.room = name,
                     .at_start = state_at(today, name, evening.from),
                     .switches = {},
                     .played = played_in(history, name)};
    add_switches(room, today, evening.from, today.until);
    join_days(room, today, tomorrow);
    add_switches(room, tomorrow, tomorrow.from, evening.until);
    for (std::size_t i = 0; i < room.switches.size(); ++i) {
      const Instant before = i + 1 < room.switches.size() ? room.switches[i + 1].at : evening.until;
      room.switches[i].outcome =
          outcome_of(room.switches[i], before, name, room.played, history, now);
    }
    evening.rooms.push_back(std::move(room));
  }
  return evening;
}

namespace {

constexpr int columns = 60;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string coloured(std::string text) {
  text = replaced(std::move(text), "█", "\x1b[93m█\x1b[0m");
  text = replaced(std::move(text), "▄", "\x1b[93m▄\x1b[0m");
  text = replaced(std::move(text), "░", "\x1b[90m░\x1b[0m");
  return replaced(std::move(text), "·", "\x1b[90m·\x1b[0m");
}

}  // namespace

EveningView::EveningView(Plan plan, TimeZone zone, Instant from, Instant until, std::FILE* out,
                         bool terminal)
    : plan_(std::move(plan)),
      seen_(plan_),
      zone_(zone),
      from_(from),
      until_(until),
      out_(out),
      terminal_(terminal) {
  seen_.on_at_start.clear();
  seen_.switches.clear();
}

void EveningView::saw(const RoomName& room, OnOff state, Instant at) {
  const bool known = std::binary_search(seen_.rooms.begin(), seen_.rooms.end(), room);
  if (!known || at >= seen_.until || state_at(seen_, room, std::max(at, seen_.from)) == state)
    return;
  seen_.switches.push_back({std::max(at, seen_.from), room, state});
}

std::string EveningView::room_line(const RoomName& room, Instant now) const {
  const Instant shown = std::clamp(now, from_, until_);
  const int past = static_cast<int>((shown - from_) * columns / (until_ - from_));
  const Instant border = from_ + (until_ - from_) * past / columns;
  std::string line;
  if (past > 0) line += band(seen_, room, from_, border, past);
  if (past < columns) {
    line += "│";
    const std::string ahead = band(plan_, room, border, until_, columns - past);
    line += replaced(replaced(replaced(ahead, "·", " "), "█", "░"), "▄", "░");
  }
  return line;
}

std::string EveningView::frame(Instant now) const {
  std::size_t width = 4;
  for (const RoomName& room : plan_.rooms) width = std::max(width, room.text().size());
  const std::string clock = zone_.to_iso(std::chrono::floor<std::chrono::minutes>(now));
  std::string text = fmt::format("  {} {}\n  {:{}}  {}\n", clock.substr(0, 10), clock.substr(11, 5),
                                 "", width, hour_ruler(zone_, from_, until_, columns));
  for (const RoomName& room : plan_.rooms) {
    const bool on =
        now < seen_.until && state_at(seen_, room, std::max(now, seen_.from)) == OnOff::on;
    text +=
        fmt::format("  {:{}}  {} {}\n", room.text(), width, room_line(room, now), on ? "on" : "  ");
  }
  return text;
}

void EveningView::draw(const std::string& text) {
  if (terminal_ && !drawn_.empty())
    fmt::print(out_, "\x1b[{}A", std::count(drawn_.begin(), drawn_.end(), '\n'));
  fmt::print(out_, "{}", terminal_ ? coloured(text) : text);
  std::fflush(out_);
  drawn_ = text;
}

void EveningView::show(Instant now) {
  if (!terminal_) return;
  const std::string text = frame(now);
  if (text != drawn_) draw(text);
}

void EveningView::finish(Instant now) {
  const std::string text = frame(now);
  if (text != drawn_) draw(text);
}

}  // namespace lamplighter::app
