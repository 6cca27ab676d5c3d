// SPDX-License-Identifier: Apache-2.0
// Drawing a block that ends well. Let c_t(j) be how good it is to be in hidden state j at sample t,
// seen from what is still to come:
//     c_n(j) = Σ_s B(j,s)·last(s)        c_t(j) = Σ_k A(j,k)·c_{t+1}(k)
// (the message that runs backward in the forward-backward method, here with the symbols free but
// for the last). Then the states are drawn forward, x_1 ∝ P(x | first symbol)·c_1(x) and x_{t+1} ∝
// A(x_t, x)·c_{t+1}(x), which is an exact draw from all walks given the end. Over a chain of blocks
// only the symbol is carried, so the message between two blocks is two numbers.
#include "model/sampling.h"

#include "core/require.h"

#include <algorithm>

namespace lamplighter {
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

/// c_t for t = 1 … n, one row of states a sample, each divided by its largest.
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
  std::vector<SymbolWeights> ends(blocks.size());  // what the block after makes of each symbol
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
