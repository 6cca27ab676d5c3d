// SPDX-License-Identifier: Apache-2.0
#include "csv/store.h"

#include "csv/names.h"
#include "csv/row_text.h"
#include "files/private_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iterator>
#include <utility>

namespace lamplighter::csv {
namespace {

/// Up to this many files are flushed one by one; for more, flushing the whole file system is
/// faster, because each flush waits for the disk.
constexpr std::size_t few_files = 16;

constexpr StoreKind all_kinds[]{StoreKind::readings, StoreKind::lamps, StoreKind::looks};

std::chrono::sys_days day_of(Instant at) { return std::chrono::floor<std::chrono::days>(at); }

}  // namespace

Result<Store> Store::open(const std::string& directory, StoreLimits limits) {
  Store store(directory, limits);
  if (auto made = store.make_folders(); !made) return made.error();
  if (auto locked = store.lock(); !locked) return locked.error();
  struct stat info {};
  if (::fstat(store.root_.get(), &info) != 0) return system_error("open", directory, errno);
  store.device_ = info.st_dev;
  for (const StoreKind kind : all_kinds) store.mend_newest(kind);
  return store;
}

Result<void> Store::make_folders() {
  for (const StoreKind kind : all_kinds) {
    const std::string folder = fmt::format("{}/{}", directory_, folder_name(kind));
    if (auto made = files::make_private_folders(folder); !made) return made;
  }
  return files::sync_folder(directory_);
}

Result<void> Store::lock() {
  FileHandle root(::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root.is_open()) return system_error("open", directory_, errno);
  if (::flock(root.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return system_error("lock", directory_, errno);
    return Error{Fault::refused,
                 fmt::format("{}: another process writes to this store; stop it", directory_)};
  }
  root_ = std::move(root);
  return {};
}

bool is_store_in_use(const std::string& directory) {
  const FileHandle root(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return root.is_open() && ::flock(root.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

void Store::mend_newest(StoreKind kind) {
  for (const std::string& name : stored_names(directory_, kind)) {
    std::vector<std::string> files = stored_files(directory_, kind, name);
    // Only files that were being written can be torn: today's and, around midnight, yesterday's.
    if (files.size() > 2) files.erase(files.begin(), files.end() - 2);
    for (const std::string& file : files) {
      if (auto mended = DailyFile::mend(file, header_of(kind), repairs_); !mended)
        repairs_.push_back(mended.error().message);
    }
  }
}

Result<void> Store::append(const Reading& reading) { return append({}, reading); }

Result<void> Store::append(const Change& change) { return append({}, change); }

Result<void> Store::append(const LookChange& change) { return append({}, change); }

Result<void> Store::append(const std::string& home, const Reading& reading) {
  return take({home, StoreKind::readings, reading.sensor.text(), day_of(reading.at)}, reading);
}

Result<void> Store::append(const std::string& home, const Change& change) {
  return take({home, StoreKind::lamps, change.room.text(), day_of(change.at)}, change);
}

Result<void> Store::append(const std::string& home, const LookChange& change) {
  return take({home, StoreKind::looks, change.room.text(), day_of(change.at)}, change);
}

template <typename Row>
Result<void> Store::take(Key key, const Row& row) {
  if (!is_good_name(key.name)) {
    return Error{Fault::bad_input,
                 fmt::format("name \"{}\": {}", printable(key.name), to_string(Reason::bad_name))};
  }
  if (!is_in_range(to_epoch_seconds(row.at))) {
    return Error{Fault::bad_input,
                 fmt::format("time {} s: {}; set the clock", to_epoch_seconds(row.at),
                             to_string(Reason::time_out_of_range))};
  }
  if (held_bytes_ >= next_sync_bytes_)
    static_cast<void>(sync());  // the next call reports the error again
  if (held_bytes_ >= limits_.held_bytes) {
    return Error{Fault::unavailable,
                 fmt::format("{}: not enough memory for more rows; {} are held until the disk "
                             "takes them",
                             directory_, held_rows_)};
  }
  auto place = waiting_.find(key);
  if (place == waiting_.end()) {
    if (Result<void> known = check_home(key.home); !known) return known;
    place = waiting_.try_emplace(std::move(key)).first;
  }
  Waiting& waiting = place->second;
  const std::size_t before = waiting.rows.size();
  append_row(waiting.rows, row);
  ++waiting.count;
  ++held_rows_;
  held_bytes_ += waiting.rows.size() - before;
  return {};
}

Result<void> Store::check_home(const std::string& home) const {
  if (home.empty()) return {};
  if (!is_good_home_name(home))
    return Error{Fault::bad_input,
                 fmt::format("home \"{}\": expected 1 to 64 of a-z A-Z 0-9 - _", printable(home))};
  if (!is_forgotten(home)) return {};
  return Error{Fault::bad_input,
               fmt::format("home {} was forgotten; to store it again, run: lamplighter forget "
                           "--home {} --accept-again",
                           home, home)};
}

bool Store::is_forgotten(const std::string& home) const {
  return !home.empty() && ::access(forgotten_path(directory_, home).c_str(), F_OK) == 0;
}

std::string Store::folder_of(const std::string& home) const {
  return home.empty() ? directory_ : home_folder(directory_, home);
}

std::string Store::path_of(const Key& key) const {
  return fmt::format("{}/{}", folder_of(key.home), store_path(key.kind, key.name, Date(key.day)));
}

Result<void> Store::sync() {
  if (waiting_.empty()) return {};
  const Result<void> done = write_all();
  next_sync_bytes_ = held_bytes_ + limits_.waiting_bytes;
  if (done) return {};
  Error error = done.error();
  error.message += fmt::format("; {} rows are held in memory, retrying", held_rows_);
  return error;
}

/// Writes all that can be written. Errors: the first one.
Result<void> Store::write_all() {
  if (Result<void> there = check_place(); !there) return there;
  const Result<std::optional<files::FileLock>> lock = lock_homes();
  if (!lock) return lock.error();
  std::optional<Error> first;
  const auto works = [&](const Result<void>& done) {
    if (!done && !first) first = done.error();
    return done.has_value();
  };
  for (auto& [key, waiting] : waiting_) works(write(key, waiting));
  settle(works(flush()));
  return first ? Result<void>(*first) : Result<void>();
}

/// Prevents homes from being forgotten meanwhile, and drops rows of those already forgotten.
Result<std::optional<files::FileLock>> Store::lock_homes() {
  if (waiting_.rbegin()->first.home.empty()) return std::optional<files::FileLock>();
  if (auto made = files::make_private_folders(directory_ + "/homes"); !made) return made.error();
  Result<files::FileLock> lock = files::FileLock::take(homes_lock_path(directory_));
  if (!lock) return lock.error();
  std::string looked_at;
  bool is_gone = false;
  for (auto entry = waiting_.begin(); entry != waiting_.end();) {
    const std::string& home = entry->first.home;
    if (home != looked_at) is_gone = is_forgotten(home);
    looked_at = home;
    entry = is_gone ? drop(entry) : std::next(entry);
  }
  return std::optional<files::FileLock>(*std::move(lock));
}

Store::WaitingRows::iterator Store::drop(WaitingRows::iterator entry) {
  held_rows_ -= entry->second.count;
  held_bytes_ -= entry->second.rows.size();
  return waiting_.erase(entry);
}

Result<void> Store::check_place() {
  struct stat there {};
  struct stat here {};
  if (::stat(directory_.c_str(), &there) != 0) return system_error("write", directory_, errno);
  if (::fstat(root_.get(), &here) != 0) return system_error("write", directory_, errno);
  if (here.st_dev == there.st_dev && here.st_ino == there.st_ino) return {};
  // Another folder is in its place, perhaps because its disk was mounted: start over there.
  files_.close_all();
  for (auto& [key, waiting] : waiting_) waiting.trusted_size.reset();
  return lock();
}

Result<DailyFile*> Store::open_file(const Key& key, const Waiting& waiting) {
  const std::string path = path_of(key);
  const std::string_view header = header_of(key.kind);
  auto file = files_.open(path, header, waiting.trusted_size, repairs_);
  if (!file && file.error().fault == Fault::not_found) {
    if (auto made = make_folder_of(key); !made) return made.error();
    file = files_.open(path, header, waiting.trusted_size, repairs_);
  }
  if (file && (*file)->take_is_new())
    changed_folders_.insert(
        fmt::format("{}/{}", folder_of(key.home), store_folder(key.kind, key.name)));
  return file;
}

/// Creates the kind's own folder too, if everything was removed; but not if another disk or none is
/// mounted in place of ours: a folder under the mount point is not the store.
Result<void> Store::make_folder_of(const Key& key) {
  if (!key.home.empty()) return make_folder_in_home(key);
  const std::string kind = fmt::format("{}/{}", directory_, folder_name(key.kind));
  const std::string folder = fmt::format("{}/{}", directory_, store_folder(key.kind, key.name));
  Result<void> made = files::make_private_folder(folder);
  if (!made && made.error().fault == Fault::not_found && is_on_our_disk()) {
    if (auto all = make_folders(); !all) return all;
    made = files::make_private_folder(folder);
  }
  if (!made) return made;
  changed_folders_.insert(kind);
  return {};
}

/// Creates the parent folders too.
Result<void> Store::make_folder_in_home(const Key& key) {
  if (!is_on_our_disk())
    return Error{Fault::not_found, directory_ + ": is gone; is its disk mounted?"};
  const std::string home = folder_of(key.home);
  const std::string kind = fmt::format("{}/{}", home, folder_name(key.kind));
  const std::string folder = fmt::format("{}/{}", home, store_folder(key.kind, key.name));
  if (Result<void> made = files::make_private_folders(folder); !made) return made;
  changed_folders_.insert({directory_ + "/homes", home, kind});
  return {};
}

bool Store::is_on_our_disk() const {
  struct stat info {};
  return ::stat(directory_.c_str(), &info) == 0 && info.st_dev == device_;
}

Result<void> Store::write(const Key& key, Waiting& waiting) {
  const auto file = open_file(key, waiting);
  if (!file) return file.error();
  waiting.trusted_size = (*file)->size();
  const Result<void> appended = (*file)->append(waiting.rows);
  if (!appended) files_.close(path_of(key));
  waiting.is_written = appended.has_value();
  return appended;
}

Result<void> Store::flush() {
  std::vector<DailyFile*> written;
  for (const auto& [key, waiting] : waiting_) {
    if (waiting.is_written) written.push_back(files_.find(path_of(key)));
  }
  const bool some_are_closed = std::find(written.begin(), written.end(), nullptr) != written.end();
  if (written.size() > few_files || some_are_closed) {
    if (::syncfs(root_.get()) != 0) return system_error("write", directory_, errno);
    changed_folders_.clear();
    return {};
  }
  for (DailyFile* file : written) {
    if (auto synced = file->sync(); !synced) return synced;
  }
  while (!changed_folders_.empty()) {
    if (auto synced = files::sync_folder(*changed_folders_.begin()); !synced) return synced;
    changed_folders_.erase(changed_folders_.begin());
  }
  return {};
}

void Store::settle(bool flushed) {
  for (auto entry = waiting_.begin(); entry != waiting_.end();) {
    Waiting& waiting = entry->second;
    const bool is_done = waiting.is_written && flushed;
    if (is_done) {
      entry = drop(entry);
      continue;
    }
    // Rows written but not flushed may or may not be on disk: the next attempt cuts them off.
    if (waiting.is_written) files_.close(path_of(entry->first));
    waiting.is_written = false;
    ++entry;
  }
}

namespace {

namespace fs = std::filesystem;

struct DayFile {
  std::chrono::sys_days day;
  std::string path;
};

/// In the order of their days; for the same day, in the order of the store's folders.
std::vector<DayFile> day_files(const StoreFolders& store, StoreKind kind, const std::string& name) {
  std::vector<DayFile> files;
  if (!is_good_name(name)) return files;
  for (const std::string& directory : store.all) {
    std::error_code failure;
    for (fs::directory_iterator entry(fs::path(directory) / store_folder(kind, name), failure), end;
         !failure && entry != end; entry.increment(failure)) {
      const std::string file_name = entry->path().filename().string();
      if (const auto day = day_of_file(file_name, name))
        files.push_back({*day, fmt::format("{}/{}", directory, store_path(kind, name, *day))});
    }
  }
  std::stable_sort(files.begin(), files.end(),
                   [](const DayFile& a, const DayFile& b) { return a.day < b.day; });
  return files;
}

Error no_such_name(const StoreFolders& store, StoreKind kind, const std::string& name) {
  return {Fault::not_found,
          fmt::format("{}: no data of \"{}\" in {}/; `lamplighter check` lists "
                      "what exists",
                      fmt::join(store.all, ", "), printable(name), folder_name(kind))};
}

/// Drops what is outside the requested time.
void trim(std::vector<Sample<Lux>>& samples, Instant from, Instant until) {
  const auto earlier = [](const Sample<Lux>& sample, Instant at) { return sample.at < at; };
  samples.erase(std::lower_bound(samples.begin(), samples.end(), until, earlier), samples.end());
  samples.erase(samples.begin(), std::lower_bound(samples.begin(), samples.end(), from, earlier));
}

/// If a sensor's files contain several rooms, the sensor's own; the report lists the others.
StoredReadings choose(std::vector<RoomReadings> rooms, const SensorId& sensor) {
  StoredReadings chosen;
  chosen.readings.room = RoomName(sensor.text());
  for (RoomReadings& room : rooms) {
    const bool is_only_one = rooms.size() == 1;  // whatever its id
    if (is_only_one || room.room.text() == sensor.text()) {
      chosen.readings.samples = std::move(room.samples);
      chosen.readings.report = std::move(room.report);
    } else {
      const NameSeen& seen = room.report.names.front();
      chosen.skipped.push_back(fmt::format("{}:{}: {} rows of \"{}\" in the files of \"{}\"",
                                           seen.rows.file, seen.rows.line.value_or(0),
                                           room.report.kept, seen.name, sensor.text()));
    }
  }
  return chosen;
}

/// The newest files up to `until`, back to a day that gives the state at `from`, oldest first.
template <typename Rows>
std::vector<std::string> files_of_changes(Result<Rows> (*read)(const std::vector<std::string>&),
                                          const std::vector<DayFile>& files, Instant from,
                                          Instant until, std::vector<std::string>& skipped) {
  std::vector<std::string> chosen;
  std::optional<std::chrono::sys_days> says_state;
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    if (file->day > day_of(until)) continue;
    if (says_state && file->day < *says_state) break;
    const Result<Rows> rows = read({file->path});
    if (!rows) {
      skipped.push_back(rows.error().message);
      continue;
    }
    chosen.push_back(file->path);
    if (!rows->changes.empty() && rows->changes.front().at <= from) says_state = file->day;
  }
  std::reverse(chosen.begin(), chosen.end());
  return chosen;
}

/// Drops changes from `until` on, and those superseded by another one at or before `from`.
template <typename Event>
void trim_changes(std::vector<Event>& changes, Instant from, Instant until) {
  std::erase_if(changes, [&](const Event& change) { return change.at >= until; });
  const auto later = [](Instant at, const Event& change) { return at < change.at; };
  const auto after = std::upper_bound(changes.begin(), changes.end(), from, later);
  if (after != changes.begin()) changes.erase(changes.begin(), after - 1);
}

/// The changes of a room from files of one kind.
template <typename Rows>
Result<Stored<Rows>> read_stored(Result<Rows> (*read)(const std::vector<std::string>&),
                                 StoreKind kind, const StoreFolders& store, const RoomName& room,
                                 Instant from, Instant until) {
  const auto files = day_files(store, kind, room.text());
  if (files.empty()) return no_such_name(store, kind, room.text());
  Stored<Rows> stored;
  auto rows = read(files_of_changes(read, files, from, until, stored.skipped));
  if (!rows) return rows.error();
  stored.rows = *std::move(rows);
  std::erase_if(stored.rows.changes, [&](const auto& change) { return change.room != room; });
  trim_changes(stored.rows.changes, from, until);
  return stored;
}

}  // namespace

std::vector<std::string> stored_names(const StoreFolders& store, StoreKind kind) {
  std::set<std::string> names;
  for (const std::string& directory : store.all) {
    std::error_code failure;
    for (fs::directory_iterator entry(fs::path(directory) / folder_name(kind), failure), end;
         !failure && entry != end; entry.increment(failure)) {
      const std::string stem = entry->path().filename().string();
      const std::string name = name_of_stem(stem);
      if (is_good_name(name) && stem_of_name(name) == stem) names.insert(name);
    }
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> stored_files(const StoreFolders& store, StoreKind kind,
                                      const std::string& name) {
  std::vector<std::string> paths;
  for (DayFile& file : day_files(store, kind, name)) paths.push_back(std::move(file.path));
  return paths;
}

Result<StoredReadings> read_store(const StoreFolders& store, const SensorId& sensor, Instant from,
                                  Instant until) {
  const auto files = day_files(store, StoreKind::readings, sensor.text());
  if (files.empty()) return no_such_name(store, StoreKind::readings, sensor.text());
  std::vector<std::vector<SensorRows>> parsed;
  std::vector<std::string> skipped;
  for (const DayFile& file : files) {
    if (file.day < day_of(from) || file.day > day_of(until)) continue;
    Result<std::vector<SensorRows>> sensors = read_readings_file(file.path);
    if (sensors)
      parsed.push_back(*std::move(sensors));
    else
      skipped.push_back(sensors.error().message);
  }
  StoredReadings stored = choose(join_rooms(std::move(parsed)), sensor);
  stored.skipped.insert(stored.skipped.begin(), std::make_move_iterator(skipped.begin()),
                        std::make_move_iterator(skipped.end()));
  trim(stored.readings.samples, from, until);
  return stored;
}

Result<StoredChanges> read_stored_changes(const StoreFolders& store, const RoomName& room,
                                          Instant from, Instant until) {
  return read_stored(read_on_off, StoreKind::lamps, store, room, from, until);
}

Result<StoredLooks> read_stored_looks(const StoreFolders& store, const RoomName& room, Instant from,
                                      Instant until) {
  return read_stored(read_looks, StoreKind::looks, store, room, from, until);
}

}  // namespace lamplighter::csv
