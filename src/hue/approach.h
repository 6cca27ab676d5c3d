// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue/bridge.h"
#include "hue/pairing.h"
#include "hue/transport.h"
#include "ports/clock.h"

#include <memory>
#include <string>

namespace lamplighter::hue {

/// How a bridge is to be spoken to, found out before any key is sent.
struct Approach {
  BridgeDescription bridge;
  Address address;
  Api api = Api::v1;
  bool is_secure = false;
  std::string pin;  ///< of a certificate that no authority signed; else empty
};

/// Asks who is there: over https first; over http only where https is not answered and the bridge
/// is of the first generation, which has no other way, or is an emulator (its id has not the
/// maker's prefix). `authorities` are trusted besides Signify's two, PEM. Errors: unavailable when
/// nobody answers; bad_input when it is no bridge; refused when the certificate is not that of the
/// bridge that answers or has expired, or when a newer bridge answers only over http.
Result<Approach> approach(const Address& address, const std::string& authorities,
                          const Clock& clock);

/// The way to a bridge that was approached.
std::unique_ptr<Transport> open_transport(const Approach& approach, const std::string& authorities,
                                          const Clock& clock);

/// The way to a bridge that was paired with; `stop` interrupts requests. Errors: bad_input for an
/// address that cannot be read.
Result<std::unique_ptr<Transport>> open_transport(const Pairing& pairing,
                                                  const std::string& authorities,
                                                  const Clock& clock,
                                                  const http::Limits& limits = bridge_limits,
                                                  std::stop_token stop = {});

}  // namespace lamplighter::hue
