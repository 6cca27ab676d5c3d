// SPDX-License-Identifier: Apache-2.0
#include "csv/store.h"

#include "csv/names.h"
#include "csv/number_text.h"
#include "csv/row_text.h"
#include "csv/store_reading.h"
#include "files/private_files.h"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace lamplighter::csv {
namespace {

/// Up to so many files are flushed one by one; for more, one flush of the whole file system is
/// quicker, since each file's own costs a turn of the disk.
constexpr std::size_t few_files = 16;

constexpr StoreKind all_kinds[]{StoreKind::readings, StoreKind::lamps, StoreKind::looks};

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
    // Only files that were being written can be torn: today's, and yesterday's at midnight.
    if (files.size() > 2) files.erase(files.begin(), files.end() - 2);
    for (const std::string& file : files) {
      if (auto mended = DailyFile::mend(file, header_of(kind), repairs_); !mended)
        repairs_.push_back(mended.error().message);
    }
  }
}

Result<void> Store::append(const Reading& reading) {
  return take(StoreKind::readings, reading.sensor.text(), reading);
}

Result<void> Store::append(const Change& change) {
  return take(StoreKind::lamps, change.room.text(), change);
}

Result<void> Store::append(const LookChange& change) {
  return take(StoreKind::looks, change.room.text(), change);
}

template <typename Row>
Result<void> Store::take(StoreKind kind, const std::string& name, const Row& row) {
  if (!is_good_name(name)) {
    return Error{Fault::bad_input,
                 fmt::format("name \"{}\": {}", printable(name), to_string(Reason::bad_name))};
  }
  if (!is_in_range(to_epoch_seconds(row.at))) {
    return Error{Fault::bad_input,
                 fmt::format("time {} s: {}; set the clock", to_epoch_seconds(row.at),
                             to_string(Reason::time_out_of_range))};
  }
  if (held_bytes_ >= next_sync_bytes_)
    static_cast<void>(sync());  // fails again when it is asked for
  if (held_bytes_ >= limits_.held_bytes) {
    return Error{Fault::unavailable,
                 fmt::format("{}: not enough memory for more rows; {} are held until the disk "
                             "takes them",
                             directory_, held_rows_)};
  }
  Waiting& waiting = waiting_[{kind, name, std::chrono::floor<std::chrono::days>(row.at)}];
  const std::size_t before = waiting.rows.size();
  append_row(waiting.rows, row);
  ++waiting.count;
  ++held_rows_;
  held_bytes_ += waiting.rows.size() - before;
  return {};
}

std::string Store::path_of(const Key& key) const {
  return fmt::format("{}/{}", directory_, store_path(key.kind, key.name, Date(key.day)));
}

Result<void> Store::sync() {
  if (waiting_.empty()) return {};
  std::optional<Error> first;
  const auto works = [&](const Result<void>& done) {
    if (!done && !first) first = done.error();
    return done.has_value();
  };
  if (works(check_place())) {
    for (auto& [key, waiting] : waiting_) works(write(key, waiting));
    settle(works(flush()));
  }
  next_sync_bytes_ = held_bytes_ + limits_.waiting_bytes;
  if (!first) return {};
  first->message += fmt::format("; {} rows are held in memory and tried again", held_rows_);
  return *first;
}

Result<void> Store::check_place() {
  struct stat there {};
  struct stat here {};
  if (::stat(directory_.c_str(), &there) != 0) return system_error("write", directory_, errno);
  if (::fstat(root_.get(), &here) != 0) return system_error("write", directory_, errno);
  if (here.st_dev == there.st_dev && here.st_ino == there.st_ino) return {};
  // Another folder took its place, perhaps the disk behind it was mounted: begin anew there.
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
    changed_folders_.insert(fmt::format("{}/{}", directory_, store_folder(key.kind, key.name)));
  return file;
}

/// Also the kind's own folder, where somebody removed all; not where another disk is in the place
/// of ours, or none: what lies under the mount point is not the store.
Result<void> Store::make_folder_of(const Key& key) {
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
      held_rows_ -= waiting.count;
      held_bytes_ -= waiting.rows.size();
      entry = waiting_.erase(entry);
      continue;
    }
    // What was written but not flushed may be on the disk or not: the next attempt cuts it off.
    if (waiting.is_written) files_.close(path_of(entry->first));
    waiting.is_written = false;
    ++entry;
  }
}

}  // namespace lamplighter::csv
