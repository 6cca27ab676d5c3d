// SPDX-License-Identifier: Apache-2.0
// Baum-Welch climbs to the nearest optimum, and the likelihood of a few weeks of lamps has many. So
// it is run from many starts, in heats: all starts climb a little, the better ones a little more,
// the best few to the end. A start that is behind after the first heat seldom wins; on the real
// rooms the heats find the same model as climbing to the end from every start, in a sixth of the
// time. Where there are many runs, the heats are shorter and look at some of the subsequences only,
// spread evenly over all; their winner then climbs on with all of them.
#include "model/training.h"

#include "model/ascent.h"
#include "model/starts.h"
#include "model/training_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace lamplighter {
namespace {

constexpr std::size_t most_runs_in_heats = 250;
constexpr int most_iterations = 1000;

/// How many iterations each start is given, how many the best of them (one in `of`), and how many
/// then go to the end.
struct Heats {
  int first;
  std::size_t of;
  int second;
  std::size_t finalists;
};

constexpr Heats of_all{.first = 48, .of = 3, .second = 100, .finalists = 5};
constexpr Heats of_some{.first = 12, .of = 4, .second = 48, .finalists = 1};

/// A start on its way.
struct Climber {
  Hmm model;
  double log_likelihood = 0.0;
  std::vector<double> history{};
  int iterations = 0;
};

void climb(BaumWelch& method, std::vector<Climber>& climbers, int iterations) {
  for (Climber& climber : climbers) {
    Ascent ascent(method, climber.model);
    ascent.advance(iterations);
    climber = {ascent.model(), ascent.log_likelihood(), ascent.history(),
               climber.iterations + ascent.iterations()};
  }
}

/// Leaves the best `count`, best first; of equals the earlier.
void keep_best(std::vector<Climber>& climbers, std::size_t count) {
  std::stable_sort(climbers.begin(), climbers.end(), [](const Climber& a, const Climber& b) {
    return a.log_likelihood > b.log_likelihood;
  });
  if (climbers.size() > count)
    climbers.erase(climbers.begin() + static_cast<std::ptrdiff_t>(count), climbers.end());
}

LongestRuns longest_runs(std::span<const RunLengths> subsequences) {
  LongestRuns longest{};
  for (const RunLengths& runs : subsequences) {
    for (const Run& run : runs) {
      std::int64_t& so_far = longest[static_cast<std::size_t>(run.state)];
      so_far = std::max(so_far, run.length);
    }
  }
  return longest;
}

/// Subsequences evenly spread over all in sorted order, with about `most` runs; all of them where
/// they have no more.
std::vector<RunLengths> spread_over(std::span<const RunLengths> subsequences, std::size_t most) {
  std::vector<RunLengths> sorted(subsequences.begin(), subsequences.end());
  std::sort(sorted.begin(), sorted.end());
  std::size_t all_runs = 0;
  for (const RunLengths& runs : sorted) all_runs += runs.size();
  if (all_runs <= most) return sorted;
  const std::size_t count = std::max<std::size_t>(1, sorted.size() * most / all_runs);
  std::vector<RunLengths> chosen;
  for (std::size_t i = 0; i < count; ++i) {
    chosen.push_back(std::move(sorted[(2 * i + 1) * sorted.size() / (2 * count)]));
  }
  return chosen;
}

std::vector<Climber> random_starts(std::span<const RunLengths> subsequences,
                                   const TrainingOptions& options) {
  const LongestRuns longest = longest_runs(subsequences);
  const Rng chance(options.seed);
  std::vector<Climber> climbers;
  for (std::size_t i = 0; i < static_cast<std::size_t>(options.restarts); ++i) {
    Rng rng = chance.fork(i);
    climbers.push_back({.model = random_start(options.states, longest, i, rng)});
  }
  return climbers;
}

/// The same model, but nothing is impossible: what the few did not show, all may.
Hmm softened(const Hmm& model) {
  constexpr double share = 1e-3;
  const auto soften = [](std::span<const double> rows, std::size_t length) {
    std::vector<double> soft(rows.begin(), rows.end());
    for (double& p : soft) p = (1 - share) * p + share / static_cast<double>(length);
    return soft;
  };
  auto made =
      Hmm::make(soften(model.start(), model.states()), soften(model.transition(), model.states()),
                soften(model.emission(), Hmm::symbols));
  return *std::move(made);
}

/// The heats before the last, from all starts to the finalists.
void run_heats(std::span<const RunLengths> subsequences, std::size_t states,
               std::vector<Climber>& climbers) {
  if (climbers.size() == 1) return;
  const std::vector<RunLengths> some = spread_over(subsequences, most_runs_in_heats);
  const bool is_all = some.size() == subsequences.size();
  const Heats heats = is_all ? of_all : of_some;
  const TrainingRuns runs(some);
  BaumWelch method(runs, states);
  climb(method, climbers, heats.first);
  keep_best(climbers, std::max(heats.finalists, climbers.size() / heats.of));
  climb(method, climbers, heats.second);
  keep_best(climbers, heats.finalists);
  if (is_all) return;
  for (Climber& climber : climbers) climber.model = softened(climber.model);
}

/// A model that shows one symbol for ever.
Hmm steady(std::size_t states, OnOff symbol) {
  const double each = 1.0 / static_cast<double>(states);
  std::vector<double> emission;
  for (std::size_t i = 0; i < states; ++i) {
    emission.push_back(symbol == OnOff::off ? 1.0 : 0.0);
    emission.push_back(symbol == OnOff::on ? 1.0 : 0.0);
  }
  auto made = Hmm::make(std::vector<double>(states, each),
                        std::vector<double>(states * states, each), std::move(emission));
  return *std::move(made);
}

std::string describe_steady(const TrainingRuns& runs, OnOff symbol) {
  if (runs.samples() == 0) return "no samples: the model stays off";
  if (runs.samples() == 1) {
    return fmt::format("a single sample, {}: the model stays {}", to_string(symbol),
                       to_string(symbol));
  }
  return fmt::format("only {} was seen: the model stays {}", to_string(symbol), to_string(symbol));
}

Fit begin_fit(const TrainingRuns& runs, Hmm model) {
  return {.model = std::move(model),
          .log_likelihood = 0.0,
          .history = {},
          .samples = runs.samples(),
          .subsequences = runs.subsequences(),
          .note = {}};
}

}  // namespace

Fit fit(std::span<const RunLengths> subsequences, const TrainingOptions& options) {
  assert(options.restarts >= 1);
  const TrainingRuns runs(subsequences);
  if (runs.samples(OnOff::off) == 0 || runs.samples(OnOff::on) == 0) {
    const OnOff symbol = runs.samples(OnOff::on) > 0 ? OnOff::on : OnOff::off;
    Fit steady_fit = begin_fit(runs, steady(options.states, symbol));
    steady_fit.note = describe_steady(runs, symbol);
    return steady_fit;
  }
  std::vector<Climber> climbers = random_starts(subsequences, options);
  run_heats(subsequences, options.states, climbers);
  BaumWelch method(runs, options.states);
  climb(method, climbers, most_iterations);
  keep_best(climbers, 1);
  Fit best = begin_fit(runs, climbers.front().model);
  best.log_likelihood = climbers.front().log_likelihood;
  best.history = std::move(climbers.front().history);
  best.iterations = climbers.front().iterations;
  best.restarts = options.restarts;
  return best;
}

}  // namespace lamplighter
