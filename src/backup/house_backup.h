// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lamplighter::app {

/// The contents of a backup.
struct BackupSummary {
  std::size_t files = 0;
  std::uint64_t bytes = 0;
  bool has_secrets = false;
  Instant at;  ///< time of the backup
};

/// Writes a config, the data that its store has captured and learned, and with `with_secrets` the
/// secrets that it names, to one file of mode 0600, which replaces an existing one. A service may
/// be running: data that it has not yet written to its files, at most ten seconds of readings, is
/// not included; nor is the occupancy. Errors: not_found if the store does not exist; refused, io.
Result<BackupSummary> back_up(const Config& config, const std::string& path, bool with_secrets,
                              Instant now);

/// The destination of a restore.
struct RestoreOptions {
  std::string config;        ///< path of a config; the backup's is written there if there is none
  bool may_replace = false;  ///< replace a store that is not empty; the old one is kept
};

/// The result of a restore.
struct Restored {
  BackupSummary backup;
  std::string store;
  std::string kept;  ///< the path of the previous store; empty: there was none
  bool has_written_config = false;
  std::vector<std::string> notes;  ///< what was not restored, one sentence each
};

/// Restores a backup into the store of the config. The restored house is at home. Nothing is
/// changed on failure. Errors: bad_input for a file that is not a complete backup; refused for one
/// of a newer version, for a store that is not empty, and for a store in use; io.
Result<Restored> restore(const std::string& path, const RestoreOptions& options, Instant now);

}  // namespace lamplighter::app
