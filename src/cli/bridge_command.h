// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/result.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// The flags of `lamplighter bridge …`. What they leave out comes from [hue] of the config.
struct BridgeOptions {
  std::string address;
  std::string key_file;
  std::string ca_file;
  std::string discovery_url;
  std::string config;
  std::vector<std::string> lamps;
  int wait_seconds = 60;
  bool json = false;
  bool keep_key = false;
};

// What the sub-commands do. Errors are one sentence each: those of the config, of the key file and
// of the bridge.

/// [hue] as the flags say it; the config is read only for what they leave out.
Result<HueConfig> hue_config(const BridgeOptions& options, bool needs_key_file);

/// Says which bridge answers at --address, or which ones announce themselves, and what they are.
Result<void> run_bridge_discover(const BridgeOptions& options);

/// Waits for the button, counting down on stderr, and writes the key file.
Result<void> run_bridge_pair(const BridgeOptions& options);

/// Lists what the bridge has.
Result<void> run_bridge_lamps(const BridgeOptions& options);

/// Blinks lamps: the only command that does. Each goes back to how it was, also after SIGINT.
Result<void> run_bridge_test(const BridgeOptions& options);

}  // namespace lamplighter::app
