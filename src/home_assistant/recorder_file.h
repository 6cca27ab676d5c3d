// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "core/result.h"
#include "home_assistant/history.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

struct sqlite3;

namespace lamplighter::home_assistant {

/// The database of Home Assistant's recorder: `home-assistant_v2.db`, of 2022 or newer. It can be
/// read while Home Assistant runs. Single-threaded.
class RecorderFile {
 public:
  /// Errors: not_found; bad_input for a file that is not such a database; refused, io.
  static Result<RecorderFile> open(const std::string& path);

  /// The ids of its lamps and light sensors, sorted. Errors: io.
  Result<std::vector<std::string>> candidates();

  /// The latest time of any state in it; empty if there is none. Errors: io.
  Result<std::optional<Instant>> last();

  /// The complete history of one entity, settled. While Home Assistant did not run, a lamp is
  /// unknown. `unavailable` states count as the argument of that name. Errors: io.
  Result<ForeignSeries> read(const std::string& entity, LampState unavailable);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };

  explicit RecorderFile(std::string path) : path_(std::move(path)) {}
  Result<void> look_at_columns();
  Result<std::vector<Instant>> stops();

  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
  bool has_ids_ = false;         ///< states have `metadata_id`, since 2023.4
  bool has_names_ = false;       ///< rows can be found by `entity_id`, before that
  bool has_timestamps_ = false;  ///< `last_updated_ts`, since 2023.2
  bool has_texts_ = false;       ///< `last_updated` as text, before that
};

}  // namespace lamplighter::home_assistant
