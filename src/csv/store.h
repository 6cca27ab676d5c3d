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
  /// When this many bytes of rows are waiting for `sync`, they are written without it.
  std::size_t waiting_bytes = std::size_t{1} << 20;
  /// Maximum bytes of rows held in memory while the disk rejects writes: 70,000 readings.
  std::size_t held_bytes = std::size_t{4} << 20;
};

/// For a store of many homes, whose rows stay in the journal for longer.
inline constexpr StoreLimits limits_of_homes{
    .open_files = 128, .waiting_bytes = std::size_t{32} << 20, .held_bytes = std::size_t{64} << 20};

/// Whether any process, including this one, has the store in `directory` open.
bool is_store_in_use(const std::string& directory);

/// Stores readings and lamp changes in daily CSV files in one folder (docs/formats.md).
///
/// A row is held in memory from `append` until `sync` puts it on disk; a caller that acknowledges
/// messages must do so after that `sync`. While the disk is full, read-only or missing, rows stay
/// in memory, up to a limit, and the next `sync` tries again. A row is whole or absent: a failed
/// write is undone, and rows torn by a crash are cut off on the next start. Rows are only ever
/// appended, to the file of their own UTC day, so a clock that jumps loses none. Used by one
/// process at a time (the folder is locked). Not thread-safe.
///
/// With many homes, each home's rows go to a store of its own, `homes/HOME/` within the folder,
/// which other commands read like any store. It uses no open file and no memory unless rows are
/// waiting; torn rows in it are repaired when the file is next written.
class Store final : public ReadingSink {
 public:
  /// Creates missing folders, and repairs the newest files of each sensor and room.
  /// Errors: refused if another process writes to the store or permissions are missing; not_found;
  /// io.
  static Result<Store> open(const std::string& directory, StoreLimits limits = {});

  /// Adds a row; it is on disk after the next successful `sync`. Errors, with the row not added:
  /// bad_input for an id or time that is not valid in a row; unavailable if `held_bytes` are
  /// already held.
  Result<void> append(const Reading& reading) override;
  Result<void> append(const Change& change);
  Result<void> append(const LookChange& change);

  /// The same for one of many homes. Errors: also bad_input for an invalid home name or a home that
  /// was forgotten (`lamplighter forget`).
  Result<void> append(const std::string& home, const Reading& reading);
  Result<void> append(const std::string& home, const Change& change);
  Result<void> append(const std::string& home, const LookChange& change);

  /// Puts all rows added so far on disk. Errors: the first failure and the number of rows held; the
  /// next `sync` tries those again.
  Result<void> sync();

  /// Number of rows added and not yet on disk.
  [[nodiscard]] std::int64_t held_rows() const { return held_rows_; }

  /// Sentences about torn files that were repaired since the last call.
  [[nodiscard]] Repairs take_repairs() { return std::exchange(repairs_, {}); }

 private:
  /// The key that determines a row's file.
  struct Key {
    std::string home;  ///< empty: the house that the whole store belongs to
    StoreKind kind;
    std::string name;
    std::chrono::sys_days day;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  /// Rows waiting for one file.
  struct Waiting {
    std::string rows;
    std::int64_t count = 0;
    std::optional<std::uint64_t> trusted_size;  ///< of the file, before the failed write
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
  std::uint64_t device_ = 0;  // the disk that it was on when opened
  WaitingRows waiting_;
  OpenFiles files_;
  std::set<std::string> changed_folders_;  // folders whose directory entries are not yet on disk
  std::int64_t held_rows_ = 0;
  std::size_t held_bytes_ = 0;
  std::size_t next_sync_bytes_ = limits_.waiting_bytes;
  Repairs repairs_;
};

/// The sensors or rooms with files in a store, sorted; empty if there is no store.
std::vector<std::string> stored_names(const StoreFolders& store, StoreKind kind);

/// The paths of the daily files of a sensor or room in the order of their days; for the same day,
/// in the order of the store's folders.
std::vector<std::string> stored_files(const StoreFolders& store, StoreKind kind,
                                      const std::string& name);

/// Readings from a store, and one sentence for each file that could not be read.
struct StoredReadings {
  RoomReadings readings;
  std::vector<std::string> skipped;
};

/// A sensor's readings from `from` (inclusive) to `until` (exclusive), from the daily files that
/// may contain them; a reading that several workers stored is returned once. An unreadable file is
/// skipped and named in the result, because one bad day must not stop a service. The report covers
/// whole files. An empty result is not an error. Errors: not_found if the store has no such sensor.
Result<StoredReadings> read_store(const StoreFolders& store, const SensorId& sensor, Instant from,
                                  Instant until);

/// Changes of a room from a store.
template <typename Rows>
struct Stored {
  Rows rows;
  std::vector<std::string> skipped;
};
using StoredChanges = Stored<OnOffRows>;
using StoredLooks = Stored<LookRows>;

/// The same for the changes of a room's lamps. The first one may be long before `from`, to give the
/// state at `from`: the newest change at or before `from`, if the files contain one. Errors: as
/// above.
Result<StoredChanges> read_stored_changes(const StoreFolders& store, const RoomName& room,
                                          Instant from, Instant until);

/// The same for their looks.
Result<StoredLooks> read_stored_looks(const StoreFolders& store, const RoomName& room, Instant from,
                                      Instant until);

}  // namespace lamplighter::csv
