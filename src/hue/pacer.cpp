// SPDX-License-Identifier: Apache-2.0
#include "hue/pacer.h"

#include <algorithm>

namespace lamplighter::hue {
namespace {

/// `gap` after `last`; after at most `gap` where the clock was set back behind `last`.
Instant after(Instant last, std::chrono::milliseconds gap, Instant now) {
  return std::min(last, now) + gap;
}

}  // namespace

Instant Pacer::earliest(RequestKind kind, Instant now) const {
  Instant at = now;
  if (refusals_ > 0) {
    const auto pause = std::min<std::chrono::milliseconds>(refusals_ * refusal_step, longest_pause);
    at = std::max(at, after(last_refusal_, pause, now));
  }
  if (kind == RequestKind::question) {
    return std::max(at, after(std::max(last_question_, last_command_), question_gap, now));
  }
  at = std::max(at, after(last_command_, lamp_gap, now));
  if (kind == RequestKind::group_command) at = std::max(at, after(last_group_, group_gap, now));
  return at;
}

void Pacer::accepted(RequestKind kind, Instant at) {
  refusals_ = 0;
  if (kind == RequestKind::question) {
    last_question_ = at;
    return;
  }
  last_command_ = at;
  if (kind == RequestKind::group_command) last_group_ = at;
}

void Pacer::refused(Instant at) {
  last_refusal_ = at;
  ++refusals_;
}

}  // namespace lamplighter::hue
