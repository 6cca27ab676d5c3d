// SPDX-License-Identifier: Apache-2.0
#include "service/persons_watch.h"

#include "csv/on_off_file.h"
#include "lamps/house_lamps.h"

#include <algorithm>
#include <utility>

namespace lamplighter::app {
namespace {

using Are = PersonsSeen::Are;

/// How long Home Assistant may be unreachable before the persons become unknown.
constexpr auto persons_patience = std::chrono::seconds(30);

/// Longest restart of Home Assistant: its times begin again then, so persons may have been gone for
/// longer than it reports.
constexpr auto longest_restart = std::chrono::minutes(10);

Are presence_of(const std::string& state) {
  if (state == "home") return Are::home;
  const bool is_known = !state.empty() && state != "unknown" && state != "unavailable";
  return is_known ? Are::gone : Are::unknown;  // `not_home`, or the name of another zone
}

LampState recorded_as(Are are) {
  if (are == Are::gone) return LampState::on;
  return are == Are::home ? LampState::off : LampState::unknown;
}

/// The time of the last row of the record; no earlier row may be added.
Instant last_record(const std::string& store) {
  const auto rows = csv::read_on_off({persons_path(store)});
  return rows && !rows->changes.empty() ? rows->changes.back().at : Instant{};
}

}  // namespace

Persons::Persons(const std::vector<std::string>& entities) {
  for (const std::string& entity : entities) each_[entity];
}

void Persons::take(const home_assistant::LiveState& state, Instant now) {
  const auto person = each_.find(state.entity);
  if (person == each_.end()) return;
  person->second = {presence_of(state.state), std::min(state.changed, now)};
  judge(now);
}

void Persons::lost(Instant now) {
  if (!lost_since_) lost_since_ = now;
  if (now - *lost_since_ < persons_patience && now >= *lost_since_) return;
  for (auto& [entity, person] : each_) person.are = Are::unknown;
  judge(now);
}

void Persons::judge(Instant now) {
  PersonsSeen seen{Are::gone, {}};
  for (const auto& [entity, person] : each_) {
    seen.since = std::max(seen.since, person.since);
    if (person.are == Are::home) seen.are = Are::home;
    if (person.are == Are::unknown && seen.are == Are::gone) seen.are = Are::unknown;
  }
  if (seen_.are == Are::gone) gone_until_ = now;
  if (seen.are == Are::home) gone_since_.reset();
  if (seen.are == Are::gone) {
    const bool goes_on = gone_since_ && now - gone_until_ <= longest_restart;
    if (goes_on) seen.since = std::min(seen.since, *gone_since_);
    gone_since_ = seen.since;
  }
  seen_ = seen;
}

PersonsWatch::PersonsWatch(const Config& config, Clock& clock,
                           std::function<void(const PersonsSeen&)> on_news)
    : clock_(clock),
      on_news_(std::move(on_news)),
      persons_(config.away.persons),
      record_(config.store.directory),
      recorded_at_(last_record(config.store.directory)) {
  using home_assistant::LiveState;
  home_assistant::HomeWatch::Calls calls;
  calls.on_change = [this](const LiveState& state, Instant at) {
    persons_.take(state, at);
    know(at);
  };
  calls.on_read = [this](const std::vector<LiveState>& states, std::optional<Instant>, Instant at) {
    persons_.found();
    for (const LiveState& state : states) persons_.take(state, at);
    show("");
    know(at);
  };
  calls.on_heard = [](Instant) {};
  calls.on_lost = [this](const Error& error, Instant at) {
    persons_.lost(at);
    show(error.message);
    know(at);
  };
  const std::vector<std::string>& persons = config.away.persons;
  watch_ = std::make_unique<home_assistant::HomeWatch>(
      [access = config.home_assistant] { return home_assistant_access(access); },
      home_assistant::EntityNames(persons.begin(), persons.end()), clock, std::move(calls));
}

PersonsWatch::~PersonsWatch() {
  watch_.reset();
  keep(LampState::unknown, clock_.now());
}

std::string PersonsWatch::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void PersonsWatch::show(const std::string& trouble) {
  const std::lock_guard lock(mutex_);
  trouble_ = trouble;
}

void PersonsWatch::know(Instant now) {
  const PersonsSeen seen = persons_.seen();
  keep(recorded_as(seen.are), seen.are == Are::gone ? seen.since : now);
  on_news_(seen);
}

/// If the disk does not accept the row, the next change is stored.
void PersonsWatch::keep(LampState gone, Instant at) {
  if (gone == recorded_) return;
  at = std::max(at, recorded_at_ + std::chrono::microseconds(1));
  if (!record_.persons(gone, at)) return;
  recorded_ = gone;
  recorded_at_ = at;
}

}  // namespace lamplighter::app
