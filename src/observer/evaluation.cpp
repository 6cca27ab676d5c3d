// SPDX-License-Identifier: Apache-2.0
#include "observer/evaluation.h"

#include "core/random.h"
#include "core/require.h"
#include "observer/classifiers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
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

/// The nearest-rank quantile.
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

/// The AUC values of one kind of days, one per split.
struct Scores {
  std::vector<double> events;
  std::vector<double> bins;
  std::vector<double> logistic;

  [[nodiscard]] AucScores spreads() const {
    return {spread_of(events), spread_of(bins), spread_of(logistic)};
  }
};

Spread spread_of_difference(std::vector<double> of, const std::vector<double>& from) {
  for (std::size_t i = 0; i < of.size(); ++i) of[i] -= from[i];
  return spread_of(of);
}

PairedScores difference(const Scores& of, const Scores& from) {
  return {spread_of_difference(of.events, from.events), spread_of_difference(of.bins, from.bins),
          spread_of_difference(of.logistic, from.logistic)};
}

void score(const Days& real, const Days& others, const EvaluationSettings& settings, Rng& rng,
           Scores& into) {
  const Learner forest = [&](const Table& table, const Labels& labels, Rng& chance) -> Scorer {
    return [model = Forest::fit(table, labels, {.trees = settings.trees, .stop = settings.stop},
                                chance)](std::span<const double> row) {
      return model.probability(row);
    };
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

bool is_lit(const WatchedDay& day) {
  return std::ranges::any_of(day.rooms, [](const auto& lit) { return !lit.empty(); });
}

int lit_days(const Days& days) { return static_cast<int>(std::ranges::count_if(days, is_lit)); }

/// The 10th percentile of each lit day's distance to its nearest day. Dark days are all equal.
double real_p10(std::span<const WatchedDay> days) {
  std::vector<double> least;
  for (const WatchedDay& day : days)
    if (is_lit(day)) least.push_back(nearest(day, days));
  if (least.empty()) return 0;
  return ranked(std::move(least), 0.1);
}

/// How many lit planned days are closer than `limit` to a real or an earlier planned day.
int too_near(const Days& planned, std::span<const WatchedDay> real, double limit) {
  int count = 0;
  for (std::size_t i = 0; i < planned.size(); ++i) {
    if (!is_lit(planned[i])) continue;
    const std::span<const WatchedDay> earlier(planned.data(), i);
    if (std::min(nearest(planned[i], real), nearest(planned[i], earlier)) < limit) ++count;
  }
  return count;
}

/// Half of the days for learning, the other half for comparison.
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

/// Draws `count` days in random order; none is repeated before all have been drawn: repetition is
/// tested as novelty, and a classifier would memorise it here.
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

std::size_t days_that_fit(const WatchedDay& day, std::size_t most_values) {
  const std::size_t values = event_features(day).size() + quarter_hours(day).size();
  return std::max<std::size_t>(enough_days, most_values / std::max<std::size_t>(1, values));
}

/// All days, or as many as the limit allows, in ascending order.
Days as_many_as_fit(std::span<const WatchedDay> days, std::size_t most_values, Rng& rng) {
  const std::size_t most = days_that_fit(days.front(), most_values);
  if (days.size() <= most) return {days.begin(), days.end()};
  std::vector<std::size_t> order(days.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(order, rng);
  order.resize(most);
  std::sort(order.begin(), order.end());
  Days some;
  for (const std::size_t day : order) some.push_back(days[day]);
  return some;
}

EnergyTest energy_of(const Days& real, const Days& others, const EvaluationSettings& settings,
                     Rng& rng) {
  const Rows rows = rows_of(real, others, event_features);
  return energy_test(rows.table, rows.labels, settings.permutations, rng);
}

/// A statistic of a day; empty if the day has none.
using Figure = std::function<std::optional<double>(const WatchedDay&)>;

struct MeanAndError {
  double mean = 0;
  double square_of_error = 0;
};

MeanAndError mean_of(const Days& days, const Figure& figure) {
  std::vector<double> values;
  for (const WatchedDay& day : days)
    if (const std::optional<double> value = figure(day)) values.push_back(*value);
  if (values.empty()) return {};
  const Spread spread = spread_of(values);
  return {spread.mean, spread.deviation * spread.deviation / static_cast<double>(values.size())};
}

/// Adds one split's means; the sum is divided by the number of splits at the end.
void add_habit(Habit& sum, const Days& real, const Days& planned, const Figure& figure) {
  const MeanAndError actual = mean_of(real, figure);
  const MeanAndError made = mean_of(planned, figure);
  sum.real += actual.mean;
  sum.planned += made.mean;
  sum.error += std::sqrt(actual.square_of_error + made.square_of_error);
}

double lit_minutes_of(const WatchedDay& day, std::size_t room) {
  double sum = 0;
  for (const LitMinutes& lit : day.rooms[room]) sum += lit.until - lit.from;
  return sum;
}

double switches_of_day(const WatchedDay& day) {
  double sum = 0;
  for (const auto& room : day.rooms) {
    for (const LitMinutes& lit : room)
      sum += (lit.from > 0 ? 1 : 0) + (lit.until < watched_minutes ? 1 : 0);
  }
  return sum;
}

std::optional<double> first_on_of(const WatchedDay& day) {
  std::optional<double> first;
  for (const auto& room : day.rooms)
    if (!room.empty()) first = std::min(first.value_or(watched_minutes), room.front().from);
  return first;
}

std::optional<double> last_off_of(const WatchedDay& day) {
  std::optional<double> last;
  for (const auto& room : day.rooms)
    if (!room.empty()) last = std::max(last.value_or(0), room.back().until);
  return last;
}

void add_habits(Habits& sum, const Days& real, const Days& planned) {
  const std::size_t rooms = real.front().rooms.size();
  sum.lit_minutes.resize(rooms);
  add_habit(sum.dark_days, real, planned,
            [](const WatchedDay& day) { return is_lit(day) ? 0.0 : 1.0; });
  for (std::size_t room = 0; room < rooms; ++room) {
    add_habit(sum.lit_minutes[room], real, planned,
              [room](const WatchedDay& day) { return lit_minutes_of(day, room); });
  }
  add_habit(sum.switches, real, planned, switches_of_day);
  add_habit(sum.first_on, real, planned, first_on_of);
  add_habit(sum.last_off, real, planned, last_off_of);
}

Habits divided(Habits sum, int splits) {
  std::vector<Habit*> all{&sum.dark_days, &sum.switches, &sum.first_on, &sum.last_off};
  for (Habit& room : sum.lit_minutes) all.push_back(&room);
  for (Habit* habit : all) {
    for (double* figure : {&habit->real, &habit->planned, &habit->error}) *figure /= splits;
  }
  return sum;
}

/// How well each column alone distinguishes the two kinds of days, summed over the splits.
struct ColumnScores {
  std::vector<double> real;
  std::vector<double> planned;
  std::vector<double> auc;
  std::vector<double> floor;  ///< real days against other real days

  void add(const Days& kept, const Days& learned, const Days& plans);
  [[nodiscard]] std::vector<Giveaway> clearest(int splits) const;
};

std::vector<double> column_aucs(const Rows& rows) {
  std::vector<double> aucs;
  std::vector<double> values(rows.table.rows());
  for (std::size_t column = 0; column < rows.table.columns(); ++column) {
    for (std::size_t row = 0; row < values.size(); ++row) values[row] = rows.table.at(row, column);
    aucs.push_back(area_under_curve(values, rows.labels));
  }
  return aucs;
}

void add_to(std::vector<double>& sums, const std::vector<double>& values) {
  sums.resize(values.size(), 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) sums[i] += values[i];
}

std::vector<double> column_means(const Days& days) {
  std::vector<double> means;
  for (const WatchedDay& day : days) add_to(means, event_features(day));
  for (double& mean : means) mean /= static_cast<double>(days.size());
  return means;
}

void ColumnScores::add(const Days& kept, const Days& learned, const Days& plans) {
  add_to(real, column_means(kept));
  add_to(planned, column_means(plans));
  add_to(auc, column_aucs(rows_of(kept, plans, event_features)));
  add_to(floor, column_aucs(rows_of(kept, learned, event_features)));
}

constexpr double clear = 0.05;  // of AUC above that of real days
constexpr std::size_t most_giveaways = 8;

std::vector<Giveaway> ColumnScores::clearest(int splits) const {
  const double times = 1.0 / splits;
  std::vector<std::pair<double, Giveaway>> found;
  for (std::size_t i = 0; i < auc.size(); ++i) {
    const double beyond = std::abs(auc[i] * times - 0.5) - std::abs(floor[i] * times - 0.5);
    if (beyond >= clear)
      found.push_back({-beyond, {i, real[i] * times, planned[i] * times, auc[i] * times}});
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first, a.second.column) < std::pair(b.first, b.second.column);
  });
  std::vector<Giveaway> giveaways;
  for (const auto& [beyond, giveaway] : found)
    if (giveaways.size() < most_giveaways) giveaways.push_back(giveaway);
  return giveaways;
}

Days seen_days(std::span<const WatchedDay> days, const EvaluationSettings& settings) {
  Days seen;
  for (const WatchedDay& day : days) seen.push_back(settings.view ? settings.view(day) : day);
  return seen;
}

/// The results of the splits so far.
struct Tally {
  Scores real;
  Scores replay;
  Scores planned;
  std::vector<double> energy_real;
  std::vector<double> energy_planned;
  std::vector<double> energy_p;
  Habits habits;
  ColumnScores columns;
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
  add_habits(habits, halves.kept, plans);
  columns.add(halves.kept, halves.learned, plans);
}

}  // namespace

Evaluation evaluate(std::span<const WatchedDay> all_days, const DayMaker& plan,
                    const EvaluationSettings& settings, Rng& rng,
                    const std::function<bool(int)>& step) {
  require(all_days.size() >= fewest_days, "the evaluation has too few days");
  const Days days = as_many_as_fit(all_days, settings.most_values, rng);
  const Days seen = seen_days(days, settings);
  Evaluation result;
  result.real_days = static_cast<int>(days.size());
  result.real_p10_minutes = real_p10(seen);
  Tally tally;
  for (int i = 0; i < settings.splits; ++i) {
    const Halves halves = split(days, rng);
    const Days plans = seen_days(plan(halves.learned, dates_of(halves.kept), rng), settings);
    if (settings.stop.stop_requested()) break;
    tally.take({seen_days(halves.learned, settings), seen_days(halves.kept, settings)}, plans,
               settings, rng);
    tally.near += too_near(plans, seen, result.real_p10_minutes);
    tally.made += lit_days(plans);
    result.splits = i + 1;
    if (!step(i + 1)) break;
  }
  if (result.splits == 0) return result;
  result.real = tally.real.spreads();
  result.replay = tally.replay.spreads();
  result.planned = tally.planned.spreads();
  result.more = difference(tally.planned, tally.replay);
  result.habits = divided(std::move(tally.habits), result.splits);
  result.giveaways = tally.columns.clearest(result.splits);
  result.energy_real = spread_of(tally.energy_real).mean;
  result.energy_planned = spread_of(tally.energy_planned).mean;
  result.energy_p = ranked(std::move(tally.energy_p), 0.5);
  result.planned_share_below = static_cast<double>(tally.near) / std::max(tally.made, 1);
  return result;
}

namespace {

constexpr std::size_t fewest_learned = 10;

/// The days of several absences, concatenated.
struct Absences {
  int count = 0;
  Days real;
  Days replayed;
  Days planned;
};

Absences absences_from(std::size_t first, std::span<const WatchedDay> days, const DayMaker& plan,
                       const EvaluationSettings& settings, Rng& rng) {
  Absences absences;
  const auto add = [&](Days& to, const Days& more) {
    const Days seen = seen_days(more, settings);
    to.insert(to.end(), seen.begin(), seen.end());
  };
  for (std::size_t at = first; at + absence_days <= days.size(); at += absence_days) {
    const Days learned(days.begin(), days.begin() + static_cast<std::ptrdiff_t>(at));
    const auto next = days.subspan(at, absence_days);
    const Days real(next.begin(), next.end());
    add(absences.real, real);
    add(absences.replayed, drawn(learned, real.size(), rng));
    add(absences.planned, plan(learned, dates_of(real), rng));
    ++absences.count;
  }
  return absences;
}

}  // namespace

AbsenceEvaluation evaluate_absences(std::span<const WatchedDay> days, const DayMaker& plan,
                                    const EvaluationSettings& settings, Rng& rng) {
  AbsenceEvaluation result;
  if (days.size() < fewest_learned + absence_days) return result;
  const std::size_t most = days_that_fit(days.front(), settings.most_values);
  if (days.size() > most) days = days.last(most);
  Scores replay;
  Scores planned;
  int count = 0;
  const std::size_t choice =
      std::min<std::size_t>(absence_days, days.size() - fewest_learned - absence_days + 1);
  for (int i = 0; i < settings.splits && !settings.stop.stop_requested(); ++i) {
    const std::size_t first = fewest_learned + rng.below(choice);
    const Absences absences = absences_from(first, days, plan, settings, rng);
    if (settings.stop.stop_requested()) break;
    score(absences.real, absences.replayed, settings, rng, replay);
    score(absences.real, absences.planned, settings, rng, planned);
    count += absences.count;
  }
  if (count == 0) return result;
  result.absences = static_cast<int>(std::lround(static_cast<double>(count) / settings.splits));
  result.replay = replay.spreads();
  result.planned = planned.spreads();
  result.more = difference(planned, replay);
  return result;
}

namespace {

/// The fold in which each row is held out: shuffled within its class, then dealt in turn.
std::vector<int> deal_folds(const Labels& labels, int folds, Rng& rng) {
  std::vector<int> fold(labels.size());
  for (const bool label : {false, true}) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if ((labels[i] == 1) == label) rows.push_back(i);
    }
    shuffle(rows, rng);
    for (std::size_t i = 0; i < rows.size(); ++i)
      fold[rows[i]] = static_cast<int>(i % static_cast<std::size_t>(folds));
  }
  return fold;
}

}  // namespace

double area_under_curve(std::span<const double> given, const Labels& labels) {
  std::vector<double> scores(given.begin(), given.end());
  for (double& score : scores)
    if (std::isnan(score)) score = -std::numeric_limits<double>::infinity();
  std::vector<std::size_t> order(labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  double pairs_won = 0.0;
  double below = 0.0;  // rows of class 0 with a lower score
  for (std::size_t i = 0; i < order.size();) {
    double zeros = 0.0;
    double ones = 0.0;
    const double score = scores[order[i]];
    for (; i < order.size() && scores[order[i]] == score; ++i)
      ++(labels[order[i]] == 1 ? ones : zeros);
    pairs_won += ones * (below + zeros / 2);
    below += zeros;
  }
  const double ones = static_cast<double>(labels.size()) - below;
  return ones > 0 && below > 0 ? pairs_won / (ones * below) : 0.5;
}

double cross_validated_auc(const Table& table, const Labels& labels, const Learner& learner,
                           int folds, Rng& rng) {
  const std::vector<int> fold = deal_folds(labels, folds, rng);
  double sum = 0.0;
  for (int held_out = 0; held_out < folds; ++held_out) {
    Table seen(table.columns());
    Labels seen_labels;
    for (std::size_t i = 0; i < table.rows(); ++i) {
      if (fold[i] == held_out) continue;
      seen.add_row(table.row(i));
      seen_labels.push_back(labels[i]);
    }
    const Scorer score = learner(seen, seen_labels, rng);
    std::vector<double> scores;
    Labels held_out_labels;
    for (std::size_t i = 0; i < table.rows(); ++i) {
      if (fold[i] != held_out) continue;
      scores.push_back(score(table.row(i)));
      held_out_labels.push_back(labels[i]);
    }
    sum += area_under_curve(scores, held_out_labels);
  }
  return sum / folds;
}

namespace {

/// One over the standard deviation of each column; 0 for a constant one.
std::vector<double> scales_of(const Table& table) {
  std::vector<double> scales(table.columns(), 0.0);
  const auto rows = static_cast<double>(table.rows());
  for (std::size_t column = 0; column < table.columns(); ++column) {
    double mean = 0;
    for (std::size_t row = 0; row < table.rows(); ++row) mean += table.at(row, column) / rows;
    double variance = 0;
    for (std::size_t row = 0; row < table.rows(); ++row)
      variance += std::pow(table.at(row, column) - mean, 2) / rows;
    if (variance > 0) scales[column] = 1 / std::sqrt(variance);
  }
  return scales;
}

/// Between all pairs of rows, row-major.
std::vector<double> distances(const Table& table) {
  const std::vector<double> scales = scales_of(table);
  std::vector<double> all(table.rows() * table.rows(), 0.0);
  for (std::size_t one = 0; one < table.rows(); ++one) {
    for (std::size_t other = 0; other < one; ++other) {
      double sum = 0;
      for (std::size_t column = 0; column < table.columns(); ++column) {
        const double apart = (table.at(one, column) - table.at(other, column)) * scales[column];
        sum += apart * apart;
      }
      const double distance = std::sqrt(sum / static_cast<double>(table.columns()));
      all[one * table.rows() + other] = all[other * table.rows() + one] = distance;
    }
  }
  return all;
}

double energy(const std::vector<double>& distances, const Labels& labels) {
  double sums[3] = {0, 0, 0};  // within class 0, across, within class 1
  double counts[2] = {0, 0};
  for (std::size_t one = 0; one < labels.size(); ++one) {
    ++counts[labels[one]];
    for (std::size_t other = 0; other < labels.size(); ++other)
      sums[labels[one] + labels[other]] += distances[one * labels.size() + other];
  }
  const double square = sums[1] / (counts[0] * counts[1]) - sums[0] / (counts[0] * counts[0]) -
                        sums[2] / (counts[1] * counts[1]);
  return std::sqrt(std::max(square, 0.0));
}

}  // namespace

EnergyTest energy_test(const Table& table, const Labels& labels, int permutations, Rng& rng) {
  const std::vector<double> apart = distances(table);
  const double seen = energy(apart, labels);
  Labels mixed = labels;
  int as_far = 1;  // the observed division is one of them
  for (int i = 0; i < permutations; ++i) {
    shuffle(mixed, rng);
    if (energy(apart, mixed) >= seen) ++as_far;
  }
  return {seen, static_cast<double>(as_far) / (permutations + 1)};
}

}  // namespace lamplighter
