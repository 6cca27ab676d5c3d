// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstddef>
#include <string_view>

namespace lamplighter::mqtt {

enum class Protocol { v311, v5 };

/// Checks what a broker sends before libmosquitto sees it: of one connection, packet by packet.
/// libmosquitto 2.0 aborts the process at a property that it does not know, allocates whatever a
/// length announces, and keeps QoS 2 messages for ever that were never asked for
/// (docs/decisions/check-packets.md).
class PacketCheck {
 public:
  /// `max_bytes`: longest packet, with its fixed header.
  PacketCheck(Protocol protocol, std::size_t max_bytes)
      : protocol_(protocol), max_bytes_(max_bytes) {}

  /// The size of the packet at the start of `bytes`; 0 where it is not complete yet. Each packet is
  /// to be passed once it is complete, in order. Errors: bad_input for a packet that no broker
  /// may send us, with which rule it breaks. Nothing after it may be used.
  Result<std::size_t> next(std::string_view bytes);

 private:
  [[nodiscard]] Result<void> check_header(unsigned header) const;
  Result<void> check_body(unsigned header, std::string_view body);

  Protocol protocol_;
  std::size_t max_bytes_;
  bool connack_seen_ = false;
};

}  // namespace lamplighter::mqtt
