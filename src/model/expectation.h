// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/baum_welch.h"
#include "model/hmm.h"
#include "model/small_matrix.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace lamplighter {

/// The runs of one symbol under W models of N states side by side: powers of the scaled step matrix
/// M = A·diag(B[:,s]) / radius, and first and last runs as vectors. Each entry has a weight, the
/// derivative of the log-likelihood with respect to it; sequences add to the weights, and `fold`
/// propagates them back to the step matrix. Not thread-safe.
template <std::size_t N, std::size_t W>
class SymbolTables {
 public:
  /// Requires: `runs` outlives the tables.
  explicit SymbolTables(const SymbolRuns& runs)
      : powers(runs.chain.links().size()),
        turned(W == 1 ? powers.size() : 0),
        power_weights(powers.size()),
        first(runs.first.size()),
        first_weights(first.size()),
        last(runs.last.size()),
        last_weights(last.size()),
        runs_(&runs) {}

  /// Fills the tables from `step` and `start`, and clears the weights.
  void tabulate();

  /// Propagates all weights back to `power_weights[0]` and `start_weight`.
  void fold();

  Matrix<N, W> step;   ///< M before scaling; set it before `tabulate`
  Vector<N, W> start;  ///< π∘b of this symbol; set it before `tabulate`

  std::vector<Matrix<N, W>> powers;  ///< one per link of the chain; [0] is the scaled step matrix
  std::vector<Matrix<N, W>> turned;  ///< transposes of the powers, if a row is one vector
  std::vector<Matrix<N, W>> power_weights;
  std::vector<Vector<N, W>> first;  ///< one per rung: π∘b·M^length
  std::vector<Vector<N, W>> first_weights;
  std::vector<Vector<N, W>> last;  ///< one per rung: M^length·1
  std::vector<Vector<N, W>> last_weights;
  Vector<N, W> start_weight;  ///< weight of `start`
  Lanes<W> log_radius{};

 private:
  /// The transpose of a power, or none.
  const Matrix<N, W>* turned_of(std::size_t link) const {
    return turned.data() + (W == 1 ? link : 0);
  }
  void keep_turned(std::size_t link) {
    if constexpr (W == 1) transpose(powers[link], turned[link]);
  }
  void fold_first();
  void fold_last();

  const SymbolRuns* runs_;
};

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void SymbolTables<N, W>::tabulate() {
  const Lanes<W> found = spectral_radius(step, runs_->chain.longest());
  const Lanes<W> shrink = found > 0.0 ? 1.0 / found : all_lanes<W>(1.0);
  for (std::size_t lane = 0; lane < W; ++lane) {
    log_radius[lane] = -std::log(shrink[lane]);  // of the factor actually used
  }
  start_weight = {};
  powers[0] = step;
  scale(powers[0], shrink);
  keep_turned(0);
  const auto& links = runs_->chain.links();
  for (std::size_t i = 1; i < links.size(); ++i) {
    const Matrix<N, W>& left = powers[links[i].left];
    const Matrix<N, W>& right = powers[links[i].right];
#pragma GCC unroll 8
    for (std::size_t row = 0; row < N; ++row) powers[i][row] = times(left[row], right);
    keep_turned(i);
  }
  Vector<N, W> carried = start;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (const auto gap = runs_->first[i].step) carried = times(carried, powers[*gap]);
    first[i] = carried;
  }
  carried = ones<N, W>();
  for (std::size_t i = 0; i < last.size(); ++i) {
    const std::size_t gap = *runs_->last[i].step;
    last[i] = carried = times(powers[gap], turned_of(gap), carried);
  }
  std::fill(power_weights.begin(), power_weights.end(), Matrix<N, W>{});
  std::fill(first_weights.begin(), first_weights.end(), Vector<N, W>{});
  std::fill(last_weights.begin(), last_weights.end(), Vector<N, W>{});
}

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void SymbolTables<N, W>::fold() {
  fold_first();
  fold_last();
  const auto& links = runs_->chain.links();
  for (std::size_t i = links.size(); i-- > 1;) {
    const auto& [exponent, left, right] = links[i];
    add_by_transposed(power_weights[left], power_weights[i], powers[right], turned_of(right));
    add_transposed_by(power_weights[right], powers[left], power_weights[i]);
  }
}

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void SymbolTables<N, W>::fold_first() {
  Vector<N, W> carried;
  for (std::size_t i = first.size(); i-- > 0;) {
    add(carried, first_weights[i]);
    const auto gap = runs_->first[i].step;
    if (!gap) continue;
    add_outer(power_weights[*gap], i > 0 ? first[i - 1] : start, carried);
    carried = times(powers[*gap], turned_of(*gap), carried);
  }
  add(start_weight, carried);
}

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void SymbolTables<N, W>::fold_last() {
  Vector<N, W> carried;
  for (std::size_t i = last.size(); i-- > 0;) {
    add(carried, last_weights[i]);
    const std::size_t gap = *runs_->last[i].step;
    add_outer(power_weights[gap], carried, i > 0 ? last[i - 1] : ones<N, W>());
    carried = times(carried, powers[gap]);
  }
}

/// One subsequence as a product of matrices: forward vectors, backward vectors, and their scalar
/// products. Every vector is scaled by a power of two to keep its sum near 1, separately in each
/// lane. Not thread-safe.
template <std::size_t N, std::size_t W>
class Passage {
 public:
  /// One step: the power to multiply by, its transpose if there is one, and the weight to add to.
  struct Step {
    const Matrix<N, W>* power;
    const Matrix<N, W>* turned;
    Matrix<N, W>* weight;
  };

  /// Computes both directions at once over `steps` steps, step r being `step_at(r)`. Returns the
  /// lanes in which doubles can represent the product of forward and backward vectors.
  template <typename StepAt>
  LaneMask<W> run(const Vector<N, W>& start, const Vector<N, W>& end, std::size_t steps,
                  StepAt step_at);

  /// Sets the factor for the functions that add weights: `count` times the derivative of the
  /// log-likelihood in the lanes of `mask`, zero in the others.
  LAMPLIGHTER_INLINE void weigh_in(double count, const LaneMask<W>& mask) {
    count_ = mask ? all_lanes<W>(count) : Lanes<W>{};
    mask_ = mask;
  }

  /// Adds the derivative with respect to every step's power to its weight.
  template <typename StepAt>
  void weigh_steps(StepAt step_at) const;

  /// Adds the derivative with respect to the start vector.
  LAMPLIGHTER_INLINE void weigh_start(Vector<N, W>& weight) const {
    add(weight, beta_[0], share(alpha_scale_[0][0], meeting_[0][0]));
  }

  /// Adds the derivative with respect to the end vector.
  LAMPLIGHTER_INLINE void weigh_end(Vector<N, W>& weight) const {
    add(weight, alpha_[steps_], share(end_scale_, meeting_[steps_][0]));
  }

  /// The likelihood in a lane is this value times two to the power of `exponent`.
  [[nodiscard]] double likelihood(std::size_t lane) const { return meeting_[steps_][0][lane]; }
  [[nodiscard]] std::int64_t exponent(std::size_t lane) const { return exponent_[lane]; }

 private:
  /// The lanes in which the sum of a vector is too far from 1 to continue; see the highest bit.
  static LaneMask<W> is_far(Lanes<W> total);
  /// Brings the sums in those lanes near 1 by a power of two and returns the factors. A sum that
  /// has almost vanished becomes exactly zero.
  [[gnu::noinline, gnu::cold]] static void rescale(Vector<N, W>& v, LaneMask<W>& exponent,
                                                   Lanes<W>& factor);
  [[gnu::noinline, gnu::cold]] void reserve(std::size_t steps);

  LAMPLIGHTER_INLINE Lanes<W> share(const Lanes<W>& scale, const Lanes<W>& meeting) const {
    return mask_ ? count_ * scale / meeting : Lanes<W>{};
  }

  std::size_t steps_ = 0;
  std::vector<Vector<N, W>> alpha_;        ///< [r]: forward before step r; a row
  std::vector<Vector<N, W>> beta_;         ///< [r]: backward before step r; a column
  std::vector<Vector<1, W>> alpha_scale_;  ///< [r]: additional factor of alpha_[r]
  std::vector<Vector<1, W>> meeting_;      ///< [r]: alpha_[r] · beta_[r]
  Lanes<W> end_scale_{};
  LaneMask<W> exponent_{};
  Lanes<W> count_{};
  LaneMask<W> mask_{};
};

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE LaneMask<W> Passage<N, W>::is_far(Lanes<W> total) {
  return (total <= 0x1p-64) | (total >= 0x1p64);
}

template <std::size_t N, std::size_t W>
void Passage<N, W>::rescale(Vector<N, W>& v, LaneMask<W>& exponent, Lanes<W>& factor) {
  for (std::size_t lane = 0; lane < W; ++lane) {
    double total = v[0][lane];
    for (std::size_t i = 1; i < N; ++i) total += v[i][lane];
    factor[lane] = 1.0;
    if (total > 0x1p-64 && total < 0x1p64) continue;
    int twos = 0;
    double scale = 0.0;
    if (total > 0x1p-500 && total < 0x1p500) {
      std::frexp(total, &twos);
      factor[lane] = scale = std::ldexp(1.0, -twos);
    }
    for (std::size_t i = 0; i < N; ++i) v[i][lane] *= scale;
    exponent[lane] += twos;
  }
}

template <std::size_t N, std::size_t W>
void Passage<N, W>::reserve(std::size_t steps) {
  alpha_.resize(steps + 1);
  beta_.resize(steps + 1);
  alpha_scale_.resize(steps + 1);
  meeting_.resize(steps + 1);
}

template <std::size_t N, std::size_t W>
template <typename StepAt>
LAMPLIGHTER_INLINE LaneMask<W> Passage<N, W>::run(const Vector<N, W>& start,
                                                  const Vector<N, W>& end, std::size_t steps,
                                                  StepAt step_at) {
  if (alpha_.size() <= steps) reserve(steps);
  steps_ = steps;
  exponent_ = LaneMask<W>{};
  LaneMask<W> unused{};  // backward scales do not affect the likelihood, except that of the end
  Lanes<W> unused_factor{};
  Vector<N, W> forward = start;
  Vector<N, W> backward = end;
  alpha_scale_[0][0] = end_scale_ = all_lanes<W>(1.0);
  if (any_negative<W>(is_far(sum(forward)) | is_far(sum(backward)))) {
    rescale(forward, exponent_, alpha_scale_[0][0]);
    rescale(backward, exponent_, end_scale_);
  }
  alpha_[0] = forward;
  beta_[steps] = backward;
  for (std::size_t r = 0; r < steps; ++r) {  // the two directions are independent of each other
    const std::size_t q = steps - 1 - r;
    forward = times(forward, *step_at(r).power);
    backward = times(*step_at(q).power, step_at(q).turned, backward);
    alpha_scale_[r + 1][0] = all_lanes<W>(1.0);
    if (any_negative<W>(is_far(sum(forward)) | is_far(sum(backward)))) {
      rescale(forward, exponent_, alpha_scale_[r + 1][0]);
      rescale(backward, unused, unused_factor);
    }
    alpha_[r + 1] = forward;
    beta_[q] = backward;
  }
  LaneMask<W> fine = ~LaneMask<W>{};
  for (std::size_t r = 0; r <= steps; ++r) {
    const Lanes<W> met = dot(alpha_[r], beta_[r]);
    meeting_[r][0] = met;
    fine &= met > 0x1p-400;
  }
  return fine;
}

template <std::size_t N, std::size_t W>
template <typename StepAt>
LAMPLIGHTER_INLINE void Passage<N, W>::weigh_steps(StepAt step_at) const {
  for (std::size_t r = 0; r < steps_; ++r) {
    Vector<N, W> row = beta_[r + 1];
    scale(row, share(alpha_scale_[r + 1][0], meeting_[r + 1][0]));
    add_outer(*step_at(r).weight, alpha_[r], row);
  }
}

/// The derivatives of the log-likelihood of all subsequences with respect to the step matrices and
/// start vectors of W models with N states. Not thread-safe.
template <std::size_t N, std::size_t W>
class Expectation {
 public:
  /// Requires: `runs` outlives this.
  explicit Expectation(const TrainingRuns& runs)
      : tables{SymbolTables<N, W>(runs.of(OnOff::off)), SymbolTables<N, W>(runs.of(OnOff::on))},
        runs_(&runs) {}

  /// Computes all weights, folded, and `log_likelihood` from the step matrices and start vectors of
  /// the tables, in the first `models` lanes.
  void weigh(std::size_t models);

  std::array<SymbolTables<N, W>, Hmm::symbols> tables;  ///< [0] off, [1] on

  /// One per lane; minus infinity if a subsequence is impossible, and the lane's weights are then
  /// meaningless.
  std::array<double, W> log_likelihood{};

 private:
  LaneMask<W> weigh_runs(const RunChain& chain, LaneMask<W> wanted);
  [[gnu::noinline, gnu::cold]] void weigh_samples(const RunChain& chain, LaneMask<W>& lanes);
  void spell_out(const RunChain& chain);
  void add_likelihood(std::int64_t count, const LaneMask<W>& lanes);

  const TrainingRuns* runs_;
  Passage<N, W> passage_;
  std::vector<std::uint8_t> symbols_;  ///< one per sample of the current subsequence
  std::array<LogProduct, W> likelihood_;
};

template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE void Expectation<N, W>::weigh(std::size_t models) {
  for (SymbolTables<N, W>& table : tables) table.tabulate();
  likelihood_ = {};
  log_likelihood = {};
  LaneMask<W> possible{};
  for (std::size_t lane = 0; lane < models; ++lane) possible[lane] = -1;
  for (const RunChain& chain : runs_->chains()) {
    const LaneMask<W> done = weigh_runs(chain, possible);
    if (!any_negative<W>(possible & ~done)) continue;
    LaneMask<W> rest = possible & ~done;
    weigh_samples(chain, rest);
    possible = done | rest;
  }
  for (const OnOff symbol : {OnOff::off, OnOff::on})
    tables[static_cast<std::size_t>(symbol)].fold();
  for (std::size_t lane = 0; lane < W; ++lane) {
    double& total = log_likelihood[lane];
    total += likelihood_[lane].log();
    for (const OnOff symbol : {OnOff::off, OnOff::on}) {
      total += static_cast<double>(runs_->of(symbol).steps) *
               tables[static_cast<std::size_t>(symbol)].log_radius[lane];
    }
    if (possible[lane] == 0) total = -std::numeric_limits<double>::infinity();
  }
}

/// Run by run, using the tables. Returns the lanes in which the range of doubles suffices.
template <std::size_t N, std::size_t W>
LAMPLIGHTER_INLINE LaneMask<W> Expectation<N, W>::weigh_runs(const RunChain& chain,
                                                             LaneMask<W> wanted) {
  const auto opening = static_cast<std::size_t>(chain.symbol);
  const std::uint32_t* const inner = chain.inner.data();
  SymbolTables<N, W>& first = tables[opening];
  SymbolTables<N, W>& second = tables[1 - opening];  // runs alternate
  const Matrix<N, W>* const powers[2] = {second.powers.data(), first.powers.data()};
  const Matrix<N, W>* const turned[2] = {second.turned.data(), first.turned.data()};
  Matrix<N, W>* const weights[2] = {second.power_weights.data(), first.power_weights.data()};
  const auto step_at = [&](std::size_t r) __attribute__((always_inline)) {
    return typename Passage<N, W>::Step{powers[r % 2] + inner[r],
                                        turned[r % 2] + (W == 1 ? inner[r] : 0),
                                        weights[r % 2] + inner[r]};
  };
  SymbolTables<N, W>& closing = chain.inner.size() % 2 == 0 ? second : first;
  const Vector<N, W>& end = chain.last ? closing.last[*chain.last] : ones<N, W>();
  const LaneMask<W> done =
      wanted & passage_.run(first.first[chain.first], end, chain.inner.size(), step_at);
  passage_.weigh_in(static_cast<double>(chain.count), done);
  passage_.weigh_start(first.first_weights[chain.first]);
  passage_.weigh_steps(step_at);
  if (chain.last) passage_.weigh_end(closing.last_weights[*chain.last]);
  add_likelihood(chain.count, done);
  return done;
}

/// The symbols of a subsequence, one by one.
template <std::size_t N, std::size_t W>
void Expectation<N, W>::spell_out(const RunChain& chain) {
  symbols_.clear();
  auto symbol = static_cast<std::uint8_t>(chain.symbol);
  const auto append_run = [&](std::int64_t length) {
    symbols_.insert(symbols_.end(), static_cast<std::size_t>(length), symbol);
    symbol ^= 1U;
  };
  append_run(runs_->of(chain.symbol).first[chain.first].length);
  for (const std::uint32_t link : chain.inner) {
    append_run(runs_->of(OnOff{symbol}).chain.links()[link].exponent);
  }
  if (chain.last) append_run(runs_->of(OnOff{symbol}).last[*chain.last].length);
}

/// Sample by sample: slow, but finds paths that a long run's table has lost. Keeps in `lanes` only
/// those in which the subsequence is possible.
template <std::size_t N, std::size_t W>
void Expectation<N, W>::weigh_samples(const RunChain& chain, LaneMask<W>& lanes) {
  spell_out(chain);
  const auto step_at = [&](std::size_t r) __attribute__((always_inline)) {
    SymbolTables<N, W>& table = tables[symbols_[r]];
    return typename Passage<N, W>::Step{&table.powers[0], table.turned.data(),
                                        &table.power_weights[0]};
  };
  SymbolTables<N, W>& first = tables[static_cast<std::size_t>(chain.symbol)];
  lanes &= passage_.run(first.start, ones<N, W>(), symbols_.size(), step_at);
  passage_.weigh_in(static_cast<double>(chain.count), lanes);
  passage_.weigh_start(first.start_weight);
  passage_.weigh_steps(step_at);
  add_likelihood(chain.count, lanes);
}

template <std::size_t N, std::size_t W>
void Expectation<N, W>::add_likelihood(std::int64_t count, const LaneMask<W>& lanes) {
  for (std::size_t lane = 0; lane < W; ++lane) {
    if (lanes[lane] == 0) continue;
    LogProduct once;
    LogProduct& product = count == 1 ? likelihood_[lane] : once;
    product.multiply(passage_.likelihood(lane));
    product.multiply_by_power_of_two(passage_.exponent(lane));
    if (count != 1) log_likelihood[lane] += static_cast<double>(count) * once.log();
  }
}

}  // namespace lamplighter
