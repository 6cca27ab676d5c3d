// SPDX-License-Identifier: Apache-2.0
#include "planning/lit_spans.h"

#include <algorithm>
#include <tuple>

namespace lamplighter {
namespace {

void add_spans(std::vector<LitSpan>& spans, const Plan& plan, const RoomName& room) {
  const bool lit =
      std::find(plan.on_at_start.begin(), plan.on_at_start.end(), room) != plan.on_at_start.end();
  if (lit) spans.push_back({room, plan.from, plan.until});
  for (const Switch& change : plan.switches) {
    if (change.room != room) continue;
    if (change.to == OnOff::on) {
      spans.push_back({room, change.at, plan.until});
    } else if (!spans.empty() && spans.back().room == room) {
      spans.back().until = change.at;
    }
  }
}

}  // namespace

std::vector<LitSpan> lit_spans(const Plan& plan) {
  std::vector<LitSpan> spans;
  for (const RoomName& room : plan.rooms) add_spans(spans, plan, room);
  return spans;
}

Plan lit_as(const std::vector<LitSpan>& spans, const Plan& like) {
  Plan plan = like;
  plan.on_at_start.clear();
  plan.switches.clear();
  for (const LitSpan& span : spans) {
    if (span.from == plan.from) {
      plan.on_at_start.push_back(span.room);
    } else {
      plan.switches.push_back({span.from, span.room, OnOff::on});
    }
    if (span.until < plan.until) plan.switches.push_back({span.until, span.room, OnOff::off});
  }
  std::sort(plan.on_at_start.begin(), plan.on_at_start.end());
  std::sort(plan.switches.begin(), plan.switches.end(), [](const Switch& a, const Switch& b) {
    return std::tie(a.at, a.room) < std::tie(b.at, b.room);
  });
  return plan;
}

}  // namespace lamplighter
