// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/baum_welch.h"

#include <optional>
#include <vector>

namespace lamplighter {

/// Baum-Welch from one start towards the nearest optimum, with longer strides where the way is
/// straight. The likelihood never falls. One thread.
class Ascent {
 public:
  /// Begins at `start`. Requires: `method` outlives this.
  Ascent(BaumWelch& method, const Hmm& start);

  /// Goes on for about `iterations` iterations, or until an iteration gains less than 1e-8 of the
  /// log-likelihood.
  void advance(int iterations);

  /// The model where it stands.
  [[nodiscard]] const Hmm& model() const { return at_.model; }

  /// Of `model()`, natural.
  [[nodiscard]] double log_likelihood() const { return at_.step.log_likelihood; }

  /// Of each model on the way that was kept, never falling; the last is that of `model()`.
  [[nodiscard]] const std::vector<double>& history() const { return history_; }

  /// Iterations of Baum-Welch so far, tried strides included.
  [[nodiscard]] int iterations() const { return iterations_; }

  [[nodiscard]] bool converged() const { return small_gains_ >= 2; }

 private:
  /// A model and the iteration from it.
  struct Standing {
    Hmm model;
    EmStep step;
  };

  Standing stand_on(Hmm model);
  void stride();
  std::optional<Standing> leap(const Standing& second);
  void move_to(Standing next);

  BaumWelch* method_;
  int iterations_ = 0;
  Standing at_;
  std::vector<double> history_;
  int small_gains_ = 0;  ///< in a row
  double longest_stride_ = 4.0;
};

}  // namespace lamplighter
