// SPDX-License-Identifier: Apache-2.0
#include "observer/evaluation.h"

#include "core/random.h"
#include "observer/classifiers.h"
#include "observer/day_features.h"
#include "observer/scores.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace lamplighter {
namespace {

using Days = std::vector<WatchedDay>;
using Features = std::vector<double> (*)(const WatchedDay&);

Spread spread_of(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, values.size() < 2 ? 0.0 : std::sqrt(squares / (count - 1))};
}

/// The value of the nearest rank.
double ranked(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

struct Rows {
  Table table;
  Labels labels;
};

/// `others` are class 1.
Rows rows_of(const Days& real, const Days& others, Features features) {
  Rows rows{Table(features(real.front()).size()), {}};
  for (const Days* days : {&real, &others}) {
    for (const WatchedDay& day : *days) {
      rows.table.add_row(features(day));
      rows.labels.push_back(days == &others ? 1 : 0);
    }
  }
  return rows;
}

/// The AUC values of one kind of days, a split each.
struct Scores {
  std::vector<double> events;
  std::vector<double> bins;
  std::vector<double> logistic;

  [[nodiscard]] AucScores told() const {
    return {spread_of(events), spread_of(bins), spread_of(logistic)};
  }
};

void score(const Days& real, const Days& others, const EvaluationSettings& settings, Rng& rng,
           Scores& into) {
  const Learner forest = [&](const Table& table, const Labels& labels, Rng& chance) -> Scorer {
    return [model = Forest::fit(table, labels, {.trees = settings.trees}, chance)](
               std::span<const double> row) { return model.probability(row); };
  };
  const Learner logistic = [](const Table& table, const Labels& labels, Rng&) -> Scorer {
    return [model = Logistic::fit(table, labels)](std::span<const double> row) {
      return model.probability(row);
    };
  };
  const Rows events = rows_of(real, others, event_features);
  const Rows bins = rows_of(real, others, quarter_hours);
  const auto fewest = static_cast<int>(std::min(real.size(), others.size()));
  const auto auc = [&](const Rows& rows, const Learner& learner) {
    return cross_validated_auc(rows.table, rows.labels, learner, std::min(settings.folds, fewest),
                               rng);
  };
  into.events.push_back(auc(events, forest));
  into.bins.push_back(auc(bins, forest));
  into.logistic.push_back(auc(events, logistic));
}

double nearest(const WatchedDay& day, std::span<const WatchedDay> others) {
  double least = std::numeric_limits<double>::infinity();
  for (const WatchedDay& other : others) {
    if (&other != &day) least = std::min(least, minutes_apart(day, other));
  }
  return least;
}

/// Each real day's distance to the real day that is nearest to it.
double real_p10(std::span<const WatchedDay> days) {
  std::vector<double> least;
  for (const WatchedDay& day : days) least.push_back(nearest(day, days));
  return ranked(std::move(least), 0.1);
}

/// How many planned days are nearer than `limit` to a real or an earlier planned day.
int too_near(const Days& planned, std::span<const WatchedDay> real, double limit) {
  int count = 0;
  for (std::size_t i = 0; i < planned.size(); ++i) {
    const std::span<const WatchedDay> earlier(planned.data(), i);
    if (std::min(nearest(planned[i], real), nearest(planned[i], earlier)) < limit) ++count;
  }
  return count;
}

/// Half of the days to learn from, the other half to compare with.
struct Halves {
  Days learned;
  Days kept;
};

Halves split(std::span<const WatchedDay> days, Rng& rng) {
  std::vector<std::size_t> order(days.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(order, rng);
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 2);
  std::sort(order.begin(), middle);
  std::sort(middle, order.end());
  Halves halves;
  for (std::size_t i = 0; i < order.size(); ++i)
    (i < order.size() / 2 ? halves.learned : halves.kept).push_back(days[order[i]]);
  return halves;
}

std::vector<Date> dates_of(const Days& days) {
  std::vector<Date> dates;
  for (const WatchedDay& day : days) dates.push_back(day.date);
  return dates;
}

/// So many of them in random order, none twice before all came once: a day that comes twice is a
/// matter of novelty, and would be learned by heart here.
Days drawn(const Days& days, std::size_t count, Rng& rng) {
  Days some;
  std::vector<std::size_t> order(days.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t place = i % days.size();
    std::swap(order[place], order[place + rng.below(days.size() - place)]);
    some.push_back(days[order[place]]);
  }
  return some;
}

EnergyTest energy_of(const Days& real, const Days& others, const EvaluationSettings& settings,
                     Rng& rng) {
  const Rows rows = rows_of(real, others, event_features);
  return energy_test(rows.table, rows.labels, settings.permutations, rng);
}

/// What the splits gave so far.
struct Tally {
  Scores real;
  Scores replay;
  Scores planned;
  std::vector<double> energy_real;
  std::vector<double> energy_planned;
  std::vector<double> energy_p;
  int near = 0;
  int made = 0;

  void take(const Halves& halves, const Days& plans, const EvaluationSettings& settings, Rng& rng);
};

void Tally::take(const Halves& halves, const Days& plans, const EvaluationSettings& settings,
                 Rng& rng) {
  score(halves.kept, halves.learned, settings, rng, real);
  score(halves.kept, drawn(halves.learned, halves.kept.size(), rng), settings, rng, replay);
  score(halves.kept, plans, settings, rng, planned);
  energy_real.push_back(energy_of(halves.kept, halves.learned, settings, rng).distance);
  const EnergyTest apart = energy_of(halves.kept, plans, settings, rng);
  energy_planned.push_back(apart.distance);
  energy_p.push_back(apart.p);
  made += static_cast<int>(plans.size());
}

}  // namespace

Evaluation evaluate(std::span<const WatchedDay> days, const DayMaker& plan,
                    const EvaluationSettings& settings, Rng& rng,
                    const std::function<bool(int)>& step) {
  assert(days.size() >= fewest_days);
  Evaluation result;
  result.real_days = static_cast<int>(days.size());
  result.real_p10_minutes = real_p10(days);
  Tally tally;
  for (int i = 0; i < settings.splits; ++i) {
    const Halves halves = split(days, rng);
    const Days plans = plan(halves.learned, dates_of(halves.kept), rng);
    tally.take(halves, plans, settings, rng);
    tally.near += too_near(plans, days, result.real_p10_minutes);
    result.splits = i + 1;
    if (!step(i + 1)) break;
  }
  result.real = tally.real.told();
  result.replay = tally.replay.told();
  result.planned = tally.planned.told();
  result.energy_real = spread_of(tally.energy_real).mean;
  result.energy_planned = spread_of(tally.energy_planned).mean;
  result.energy_p = ranked(std::move(tally.energy_p), 0.5);
  result.planned_share_below = static_cast<double>(tally.near) / std::max(tally.made, 1);
  return result;
}

}  // namespace lamplighter
