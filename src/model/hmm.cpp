// SPDX-License-Identifier: Apache-2.0
// The likelihood of runs: the forward vector α (a row) is multiplied by one matrix per sample, M_s
// = A·diag(B[:,s]), and a run of L samples is M_s^L. The power is applied bit by bit: α·M, α·M²,
// α·M⁴, … Vectors and matrices are scaled by powers of two, which is exact, and the exponents are
// added up.
//
// Drawing a block with a weighted end. Let c_t(j) be the weight of all continuations from hidden
// state j at sample t:
//     c_n(j) = Σ_s B(j,s)·last(s)        c_t(j) = Σ_k A(j,k)·c_{t+1}(k)
// (the backward message of the forward-backward method, here with all symbols free except the
// last). Then the states are drawn forward, x_1 ∝ P(x | first symbol)·c_1(x) and x_{t+1} ∝ A(x_t,
// x)·c_{t+1}(x), which is an exact draw from all walks given the end. In a chain of blocks only the
// symbol is passed on, so the message between two blocks is two numbers.
#include "model/hmm.h"

#include "core/require.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace lamplighter {
namespace {

constexpr std::size_t max_states = Hmm::max_states;
using Vector = std::array<double, max_states>;
using Matrix = std::array<Vector, max_states>;

bool is_probability(double p) { return p >= 0.0 && p <= 1.0 + Hmm::row_tolerance; }

Result<void> check_rows(const char* name, std::span<const double> numbers, std::size_t rows,
                        std::size_t columns) {
  if (numbers.size() != rows * columns) {
    return Error{Fault::bad_input, fmt::format("{}: {} numbers where {} × {} are needed", name,
                                               numbers.size(), rows, columns)};
  }
  for (std::size_t row = 0; row < rows; ++row) {
    double sum = 0.0;
    for (const double p : numbers.subspan(row * columns, columns)) {
      if (!is_probability(p)) {
        return Error{Fault::bad_input,
                     fmt::format("{}, row {}: {} is not a probability", name, row, p)};
      }
      sum += p;
    }
    if (std::abs(sum - 1.0) > Hmm::row_tolerance) {
      return Error{Fault::bad_input,
                   fmt::format("{}, row {}: sums to {}, not to 1", name, row, sum)};
    }
  }
  return {};
}

/// Halves or doubles all numbers until the largest is in [0.5, 1); returns the number of halvings.
/// Zeros stay.
int scale(std::span<double> numbers) {
  int exponent = 0;
  const double largest = *std::max_element(numbers.begin(), numbers.end());
  std::frexp(largest, &exponent);
  for (double& number : numbers) number = std::ldexp(number, -exponent);
  return exponent;
}

struct ScaledVector {
  Vector entries{};
  std::int64_t exponent = 0;

  void scale(std::size_t n) { exponent += lamplighter::scale(std::span(entries).first(n)); }
};

struct ScaledMatrix {
  Matrix rows{};
  std::int64_t exponent = 0;
};

ScaledMatrix step_matrix(const Hmm& model, OnOff symbol) {
  ScaledMatrix step;
  for (std::size_t i = 0; i < model.states(); ++i) {
    for (std::size_t j = 0; j < model.states(); ++j) {
      step.rows[i][j] = model.transition(i, j) * model.emission(j, symbol);
    }
  }
  return step;
}

void multiply(ScaledVector& alpha, const ScaledMatrix& step, std::size_t n) {
  Vector product{};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) product[j] += alpha.entries[i] * step.rows[i][j];
  }
  alpha.entries = product;
  alpha.exponent += step.exponent;
  alpha.scale(n);
}

ScaledMatrix squared(const ScaledMatrix& step, std::size_t n) {
  ScaledMatrix square;
  double largest = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t j = 0; j < n; ++j) square.rows[i][j] += step.rows[i][k] * step.rows[k][j];
    }
    for (std::size_t j = 0; j < n; ++j) largest = std::max(largest, square.rows[i][j]);
  }
  int exponent = 0;
  std::frexp(largest, &exponent);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j)
      square.rows[i][j] = std::ldexp(square.rows[i][j], -exponent);
  }
  square.exponent = 2 * step.exponent + exponent;
  return square;
}

void advance(ScaledVector& alpha, const Hmm& model, OnOff symbol, std::int64_t samples) {
  ScaledMatrix power = step_matrix(model, symbol);
  for (std::int64_t left = samples; left > 0; left /= 2) {
    if (left % 2 != 0) multiply(alpha, power, model.states());
    if (left > 1) power = squared(power, model.states());
  }
}

}  // namespace

Result<Hmm> Hmm::make(std::vector<double> start, std::vector<double> transition,
                      std::vector<double> emission) {
  const std::size_t n = start.size();
  if (n < 1 || n > max_states) {
    return Error{Fault::bad_input,
                 fmt::format("a model of {} states: from 1 to {} are possible", n, max_states)};
  }
  if (auto checked = check_rows("start", start, 1, n); !checked) return checked.error();
  if (auto checked = check_rows("transition", transition, n, n); !checked) return checked.error();
  if (auto checked = check_rows("emission", emission, n, symbols); !checked) {
    return checked.error();
  }
  return Hmm(std::move(start), std::move(transition), std::move(emission));
}

Hmm::Hmm(std::vector<double> start, std::vector<double> transition, std::vector<double> emission)
    : start_(std::move(start)),
      transition_(std::move(transition)),
      emission_(std::move(emission)) {}

double log_likelihood(const Hmm& model, const RunLengths& runs) {
  if (runs.empty()) return 0.0;
  const std::size_t n = model.states();
  ScaledVector alpha;
  for (std::size_t i = 0; i < n; ++i) {
    alpha.entries[i] = model.start(i) * model.emission(i, runs.front().state);
  }
  alpha.scale(n);
  std::int64_t seen = 1;  // the first sample has no transition
  for (const Run& run : runs) {
    require(run.length >= 1, "a run has at least one sample");
    advance(alpha, model, run.state, run.length - seen);
    seen = 0;
  }
  double sum = 0.0;
  for (std::size_t i = 0; i < n; ++i) sum += alpha.entries[i];
  if (sum == 0.0) return -std::numeric_limits<double>::infinity();
  return std::log(sum) + static_cast<double>(alpha.exponent) * std::numbers::ln2;
}

namespace {

constexpr OnOff all_symbols[] = {OnOff::off, OnOff::on};

/// Requires: the largest entry > 0.
void divide_by_largest(std::span<double> numbers) {
  const double largest = *std::max_element(numbers.begin(), numbers.end());
  require(largest > 0.0, "one number must be greater than 0");
  for (double& number : numbers) number /= largest;
}

void append(RunLengths& runs, OnOff symbol, std::int64_t length = 1) {
  if (!runs.empty() && runs.back().state == symbol) {
    runs.back().length += length;
  } else {
    runs.push_back({symbol, length});
  }
}

std::size_t pick_next(const Hmm& model, std::size_t from, Rng& rng) {
  return rng.pick(model.transition().subspan(from * model.states(), model.states()));
}

OnOff pick_symbol(const Hmm& model, std::size_t state, const SymbolWeights& weights, Rng& rng) {
  const SymbolWeights weighed{model.emission(state, OnOff::off) * weights[0],
                              model.emission(state, OnOff::on) * weights[1]};
  return all_symbols[rng.pick(weighed)];
}

/// c_t for t = 1 … n, one row of states per sample, each divided by its largest value.
std::vector<double> weigh_states(const Hmm& model, std::int64_t samples,
                                 const SymbolWeights& last) {
  const std::size_t n = model.states();
  const auto rows = static_cast<std::size_t>(samples);
  std::vector<double> weights(rows * n);
  for (std::size_t j = 0; j < n; ++j) {
    for (const OnOff symbol : all_symbols) {
      weights[(rows - 1) * n + j] += model.emission(j, symbol) * last[index_of(symbol)];
    }
  }
  for (std::size_t row = rows - 1; row-- > 0;) {
    const std::span<const double> later(&weights[(row + 1) * n], n);
    const std::span<double> now(&weights[row * n], n);
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < n; ++k) now[j] += model.transition(j, k) * later[k];
    }
    divide_by_largest(now);
  }
  return weights;
}

std::vector<double> floored(std::span<const double> numbers, std::size_t columns, double floor) {
  std::vector<double> result(numbers.begin(), numbers.end());
  for (std::size_t row = 0; row < result.size(); row += columns) {
    double sum = 0.0;
    for (std::size_t i = row; i < row + columns; ++i) sum += result[i] = std::max(result[i], floor);
    for (std::size_t i = row; i < row + columns; ++i) result[i] /= sum;
  }
  return result;
}

}  // namespace

Hmm floored(const Hmm& model, double floor) {
  require(floor > 0.0 && floor <= 0.1, "the floor of a model must be in (0, 0.1]");
  auto made = Hmm::make(floored(model.start(), model.states(), floor),
                        floored(model.transition(), model.states(), floor),
                        floored(model.emission(), Hmm::symbols, floor));
  return *std::move(made);
}

std::vector<double> states_given_first(const Hmm& model, OnOff first) {
  std::vector<double> weights(model.states());
  double sum = 0.0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i] = model.start(i) * model.emission(i, first);
  }
  if (sum == 0.0) {
    for (std::size_t i = 0; i < weights.size(); ++i) {
      sum += weights[i] = model.emission(i, first);
    }
  }
  if (sum == 0.0) {
    std::fill(weights.begin(), weights.end(), 1.0);
    sum = static_cast<double>(weights.size());
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

Walk::Walk(const Hmm& model, Rng& rng)
    : model_(&model), state_(rng.pick(model.start())), symbol_(OnOff::off) {
  show(rng);
}

Walk::Walk(const Hmm& model, OnOff first, Rng& rng)
    : model_(&model), state_(rng.pick(states_given_first(model, first))), symbol_(first) {}

void Walk::step(Rng& rng) {
  state_ = pick_next(*model_, state_, rng);
  show(rng);
}

void Walk::show(Rng& rng) { symbol_ = pick_symbol(*model_, state_, {1.0, 1.0}, rng); }

SymbolWeights weigh_first(const Block& block, const SymbolWeights& last) {
  require(block.samples >= 1, "a block has at least one sample");
  if (block.samples == 1) return last;  // the first sample is the last
  const Hmm model = floored(*block.model);
  const std::vector<double> weights = weigh_states(model, block.samples, last);
  SymbolWeights first{};
  for (const OnOff symbol : all_symbols) {
    const std::vector<double> states = states_given_first(model, symbol);
    for (std::size_t i = 0; i < states.size(); ++i)
      first[index_of(symbol)] += states[i] * weights[i];
  }
  divide_by_largest(first);
  return first;
}

RunLengths sample_block(const Block& block, OnOff first, const SymbolWeights& last, Rng& rng) {
  RunLengths runs{{first, 1}};
  if (block.samples == 1) {
    require(last[index_of(first)] > 0.0, "the first symbol of a block must be possible");
    return runs;
  }
  const Hmm model = floored(*block.model);
  const std::size_t n = model.states();
  const std::vector<double> weights = weigh_states(model, block.samples, last);
  std::vector<double> choice = states_given_first(model, first);
  for (std::size_t i = 0; i < n; ++i) choice[i] *= weights[i];
  std::size_t state = rng.pick(choice);
  const auto rows = static_cast<std::size_t>(block.samples);
  for (std::size_t row = 1; row < rows; ++row) {
    for (std::size_t j = 0; j < n; ++j) {
      choice[j] = model.transition(state, j) * weights[row * n + j];
    }
    state = rng.pick(choice);
    const bool at_end = row + 1 == rows;
    append(runs, pick_symbol(model, state, at_end ? last : SymbolWeights{1.0, 1.0}, rng));
  }
  return runs;
}

RunLengths sample_chain(std::span<const Block> blocks, OnOff first, std::optional<OnOff> last,
                        Rng& rng) {
  SymbolWeights end{1.0, 1.0};
  if (last) end = *last == OnOff::on ? SymbolWeights{0.0, 1.0} : SymbolWeights{1.0, 0.0};
  std::vector<SymbolWeights> ends(blocks.size());  // weight of each symbol for the following block
  for (std::size_t i = blocks.size(); i-- > 0;) {
    ends[i] = end;
    end = weigh_first(blocks[i], end);
  }
  RunLengths runs;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    for (const Run& run : sample_block(blocks[i], first, ends[i], rng)) {
      append(runs, run.state, run.length);
    }
    first = runs.back().state;
  }
  return runs;
}

}  // namespace lamplighter
