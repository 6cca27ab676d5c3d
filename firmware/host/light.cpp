// SPDX-License-Identifier: Apache-2.0
#include "host/light.h"

#include "analysis/gaps.h"
#include "csv/readings_file.h"

#include <fmt/format.h>

namespace lamplighter::node_host {
Result<Series<Lux>> read_light(const std::string& file) {
  Result<std::vector<csv::RoomReadings>> rooms = csv::read_readings({file});
  if (!rooms) return rooms.error();
  if (rooms->size() > 1) {
    return Error{Fault::bad_input,
                 fmt::format("{}: holds {} sensors; a node has one, give it a file of its own",
                             file, rooms->size())};
  }
  if (rooms->empty() || rooms->front().samples.empty()) {
    return Error{Fault::bad_input, fmt::format("{}: holds no reading", file)};
  }
  return split_at_gaps(std::move(rooms->front().samples), default_max_gap);
}

double Light::at(Instant at) {
  while (place_ + 1 < segment_.size() && segment_[place_ + 1].at <= at) ++place_;
  return segment_[place_].value.value();
}

}  // namespace lamplighter::node_host
