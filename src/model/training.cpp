// SPDX-License-Identifier: Apache-2.0
// Baum-Welch converges to the nearest optimum, and the likelihood of a few weeks of lamps has many.
// So it runs from many starts, in stages: all starts run for a few iterations, the better ones for
// some more, the best few to the end. A start that is behind after the first stage seldom wins; on
// the real rooms the stages find the same model as running every start to the end, in a sixth of
// the time. With many runs, the stages are shorter and use a subset of the subsequences, spread
// evenly over all; the winner then continues with all of them.
#include "model/training.h"

#include "core/require.h"
#include "model/baum_welch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace lamplighter {
namespace {

constexpr std::size_t most_runs_in_heats = 250;
constexpr int most_iterations = 1000;

/// How many iterations each start gets, how many the best of them (one in `of`) get, and how many
/// starts then run to the end.
struct Stages {
  int first;
  std::size_t of;
  int second;
  std::size_t finalists;
};

constexpr Stages of_all{.first = 48, .of = 3, .second = 100, .finalists = 5};
constexpr Stages of_some{.first = 12, .of = 4, .second = 48, .finalists = 1};

/// A start in progress.
struct Candidate {
  Hmm model;
  double log_likelihood = 0.0;
  std::vector<double> history{};
  int iterations = 0;
};

void climb_on(BaumWelch& method, std::vector<Candidate>& climbers, int iterations) {
  std::vector<EmRun> ascents;
  for (const Candidate& climber : climbers) ascents.emplace_back(climber.model);
  climb(method, ascents, iterations);
  for (std::size_t i = 0; i < climbers.size(); ++i) {
    const EmRun& ascent = ascents[i];
    climbers[i] = {ascent.model(), ascent.log_likelihood(), ascent.history(),
                   climbers[i].iterations + ascent.iterations()};
  }
}

/// Keeps the best `count`, best first; ties keep the earlier one.
void keep_best(std::vector<Candidate>& climbers, std::size_t count) {
  std::stable_sort(climbers.begin(), climbers.end(), [](const Candidate& a, const Candidate& b) {
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

/// Subsequences spread evenly over the sorted order, with about `most` runs in total; all of them
/// if they have no more.
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

std::vector<Candidate> random_starts(std::span<const RunLengths> subsequences,
                                     const TrainingOptions& options) {
  const LongestRuns longest = longest_runs(subsequences);
  const Rng chance(options.seed);
  std::vector<Candidate> climbers;
  for (std::size_t i = 0; i < static_cast<std::size_t>(options.restarts); ++i) {
    Rng rng = chance.fork(i);
    climbers.push_back({.model = random_start(options.states, longest, i, rng)});
  }
  return climbers;
}

/// The same model with every transition possible, because the subset may lack some of them.
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

/// Runs the stages before the last, from all starts to the finalists.
void run_heats(std::span<const RunLengths> subsequences, std::size_t states,
               std::vector<Candidate>& climbers) {
  if (climbers.size() == 1) return;
  const std::vector<RunLengths> some = spread_over(subsequences, most_runs_in_heats);
  const bool is_all = some.size() == subsequences.size();
  const Stages stages = is_all ? of_all : of_some;
  const TrainingRuns runs(some);
  BaumWelch method(runs, states);
  climb_on(method, climbers, stages.first);
  keep_best(climbers, std::max(stages.finalists, climbers.size() / stages.of));
  climb_on(method, climbers, stages.second);
  keep_best(climbers, stages.finalists);
  if (is_all) return;
  for (Candidate& climber : climbers) climber.model = softened(climber.model);
}

/// A model that always shows one symbol.
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
  require(options.restarts >= 1, "training needs at least one restart");
  const TrainingRuns runs(subsequences);
  if (runs.samples(OnOff::off) == 0 || runs.samples(OnOff::on) == 0) {
    const OnOff symbol = runs.samples(OnOff::on) > 0 ? OnOff::on : OnOff::off;
    Fit steady_fit = begin_fit(runs, steady(options.states, symbol));
    steady_fit.note = describe_steady(runs, symbol);
    return steady_fit;
  }
  std::vector<Candidate> climbers = random_starts(subsequences, options);
  run_heats(subsequences, options.states, climbers);
  BaumWelch method(runs, options.states);
  climb_on(method, climbers, most_iterations);
  keep_best(climbers, 1);
  Fit best = begin_fit(runs, climbers.front().model);
  best.log_likelihood = climbers.front().log_likelihood;
  best.history = std::move(climbers.front().history);
  best.iterations = climbers.front().iterations;
  best.restarts = options.restarts;
  return best;
}

namespace {

/// The largest initial probability of a state's other symbol. Not zero, because training never
/// changes a zero.
constexpr double most_wrong = 0.02;

/// A mean duration of a state between 1.5 and `longest` samples, each doubling about equally
/// likely. (Without logarithms, whose results differ between machines.)
double random_stay(std::int64_t longest, Rng& rng) {
  std::uint64_t doublings = 1;
  while ((longest >> doublings) > 0) ++doublings;
  const auto scale = static_cast<double>(std::uint64_t{1} << rng.below(doublings));
  return scale * rng.uniform(1.5, 3.0);
}

/// Weights for all but `left_out` that sum to `total`.
std::vector<double> random_shares(std::size_t count, std::size_t left_out, double total, Rng& rng) {
  std::vector<double> shares(count, 0.0);
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i != left_out) sum += shares[i] = rng.uniform() + 1e-3;
  }
  for (double& share : shares) share *= total / sum;
  return shares;
}

void append(std::vector<double>& target, const std::vector<double>& row) {
  target.insert(target.end(), row.begin(), row.end());
}

/// All numbers drawn from the same distribution.
Hmm dense_start(std::size_t states, Rng& rng) {
  std::vector<double> transition;
  std::vector<double> emission;
  for (std::size_t state = 0; state < states; ++state) {
    append(transition, random_shares(states, states, 1.0, rng));
    append(emission, random_shares(Hmm::symbols, Hmm::symbols, 1.0, rng));
  }
  auto made = Hmm::make(random_shares(states, states, 1.0, rng), std::move(transition),
                        std::move(emission));
  return *std::move(made);
}

/// `on_states` states that are nearly always on, the others nearly always off. Requires: states >
/// 1.
Hmm steady_start(std::size_t states, std::size_t on_states, const LongestRuns& longest, Rng& rng) {
  std::vector<double> transition;
  std::vector<double> emission;
  for (std::size_t state = 0; state < states; ++state) {
    const std::size_t symbol = state < on_states ? 1 : 0;
    const double leave = 1.0 / random_stay(longest[symbol], rng);
    std::vector<double> row = random_shares(states, state, leave, rng);
    row[state] = 1.0 - leave;
    append(transition, row);
    const double wrong = rng.uniform(0.0, most_wrong);
    append(emission,
           symbol == 0 ? std::vector{1.0 - wrong, wrong} : std::vector{wrong, 1.0 - wrong});
  }
  auto made = Hmm::make(random_shares(states, states, 1.0, rng), std::move(transition),
                        std::move(emission));
  return *std::move(made);
}

}  // namespace

Hmm random_start(std::size_t states, const LongestRuns& longest, std::size_t index, Rng& rng) {
  if (states == 1 || index % 2 == 1) return dense_start(states, rng);
  return steady_start(states, 1 + index / 2 % (states - 1), longest, rng);
}

// Squared extrapolation (SQUAREM; R. Varadhan, C. Roland, "Simple and globally convergent methods
// for accelerating the convergence of any EM algorithm", Scandinavian Journal of Statistics 35,
// 2008, scheme S3). From two iterations x0 → x1 → x2 let r = x1 - x0 and v = (x2 - x1) - r. Near an
// optimum, EM shrinks the remaining distance by a constant factor in each direction; x0 + 2ar + a²v
// with a = |r|/|v| goes where many such steps would lead. (a = 1 is x2 itself.) The end of the
// stride is accepted only if it is at least as likely as x1, otherwise x2 is, so that the
// likelihood never decreases. It needs a fourth to a fifth of the plain method's iterations on the
// real rooms.
namespace {

constexpr double relative_tolerance = 1e-8;

/// The numbers of a model, group by group, for iterating over several models together.
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

/// The end of the stride, with each row normalised. Only what is zero in x2 may become zero,
/// because training never changes a zero.
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

/// The length of the stride; 1 if extrapolation does not apply.
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

EmRun::EmRun(const Hmm& start) : wanted_(start) {}

bool EmRun::is_done(int iterations) const {
  return purpose_ == Purpose::second && (iterations_ >= iterations || converged());
}

void EmRun::want(Hmm model, Purpose purpose) {
  wanted_ = std::move(model);
  purpose_ = purpose;
}

void EmRun::take(EmStep step) {
  ++iterations_;
  Standing reached{std::move(wanted_), std::move(step)};
  switch (purpose_) {
    case Purpose::begin:
      at_ = std::move(reached);
      history_.push_back(log_likelihood());
      return want(at_->step.next, Purpose::second);
    case Purpose::second:
      second_ = std::move(reached);
      return try_stride();
    case Purpose::end_of_stride:
      return judge_stride(std::move(reached));
    case Purpose::third:
      return end_stride(std::move(reached));
  }
}

/// Continues with plain iterations if the stride is too short to be worthwhile.
void EmRun::try_stride() {
  const Paths paths(at_->model, second_->model, second_->step.next);
  stride_ = std::min(stride_length(paths), longest_stride_);
  if (stride_ <= 1.0) return want(second_->step.next, Purpose::third);
  want(end_of_stride(paths, stride_), Purpose::end_of_stride);
}

/// Continues with plain iterations if the end of the stride is less likely than its second model.
void EmRun::judge_stride(Standing end) {
  if (end.step.log_likelihood < second_->step.log_likelihood) {
    longest_stride_ = std::max(2.0, stride_ / 2.0);
    return want(second_->step.next, Purpose::third);
  }
  if (stride_ == longest_stride_) longest_stride_ *= 4.0;
  end_stride(std::move(end));
}

void EmRun::end_stride(Standing third) {
  const double before = log_likelihood();
  move_to(*std::move(second_));
  move_to(std::move(third));
  const double gain = log_likelihood() - before;
  small_gains_ = gain <= relative_tolerance * std::abs(log_likelihood()) ? small_gains_ + 1 : 0;
  want(at_->step.next, Purpose::second);
}

void EmRun::move_to(Standing next) {
  if (next.step.log_likelihood < log_likelihood()) return;  // limit of double precision
  at_ = std::move(next);
  history_.push_back(log_likelihood());
}

void climb(BaumWelch& method, std::span<EmRun> runs, int iterations) {
  std::vector<EmRun*> waiting;
  for (EmRun& run : runs) waiting.push_back(&run);
  for (;;) {
    std::erase_if(waiting, [&](const EmRun* run) { return run->is_done(iterations); });
    if (waiting.empty()) return;
    std::vector<const Hmm*> models;
    for (std::size_t i = 0; i < std::min(waiting.size(), method.lanes()); ++i) {
      models.push_back(&waiting[i]->wanted());
    }
    std::vector<EmStep> steps = method.steps(models);
    for (std::size_t i = 0; i < steps.size(); ++i) waiting[i]->take(std::move(steps[i]));
  }
}

}  // namespace lamplighter
