// SPDX-License-Identifier: Apache-2.0
#include "capturing/capture.h"

#include "payloads/mqtt_lamp.h"

#include <algorithm>
#include <chrono>

namespace lamplighter {
namespace {

/// Most readings that may wait for the disk. Above this, capture stops reading and the broker
/// queues them.
constexpr std::size_t most_waiting = 20'000;

/// How long rows may stay in the journal only before they are written to their files.
constexpr auto sync_pause = std::chrono::seconds(10);

/// The same for many homes: each sensor's file costs at least one disk block, however few rows it
/// gets.
constexpr auto sync_pause_of_homes = std::chrono::minutes(5);

/// Most sensors of many homes that a report lists.
constexpr std::size_t most_reported = 100;

/// Sensors that report on change send their value again after this time.
constexpr auto longest_silence_on_change = std::chrono::hours(1);

/// Prefix of the broker's lamp names, so that lamps of other sources are not forgotten with them.
constexpr std::string_view broker_prefix = "mqtt:";

constexpr std::size_t topics_per_reason = 50;
constexpr std::size_t counts_per_node = 64;

/// In a burst, two messages can arrive in the same microsecond, but a file holds one row per sensor
/// and instant: the later one is moved by one microsecond.
Instant after(const std::optional<Instant>& last, Instant at) {
  const bool is_rush = last && at <= *last && *last - at < 1ms;
  return is_rush ? *last + 1us : at;
}

/// The instants that a row can hold: from 1970 to 2106, in whole seconds below 2^32 - 1.
bool fits_a_row(Instant at) {
  const auto since = at.time_since_epoch();
  return since >= 0s && since < std::chrono::seconds(4294967295);
}

Instant time_of(const Decoded& decoded) {
  const auto* change = std::get_if<Change>(&decoded.what);
  return change != nullptr ? change->at : std::get<Reading>(decoded.what).at;
}

}  // namespace

Capture::Capture(CaptureSettings settings, RowStore& store, Journal& journal)
    : sources_(std::move(settings.sources)),
      has_homes_(settings.has_homes),
      store_(store),
      journal_(journal) {
  sensors_.named = std::move(settings.sensors);
  rooms_.named = std::move(settings.rooms);
  if (has_homes_) return;  // the sensors of a home are known when they report
  for (const std::string& sensor : sensors_.named) watches_[sensor];
  for (const std::string& sensor : settings.sensors_on_change)
    watches_.insert_or_assign(sensor, SensorWatch(longest_silence_on_change));
  for (const std::string& sensor : settings.optional_sensors) watches_.erase(sensor);
}

Result<std::size_t> Capture::begin(Instant now) {
  const Result<std::vector<bool>> there = store_.contains(journal_.unsettled);
  if (!there) return there.error();
  std::size_t missing = 0;
  for (std::size_t i = 0; i < there->size(); ++i) {
    if ((*there)[i]) continue;
    const Result<void> appended = store_.append(journal_.unsettled[i].row);
    if (!appended && appended.error().fault != Fault::bad_input) return appended.error();
    if (appended) ++missing;  // a row that no file can hold must not block all others
  }
  if (Result<void> synced = store_.sync(); !synced) return synced.error();
  for (const Mark& mark : journal_.marks) marks_.remember(mark);
  if (Result<void> turned = journal_.settle(); !turned) return turned.error();
  journal_.unsettled = {};
  journal_.marks = {};
  unsynced_since_.reset();
  last_connected_ = now;
  return missing;
}

void Capture::connected(bool resumed, Instant now) {
  if (!resumed) forget_lamps(last_connected_.value_or(now), broker_prefix);
  last_connected_ = now;
}

void Capture::forget_lamps(Instant since, std::string_view prefix) {
  for (Change& change : lamps_.forget(since, prefix)) {
    if (fits_a_row(change.at)) keep(std::move(change), {});
  }
}

void Capture::take(const SourceNews& news, Instant now) {
  if (const auto* reading = std::get_if<Reading>(&news)) take_reading(*reading, now);
  if (const auto* lamp = std::get_if<LampSighting>(&news)) take_lamp(*lamp);
  if (const auto* gap = std::get_if<SourceGap>(&news)) forget_lamps(gap->since, gap->source);
  last_connected_ = now;
}

void Capture::take_reading(const Reading& reading, Instant now) {
  if (!fits_a_row(reading.at)) {
    ++totals_.rejected;
    return;
  }
  watches_[reading.sensor.text()].heard(reading.at, now);
  keep(reading, {});
}

void Capture::take_lamp(const LampSighting& lamp) {
  if (!fits_a_row(lamp.at)) {
    ++totals_.rejected;
    return;
  }
  ask_no_light_of(lamp.room.text());
  lamps_.expect(lamp.room, lamp.lamp);
  if (auto change = lamps_.lamp(lamp.room, lamp.lamp, lamp.is, lamp.at)) keep(*change, {});
  if (lamp.is != LampState::on) return;
  if (auto look = lamps_.look(lamp.room, lamp.look, lamp.at)) keep(*look, {});
}

std::optional<Rejection> Capture::take(const Message& message, Delivery delivery) {
  ++totals_.messages;
  last_connected_ = message.arrived;
  std::vector<Decoded> accepted;
  std::optional<Decoded> refused;
  for (const CaptureSource& source : sources_) {
    if (!source.source.listens_to(message.topic)) continue;
    Decoded decoded = look_at(source, message);
    const auto* reason = std::get_if<Rejection>(&decoded.what);
    if (reason == nullptr) {
      accepted.push_back(std::move(decoded));
    } else if (!refused || std::get<Rejection>(refused->what) == Rejection::not_a_reading) {
      refused = std::move(decoded);
    }
  }
  if (!accepted.empty()) {
    const bool has_second = std::ranges::any_of(accepted, &Decoded::has_second);
    if (has_second) count(Rejection::second_sensor, message.topic);
    keep_all(std::move(accepted), message, delivery);
    return std::nullopt;
  }
  if (!refused) refused = Decoded{Rejection::not_a_reading};  // of an earlier subscription
  reject(*refused, message);
  return std::get<Rejection>(refused->what);
}

Decoded Capture::look_at(const CaptureSource& source, const Message& message) {
  Decoded decoded = source.source.decode(message);
  if (decoded.reachable && !note_reachable(decoded, message.arrived))
    return {Rejection::not_a_reading};
  if (std::holds_alternative<Rejection>(decoded.what)) return decoded;
  Known& known = std::holds_alternative<Change>(decoded.what) ? rooms_ : sensors_;
  if (const auto unknown = admit(source, known, decoded)) return {*unknown};
  if (!fits_a_row(time_of(decoded))) return {Rejection::time_out_of_range, decoded.name};
  return decoded;
}

/// Handles an availability message. Returns whether its sensor or room is known.
bool Capture::note_reachable(const Decoded& decoded, Instant arrived) {
  if (!decoded.availability.empty()) {
    if (!rooms_.named.contains(decoded.name) && !rooms_.admitted.contains(decoded.name))
      return false;
    if (*decoded.reachable)
      lamps_.reachable(RoomName(decoded.name),
                       std::string(broker_prefix).append(decoded.availability), true, {}, arrived);
    return true;
  }
  const auto watch = watches_.find(decoded.name);
  if (watch == watches_.end()) return false;
  watch->second.set_reachable(*decoded.reachable);
  return true;
}

std::optional<Rejection> Capture::admit(const CaptureSource& source, Known& known,
                                        const Decoded& decoded) {
  const std::string& name = decoded.name;
  if (known.admitted.contains(name)) return std::nullopt;
  const bool is_of_house = decoded.home.empty();
  const std::string plain = is_of_house ? name : parts_in_home(name).second;
  const bool is_named = known.named.contains(plain);
  if (is_named && is_of_house) return std::nullopt;
  const bool is_new_home = !is_of_house && !homes_.contains(decoded.home);
  if (is_new_home && homes_.size() >= source.homes) return Rejection::too_many_homes;
  const auto count = known.admitted_of.find(decoded.home);
  const std::size_t admitted = count == known.admitted_of.end() ? 0 : count->second;
  if (!is_named && admitted >= source.most_unknown) {
    known.unknown_sensors.add(name);
    return source.most_unknown > 0 ? Rejection::too_many_sensors : Rejection::unknown_sensor;
  }
  known.admitted.insert(name);
  if (!is_named) ++known.admitted_of[decoded.home];
  if (!is_of_house) homes_.insert(decoded.home);
  return std::nullopt;
}

/// The last row of a message carries its mark: once that row is in the journal, the others are too.
void Capture::keep_all(std::vector<Decoded> accepted, const Message& message, Delivery delivery) {
  const Mark mark{delivery.packet_id, digest_of(message.topic, message.payload)};
  if (delivery.is_repeat && marks_.has(mark)) {
    ++totals_.repeats;
    return;
  }
  std::vector<Row> rows;
  for (Decoded& decoded : accepted) {
    const Look look = decoded.look;
    const RoomName room(decoded.name);
    if (auto row = row_of(std::move(decoded), message)) rows.push_back(*std::move(row));
    if (auto news = lamps_.look(room, look, message.arrived)) rows.push_back(*std::move(news));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    keep(std::move(rows[i]), i + 1 == rows.size() ? mark : Mark{});
  }
}

/// Empty if a lamp's message does not change its room, or if a node sent its reading twice.
std::optional<Row> Capture::row_of(Decoded decoded, const Message& message) {
  if (std::holds_alternative<Change>(decoded.what)) return lamp_row_of(decoded, message);
  if (is_sent_twice(decoded)) {
    ++totals_.repeats;
    return std::nullopt;
  }
  auto& reading = std::get<Reading>(decoded.what);
  SensorWatch& watch = watches_[decoded.name];
  reading.at = after(watch.last_taken(), reading.at);
  watch.heard(reading.at, message.arrived);
  return std::move(reading);
}

std::optional<Row> Capture::lamp_row_of(const Decoded& decoded, const Message& message) {
  const auto& change = std::get<Change>(decoded.what);
  const std::string availability = std::string(broker_prefix).append(decoded.availability);
  if (decoded.reachable)
    return lamps_.reachable(change.room, availability, false, change.state, change.at);
  ask_no_light_of(decoded.name);
  const std::string lamp = std::string(broker_prefix).append(message.topic);
  return lamps_.lamp(change.room, lamp, availability, change.state, message.retained, change.at);
}

/// A room that reports its lamps, and has sent no light so far, needs no sensor.
void Capture::ask_no_light_of(const std::string& room) {
  const auto watch = watches_.find(room);
  if (watch != watches_.end() && watch->second.readings() == 0) watches_.erase(watch);
}

/// A node that missed the broker's acknowledgement sends the same count again, slightly older.
bool Capture::is_sent_twice(const Decoded& decoded) {
  if (!decoded.count) return false;
  std::vector<NodeCount>& counts = counts_[decoded.name];
  if (std::find(counts.begin(), counts.end(), *decoded.count) != counts.end()) return true;
  if (counts.size() == counts_per_node) counts.erase(counts.begin());
  counts.push_back(*decoded.count);
  return false;
}

void Capture::keep(Row row, Mark mark) {
  const auto* reading = std::get_if<Reading>(&row);
  ++(reading != nullptr ? totals_.readings : totals_.changes);
  if (reading != nullptr && on_reading_) on_reading_(*reading);
  marks_.remember(mark);
  pending_.push_back({std::move(row), mark});
}

void Capture::reject(const Decoded& refused, const Message& message) {
  const Rejection reason = std::get<Rejection>(refused.what);
  ++totals_.rejected;
  count(reason, message.topic);
  const auto watch = watches_.find(refused.name);
  if (watch == watches_.end()) return;
  if (!refused.reachable) watch->second.rejected(reason, message.arrived);
}

void Capture::count(Rejection reason, std::string_view topic) {
  rejections_.try_emplace(reason, topics_per_reason).first->second.add(topic);
}

Result<void> Capture::commit() {
  if (Result<void> written = write_journal(); !written) return written;
  pass_on();
  return {};
}

Result<void> Capture::write_journal() {
  while (!pending_.empty()) {
    const std::size_t size = std::min(pending_.size(), journal_.most_at_once());
    const std::span<const JournaledRow> slice(pending_.data(), size);
    if (!journal_.has_room(slice)) {
      if (Result<void> made = make_room(); !made) return made;
    }
    if (Result<void> written = journal_.write(slice); !written) return written;
    const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(size);
    handed_.insert(handed_.end(), std::make_move_iterator(pending_.begin()),
                   std::make_move_iterator(end));
    pending_.erase(pending_.begin(), end);
  }
  return {};
}

/// The journal is full: every row in it must reach its file before the journal rotates.
Result<void> Capture::make_room() {
  pass_on();
  if (Result<void> synced = store_.sync(); !synced) return synced;
  pass_on();  // rows that the store could not take before
  if (Result<void> synced = store_.sync(); !synced) return synced;
  if (!handed_.empty()) return Error{Fault::unavailable, "the store accepts no more rows"};
  unsynced_since_.reset();
  storage_ = {};
  return journal_.settle();
}

/// Passes the journaled rows to the store, until the store is full.
void Capture::pass_on() {
  std::size_t taken = 0;
  for (; taken < handed_.size(); ++taken) {
    const Result<void> appended = store_.append(handed_[taken].row);
    if (!appended && appended.error().fault != Fault::bad_input) break;
    if (!appended) ++totals_.rejected;
  }
  handed_.erase(handed_.begin(), handed_.begin() + static_cast<std::ptrdiff_t>(taken));
  if (taken > 0 && !unsynced_since_) unsynced_since_ = last_connected_;
}

bool Capture::is_full() const { return pending_.size() + handed_.size() >= most_waiting; }

Result<void> Capture::flush_due(Instant now) {
  pass_on();
  const auto pause = has_homes_ ? std::chrono::seconds(sync_pause_of_homes) : sync_pause;
  const bool is_time = unsynced_since_ && (now - *unsynced_since_ >= pause ||
                                           now < *unsynced_since_);  // the clock was set back
  if (!is_time && handed_.empty()) return storage_;
  unsynced_since_ = now;
  storage_ = store_.sync();
  if (!storage_ || !handed_.empty()) return storage_;
  unsynced_since_.reset();
  // Then the next start searches the files of all homes only for the rows of the last minutes.
  if (has_homes_ && pending_.empty()) storage_ = journal_.settle();
  return storage_;
}

Result<void> Capture::finish() {
  if (Result<void> committed = commit(); !committed) return committed;
  return make_room();
}

std::vector<std::string> Capture::newly_silent(Instant now) {
  std::vector<std::string> names;
  for (auto& [name, watch] : watches_) {
    if (watch.falls_silent(now)) names.push_back(name);
  }
  return names;
}

std::vector<std::string> Capture::newly_heard() {
  std::vector<std::string> names;
  for (auto& [name, watch] : watches_) {
    if (watch.speaks_again()) names.push_back(name);
  }
  return names;
}

namespace {

SensorReport report_of(const std::string& name, const SensorWatch& watch) {
  SensorReport report{.name = name,
                      .last_heard = watch.last_heard(),
                      .per_minute = std::nullopt,
                      .readings = watch.readings(),
                      .gaps = watch.gaps(),
                      .rejected = watch.rejections(),
                      .is_silent = watch.is_silent(),
                      .is_offline = watch.is_offline()};
  if (const auto reason = watch.not_understood()) report.not_understood = to_string(*reason);
  if (const auto usual = watch.usual_spacing()) {
    report.per_minute = 60.0 / std::chrono::duration<double>(*usual).count();
  }
  return report;
}

void add_unknown_sensors(const BoundedCounter& unknown_sensors,
                         std::vector<UnknownSensorReport>& into) {
  for (const auto& [name, count] : unknown_sensors.counts()) into.push_back({name, count});
  if (unknown_sensors.others() > 0) into.push_back({"", unknown_sensors.others()});
}

}  // namespace

CaptureReport Capture::report(Instant now) const {
  CaptureReport report{.at = now,
                       .totals = totals_,
                       .storage_trouble = storage_ ? "" : storage_.error().message,
                       .sensors = {},
                       .rejections = {},
                       .unknown_sensors = {}};
  report_sensors(report);
  for (const auto& [reason, topics] : rejections_) {
    const std::string text(to_string(reason));
    for (const auto& [topic, count] : topics.counts()) {
      report.rejections.push_back({text, topic, count});
    }
    if (topics.others() > 0) report.rejections.push_back({text, "", topics.others()});
  }
  add_unknown_sensors(sensors_.unknown_sensors, report.unknown_sensors);
  add_unknown_sensors(rooms_.unknown_sensors, report.unknown_sensors);
  return report;
}

/// For many homes: the sensors that are silent or not understood, as many as the report can hold.
void Capture::report_sensors(CaptureReport& report) const {
  HomesReport homes{.homes = homes_.size(), .sensors = watches_.size()};
  for (const auto& [name, watch] : watches_) {
    homes.silent += watch.is_silent() ? 1 : 0;
    const bool is_well = !watch.is_silent() && !watch.is_offline() && !watch.not_understood();
    if (has_homes_ && (is_well || report.sensors.size() == most_reported)) continue;
    report.sensors.push_back(report_of(name, watch));
  }
  if (has_homes_) report.homes = homes;
}

void BoundedCounter::add(std::string_view name) {
  std::string shown = printable(name);
  const auto found = counts_.find(shown);
  if (found != counts_.end()) {
    ++found->second;
  } else if (counts_.size() < max_names_) {
    counts_.emplace(std::move(shown), 1);
  } else {
    ++others_;
  }
}

}  // namespace lamplighter
