// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/random.h"
#include "model/hmm.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace lamplighter {

/// One weight a symbol: [0] for off, [1] for on.
using SymbolWeights = std::array<double, Hmm::symbols>;

/// The same model with no probability under about `floor`: whatever is asked of a walk through it
/// can happen. Requires: 0 < floor <= 0.1.
Hmm floored(const Hmm& model, double floor = 1e-9);

/// How likely each hidden state is when all that is known is the first symbol: ∝ start · emission.
/// Where the model never starts with that symbol, ∝ emission; where it never shows it, uniform.
std::vector<double> states_given_first(const Hmm& model, OnOff first);

/// A walk through a model, sample by sample, without an end in mind. One thread. Only sums,
/// products and comparisons: the same model and chance give the same walk on every machine.
class Walk {
 public:
  /// Begins anywhere the model begins. Requires: `model` outlives the walk.
  Walk(const Hmm& model, Rng& rng);

  /// Begins with a given symbol. Requires: `model` outlives the walk.
  Walk(const Hmm& model, OnOff first, Rng& rng);

  /// What is shown now.
  [[nodiscard]] OnOff symbol() const { return symbol_; }

  /// The hidden state now.
  [[nodiscard]] std::size_t state() const { return state_; }

  /// One sample on.
  void step(Rng& rng);

 private:
  void show(Rng& rng);

  const Hmm* model_;
  std::size_t state_;
  OnOff symbol_;
};

/// A stretch of samples (of a day: one zone's minutes) under one model.
struct Block {
  const Hmm* model;
  std::int64_t samples;  ///< at least 1
};

/// For each symbol a block may begin with: how likely it then ends well, where `last` says how good
/// it is to end with off or on. Each is divided by the larger of the two, so that only their ratio
/// means something.
SymbolWeights weigh_first(const Block& block, const SymbolWeights& last);

/// Samples of one block whose first symbol is `first` and whose last is drawn with its weight in
/// `last` times its probability. Models are used floored, so that any end can be reached. Requires:
/// weights >= 0, not both 0; if block.samples is 1, last[first] > 0.
RunLengths sample_block(const Block& block, OnOff first, const SymbolWeights& last, Rng& rng);

/// Samples of blocks one after the other, where each block begins with the symbol that the one
/// before ended with, the first with `first`, and the last ends with `last` where that is given: an
/// exact draw from all chains that do. Requires: a total of at least 2 samples where `last` differs
/// from `first`; at least one block of 2 or more, then.
RunLengths sample_chain(std::span<const Block> blocks, OnOff first, std::optional<OnOff> last,
                        Rng& rng);

}  // namespace lamplighter
