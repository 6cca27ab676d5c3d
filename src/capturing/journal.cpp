// SPDX-License-Identifier: Apache-2.0
// A file begins with a header that names its turn, then come lines, then zeros or lines of an
// earlier turn; the first line whose checksum is not of this turn is the end. A line is whole or it
// is not there, whatever was cut off while it was written. Overwriting a filled file touches no
// metadata, so that fdatasync is one write to the disk.
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

constexpr std::size_t piece_bytes = 65536;
constexpr std::size_t most_lines = 1000;  // a quarter of a megabyte of text at most
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

std::string read_some(int descriptor, std::size_t offset, std::size_t bytes) {
  std::string text(bytes, '\0');
  const ssize_t got = ::pread(descriptor, text.data(), text.size(), static_cast<off_t>(offset));
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return text;
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
  const std::size_t newer = journal->newer_file();
  journal->read(journal->files_[1 - newer]);
  journal->unsettled.clear();
  journal->read(journal->files_[newer]);
  journal->current_ = newer;
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

std::size_t Journal::newer_file() const {
  const auto generation = [](const File& file) {
    return parse_journal_header(read_some(file.descriptor, 0, journal_header_bytes)).value_or(0);
  };
  return generation(files_[1]) > generation(files_[0]) ? 1 : 0;
}

void Journal::read(File& file) {
  end_ = 0;
  const auto generation = parse_journal_header(read_some(file.descriptor, 0, journal_header_bytes));
  if (!generation) return;
  file.generation = *generation;
  end_ = journal_header_bytes;
  std::string text;  // a piece at a time: the whole would stay with the process as unused memory
  for (std::size_t at = end_; at < bytes_; at += piece_bytes) {
    text += read_some(file.descriptor, at, std::min(piece_bytes, bytes_ - at));
    const std::size_t whole = read_lines(text, *generation);
    end_ += whole;
    text.erase(0, whole);
    if (text.find('\n') != std::string::npos || text.size() > max_journal_line) return;
  }
}

/// Up to the first line that is not of this turn. How many bytes were lines.
std::size_t Journal::read_lines(std::string_view text, std::uint64_t generation) {
  const std::string settled = settled_line(generation);
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    const std::string_view line = text.substr(begin, end - begin);
    if (text.substr(begin, end + 1 - begin) == settled) {
      unsettled.clear();
    } else {
      std::optional<Taken> taken = parse_journal_line(line, generation);
      if (!taken) return begin;
      marks.push_back(taken->mark);
      unsettled.push_back(*std::move(taken));
    }
    begin = end + 1;
  }
  return begin;
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
  for (const Taken& taken : batch) append_journal_line(text, file.generation, taken);
  if (Result<void> written = write_at(file.descriptor, text, end_, file.path); !written) {
    return written;
  }
  if (Result<void> durable = to_disk(file.descriptor, file.path); !durable) return durable;
  end_ += text.size();
  return {};
}

Result<void> Journal::settle() {
  if (end_ == 0 || end_ + max_journal_line > bytes_ / 2) return turn();
  const File& file = files_[current_];
  if (!is_ready_) {  // a batch that a power cut tore may have left lines behind a hole
    const std::size_t until = std::min(bytes_, end_ + most_at_once() * max_journal_line);
    if (Result<void> done = clear(file.descriptor, end_, until, file.path); !done) return done;
  }
  const std::string line = settled_line(file.generation);
  if (Result<void> written = write_at(file.descriptor, line, end_, file.path); !written) {
    return written;
  }
  if (Result<void> durable = to_disk(file.descriptor, file.path); !durable) return durable;
  end_ += line.size();
  is_ready_ = true;
  return {};
}

Result<void> Journal::turn() {
  const std::size_t other = 1 - current_;
  const std::uint64_t generation = files_[current_].generation + 1;
  File& file = files_[other];
  const std::string header = journal_header(generation);
  if (Result<void> written = write_at(file.descriptor, header, 0, file.path); !written) {
    return written;
  }
  if (Result<void> durable = to_disk(file.descriptor, file.path); !durable) return durable;
  file.generation = generation;
  current_ = other;
  end_ = journal_header_bytes;
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
