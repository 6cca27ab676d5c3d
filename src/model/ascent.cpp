// SPDX-License-Identifier: Apache-2.0
// Squared extrapolation (SQUAREM; R. Varadhan, C. Roland, "Simple and globally convergent methods
// for accelerating the convergence of any EM algorithm", Scandinavian Journal of Statistics 35,
// 2008, scheme S3). From two iterations x0 → x1 → x2 let r = x1 - x0 and v = (x2 - x1) - r. EM near
// an optimum shrinks what is left by a constant factor in each direction; x0 + 2ar + a²v with a =
// |r|/|v| goes where many such steps would. (a = 1 is x2 itself.) The end of the stride is kept
// only where it is at least as likely as x1, else x2 is, so that the likelihood never falls. It
// needs a fourth to a fifth of the plain method's iterations on the real rooms.
#include "model/ascent.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace lamplighter {
namespace {

constexpr double relative_tolerance = 1e-8;

/// The numbers of a model, group by group, for walking through them together.
struct Path {
  std::span<const double> x0, x1, x2;
};

struct Lengths {
  double r = 0.0;
  double v = 0.0;
};

void add_squares(const Path& path, Lengths& squares) {
  for (std::size_t i = 0; i < path.x0.size(); ++i) {
    const double r = path.x1[i] - path.x0[i];
    const double v = (path.x2[i] - path.x1[i]) - r;
    squares.r += r * r;
    squares.v += v * v;
  }
}

/// The end of the stride, row by row a distribution again. Nothing becomes zero that is not zero in
/// x2: training could never leave it.
std::vector<double> extrapolate(const Path& path, std::size_t columns, double stride) {
  std::vector<double> end(path.x0.size());
  for (std::size_t row = 0; row < end.size(); row += columns) {
    double sum = 0.0;
    for (std::size_t i = row; i < row + columns; ++i) {
      const double r = path.x1[i] - path.x0[i];
      const double v = (path.x2[i] - path.x1[i]) - r;
      const double reached = path.x0[i] + 2.0 * stride * r + stride * stride * v;
      sum += end[i] = std::max(reached, 0.1 * path.x2[i]);
    }
    for (std::size_t i = row; i < row + columns; ++i) end[i] /= sum;
  }
  return end;
}

struct Paths {
  Path start, transition, emission;

  Paths(const Hmm& a, const Hmm& b, const Hmm& c)
      : start{a.start(), b.start(), c.start()},
        transition{a.transition(), b.transition(), c.transition()},
        emission{a.emission(), b.emission(), c.emission()} {}
};

/// How far to stride: 1 where there is no straight way.
double stride_length(const Paths& paths) {
  Lengths squares;
  add_squares(paths.start, squares);
  add_squares(paths.transition, squares);
  add_squares(paths.emission, squares);
  return squares.v > 0.0 ? std::max(1.0, std::sqrt(squares.r / squares.v)) : 1.0;
}

Hmm end_of_stride(const Paths& paths, double stride) {
  const std::size_t states = paths.start.x0.size();
  auto made = Hmm::make(extrapolate(paths.start, states, stride),
                        extrapolate(paths.transition, states, stride),
                        extrapolate(paths.emission, Hmm::symbols, stride));
  return *std::move(made);
}

}  // namespace

Ascent::Ascent(BaumWelch& method, const Hmm& start) : method_(&method), at_(stand_on(start)) {
  history_.push_back(log_likelihood());
}

Ascent::Standing Ascent::stand_on(Hmm model) {
  ++iterations_;
  EmStep step = method_->step(model);
  return {std::move(model), std::move(step)};
}

void Ascent::advance(int iterations) {
  const int until = iterations_ + iterations;
  while (iterations_ < until && !converged()) stride();
}

void Ascent::stride() {
  const double before = log_likelihood();
  const Standing second = stand_on(at_.step.next);
  std::optional<Standing> third = leap(second);
  if (!third) third = stand_on(second.step.next);
  move_to(second);
  move_to(*std::move(third));
  const double gain = log_likelihood() - before;
  small_gains_ = gain <= relative_tolerance * std::abs(log_likelihood()) ? small_gains_ + 1 : 0;
}

/// Nothing where the stride is too short to be worth it or ends lower than `second`.
std::optional<Ascent::Standing> Ascent::leap(const Standing& second) {
  const Paths paths(at_.model, second.model, second.step.next);
  const double stride = std::min(stride_length(paths), longest_stride_);
  if (stride <= 1.0) return std::nullopt;
  Standing end = stand_on(end_of_stride(paths, stride));
  if (end.step.log_likelihood < second.step.log_likelihood) {
    longest_stride_ = std::max(2.0, stride / 2.0);
    return std::nullopt;
  }
  if (stride == longest_stride_) longest_stride_ *= 4.0;
  return end;
}

void Ascent::move_to(Standing next) {
  if (next.step.log_likelihood < log_likelihood()) return;  // rounding: as high as doubles go
  at_ = std::move(next);
  history_.push_back(log_likelihood());
}

}  // namespace lamplighter
