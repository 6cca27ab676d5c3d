// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue/event_stream.h"
#include "hue/pairing.h"
#include "hue/transport.h"

#include <string>

namespace lamplighter::hue {

/// The event stream of a paired bridge, over a connection of its own. Errors of read: those of
/// TlsTransport and check_status; unavailable at once for a bridge without version 2.
class BridgeStream final : public ReportStream {
 public:
  /// Requires: the clock outlives this; pairing.address can be read.
  BridgeStream(const Pairing& pairing, const std::string& authorities, const Clock& clock);

  Result<void> read(const std::string& last_id,
                    const std::function<void(std::string_view)>& on_bytes,
                    const std::stop_token& stop) override;

 private:
  Pairing pairing_;
  TlsTransport transport_;
};

}  // namespace lamplighter::hue
