// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/journal.h"
#include "capturing/journaled_row.h"
#include "capturing/lamp_rooms.h"
#include "capturing/sensor_watch.h"
#include "core/instant.h"
#include "core/result.h"
#include "core/utf8.h"
#include "payloads/message.h"
#include "payloads/source.h"
#include "ports/readings.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

struct CaptureTotals {
  std::uint64_t messages = 0;
  std::uint64_t readings = 0;
  std::uint64_t changes = 0;
  std::uint64_t repeats = 0;  ///< delivered again, and not kept twice
  std::uint64_t rejected = 0;
};

struct SensorReport {
  std::string name = {};
  std::optional<Instant> last_heard = {};
  std::optional<double> per_minute = {};  ///< by its usual spacing
  std::uint64_t readings = 0;
  std::uint64_t gaps = 0;
  std::uint64_t rejected = 0;
  bool is_silent = false;
  bool is_offline = false;          ///< its availability topic says so
  std::string not_understood = {};  ///< what was wrong with its last message, which gave no reading
};

struct RejectionReport {
  std::string reason;
  std::string topic;  ///< empty: topics that found no place in the list
  std::uint64_t count = 0;
};

/// A name that the config does not have, and how often it came. Empty: those that found no place.
struct UnknownSensorReport {
  std::string name = {};
  std::uint64_t count = 0;
};

/// A source other than the broker.
struct SourceReport {
  std::string name;
  std::optional<Instant> last_heard = {};  ///< up to then everything was reported
  std::string trouble = {};                ///< why nothing is heard of it; empty: it is
};

/// Where many homes are captured: how many were heard since the start, and their sensors.
struct HomesReport {
  std::size_t homes = 0;
  std::size_t sensors = 0;
  std::size_t silent = 0;  ///< of the sensors

  friend bool operator==(const HomesReport&, const HomesReport&) = default;
};

/// How capture does, as a value. Names and topics are printable.
struct CaptureReport {
  Instant at;
  CaptureTotals totals;
  std::string storage_trouble;        ///< empty: rows are stored
  std::vector<SensorReport> sensors;  ///< of many homes, a hundred that need attention
  std::vector<RejectionReport> rejections;
  std::vector<UnknownSensorReport> unknown_sensors;
  std::vector<std::string> service_troubles = {};  ///< parts beside capture that cannot start
  std::vector<SourceReport> sources = {};
  std::optional<HomesReport> homes = {};
};

/// Counts by name, for names that strangers choose: so many names at most, each as `printable` has
/// it; what is beyond is counted together.
class BoundedCounter {
 public:
  explicit BoundedCounter(std::size_t max_names) : max_names_(max_names) {}

  void add(std::string_view name);

  [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

  /// Of names that found no place.
  [[nodiscard]] std::uint64_t others() const { return others_; }

 private:
  std::size_t max_names_;
  std::map<std::string, std::uint64_t> counts_;
  std::uint64_t others_ = 0;
};

/// A source, and how many sensors or rooms of it that the config does not name are stored too: of
/// each home, where there are many.
struct CaptureSource {
  Source source;
  std::size_t most_unknown = 0;
  std::size_t homes = 0;  ///< so many of them at most
};

struct CaptureSettings {
  std::vector<CaptureSource> sources;
  std::set<std::string> sensors;  ///< named by the config
  std::set<std::string> rooms;
  std::set<std::string> sensors_on_change = {};  ///< of the sensors, those that are silent for an
                                                 ///< hour while their light does not change
  bool has_homes = false;  ///< the sources tell which of many homes a message is of
};

/// From messages to rows on disk. `take` looks at a message, `commit` makes everything taken
/// durable, and only then are its messages acknowledged. One thread.
class Capture {
 public:
  /// Requires: `store` and `journal` outlive it.
  Capture(CaptureSettings settings, RowStore& store, Journal& journal);

  /// Brings what an earlier process acknowledged into the files, and begins. How many rows were
  /// missing there. Errors: the store's and the journal's.
  Result<std::size_t> begin(Instant now);

  /// From now on `on_reading` is called with every reading that is taken, before it is on disk.
  void tell(std::function<void(const Reading&)> on_reading) { on_reading_ = std::move(on_reading); }

  /// The broker accepted us; `resumed`: it still has our session.
  void connected(bool resumed, Instant now);

  /// Looks at one message. Why it gave no row; nothing where it did, or was a repeat.
  std::optional<Rejection> take(const Message& message, Delivery delivery);

  /// Takes what a source other than the broker reports. What no row can hold is counted as
  /// rejected.
  void take(const SourceNews& news, Instant now);

  /// What the store has of a room whose lamps such a source reports. Call before its first news.
  void recall(const Change& last, std::string_view source) { lamps_.recall(last, source); }

  /// On return, what was taken may be acknowledged: it is on disk. Errors: io and the like; nothing
  /// may be acknowledged, everything is kept, and the next commit tries again.
  Result<void> commit();

  /// No more can be held: do not receive until a commit has made room.
  [[nodiscard]] bool is_full() const;

  /// Moves rows from the journal's care to their files, where it is time. Errors: the store's, also
  /// between one attempt and the next; it is tried again, and the rows are safe meanwhile.
  Result<void> flush_due(Instant now);

  /// The last commit of an orderly end: every row in its file, the journal empty. Errors: as above.
  Result<void> finish();

  /// Sensors that have just fallen silent, or spoke again.
  std::vector<std::string> newly_silent(Instant now);
  std::vector<std::string> newly_heard();

  [[nodiscard]] CaptureReport report(Instant now) const;

 private:
  /// What may be stored under one kind of name: sensors, or rooms.
  struct Known {
    std::set<std::string> named;
    std::set<std::string> admitted;
    std::map<std::string, std::size_t> admitted_of;  ///< how many, by home; of one house: ""
    BoundedCounter unknown_sensors{100};
  };

  Decoded look_at(const CaptureSource& source, const Message& message);
  bool note_reachable(const Decoded& decoded, Instant arrived);
  std::optional<Rejection> admit(const CaptureSource& source, Known& known, const Decoded& decoded);
  void report_sensors(CaptureReport& report) const;
  void keep_all(std::vector<Decoded> accepted, const Message& message, Delivery delivery);
  std::optional<Row> row_of(Decoded decoded, const Message& message);
  void take_reading(const Reading& reading, Instant now);
  void take_lamp(const LampSighting& lamp);
  void forget_lamps(Instant since, std::string_view prefix);
  std::optional<Row> lamp_row_of(const Decoded& decoded, const Message& message);
  void count(Rejection reason, std::string_view topic);
  void keep(Row row, Mark mark);
  void ask_no_light_of(const std::string& room);
  bool is_sent_twice(const Decoded& decoded);
  void reject(const Decoded& refused, const Message& message);
  Result<void> make_room();
  Result<void> write_journal();
  void pass_on();

  std::vector<CaptureSource> sources_;
  bool has_homes_;
  std::set<std::string> homes_;  ///< of which something was stored
  std::function<void(const Reading&)> on_reading_;
  Known sensors_;
  Known rooms_;
  RowStore& store_;
  Journal& journal_;
  RecentMarks marks_;
  LampRooms lamps_;
  std::map<std::string, SensorWatch> watches_;
  std::map<std::string, std::vector<NodeCount>> counts_;  ///< last ones of each node
  std::map<Rejection, BoundedCounter> rejections_;        ///< by topic
  std::vector<JournaledRow> pending_;                     ///< not yet in the journal
  std::vector<JournaledRow> handed_;  ///< in the journal, not yet taken by the store
  CaptureTotals totals_;
  std::optional<Instant> unsynced_since_;
  std::optional<Instant> last_connected_;
  Result<void> storage_;  ///< how the last attempt to fill the files went
};

}  // namespace lamplighter
