// SPDX-License-Identifier: Apache-2.0
// Columns are coded once as ranks of their distinct values. A split then counts the classes at each
// rank and scans the ranks: no sorting of many rows, and the same splits as with sorted values. For
// few rows the ranks are sorted instead: most nodes are small, and scanning all ranks for each
// would take time quadratic in the number of days.
#include "observer/classifiers.h"

#include "core/quantiles.h"
#include "core/require.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <tuple>

namespace lamplighter {
namespace {

using Lit = std::vector<LitMinutes>;

constexpr std::size_t most_at_once = 4;  // this many rooms and more share a column
constexpr std::array shares{0.25, 0.5, 0.75};

/// The lit share of each of `parts` equal parts of the day.
void add_profile(std::vector<double>& row, const Lit& lit, std::size_t parts) {
  const double width = watched_minutes / static_cast<double>(parts);
  const std::size_t first = row.size();
  row.resize(first + parts, 0.0);
  for (const LitMinutes& span : lit) {
    for (auto part = static_cast<std::size_t>(span.from / width); part < parts; ++part) {
      const double begin = static_cast<double>(part) * width;
      if (begin >= span.until) break;
      const double end = std::min(span.until, begin + width);
      row[first + part] += (end - std::max(span.from, begin)) / width;
    }
  }
}

/// Appends the quartiles; `none` three times if there are no values.
void add_quartiles(std::vector<double>& row, std::vector<double> values, double none) {
  for (const double share : shares) row.push_back(values.empty() ? none : quantile(values, share));
}

void add_room(std::vector<double>& row, const Lit& lit) {
  add_profile(row, lit, 24);
  std::vector<double> lengths;
  for (const LitMinutes& span : lit) lengths.push_back(std::log2(1 + span.until - span.from));
  row.push_back(static_cast<double>(lit.size()));
  add_quartiles(row, std::move(lengths), 0.0);
  row.push_back(lit.empty() ? watched_minutes : lit.front().from);
  row.push_back(lit.empty() ? 0.0 : lit.back().until);
}

struct RoomSwitch {
  double at;
  std::size_t room;
  bool on;
};

std::vector<RoomSwitch> switches_of(const WatchedDay& day) {
  std::vector<RoomSwitch> all;
  for (std::size_t room = 0; room < day.rooms.size(); ++room) {
    for (const LitMinutes& span : day.rooms[room]) {
      all.push_back({span.from, room, true});
      all.push_back({span.until, room, false});
    }
  }
  std::sort(all.begin(), all.end(), [](const RoomSwitch& one, const RoomSwitch& other) {
    return std::tie(one.at, one.on, one.room) < std::tie(other.at, other.on, other.room);
  });
  return all;
}

/// Hours for which each number of rooms, and each pair of rooms, were lit at once.
void add_together(std::vector<double>& row, const WatchedDay& day,
                  const std::vector<RoomSwitch>& switches) {
  const std::size_t rooms = day.rooms.size();
  std::vector<double> at_once(most_at_once + 1, 0.0);
  std::vector<double> pairs(rooms * rooms, 0.0);
  std::vector<bool> lit(rooms, false);
  double before = 0;
  const auto pass = [&](double until) {
    const double hours = (until - before) / 60;
    const auto count = static_cast<std::size_t>(std::count(lit.begin(), lit.end(), true));
    at_once[std::min(count, most_at_once)] += hours;
    for (std::size_t one = 0; one < rooms; ++one) {
      for (std::size_t other = one + 1; lit[one] && other < rooms; ++other)
        if (lit[other]) pairs[one * rooms + other] += hours;
    }
    before = until;
  };
  for (const RoomSwitch& change : switches) {
    pass(change.at);
    lit[change.room] = change.on;
  }
  pass(watched_minutes);
  row.insert(row.end(), at_once.begin(), at_once.end());
  for (std::size_t one = 0; one < rooms; ++one) {
    for (std::size_t other = one + 1; other < rooms; ++other)
      row.push_back(pairs[one * rooms + other]);
  }
}

/// Lags from every switch in one direction to the next switch of another room, and their quartiles.
void add_lags(std::vector<double>& row, const std::vector<RoomSwitch>& switches) {
  constexpr double never = 11;  // log2 of more minutes than a day has
  for (const bool on : {false, true}) {
    std::vector<double> lags;
    for (std::size_t i = 0; i < switches.size(); ++i) {
      if (switches[i].on != on) continue;
      const auto next =
          std::find_if(switches.begin() + static_cast<std::ptrdiff_t>(i) + 1, switches.end(),
                       [&](const RoomSwitch& other) { return other.room != switches[i].room; });
      if (next != switches.end()) lags.push_back(std::log2(1 + next->at - switches[i].at));
    }
    add_quartiles(row, std::move(lags), never);
  }
}

}  // namespace

std::vector<double> event_features(const WatchedDay& day) {
  std::vector<double> row;
  for (const Lit& lit : day.rooms) add_room(row, lit);
  const std::vector<RoomSwitch> switches = switches_of(day);
  row.push_back(static_cast<double>(switches.size()));
  add_together(row, day, switches);
  add_lags(row, switches);
  return row;
}

std::vector<Feature> event_feature_list(std::size_t rooms) {
  using enum FeatureKind;
  std::vector<Feature> list;
  const auto add = [&](FeatureKind kind, std::size_t room, std::size_t parts) {
    for (std::size_t part = 0; part < parts; ++part) list.push_back({kind, room, 0, part});
  };
  for (std::size_t room = 0; room < rooms; ++room) {
    add(hour, room, 24);
    add(times_on, room, 1);
    add(length, room, shares.size());
    add(first_on, room, 1);
    add(last_off, room, 1);
  }
  add(switches, 0, 1);
  add(rooms_at_once, 0, most_at_once + 1);
  for (std::size_t one = 0; one < rooms; ++one)
    for (std::size_t other = one + 1; other < rooms; ++other)
      list.push_back({together, one, other, 0});
  add(lag_off, 0, shares.size());
  add(lag_on, 0, shares.size());
  return list;
}

std::vector<double> quarter_hours(const WatchedDay& day) {
  std::vector<double> row;
  for (const Lit& lit : day.rooms) add_profile(row, lit, 96);
  return row;
}

namespace {

/// One column as ranks: rank[i] is the index of row i's value in `values`, the sorted distinct
/// values.
struct RankedColumn {
  std::vector<double> values;
  std::vector<std::uint32_t> rank;
};

RankedColumn ranked(const Table& table, std::size_t column) {
  RankedColumn ranks;
  for (std::size_t i = 0; i < table.rows(); ++i) ranks.values.push_back(table.at(i, column));
  std::vector<double> original = ranks.values;
  std::sort(ranks.values.begin(), ranks.values.end());
  ranks.values.erase(std::unique(ranks.values.begin(), ranks.values.end()), ranks.values.end());
  for (const double value : original) {
    const auto place = std::lower_bound(ranks.values.begin(), ranks.values.end(), value);
    ranks.rank.push_back(static_cast<std::uint32_t>(place - ranks.values.begin()));
  }
  return ranks;
}

using ClassCounts = std::array<double, 2>;

/// Gini impurity times the number of rows.
double impurity(const ClassCounts& counts) {
  const double total = counts[0] + counts[1];
  return total > 0 ? 2 * counts[0] * counts[1] / total : 0;
}

/// A threshold that separates two values with `<=`. The midpoint of adjacent doubles may equal the
/// upper one, which would leave a side empty.
double threshold_between(double lower, double upper) {
  const double middle = std::midpoint(lower, upper);
  return middle < upper ? middle : lower;
}

struct Split {
  std::size_t column;
  double threshold;
  double impurity;
};

}  // namespace

/// Grows one tree on one bootstrap sample.
class TreeGrower {
 public:
  TreeGrower(const std::vector<RankedColumn>& columns, const Labels& labels, std::size_t features,
             Rng& rng)
      : columns_(columns), labels_(labels), features_(features), rng_(rng), order_(columns.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    for (std::size_t i = 0; i < labels.size(); ++i) {
      rows_.push_back(static_cast<std::uint32_t>(rng.below(labels.size())));
    }
  }

  Forest::Tree grow() {
    tree_.push_back({});
    grow_node(0, 0, rows_.size());
    return std::move(tree_);
  }

 private:
  ClassCounts count(std::size_t from, std::size_t until) const {
    ClassCounts counts{};
    for (std::size_t i = from; i < until; ++i) ++counts[labels_[rows_[i]]];
    return counts;
  }

  // Counts the classes at each rank, over all ranks.
  void count_ranks(const RankedColumn& ranks, std::size_t from, std::size_t until) {
    counts_.clear();
    for (std::size_t rank = 0; rank < ranks.values.size(); ++rank) counts_.push_back({rank, {}});
    for (std::size_t i = from; i < until; ++i)
      ++counts_[ranks.rank[rows_[i]]].classes[labels_[rows_[i]]];
  }

  // The same, only over the ranks of a few rows.
  void sort_ranks(const RankedColumn& ranks, std::size_t from, std::size_t until) {
    counts_.clear();
    for (std::size_t i = from; i < until; ++i) {
      RankCounts& counts = counts_.emplace_back(RankCounts{ranks.rank[rows_[i]], {}});
      ++counts.classes[labels_[rows_[i]]];
    }
    std::sort(counts_.begin(), counts_.end(),
              [](const RankCounts& a, const RankCounts& b) { return a.rank < b.rank; });
    std::size_t kept = 0;
    for (std::size_t i = 1; i < counts_.size(); ++i) {
      if (counts_[i].rank != counts_[kept].rank) {
        counts_[++kept] = counts_[i];
        continue;
      }
      for (const std::size_t label : {0, 1})
        counts_[kept].classes[label] += counts_[i].classes[label];
    }
    counts_.resize(std::min(counts_.size(), kept + 1));
  }

  // The best split of rows [from, until) by one column, if it has more than one value there.
  std::optional<Split> best_of_column(std::size_t column, std::size_t from, std::size_t until,
                                      const ClassCounts& total) {
    const RankedColumn& ranks = columns_[column];
    const bool is_small = (until - from) * 4 < ranks.values.size();
    is_small ? sort_ranks(ranks, from, until) : count_ranks(ranks, from, until);
    std::optional<Split> best;
    ClassCounts left{};
    std::optional<std::size_t> before;
    for (const auto& [rank, here] : counts_) {
      if (here[0] + here[1] == 0) continue;
      if (before) {
        const double split = impurity(left) + impurity({total[0] - left[0], total[1] - left[1]});
        const double threshold = threshold_between(ranks.values[*before], ranks.values[rank]);
        if (!best || split < best->impurity) best = Split{column, threshold, split};
      }
      left = {left[0] + here[0], left[1] + here[1]};
      before = rank;
    }
    return best;
  }

  // Considers `features_` columns that are not constant here, drawn without replacement.
  std::optional<Split> best_split(std::size_t from, std::size_t until, const ClassCounts& total) {
    std::optional<Split> best;
    std::size_t looked_at = 0;
    for (std::size_t i = 0; i < order_.size() && looked_at < features_; ++i) {
      std::swap(order_[i], order_[i + rng_.below(order_.size() - i)]);
      const std::optional<Split> split = best_of_column(order_[i], from, until, total);
      if (!split) continue;
      ++looked_at;
      if (!best || split->impurity < best->impurity) best = split;
    }
    return best;
  }

  void grow_node(std::size_t node, std::size_t from, std::size_t until) {
    const ClassCounts total = count(from, until);
    const bool pure = total[0] == 0 || total[1] == 0;
    const std::optional<Split> split = pure ? std::nullopt : best_split(from, until, total);
    if (!split) {
      tree_[node] = {0, 0.0, 0, from == until ? 0.5 : total[1] / (total[0] + total[1])};
      return;
    }
    const RankedColumn& ranks = columns_[split->column];
    const auto middle = std::partition(
        rows_.begin() + static_cast<std::ptrdiff_t>(from),
        rows_.begin() + static_cast<std::ptrdiff_t>(until),
        [&](std::uint32_t row) { return ranks.values[ranks.rank[row]] <= split->threshold; });
    const auto border = static_cast<std::size_t>(middle - rows_.begin());
    const std::size_t left = tree_.size();
    tree_[node] = {static_cast<std::uint32_t>(split->column), split->threshold,
                   static_cast<std::uint32_t>(left), 0.0};
    tree_.resize(left + 2);
    grow_node(left, from, border);
    grow_node(left + 1, border, until);
  }

  const std::vector<RankedColumn>& columns_;
  const Labels& labels_;
  std::size_t features_;
  Rng& rng_;
  std::vector<std::size_t> order_;
  std::vector<std::uint32_t> rows_;
  struct RankCounts {
    std::size_t rank;
    ClassCounts classes;
  };
  std::vector<RankCounts> counts_;
  Forest::Tree tree_;
};

Forest Forest::fit(const Table& table, const Labels& labels, const ForestSettings& settings,
                   Rng& rng) {
  require(table.rows() == labels.size() && table.rows() > 0,
          "a forest needs a label for every row and at least one row");
  std::vector<RankedColumn> columns;
  for (std::size_t i = 0; i < table.columns(); ++i) columns.push_back(ranked(table, i));
  const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(table.columns())));
  const std::size_t features =
      settings.features_a_split > 0 ? settings.features_a_split : std::max<std::size_t>(1, root);
  Forest forest;
  for (int i = 0; i < settings.trees && !settings.stop.stop_requested(); ++i)
    forest.trees_.push_back(TreeGrower(columns, labels, features, rng).grow());
  return forest;
}

double Forest::probability(std::span<const double> row) const {
  if (trees_.empty()) return 0.5;
  double sum = 0.0;
  for (const Tree& tree : trees_) {
    std::uint32_t at = 0;
    while (tree[at].left != 0)
      at = tree[at].left + (row[tree[at].column] <= tree[at].threshold ? 0 : 1);
    sum += tree[at].share;
  }
  return sum / static_cast<double>(trees_.size());
}

// There are fewer days than features, so Newton's steps are solved in the space of the rows: with Z
// the standardised table (n × p), R the weights of the rows and z the working response, the
// penalised weighted least squares
//   min ½|w|² + ½ C Σ r_i (z_i − b − Z_i·w)²
// has w = Zᵀa with (K + (CR)⁻¹) a + 1 b = z, Σ a = 0, K = ZZᵀ (n × n). A step costs O(n³),
// regardless of p.
namespace {

using Vector = std::vector<double>;

/// Solves S x = right for a symmetric positive definite S (n × n, row-major) and several right-hand
/// sides at once, by Cholesky decomposition.
void solve_in_place(Vector& s, std::size_t n, std::vector<Vector*> rights) {
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      double sum = s[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= s[i * n + k] * s[j * n + k];
      s[i * n + j] = i == j ? std::sqrt(sum) : sum / s[j * n + j];
    }
  }
  for (Vector* right : rights) {
    Vector& x = *right;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < i; ++k) x[i] -= s[i * n + k] * x[k];
      x[i] /= s[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t k = i + 1; k < n; ++k) x[i] -= s[k * n + i] * x[k];
      x[i] /= s[i * n + i];
    }
  }
}

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

Vector products(const Table& z) {
  const std::size_t n = z.rows();
  Vector k(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) k[i * n + j] = k[j * n + i] = dot(z.row(i), z.row(j));
  }
  return k;
}

struct Step {
  Vector a;
  double b;
};

Step newton_step(const Vector& k, const Vector& scores, const Labels& labels, double strength) {
  const std::size_t n = labels.size();
  Vector system = k;
  Vector response(n);
  Vector ones(n, 1.0);
  for (std::size_t i = 0; i < n; ++i) {
    const double p = sigmoid(scores[i]);
    const double weight = std::max(p * (1 - p), 1e-10);
    system[i * n + i] += 1.0 / (strength * weight);
    response[i] = scores[i] + (labels[i] - p) / weight;
  }
  solve_in_place(system, n, {&response, &ones});  // S⁻¹z and S⁻¹1
  double z_sum = 0.0;
  double one_sum = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    z_sum += response[i];
    one_sum += ones[i];
  }
  const double b = z_sum / one_sum;
  for (std::size_t i = 0; i < n; ++i) response[i] -= b * ones[i];
  return {std::move(response), b};
}

Vector scores_of(const Vector& k, const Vector& a, double b) {
  const std::size_t n = a.size();
  Vector scores(n);
  for (std::size_t i = 0; i < n; ++i) scores[i] = b + dot(std::span(k).subspan(i * n, n), a);
  return scores;
}

double loss(const Vector& scores, const Vector& a, double b, const Labels& labels,
            double strength) {
  double penalty = 0.0;
  double misfit = 0.0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    penalty += 0.5 * a[i] * (scores[i] - b);  // ½ aᵀKa = ½|w|²
    const double margin = labels[i] == 1 ? scores[i] : -scores[i];
    misfit += margin > 0 ? std::log1p(std::exp(-margin)) : -margin + std::log1p(std::exp(margin));
  }
  return penalty + strength * misfit;
}

/// Full steps, halved while they would raise the loss.
Step minimise(const Vector& k, const Labels& labels, double strength) {
  const std::size_t n = labels.size();
  Step at{Vector(n, 0.0), 0.0};
  Vector scores(n, 0.0);
  double best = loss(scores, at.a, at.b, labels, strength);
  for (int iteration = 0; iteration < 100; ++iteration) {
    const Step full = newton_step(k, scores, labels, strength);
    Step next = full;
    double share = 1.0;
    Vector next_scores = scores_of(k, next.a, next.b);
    double next_loss = loss(next_scores, next.a, next.b, labels, strength);
    // The condition also holds if the loss is NaN.
    while (!(next_loss <= best) && share > 1e-6) {
      share /= 2;
      for (std::size_t i = 0; i < n; ++i) next.a[i] = at.a[i] + share * (full.a[i] - at.a[i]);
      next.b = at.b + share * (full.b - at.b);
      next_scores = scores_of(k, next.a, next.b);
      next_loss = loss(next_scores, next.a, next.b, labels, strength);
    }
    const double gain = best - next_loss;
    if (!(gain >= 0)) break;
    at = std::move(next);
    scores = std::move(next_scores);
    best = next_loss;
    if (gain < 1e-10 * (1 + std::abs(best))) break;
  }
  return at;
}

}  // namespace

Logistic Logistic::fit(const Table& table, const Labels& labels, double strength) {
  require(table.rows() == labels.size() && table.rows() > 0,
          "a regression needs a label for every row and at least one row");
  const auto n = static_cast<double>(table.rows());
  Logistic model;
  for (std::size_t c = 0; c < table.columns(); ++c) {
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < table.rows(); ++i) sum += table.at(i, c);
    const double mean = sum / n;
    for (std::size_t i = 0; i < table.rows(); ++i)
      squares += (table.at(i, c) - mean) * (table.at(i, c) - mean);
    const double deviation = std::sqrt(squares / n);
    model.mean_.push_back(mean);
    model.scale_.push_back(deviation > 1e-12 * std::max(1.0, std::abs(mean)) ? 1 / deviation : 0.0);
  }
  Table z(table.columns());
  for (std::size_t i = 0; i < table.rows(); ++i) {
    Vector row(table.columns());
    for (std::size_t c = 0; c < row.size(); ++c)
      row[c] = (table.at(i, c) - model.mean_[c]) * model.scale_[c];
    z.add_row(row);
  }
  const Step found = minimise(products(z), labels, strength);
  model.intercept_ = found.b;
  model.weights_.assign(table.columns(), 0.0);
  for (std::size_t i = 0; i < z.rows(); ++i) {
    for (std::size_t c = 0; c < z.columns(); ++c) model.weights_[c] += found.a[i] * z.at(i, c);
  }
  return model;
}

double Logistic::probability(std::span<const double> row) const {
  double score = intercept_;
  for (std::size_t c = 0; c < weights_.size(); ++c)
    score += weights_[c] * (row[c] - mean_[c]) * scale_[c];
  return sigmoid(score);
}

}  // namespace lamplighter
