// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lamplighter::app {

/// What is in a backup.
struct BackupSummary {
  std::size_t files = 0;
  std::uint64_t bytes = 0;
  bool has_secrets = false;
  Instant at;  ///< when it was made
};

/// Writes a config, what its store has learned and captured, and with `with_secrets` the secrets
/// that it names, as one file of mode 0600, which replaces another. A service may run meanwhile:
/// what it has not yet written to its files, ten seconds of readings at most, is not in it; nor is
/// whether anybody is home. Errors: not_found where the store is not there; refused, io.
Result<BackupSummary> back_up(const Config& config, const std::string& path, bool with_secrets,
                              Instant now);

/// Where a backup goes.
struct RestoreOptions {
  std::string config;  ///< path of a config; the backup's is written there where there is none
  bool may_replace = false;  ///< a store that is not empty, which is kept beside the new one
};

/// What was restored.
struct Restored {
  BackupSummary backup;
  std::string store;
  std::string kept;  ///< where the store is that was there before; empty: none was
  bool has_written_config = false;
  std::vector<std::string> notes;  ///< what was not restored, a sentence each
};

/// Brings a backup into the store of the config. Nobody is away in it. Nothing is changed where
/// that fails. Errors: bad_input for a file that is not a complete backup; refused for one of a
/// newer version, a store that is not empty, and one that a process writes to or plays by; io.
Result<Restored> restore(const std::string& path, const RestoreOptions& options, Instant now);

}  // namespace lamplighter::app
