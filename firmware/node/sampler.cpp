// SPDX-License-Identifier: Apache-2.0
#include "node/sampler.h"

#include "node/wall_clock.h"

namespace lamplighter::node {

bool Sampler::poll(uint32_t now_ms) {
  if (!has_begun_) {
    has_begun_ = true;
    due_ms_ = now_ms;
  }
  if (!is_measuring_) {
    if (!has_passed(now_ms, due_ms_)) return false;
    due_ms_ += interval_ms_;
    if (has_passed(now_ms, due_ms_)) due_ms_ = now_ms + interval_ms_;
    sensor_.start(now_ms);
    is_measuring_ = true;
  }
  if (!sensor_.poll(now_ms)) return false;
  is_measuring_ = false;
  taken_ms_ = now_ms;
  return true;
}

}  // namespace lamplighter::node
