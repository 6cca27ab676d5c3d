// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect.h"

#include <vector>

namespace lamplighter {

/// A detection as changes of a room's state, the form that on/off files and training take:
/// `unknown` where nobody can tell, in gaps and from the end on. Neighbours differ; nothing for no
/// readings.
std::vector<Change> lamp_changes(const Detection& detection, const RoomName& room);

/// How long a room was seen, and what was said of it.
struct DetectedTime {
  Instant::duration observed{0};
  Instant::duration on{0};
  Instant::duration unknown{0};  ///< of what was observed
};

DetectedTime detected_time(const Detection& detection);

}  // namespace lamplighter
