// SPDX-License-Identifier: Apache-2.0
// Two files take turns; how a file looks and is read, damaged or not, is in journal_reading.cpp.
// Overwriting a filled file touches no metadata, so that fdatasync is one write to the disk.
#include "capturing/journal.h"

#include "capturing/journal_line.h"
#include "files/private_files.h"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>

namespace lamplighter {
namespace {

constexpr std::size_t block_bytes = 4096;  // of which a disk loses one or none
constexpr std::size_t most_lines = 1000;   // a quarter of a megabyte of text at most
constexpr std::size_t zeros_at_once = 65536;

Error failed(const std::string& doing, const std::string& path) {
  const Fault fault = errno == ENOENT ? Fault::not_found : Fault::io;
  const char* hint = fault == Fault::not_found ? "; is the disk of the store mounted?" : "";
  return {fault, fmt::format("{}: cannot {}: {}{}", path, doing, std::strerror(errno), hint)};
}

Result<void> write_at(int descriptor, std::string_view text, std::size_t offset,
                      const std::string& path) {
  while (!text.empty()) {
    const ssize_t written =
        ::pwrite(descriptor, text.data(), text.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failed("write", path);
    text.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::size_t>(written);
  }
  return {};
}

Result<void> to_disk(int descriptor, const std::string& path) {
  if (::fdatasync(descriptor) == 0) return {};
  return failed("write", path);
}

/// Zeros from one place to another; at the file's end they give it its size.
Result<void> clear(int descriptor, std::size_t from, std::size_t until, const std::string& path) {
  const std::string zeros(std::min(until - from, zeros_at_once), '\0');
  for (std::size_t at = from; at < until; at += zeros.size()) {
    const std::string_view some = std::string_view(zeros).substr(0, until - at);
    if (Result<void> done = write_at(descriptor, some, at, path); !done) return done;
  }
  return {};
}

/// The whole file; blocks that the disk does not give back are marked as such.
std::string read_all(int descriptor, std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t at = 0; at < bytes;) {
    const ssize_t got = ::pread(descriptor, text.data() + at, bytes - at, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) break;
    if (got < 0) {
      const std::size_t block = std::min(block_bytes - at % block_bytes, bytes - at);
      text.replace(at, block, block, '?');
      at += block;
    } else {
      at += static_cast<std::size_t>(got);
    }
  }
  return text;
}

std::string what_is_lost(const JournalContents& contents) {
  std::string what;
  if (contents.is_header_damaged) what = "its header is damaged";
  if (contents.is_header_damaged && contents.generation == 0) what += " and no line is readable";
  if (contents.damaged_lines > 0) {
    what += fmt::format("{}{} of its lines {} unreadable and lost", what.empty() ? "" : "; ",
                        contents.damaged_lines, contents.damaged_lines == 1 ? "is" : "are");
  }
  return what;
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const std::string& folder,
                                               std::size_t bytes_per_file) {
  std::unique_ptr<Journal> journal(new Journal());
  journal->bytes_ = bytes_per_file;
  for (std::size_t i = 0; i < 2; ++i) {
    File& file = journal->files_[i];
    file.path = fmt::format("{}/capture-{}.journal", folder, i);
    if (Result<void> opened = journal->open_file(file, O_CREAT); !opened) return opened.error();
  }
  if (Result<void> read = journal->read_files(); !read) return read.error();
  return journal;
}

Journal::~Journal() {
  for (const File& file : files_) {
    if (file.descriptor >= 0) ::close(file.descriptor);
  }
}

Result<void> Journal::open_file(File& file, int may_create) {
  file.descriptor = ::open(file.path.c_str(), O_RDWR | O_CLOEXEC | may_create, 0600);
  if (file.descriptor < 0) return failed("open", file.path);
  if (::flock(file.descriptor, LOCK_EX | LOCK_NB) != 0) {
    return Error{Fault::refused, fmt::format("{}: another capture is writing here; stop it, or "
                                             "give this one another [store] directory",
                                             file.path)};
  }
  struct stat info {};
  if (::fstat(file.descriptor, &info) != 0) return failed("look at", file.path);
  device_ = info.st_dev;
  const auto size = static_cast<std::size_t>(info.st_size);
  if (size == 0) {
    if (auto given = files::give_to_owner_of_folder(file.descriptor, file.path); !given)
      return given;
  }
  if (size >= bytes_) return {};
  // Filled now, so that later writes need no room on the disk.
  if (Result<void> filled = clear(file.descriptor, size, bytes_, file.path); !filled) return filled;
  return ::fsync(file.descriptor) == 0 ? Result<void>() : failed("write", file.path);
}

/// Every row of the older file is in its place, or the newer one would not have been begun: of that
/// one the marks alone count.
Result<void> Journal::read_files() {
  std::array<std::uint64_t, 2> headers{};
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string header = read_all(files_[i].descriptor, journal_header_bytes);
    headers[i] = parse_journal_header(header).value_or(0);
  }
  std::array<JournalContents, 2> contents;
  for (std::size_t i = 0; i < 2; ++i) {
    contents[i] = read_journal(read_all(files_[i].descriptor, bytes_), headers[1 - i]);
    files_[i].generation = contents[i].generation;
    files_[i].is_header_damaged = contents[i].is_header_damaged;
  }
  current_ = contents[1].generation > contents[0].generation ? 1 : 0;
  JournalContents& older = contents[1 - current_];
  JournalContents& newer = contents[current_];
  older.unsettled.clear();
  older.damaged_lines = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    if (Result<void> kept = keep_damaged(files_[i], contents[i]); !kept) return kept;
  }
  marks = std::move(older.marks);
  marks.insert(marks.end(), newer.marks.begin(), newer.marks.end());
  unsettled = std::move(newer.unsettled);
  end_ = newer.end;
  next_number_ = newer.next_number;
  return {};
}

/// Before anything is written over a damaged file, what it holds is copied.
Result<void> Journal::keep_damaged(const File& file, const JournalContents& contents) {
  const std::string lost = what_is_lost(contents);
  if (lost.empty()) return {};
  const std::string copy = file.path + ".damaged";
  const int descriptor = ::open(copy.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return failed("keep a copy of a damaged journal", copy);
  Result<void> written = write_at(descriptor, read_all(file.descriptor, bytes_), 0, copy);
  if (written) written = to_disk(descriptor, copy);
  ::close(descriptor);
  if (!written) return written;
  damage.push_back(fmt::format(
      "{}: {}; {} rows that may not have been in their files were read from it; a copy of it is "
      "{}; check the disk and its cable",
      file.path, lost, contents.unsettled.size(), copy));
  return {};
}

/// So that the next start has nothing to say, and takes no line of an unknown generation for new.
Result<void> Journal::mend_headers() {
  for (File& file : files_) {
    if (!file.is_header_damaged) continue;
    const std::string header = file.generation > 0 ? journal_header(file.generation)
                                                   : std::string(journal_header_bytes, '\0');
    if (Result<void> written = write_at(file.descriptor, header, 0, file.path); !written)
      return written;
    if (Result<void> durable = to_disk(file.descriptor, file.path); !durable) return durable;
    file.is_header_damaged = false;
  }
  return {};
}

std::size_t Journal::most_at_once() const {
  return std::min(most_lines, (bytes_ / 2 - journal_header_bytes) / max_journal_line);
}

bool Journal::has_room(std::span<const Taken> batch) const {
  return end_ + batch.size() * max_journal_line <= bytes_;
}

Result<void> Journal::write(std::span<const Taken> batch) {
  assert(is_ready_ && has_room(batch));
  if (!is_where_it_was()) {
    if (Result<void> again = reopen(); !again) return again;
  }
  const File& file = files_[current_];
  std::string text;
  std::uint64_t number = next_number_;
  for (const Taken& taken : batch) append_journal_line(text, file.generation, number++, taken);
  const std::size_t rows_end = end_ + text.size();
  append_end_line(text, file.generation, number);
  if (Result<void> written = write_at(file.descriptor, text, end_, file.path); !written) {
    return written;
  }
  if (Result<void> durable = to_disk(file.descriptor, file.path); !durable) return durable;
  end_ = rows_end;
  next_number_ = number;
  return {};
}

Result<void> Journal::settle() {
  if (Result<void> mended = mend_headers(); !mended) return mended;
  if (end_ == 0 || end_ + max_journal_line > bytes_ / 2) return turn();
  const File& file = files_[current_];
  std::string text;
  append_settled_line(text, file.generation, next_number_);
  const std::size_t line_end = end_ + text.size();
  append_end_line(text, file.generation, next_number_ + 1);
  if (Result<void> written = write_at(file.descriptor, text, end_, file.path); !written) {
    return written;
  }
  if (Result<void> durable = to_disk(file.descriptor, file.path); !durable) return durable;
  end_ = line_end;
  ++next_number_;
  is_ready_ = true;
  return {};
}

Result<void> Journal::turn() {
  const std::size_t other = 1 - current_;
  const std::uint64_t generation = files_[current_].generation + 1;
  File& file = files_[other];
  std::string text = journal_header(generation);
  append_end_line(text, generation, 1);
  if (Result<void> written = write_at(file.descriptor, text, 0, file.path); !written) {
    return written;
  }
  if (Result<void> durable = to_disk(file.descriptor, file.path); !durable) return durable;
  file.generation = generation;
  current_ = other;
  end_ = journal_header_bytes;
  next_number_ = 1;
  is_ready_ = true;
  return {};
}

/// False once somebody removed or replaced the file, or the folder is gone: what is written to it
/// then is lost with it.
bool Journal::is_where_it_was() const {
  struct stat named {};
  struct stat open {};
  const File& file = files_[current_];
  return ::stat(file.path.c_str(), &named) == 0 && ::fstat(file.descriptor, &open) == 0 &&
         named.st_ino == open.st_ino && named.st_dev == open.st_dev;
}

/// Makes both files anew where they were. Generations go on, so that old lines stay old. On another
/// disk nothing is made: that is what lies under the folder of a disk that was taken away.
Result<void> Journal::reopen() {
  const std::uint64_t generation = files_[current_].generation;
  struct stat folder {};
  const std::string path = files_[0].path.substr(0, files_[0].path.rfind('/'));
  if (::stat(path.c_str(), &folder) != 0) return failed("look at", path);
  const int may_create = folder.st_dev == device_ ? O_CREAT : 0;
  for (File& file : files_) {
    if (file.descriptor >= 0) ::close(file.descriptor);
    file.descriptor = -1;
    if (Result<void> opened = open_file(file, may_create); !opened) return opened;
  }
  files_[current_].generation = generation;
  return turn();
}

}  // namespace lamplighter
