// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "core/names.h"
#include "csv/daily_file.h"
#include "csv/names.h"
#include "csv/on_off_file.h"
#include "csv/readings_file.h"
#include "files/private_files.h"
#include "ports/readings.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace lamplighter::csv {

struct StoreLimits {
  std::size_t open_files = 128;
  /// Rows are written out by themselves once so many bytes wait for `sync`.
  std::size_t waiting_bytes = std::size_t{1} << 20;
  /// So many bytes of rows are held in memory while the disk takes none: 70,000 readings.
  std::size_t held_bytes = std::size_t{4} << 20;
};

/// For a store of many homes, whose rows stay longer in the journal's care.
inline constexpr StoreLimits limits_of_homes{
    .open_files = 128, .waiting_bytes = std::size_t{32} << 20, .held_bytes = std::size_t{64} << 20};

/// Whether a process, also this one, has the store in a folder open.
bool is_store_in_use(const std::string& directory);

/// Keeps readings and changes of lamps in daily CSV files below one folder (docs/formats.md).
///
/// A row is held in memory from `append` to the `sync` that puts it on the disk; whoever
/// acknowledges a message does so after that `sync`. While the disk is full, read-only or gone,
/// rows stay held, up to a bound, and the next `sync` tries again. A row is whole or absent: a
/// failed write is taken back, and what a crash tore is cut off at the next start. Rows are only
/// ever added behind others, in the file of their own time's UTC day, so a clock that jumps loses
/// none. One process at a time (a lock on the folder), one thread.
///
/// Rows of one of many homes go to a store of its own, `homes/HOME/` below the folder, which the
/// other commands read as any other. It costs no open file and no memory while nothing waits for
/// it; what is torn in it is mended when its file is written next.
class Store final : public ReadingSink {
 public:
  /// Makes the folders that are missing, and mends the newest files of each sensor and room.
  /// Errors: refused where another process writes to the store or rights are missing; not_found;
  /// io.
  static Result<Store> open(const std::string& directory, StoreLimits limits = {});

  /// Takes a row; it is on the disk after the next `sync` that succeeds. Errors: bad_input for an
  /// id or time that no row can hold; unavailable when `held_bytes` are held already. The row was
  /// then not taken.
  Result<void> append(const Reading& reading) override;
  Result<void> append(const Change& change);
  Result<void> append(const LookChange& change);

  /// The same for one of many homes. Errors: bad_input also for what cannot name a home and for a
  /// home that was forgotten (`lamplighter forget`).
  Result<void> append(const std::string& home, const Reading& reading);
  Result<void> append(const std::string& home, const Change& change);
  Result<void> append(const std::string& home, const LookChange& change);

  /// Puts every row taken so far on the disk. Errors: what went wrong first and how many rows are
  /// held; those are tried again by the next `sync`.
  Result<void> sync();

  /// Rows that were taken and are not yet on the disk.
  [[nodiscard]] std::int64_t held_rows() const { return held_rows_; }

  /// What was put right in torn files since the last call, in sentences.
  [[nodiscard]] Repairs take_repairs() { return std::exchange(repairs_, {}); }

 private:
  /// What decides the file of a row.
  struct Key {
    std::string home;  ///< empty: the house that the whole store is of
    StoreKind kind;
    std::string name;
    std::chrono::sys_days day;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  /// Rows for one file.
  struct Waiting {
    std::string rows;
    std::int64_t count = 0;
    std::optional<std::uint64_t> trusted_size;  ///< of the file, from before an attempt
    bool is_written = false;
  };

  using WaitingRows = std::map<Key, Waiting>;

  Store(std::string directory, StoreLimits limits)
      : directory_(std::move(directory)), limits_(limits), files_(limits.open_files) {}

  Result<void> make_folders();
  Result<void> lock();
  Result<void> check_place();
  [[nodiscard]] bool is_on_our_disk() const;
  [[nodiscard]] std::string folder_of(const std::string& home) const;
  Result<void> make_folder_of(const Key& key);
  Result<void> make_folder_in_home(const Key& key);
  [[nodiscard]] bool is_forgotten(const std::string& home) const;
  Result<void> check_home(const std::string& home) const;
  Result<std::optional<files::FileLock>> lock_homes();
  Result<void> write_all();
  void mend_newest(StoreKind kind);
  template <typename Row>
  Result<void> take(Key key, const Row& row);
  [[nodiscard]] std::string path_of(const Key& key) const;
  Result<DailyFile*> open_file(const Key& key, const Waiting& waiting);
  Result<void> write(const Key& key, Waiting& waiting);
  Result<void> flush();
  void settle(bool flushed);
  WaitingRows::iterator drop(WaitingRows::iterator entry);

  std::string directory_;
  StoreLimits limits_;
  FileHandle root_;           // the store's folder, locked
  std::uint64_t device_ = 0;  // the disk that it was on when it was opened
  WaitingRows waiting_;
  OpenFiles files_;
  std::set<std::string> changed_folders_;  // whose list of files is not yet on the disk
  std::int64_t held_rows_ = 0;
  std::size_t held_bytes_ = 0;
  std::size_t next_sync_bytes_ = limits_.waiting_bytes;
  Repairs repairs_;
};

/// The sensors or rooms that a store has files of, sorted; empty where there is no store.
std::vector<std::string> stored_names(const StoreFolders& store, StoreKind kind);

/// The paths of the daily files of a sensor or room in the order of their days; of one day in the
/// order of the store's folders.
std::vector<std::string> stored_files(const StoreFolders& store, StoreKind kind,
                                      const std::string& name);

/// Readings from a store, and the files that could not be read, each in a sentence.
struct StoredReadings {
  RoomReadings readings;
  std::vector<std::string> skipped;
};

/// A sensor's readings from `from` (included) until `until` (not included), from those daily files
/// that can hold them; a reading that several workers stored is there once. A file that cannot be
/// read is skipped and named: a service must not stop at one bad day. The report counts the files
/// as a whole. No reading in that time is no error. Errors: not_found where the store has no such
/// sensor.
Result<StoredReadings> read_store(const StoreFolders& store, const SensorId& sensor, Instant from,
                                  Instant until);

/// What changed in a room, from a store.
template <typename Rows>
struct Stored {
  Rows rows;
  std::vector<std::string> skipped;
};
using StoredChanges = Stored<OnOffRows>;
using StoredLooks = Stored<LookRows>;

/// The same for the changes of a room's lamps; the first one may be long before `from`, so that the
/// state at `from` is known: it is the newest change at or before `from`, where there is one in the
/// files. Errors: as above.
Result<StoredChanges> read_stored_changes(const StoreFolders& store, const RoomName& room,
                                          Instant from, Instant until);

/// The same for how they looked.
Result<StoredLooks> read_stored_looks(const StoreFolders& store, const RoomName& room, Instant from,
                                      Instant until);

}  // namespace lamplighter::csv
