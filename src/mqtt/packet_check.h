// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstddef>
#include <string_view>

namespace lamplighter::mqtt {

enum class Protocol { v311, v5 };

/// Checks the packets of one connection before libmosquitto sees them. libmosquitto 2.0 aborts the
/// process on an unknown property, allocates whatever a length field says, and stores unrequested
/// QoS 2 messages forever (docs/decisions/check-packets.md).
class PacketCheck {
 public:
  /// `max_bytes`: maximum packet size, including the fixed header.
  PacketCheck(Protocol protocol, std::size_t max_bytes)
      : protocol_(protocol), max_bytes_(max_bytes) {}

  /// The size of the packet at the start of `bytes`; 0 if it is incomplete. Call it once per
  /// complete packet, in order. Errors: bad_input for a packet that a broker must not send us,
  /// naming the violated rule. Nothing after it may be used.
  Result<std::size_t> next(std::string_view bytes);

 private:
  [[nodiscard]] Result<void> check_header(unsigned header) const;
  Result<void> check_body(unsigned header, std::string_view body);

  Protocol protocol_;
  std::size_t max_bytes_;
  bool connack_seen_ = false;
};

}  // namespace lamplighter::mqtt
