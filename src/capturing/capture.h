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
  std::uint64_t repeats = 0;  ///< redelivered by the broker, and not stored twice
  std::uint64_t rejected = 0;
};

struct SensorReport {
  std::string name = {};
  std::optional<Instant> last_heard = {};
  std::optional<double> per_minute = {};  ///< from its usual spacing
  std::uint64_t readings = 0;
  std::uint64_t gaps = 0;
  std::uint64_t rejected = 0;
  bool is_silent = false;
  bool is_offline = false;          ///< as reported by its availability topic
  std::string not_understood = {};  ///< why its last message gave no reading
};

struct RejectionReport {
  std::string reason;
  std::string topic;  ///< empty: topics beyond the size of the list
  std::uint64_t count = 0;
};

/// A name that the config does not have, and how often it was seen. Empty: names beyond the size of
/// the list.
struct UnknownSensorReport {
  std::string name = {};
  std::uint64_t count = 0;
};

/// A source other than the broker.
struct SourceReport {
  std::string name;
  std::optional<Instant> last_heard = {};  ///< everything up to then was reported
  std::string trouble = {};                ///< why it is not reachable; empty: it is
};

/// With many homes: how many reported since the start, and their sensors.
struct HomesReport {
  std::size_t homes = 0;
  std::size_t sensors = 0;
  std::size_t silent = 0;  ///< silent sensors

  friend bool operator==(const HomesReport&, const HomesReport&) = default;
};

/// The state of capture, as a value. Names and topics are printable.
struct CaptureReport {
  Instant at;
  CaptureTotals totals;
  std::string storage_trouble;        ///< empty: rows are stored
  std::vector<SensorReport> sensors;  ///< of many homes, up to a hundred that need attention
  std::vector<RejectionReport> rejections;
  std::vector<UnknownSensorReport> unknown_sensors;
  std::vector<std::string> service_troubles = {};  ///< parts of the service that cannot start
  std::vector<SourceReport> sources = {};
  std::optional<HomesReport> homes = {};
};

/// Counts by name, for names that come from outside: keeps a limited number of names, in
/// `printable` form, and counts the rest together.
class BoundedCounter {
 public:
  explicit BoundedCounter(std::size_t max_names) : max_names_(max_names) {}

  void add(std::string_view name);

  [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

  /// Count of all names beyond the limit.
  [[nodiscard]] std::uint64_t others() const { return others_; }

 private:
  std::size_t max_names_;
  std::map<std::string, std::uint64_t> counts_;
  std::uint64_t others_ = 0;
};

/// A source, and how many sensors or rooms that the config does not name are stored as well: per
/// home, where there are many.
struct CaptureSource {
  Source source;
  std::size_t most_unknown = 0;
  std::size_t homes = 0;  ///< the most homes
};

struct CaptureSettings {
  std::vector<CaptureSource> sources;
  std::set<std::string> sensors;  ///< named by the config
  std::set<std::string> rooms;
  std::set<std::string> sensors_on_change = {};  ///< sensors that are silent for an
                                                 ///< hour while their light is steady
  std::set<std::string> optional_sensors = {};   ///< sensors that are reported only
                                                 ///< once they have been heard
  bool has_homes = false;                        ///< messages of the source name their home
};

/// Turns messages into rows on disk. `take` examines a message, `commit` makes everything taken
/// durable, and only then are its messages acknowledged. Single-threaded.
class Capture {
 public:
  /// Requires: `store` and `journal` outlive it.
  Capture(CaptureSettings settings, RowStore& store, Journal& journal);

  /// Writes what an earlier process acknowledged to the files, and starts capturing. Returns how
  /// many rows were missing from the files. Errors: those of the store and the journal.
  Result<std::size_t> begin(Instant now);

  /// Calls `on_reading` with every reading that is taken, before it is on disk.
  void notify(std::function<void(const Reading&)> on_reading) {
    on_reading_ = std::move(on_reading);
  }

  /// Call after the broker has accepted the connection; `resumed`: it still has our session.
  void connected(bool resumed, Instant now);

  /// Examines one message. Returns why it gave no row; empty if it did, or if it was a repeat.
  std::optional<Rejection> take(const Message& message, Delivery delivery);

  /// Takes a report from a source other than the broker. A report that no row can hold is counted
  /// as rejected.
  void take(const SourceNews& news, Instant now);

  /// The last stored state of a room whose lamps such a source reports. Call before its first
  /// report.
  void recall(const Change& last, std::string_view source) { lamps_.recall(last, source); }

  /// On success everything taken is on disk and may be acknowledged. Errors: such as io; nothing
  /// may be acknowledged, everything is kept, and the next commit tries again.
  Result<void> commit();

  /// No room for more: do not receive until a commit has freed some.
  [[nodiscard]] bool is_full() const;

  /// Moves rows from the journal to their files, when due. Errors: those of the store, also between
  /// two attempts; the move is retried, and the rows are safe in the journal.
  Result<void> flush_due(Instant now);

  /// The last commit before an orderly exit: every row is in its file and the journal is empty.
  /// Errors: as above.
  Result<void> finish();

  /// Sensors that have just fallen silent, or report again.
  std::vector<std::string> newly_silent(Instant now);
  std::vector<std::string> newly_heard();

  [[nodiscard]] CaptureReport report(Instant now) const;

 private:
  /// The names of one kind that may be stored: sensors, or rooms.
  struct Known {
    std::set<std::string> named;
    std::set<std::string> admitted;
    std::map<std::string, std::size_t> admitted_of;  ///< count per home; "" for a single house
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
  std::set<std::string> homes_;  ///< homes of which something was stored
  std::function<void(const Reading&)> on_reading_;
  Known sensors_;
  Known rooms_;
  RowStore& store_;
  Journal& journal_;
  RecentMarks marks_;
  LampRooms lamps_;
  std::map<std::string, SensorWatch> watches_;
  std::map<std::string, std::vector<NodeCount>> counts_;  ///< the latest ones of each node
  std::map<Rejection, BoundedCounter> rejections_;        ///< by topic
  std::vector<JournaledRow> pending_;                     ///< not yet in the journal
  std::vector<JournaledRow> handed_;  ///< in the journal, not yet accepted by the store
  CaptureTotals totals_;
  std::optional<Instant> unsynced_since_;
  std::optional<Instant> last_connected_;
  Result<void> storage_;  ///< result of the last attempt to write to the files
};

}  // namespace lamplighter
