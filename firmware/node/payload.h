// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/outbox.h"
#include "node/text.h"
#include "node/wall_clock.h"

namespace lamplighter::node {

/// "no-answer" and the like, as docs/formats.md names them. Requires: not measured.
const char* reason(Outcome outcome);

/// Writes a reading as docs/formats.md, "Node payload", has it. `boot` tells one start of the node
/// from another; `wall` says when the reading was taken, where it is set.
void write_payload(Text& into, const Kept& kept, uint32_t now_ms, uint32_t boot,
                   const WallClock& wall);

}  // namespace lamplighter::node
