// SPDX-License-Identifier: Apache-2.0
#include "app/play_record.h"

#include "csv/row_columns.h"
#include "csv/row_text.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lamplighter::app {
namespace {

/// In one write, so that a crash leaves whole rows; a torn last one (a full disk) is closed first.
Result<void> append(const std::string& path, const Change& change) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  struct stat status {};
  std::string text;
  bool written = file >= 0 && ::fstat(file, &status) == 0;
  if (written) {
    char last = '\n';
    if (status.st_size == 0) text = std::string(csv::on_off_header) + "\n";
    if (status.st_size > 0 && ::pread(file, &last, 1, status.st_size - 1) == 1 && last != '\n')
      text = "\n";
    csv::append_row(text, change);
    written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  }
  const int code = errno;
  if (file >= 0) ::close(file);
  if (written) return {};
  return Error{Fault::io, fmt::format("{}: cannot be written: {}", path, std::strerror(code))};
}

}  // namespace

std::string played_path(const std::string& store) { return store + "/played.csv"; }
std::string absences_path(const std::string& store) { return store + "/absences.csv"; }

Result<void> PlayRecord::turned(bool away, Instant at) const {
  return append(absences_path(store_),
                {at, RoomName(absent_household), away ? LampState::on : LampState::off});
}

Result<void> PlayRecord::took(const PlayStep& step) const {
  if (step.outcome == PlayStep::Outcome::handed_over)
    return append(played_path(store_), {step.at, step.room, LampState::unknown});
  if (step.outcome != PlayStep::Outcome::switched) return {};
  const LampState state = step.to == OnOff::on ? LampState::on : LampState::off;
  return append(played_path(store_), {step.at, step.room, state});
}

}  // namespace lamplighter::app
