// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/capture_report.h"
#include "capturing/journal.h"
#include "capturing/lamp_rooms.h"
#include "capturing/recent_marks.h"
#include "capturing/row_store.h"
#include "capturing/sensor_watch.h"
#include "capturing/tallies.h"
#include "core/result.h"
#include "wire/message.h"
#include "wire/source.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// A source, and how many sensors or rooms of it that the config does not name are stored too.
struct CaptureSource {
  Source source;
  std::size_t strangers = 0;
};

struct CaptureSettings {
  std::vector<CaptureSource> sources;
  std::set<std::string> sensors;  ///< named by the config
  std::set<std::string> rooms;
};

/// From messages to rows on disk. `take` looks at a message, `commit` makes everything taken
/// durable, and only then is the broker thanked. One thread.
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

  /// On return, what was taken may be acknowledged: it is on disk. Errors: io and the like; nothing
  /// may be acknowledged, everything is kept, and the next commit tries again.
  Result<void> commit();

  /// No more can be held: do not receive until a commit has made room.
  [[nodiscard]] bool is_full() const;

  /// Moves rows from the journal's care to their files, where it is time. Errors: the store's, also
  /// between one attempt and the next; it is tried again, and the rows are safe meanwhile.
  Result<void> tend(Instant now);

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
    Tallies strangers{100};
  };

  Decoded look_at(const CaptureSource& source, const Message& message);
  std::optional<Rejection> admit(const CaptureSource& source, Known& known,
                                 const std::string& name);
  void keep_all(std::vector<Decoded> accepted, const Message& message, Delivery delivery);
  std::optional<Row> row_of(Decoded decoded, const Message& message);
  void keep(Row row, Mark mark);
  void ask_no_light_of(const std::string& room);
  bool is_sent_twice(const Decoded& decoded);
  void reject(const Decoded& refused, const Message& message);
  Result<void> make_room();
  Result<void> write_journal();
  void hand_over();

  std::vector<CaptureSource> sources_;
  std::function<void(const Reading&)> on_reading_;
  Known sensors_;
  Known rooms_;
  RowStore& store_;
  Journal& journal_;
  RecentMarks marks_;
  LampRooms lamps_;
  std::map<std::string, SensorWatch> watches_;
  std::map<std::string, std::vector<NodeCount>> counts_;  ///< last ones of each node
  std::map<Rejection, Tallies> rejections_;               ///< by topic
  std::vector<Taken> pending_;                            ///< not yet in the journal
  std::vector<Taken> handed_;  ///< in the journal, not yet taken by the store
  CaptureTotals totals_;
  std::optional<Instant> unsynced_since_;
  std::optional<Instant> last_connected_;
  Result<void> storage_;  ///< how the last attempt to fill the files went
};

}  // namespace lamplighter
