// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

namespace lamplighter::hue {

enum class RequestKind { question, lamp_command, group_command };

/// Keeps a bridge's limits: ten lamp commands and one group command a second. It only computes;
/// whoever sends also waits.
///
/// Gaps are counted from the answer of one request to the sending of the next, so that a slow
/// network cannot push two commands together. Where the bridge says that it is too fast all the
/// same (the limit is shared by all its apps), the pause grows by 250 ms a time.
class Pacer {
 public:
  static constexpr auto question_gap = 50ms;
  static constexpr auto lamp_gap = 100ms;
  static constexpr auto group_gap = 1000ms;
  static constexpr auto refusal_step = 250ms;
  static constexpr auto longest_pause = 5000ms;

  /// When the next request of a kind may be sent. Never further from `now` than the longest gap
  /// that applies, also after the clock was set back.
  [[nodiscard]] Instant earliest(RequestKind kind, Instant now) const;

  /// A request was answered, and taken.
  void accepted(RequestKind kind, Instant at);

  /// A request was answered with "too many".
  void refused(Instant at);

 private:
  Instant last_question_{};
  Instant last_command_{};
  Instant last_group_{};
  Instant last_refusal_{};
  int refusals_ = 0;
};

}  // namespace lamplighter::hue
