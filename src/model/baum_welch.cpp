// SPDX-License-Identifier: Apache-2.0
// Baum-Welch on runs.
//
// Let M_s = A·diag(B[:,s]). A run of L samples that show s takes the forward vector α (a row) to
// α·M_s^L, so the likelihood of a subsequence is π∘b · M^(L1-1) · M^L2 · … · 1. The powers for all
// lengths are tabulated once per iteration; then every run costs two products of a vector and a
// matrix.
//
// The expected counts of Baum-Welch are parameters times derivatives of the log-likelihood:
// expected moves from i to j that show s = M_s(i,j)·∂ log P/∂M_s(i,j), expected starts in i =
// (π∘b)_i·∂ log P/∂(π∘b)_i. (J. Eisner, "Inside-outside and forward-backward algorithms are just
// backprop", 2016.) So each run adds the derivative with respect to its own power, α⊗β/Z, to the
// weight of that power, and the weights are then propagated back through the products that formed
// the powers: P = Q·R gives Q' += P'·Rᵀ and R' += Qᵀ·P'. Nothing is ever subtracted, so there is no
// cancellation. Processing all runs of a symbol in one pass is the idea of S. Mozes, O. Weimann, M.
// Ziv-Ukelson, "Speeding up HMM decoding and training by exploiting sequence repetitions", 2007; it
// costs O(runs + different lengths) instead of O(samples).
#include "model/baum_welch.h"

#include "core/require.h"
#include "model/expectation.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

namespace lamplighter {
namespace {

/// Each different subsequence and its number of occurrences.
using Counted = std::map<RunLengths, std::int64_t>;

/// The lengths for which the tables of one symbol need entries.
struct PowerLengths {
  std::set<std::int64_t> first;
  std::set<std::int64_t> inner;
  std::set<std::int64_t> last;
};

std::array<PowerLengths, 2> collect_lengths(const Counted& counted) {
  std::array<PowerLengths, 2> lengths;
  for (const auto& [runs, count] : counted) {
    lengths[index_of(runs.front().state)].first.insert(runs.front().length - 1);
    if (runs.size() == 1) continue;
    lengths[index_of(runs.back().state)].last.insert(runs.back().length);
    for (std::size_t i = 1; i + 1 < runs.size(); ++i) {
      lengths[index_of(runs[i].state)].inner.insert(runs[i].length);
    }
  }
  return lengths;
}

/// The differences between consecutive `lengths`, starting with 0.
std::set<std::int64_t> steps_between(const std::set<std::int64_t>& lengths) {
  std::set<std::int64_t> steps;
  std::int64_t before = 0;
  for (const std::int64_t length : lengths) {
    if (length > before) steps.insert(length - before);
    before = length;
  }
  return steps;
}

std::vector<Rung> make_ladder(const std::set<std::int64_t>& lengths, const PowerChain& chain) {
  std::vector<Rung> ladder;
  std::int64_t before = 0;
  for (const std::int64_t length : lengths) {
    std::optional<std::size_t> step;
    if (length > before) step = chain.find(length - before);
    ladder.push_back({length, step});
    before = length;
  }
  return ladder;
}

SymbolRuns make_symbol(const PowerLengths& lengths) {
  std::set<std::int64_t> wanted = lengths.inner;
  wanted.merge(steps_between(lengths.first));
  wanted.merge(steps_between(lengths.last));
  PowerChain chain(std::move(wanted));
  std::vector<Rung> first = make_ladder(lengths.first, chain);
  std::vector<Rung> last = make_ladder(lengths.last, chain);
  return {std::move(chain), std::move(first), std::move(last), 0};
}

std::size_t find_rung(const std::vector<Rung>& ladder, std::int64_t length) {
  const auto found =
      std::lower_bound(ladder.begin(), ladder.end(), length,
                       [](const Rung& rung, std::int64_t wanted) { return rung.length < wanted; });
  require(found != ladder.end() && found->length == length,
          "every run length must be in the ladder");
  return static_cast<std::size_t>(found - ladder.begin());
}

}  // namespace

TrainingRuns::TrainingRuns(std::span<const RunLengths> subsequences) {
  Counted counted;
  for (const RunLengths& runs : subsequences) {
    if (!runs.empty()) ++counted[runs];
  }
  for (const PowerLengths& lengths : collect_lengths(counted))
    symbols_.push_back(make_symbol(lengths));
  for (const auto& [runs, count] : counted) add(runs, count);
}

void TrainingRuns::add(const RunLengths& runs, std::int64_t count) {
  subsequences_ += count;
  for (const Run& run : runs) {
    samples_ += count * run.length;
    shown_[index_of(run.state)] += count * run.length;
    symbols_[index_of(run.state)].steps += count * run.length;
  }
  SymbolRuns& opening = symbols_[index_of(runs.front().state)];
  opening.steps -= count;
  RunChain chain{.symbol = runs.front().state,
                 .first = find_rung(opening.first, runs.front().length - 1),
                 .last = {},
                 .inner = {},
                 .count = count};
  if (runs.size() > 1) chain.last = find_rung(of(runs.back().state).last, runs.back().length);
  for (std::size_t i = 1; i + 1 < runs.size(); ++i) {
    require(runs[i].state != runs[i - 1].state, "neighbouring runs must differ in their state");
    chain.inner.push_back(static_cast<std::uint32_t>(of(runs[i].state).chain.find(runs[i].length)));
  }
  chains_.push_back(std::move(chain));
}

PowerChain::PowerChain(std::set<std::int64_t> wanted) {
  wanted.insert(1);
  require(*wanted.begin() == 1, "exponents of a power chain must be at least 1");
  // From the longest down: add the difference to the next shorter length, or, if that is less than
  // half as long, one half. Elements are inserted only below the current position, so the iterator
  // stays valid.
  std::vector<std::int64_t> lefts;
  for (auto at = std::prev(wanted.end()); *at != 1; --at) {
    const std::int64_t shorter = *std::prev(at);
    const std::int64_t left = 2 * shorter >= *at ? shorter : *at - *at / 2;
    wanted.insert(left);
    wanted.insert(*at - left);
    lefts.push_back(left);
  }
  links_.push_back({1, 0, 0});
  auto left = lefts.rbegin();
  for (auto at = std::next(wanted.begin()); at != wanted.end(); ++at, ++left) {
    links_.push_back({*at, find(*left), find(*at - *left)});
  }
}

std::size_t PowerChain::find(std::int64_t exponent) const {
  const auto found = std::lower_bound(
      links_.begin(), links_.end(), exponent,
      [](const Link& link, std::int64_t wanted) { return link.exponent < wanted; });
  require(found != links_.end() && found->exponent == exponent,
          "every exponent asked for must be in the power chain");
  return static_cast<std::size_t>(found - links_.begin());
}

class BaumWelch::Kernel {
 public:
  virtual ~Kernel() = default;
  virtual std::vector<EmStep> steps(std::span<const Hmm* const> models) = 0;
};

namespace {

/// Rows of counts scaled to sum 1; a row without counts is taken from `old`.
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

// The pass over the runs, compiled for each number of lanes. A single model has its states in the
// lanes.
template <std::size_t N, std::size_t W>
void weigh_portably(Expectation<N, W>& expectation, std::size_t models) {
  expectation.weigh(models);
}

#if defined(__x86_64__)
#define LAMPLIGHTER_AVX2 "avx2"
#define LAMPLIGHTER_AVX512 "avx512f,avx512dq,avx512vl"

template <std::size_t N, std::size_t W>
[[gnu::target(LAMPLIGHTER_AVX2)]] void weigh_by_four(Expectation<N, W>& expectation,
                                                     std::size_t models) {
  expectation.weigh(models);
}

template <std::size_t N, std::size_t W>
[[gnu::target(LAMPLIGHTER_AVX512)]] void weigh_by_eight(Expectation<N, W>& expectation,
                                                        std::size_t models) {
  expectation.weigh(models);
}
#endif

/// Requires: the processor supports W lanes.
template <std::size_t N, std::size_t W>
void weigh(Expectation<N, W>& expectation, std::size_t models) {
#if defined(__x86_64__)
  [[maybe_unused]] const std::size_t widest = BaumWelch::lane_widths().back();
  if constexpr (W == 1 || W == 8) {
    if (W == 8 || widest == 8) return weigh_by_eight(expectation, models);
  }
  if constexpr (W == 1 || W == 4) {
    if (W == 4 || widest == 4) return weigh_by_four(expectation, models);
  }
#endif
  if constexpr (W <= 2) weigh_portably(expectation, models);
}

template <std::size_t N, std::size_t W>
class KernelOf final : public BaumWelch::Kernel {
 public:
  explicit KernelOf(const TrainingRuns& runs) : expectation_(runs) {}

  std::vector<EmStep> steps(std::span<const Hmm* const> models) override {
    for (std::size_t lane = 0; lane < W; ++lane) {
      load(*models[std::min(lane, models.size() - 1)], lane);
    }
    weigh(expectation_, models.size());
    std::vector<EmStep> steps;
    for (std::size_t lane = 0; lane < models.size(); ++lane) {
      const double log_likelihood = expectation_.log_likelihood[lane];
      const bool possible = log_likelihood > -std::numeric_limits<double>::infinity();
      steps.push_back({possible ? maximize(*models[lane], lane) : *models[lane], log_likelihood});
    }
    return steps;
  }

 private:
  void load(const Hmm& model, std::size_t lane) {
    for (const OnOff symbol : {OnOff::off, OnOff::on}) {
      SymbolTables<N, W>& table = expectation_.tables[static_cast<std::size_t>(symbol)];
      for (std::size_t i = 0; i < N; ++i) {
        table.start[i][lane] = model.start(i) * model.emission(i, symbol);
        for (std::size_t j = 0; j < N; ++j) {
          table.step[i][j][lane] = model.transition(i, j) * model.emission(j, symbol);
        }
      }
    }
  }

  Hmm maximize(const Hmm& model, std::size_t lane) const {
    std::vector<double> starts(N);
    std::vector<double> moves(N * N);
    std::vector<double> shown(N * Hmm::symbols);
    for (std::size_t symbol = 0; symbol < Hmm::symbols; ++symbol) {
      const SymbolTables<N, W>& table = expectation_.tables[symbol];
      for (std::size_t i = 0; i < N; ++i) {
        const double begun = table.start[i][lane] * table.start_weight[i][lane];
        starts[i] += begun;
        shown[i * Hmm::symbols + symbol] += begun;
        for (std::size_t j = 0; j < N; ++j) {
          const double moved = table.powers[0][i][j][lane] * table.power_weights[0][i][j][lane];
          moves[i * N + j] += moved;
          shown[j * Hmm::symbols + symbol] += moved;
        }
      }
    }
    auto next = Hmm::make(to_rows(std::move(starts), N, model.start()),
                          to_rows(std::move(moves), N, model.transition()),
                          to_rows(std::move(shown), Hmm::symbols, model.emission()));
    return *std::move(next);  // rows of non-negative counts divided by their sum are a valid model
  }

  Expectation<N, W> expectation_;
};

template <std::size_t W, std::size_t N = 1>
std::unique_ptr<BaumWelch::Kernel> make_kernel(const TrainingRuns& runs, std::size_t states) {
  if constexpr (N < Hmm::max_states) {
    if (states > N) return make_kernel<W, N + 1>(runs, states);
  }
  require(states == N, "a model has 1 to Hmm::max_states states");
  return std::make_unique<KernelOf<N, W>>(runs);
}

std::unique_ptr<BaumWelch::Kernel> make_kernel(const TrainingRuns& runs, std::size_t states,
                                               std::size_t lanes) {
#if defined(__x86_64__)
  if (lanes == 8) return make_kernel<8>(runs, states);
  if (lanes == 4) return make_kernel<4>(runs, states);
#endif
  require(lanes <= 2, "there are as many lanes as the processor has");
  return lanes == 2 ? make_kernel<2>(runs, states) : make_kernel<1>(runs, states);
}

constexpr std::array<std::size_t, 4> every_width{1, 2, 4, 8};

std::size_t count_widths() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return 4;
  if (__builtin_cpu_supports("avx2")) return 3;
#endif
  return 2;
}

}  // namespace

std::span<const std::size_t> BaumWelch::lane_widths() {
  static const std::size_t count = count_widths();
  return std::span(every_width).first(count);
}

BaumWelch::BaumWelch(const TrainingRuns& runs, std::size_t states, std::size_t most_lanes)
    : runs_(&runs),
      states_(states),
      lanes_(most_lanes == 0 ? lane_widths().back() : most_lanes),
      kernels_(every_width.size()) {}

BaumWelch::~BaumWelch() = default;

/// The kernel with the fewest unused lanes.
BaumWelch::Kernel& BaumWelch::kernel_for(std::size_t models) {
  std::size_t width = 0;
  while (every_width[width] < models) ++width;
  if (!kernels_[width]) kernels_[width] = make_kernel(*runs_, states_, every_width[width]);
  return *kernels_[width];
}

EmStep BaumWelch::step(const Hmm& model) {
  const Hmm* const one = &model;
  return std::move(steps({&one, 1}).front());
}

std::vector<EmStep> BaumWelch::steps(std::span<const Hmm* const> models) {
  require(!models.empty() && models.size() <= lanes_, "one to lanes() models at once");
  const FlushDenormals flush;
  return kernel_for(models.size()).steps(models);
}

}  // namespace lamplighter
