// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "wire/light_level.h"
#include "wire/rejection.h"

#include <chrono>
#include <optional>
#include <string_view>
#include <variant>

namespace lamplighter {

/// One message of our own sensor node (docs/formats.md, "Node payload").
struct NodeReport {
  std::optional<Lux> lux;           ///< nothing where the node says that the reading failed
  std::chrono::microseconds age{};  ///< how old the reading was when the message was written
  NodeCount count{};
  std::optional<Instant> at;  ///< by the node's own clock, where it is set
};

/// Reads a node's payload. Rejections: malformed; out_of_range for an age over max_age, a light
/// level beyond min_lux … max_lux and a clock outside 2000 … 2100.
std::variant<NodeReport, Rejection> read_node_payload(std::string_view payload);

}  // namespace lamplighter
