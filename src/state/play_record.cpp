// SPDX-License-Identifier: Apache-2.0
#include "state/play_record.h"

#include "csv/append_rows.h"
#include "csv/row_text.h"

namespace lamplighter::app {
namespace {

Result<void> append(const std::string& path, const Change& change) {
  std::string row;
  csv::append_row(row, change);
  return csv::append_rows(path, csv::on_off_header, row);
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
