// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/log_product.h"
#include "model/symbol_tables.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace lamplighter {

/// The way of one subsequence through the matrices of its steps: forward vectors, backward vectors,
/// and where they meet. Every vector is scaled by a power of two to keep its sum near 1. One
/// thread.
template <std::size_t N>
class Passage {
 public:
  /// One step: the power it multiplies by, and where its weight goes.
  struct Step {
    const Matrix<N>* power;
    Matrix<N>* weight;
  };

  /// Runs both ways at once through `steps` steps, step r being `step_at(r)`. False where forward
  /// and backward hardly meet, so that doubles cannot hold their product; nothing is weighed then.
  template <typename StepAt>
  bool run(const Vector<N>& start, const Vector<N>& end, std::size_t steps, StepAt step_at);

  /// Adds `count` times the derivative of the log-likelihood by every step's power to its weight.
  template <typename StepAt>
  void weigh_steps(double count, StepAt step_at) const;

  /// Adds `count` times the derivative by the start vector.
  void weigh_start(double count, Vector<N>& weight) const {
    add(weight, beta_[0], count * alpha_scale_[0] / meeting_[0]);
  }

  /// Adds `count` times the derivative by the end vector.
  void weigh_end(double count, Vector<N>& weight) const {
    add(weight, alpha_[steps_], count * end_scale_ / meeting_[steps_]);
  }

  /// The likelihood is this times two to the power of `exponent`.
  [[nodiscard]] double likelihood() const { return meeting_[steps_]; }
  [[nodiscard]] std::int64_t exponent() const { return exponent_; }

 private:
  /// Brings the sum of `v` near 1 by a power of two where it is far from that, and returns the
  /// factor. A sum that has all but vanished becomes exactly zero.
  static double settle(Vector<N>& v, std::int64_t& exponent);
  [[gnu::noinline, gnu::cold]] static double rescale(Vector<N>& v, double total,
                                                     std::int64_t& exponent);
  void reserve(std::size_t steps);

  std::size_t steps_ = 0;
  std::vector<Vector<N>> alpha_;     ///< [r]: forward before step r; a row
  std::vector<Vector<N>> beta_;      ///< [r]: backward before step r; a column
  std::vector<double> alpha_scale_;  ///< [r]: what alpha_[r] was multiplied by on top
  std::vector<double> meeting_;      ///< [r]: alpha_[r] · beta_[r]
  double end_scale_ = 1.0;
  std::int64_t exponent_ = 0;
};

template <std::size_t N>
double Passage<N>::settle(Vector<N>& v, std::int64_t& exponent) {
  const double total = sum(v);
  if (total > 0x1p-64 && total < 0x1p64) return 1.0;
  return rescale(v, total, exponent);
}

template <std::size_t N>
double Passage<N>::rescale(Vector<N>& v, double total, std::int64_t& exponent) {
  if (!(total > 0x1p-500 && total < 0x1p500)) {
    v = {};
    return 1.0;
  }
  int twos = 0;
  std::frexp(total, &twos);
  const double factor = std::ldexp(1.0, -twos);
  scale(v, factor);
  exponent += twos;
  return factor;
}

template <std::size_t N>
void Passage<N>::reserve(std::size_t steps) {
  steps_ = steps;
  if (alpha_.size() > steps) return;
  alpha_.resize(steps + 1);
  beta_.resize(steps + 1);
  alpha_scale_.resize(steps + 1);
  meeting_.resize(steps + 1);
}

template <std::size_t N>
template <typename StepAt>
bool Passage<N>::run(const Vector<N>& start, const Vector<N>& end, std::size_t steps,
                     StepAt step_at) {
  reserve(steps);
  exponent_ = 0;
  std::int64_t unused = 0;  // a backward scale says nothing about the likelihood, but for the end's
  alpha_[0] = start;
  beta_[steps] = end;
  alpha_scale_[0] = settle(alpha_[0], exponent_);
  end_scale_ = settle(beta_[steps], exponent_);
  Vector<N> forward = alpha_[0];
  Vector<N> backward = beta_[steps];
  for (std::size_t r = 0; r < steps; ++r) {  // two ways that do not wait for each other
    const std::size_t q = steps - 1 - r;
    forward = times(forward, *step_at(r).power);
    backward = times(*step_at(q).power, backward);
    alpha_scale_[r + 1] = settle(forward, exponent_);
    settle(backward, unused);
    alpha_[r + 1] = forward;
    beta_[q] = backward;
  }
  double weakest = std::numeric_limits<double>::infinity();
  for (std::size_t r = 0; r <= steps; ++r) {
    meeting_[r] = dot(alpha_[r], beta_[r]);
    weakest = std::min(weakest, meeting_[r]);
  }
  return weakest > 0x1p-400;
}

template <std::size_t N>
template <typename StepAt>
void Passage<N>::weigh_steps(double count, StepAt step_at) const {
  for (std::size_t r = 0; r < steps_; ++r) {
    add_outer(*step_at(r).weight, alpha_[r], beta_[r + 1],
              count * alpha_scale_[r + 1] / meeting_[r + 1]);
  }
}

}  // namespace lamplighter
