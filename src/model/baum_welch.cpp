// SPDX-License-Identifier: Apache-2.0
// Baum-Welch on runs.
//
// Let M_s = A·diag(B[:,s]). A run of L samples that show s carries the forward vector α (a row) to
// α·M_s^L, so the likelihood of a subsequence is π∘b · M^(L1-1) · M^L2 · … · 1. Powers for all
// lengths are tabulated once an iteration and every run then costs two products of a vector and a
// matrix.
//
// The counts that Baum-Welch expects are parameters times derivatives of the log-likelihood:
// expected moves from i to j that show s = M_s(i,j)·∂ log P/∂M_s(i,j), expected starts in i =
// (π∘b)_i·∂ log P/∂(π∘b)_i. (J. Eisner, "Inside-outside and forward-backward algorithms are just
// backprop", 2016.) So each run adds the derivative by its own power, α⊗β/Z, to that power's
// weight, and the weights are then carried down the chain of products that made the powers: from P
// = Q·R follow Q' += P'·Rᵀ and R' += Qᵀ·P'. Nothing is ever subtracted, so nothing cancels. That
// one pass for all runs of a symbol at once is the idea of S. Mozes, O. Weimann, M. Ziv-Ukelson,
// "Speeding up HMM decoding and training by exploiting sequence repetitions", 2007; it costs O(runs
// + different lengths) instead of O(samples).
#include "model/baum_welch.h"

#include "core/require.h"
#include "model/expectation.h"

#include <utility>

namespace lamplighter {

class BaumWelch::Kernel {
 public:
  virtual ~Kernel() = default;
  virtual EmStep step(const Hmm& model) = 0;
};

namespace {

/// Rows of counts scaled to sum 1; where nothing was counted, the row of `old`.
std::vector<double> to_rows(std::vector<double> counts, std::size_t columns,
                            std::span<const double> old) {
  for (std::size_t row = 0; row < counts.size(); row += columns) {
    double total = 0.0;
    for (std::size_t i = row; i < row + columns; ++i) total += counts[i];
    for (std::size_t i = row; i < row + columns; ++i) {
      counts[i] = total > 0.0 ? counts[i] / total : old[i];
    }
  }
  return counts;
}

template <std::size_t N>
class KernelOf final : public BaumWelch::Kernel {
 public:
  explicit KernelOf(const TrainingRuns& runs) : expectation_(runs) {}

  EmStep step(const Hmm& model) override {
    for (const OnOff symbol : {OnOff::off, OnOff::on}) tabulate(model, symbol);
    const double log_likelihood = expectation_.weigh();
    if (!(log_likelihood > -std::numeric_limits<double>::infinity())) {
      return {model, log_likelihood};
    }
    return {maximize(model), log_likelihood};
  }

 private:
  void tabulate(const Hmm& model, OnOff symbol) {
    Matrix<N> step{};
    Vector<N> start{};
    for (std::size_t i = 0; i < N; ++i) {
      start.set(i, model.start(i) * model.emission(i, symbol));
      for (std::size_t j = 0; j < N; ++j) {
        step[i].set(j, model.transition(i, j) * model.emission(j, symbol));
      }
    }
    expectation_.tables[static_cast<std::size_t>(symbol)].tabulate(step, start);
  }

  Hmm maximize(const Hmm& model) const {
    std::vector<double> starts(N);
    std::vector<double> moves(N * N);
    std::vector<double> shown(N * Hmm::symbols);
    for (std::size_t symbol = 0; symbol < Hmm::symbols; ++symbol) {
      const SymbolTables<N>& table = expectation_.tables[symbol];
      for (std::size_t i = 0; i < N; ++i) {
        const double begun = table.start[i] * table.start_weight[i];
        starts[i] += begun;
        shown[i * Hmm::symbols + symbol] += begun;
        for (std::size_t j = 0; j < N; ++j) {
          const double moved = table.powers[0][i][j] * table.power_weights[0][i][j];
          moves[i * N + j] += moved;
          shown[j * Hmm::symbols + symbol] += moved;
        }
      }
    }
    auto next = Hmm::make(to_rows(std::move(starts), N, model.start()),
                          to_rows(std::move(moves), N, model.transition()),
                          to_rows(std::move(shown), Hmm::symbols, model.emission()));
    return *std::move(next);  // rows of non-negative counts over their sum are a model
  }

  Expectation<N> expectation_;
};

template <std::size_t N>
std::unique_ptr<BaumWelch::Kernel> make_kernel(const TrainingRuns& runs, std::size_t states) {
  if constexpr (N < Hmm::max_states) {
    if (states > N) return make_kernel<N + 1>(runs, states);
  }
  require(states == N, "a model has 1 to Hmm::max_states states");
  return std::make_unique<KernelOf<N>>(runs);
}

}  // namespace

BaumWelch::BaumWelch(const TrainingRuns& runs, std::size_t states)
    : kernel_(make_kernel<1>(runs, states)) {}

BaumWelch::~BaumWelch() = default;

EmStep BaumWelch::step(const Hmm& model) {
  const FlushDenormals flush;
  return kernel_->step(model);
}

}  // namespace lamplighter
