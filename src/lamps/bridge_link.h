// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "hue/bridge_lamps.h"
#include "hue/pairing.h"
#include "hue/transport.h"
#include "ports/clock.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace lamplighter::app {

/// A paired bridge and the way to it.
class BridgeLink {
 public:
  BridgeLink(hue::Pairing pairing, std::unique_ptr<hue::Transport> transport, Clock& clock,
             std::stop_token stop);

  [[nodiscard]] const hue::Pairing& pairing() const { return pairing_; }
  [[nodiscard]] hue::Bridge& bridge() { return bridge_; }

 private:
  hue::Pairing pairing_;
  std::unique_ptr<hue::Transport> transport_;
  hue::Bridge bridge_;
};

/// The bridge of [hue]; nothing is sent yet; `stop` interrupts what is. The address of the config
/// goes before that of the key file. Errors: refused where others may read the key; not_found
/// without a key file; bad_input.
Result<std::unique_ptr<BridgeLink>> open_bridge(const HueConfig& config, Clock& clock,
                                                std::stop_token stop = {},
                                                const http::Limits& limits = hue::bridge_limits);

/// The text of [hue] ca_file, empty where none is named. Errors: those of read_text_file.
Result<std::string> read_authorities(const HueConfig& config);

/// What the config says of the bridge's lamps in its rooms; rooms without any are left out. Errors:
/// those of sort_lamps.
Result<std::vector<hue::RoomLamps>> room_lamps(const Config& config);

}  // namespace lamplighter::app
