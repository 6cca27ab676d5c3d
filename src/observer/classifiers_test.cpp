// SPDX-License-Identifier: Apache-2.0
// Fisher's irises (1936), versicolor against virginica: tests/data/iris-two-species.csv. The
// figures beside each test are those of scikit-learn 1.2.1, computed once on the same rows.
#include "observer/classifiers.h"

#include "observer/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>
#include <sstream>
#include <stop_token>

namespace lamplighter {
namespace {

TEST(DayFeatures, AreAsManyForAnyDayAndAddUpToWhatIsLit) {
  const WatchedDay dark{{}, {{}, {}}};
  const WatchedDay day{{}, {{{60, 90}, {600, 660}}, {{75, 85}}}};
  EXPECT_EQ(event_features(dark).size(), event_features(day).size());
  const std::vector<double> quarters = quarter_hours(day);
  ASSERT_EQ(quarters.size(), 2U * 96U);
  EXPECT_DOUBLE_EQ(std::accumulate(quarters.begin(), quarters.begin() + 96, 0.0) * 15, 90);
  EXPECT_DOUBLE_EQ(quarters[4], 1.0);
  EXPECT_NEAR(quarters[96 + 5], 10.0 / 15, 1e-12);
  const std::vector<double> row = event_features(day);
  EXPECT_EQ(row[1], 0.5) << "half of the second hour";
  EXPECT_EQ(row[24], 2) << "times switched on";
  EXPECT_EQ(row[28], 60) << "first on";
  EXPECT_EQ(row[29], 660) << "last off";
  EXPECT_EQ(row[60], 6) << "switches in all";
  EXPECT_DOUBLE_EQ(row[61] + row[62] + row[63] + row[64] + row[65], 24) << "hours by rooms lit";
  EXPECT_NEAR(row[63], 10.0 / 60, 1e-12) << "both at once";
  EXPECT_NEAR(row[66], 10.0 / 60, 1e-12);
}

TEST(DayFeatures, AreListedInTheirOrder) {
  const WatchedDay day{{}, {{{60, 90}}, {}, {{75, 85}}}};
  const std::vector<Feature> list = event_feature_list(day.rooms.size());
  const std::vector<double> row = event_features(day);
  ASSERT_EQ(list.size(), row.size());
  EXPECT_EQ(list[30 + 5], (Feature{FeatureKind::hour, 1, 0, 5}));
  EXPECT_EQ(list[24], (Feature{FeatureKind::times_on, 0, 0, 0}));
  EXPECT_EQ(list[26], (Feature{FeatureKind::length, 0, 0, 1}));
  EXPECT_EQ(list[60 + 29], (Feature{FeatureKind::last_off, 2, 0, 0}));
  EXPECT_EQ(list[90], (Feature{FeatureKind::switches, 0, 0, 0}));
  EXPECT_EQ(list[93], (Feature{FeatureKind::rooms_at_once, 0, 0, 2}));
  EXPECT_NEAR(row[93], 10.0 / 60, 1e-12);
  EXPECT_EQ(list[97], (Feature{FeatureKind::together, 0, 2, 0}));
  EXPECT_NEAR(row[97], 10.0 / 60, 1e-12);
  EXPECT_EQ(list.back(), (Feature{FeatureKind::lag_on, 0, 0, 2}));
}

struct Irises {
  Table table;
  Labels labels;
};

Irises irises(std::size_t columns = 4) {
  Irises read{Table(columns), {}};
  std::ifstream file(LAMPLIGHTER_TEST_DATA "/iris-two-species.csv");
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::vector<double> row;
    for (std::string field; std::getline(fields, field, ',');) row.push_back(std::stod(field));
    read.labels.push_back(row.back() > 0 ? 1 : 0);
    row.resize(columns);
    read.table.add_row(row);
  }
  return read;
}

const Learner forest_learner = [](const Table& table, const Labels& labels, Rng& rng) -> Scorer {
  return [forest = Forest::fit(table, labels, {}, rng)](std::span<const double> row) {
    return forest.probability(row);
  };
};

const Learner logistic_learner = [](const Table& table, const Labels& labels, Rng&) -> Scorer {
  return [model = Logistic::fit(table, labels)](std::span<const double> row) {
    return model.probability(row);
  };
};

double mean_auc(const Irises& data, const Learner& learner, int repeats) {
  double sum = 0.0;
  for (int i = 0; i < repeats; ++i) {
    Rng rng(static_cast<std::uint64_t>(i));
    sum += cross_validated_auc(data.table, data.labels, learner, 5, rng);
  }
  return sum / repeats;
}

TEST(AreaUnderCurve, CountsThePairsThatAreInOrder) {
  EXPECT_EQ(area_under_curve(std::array{0.1, 0.4, 0.35, 0.8}, {0, 0, 1, 1}),
            0.75);  // scikit-learn's own example
  EXPECT_EQ(area_under_curve(std::array{1.0, 1.0, 1.0, 1.0}, {0, 1, 0, 1}), 0.5);
  EXPECT_EQ(area_under_curve(std::array{1.0, 2.0}, {1, 1}), 0.5);
  EXPECT_EQ(area_under_curve(std::array{2.0, 1.0}, {0, 1}), 0.0);
}

TEST(AreaUnderCurve, TakesAScoreThatIsNotANumberAsTheLowest) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(area_under_curve(std::array{none, 0.4, none, 0.8}, {0, 0, 1, 1}), 0.625);
  EXPECT_EQ(area_under_curve(std::array{none, none}, {0, 1}), 0.5);
}

TEST(Forest, PartsNeighbouringDoublesWhoseMidpointIsTheUpperOne) {
  double lower = 0.1;
  while (std::midpoint(lower, std::nextafter(lower, 1)) == lower) lower = std::nextafter(lower, 1);
  const double upper = std::nextafter(lower, 1);
  Table table(1);
  Labels labels;
  for (int i = 0; i < 20; ++i) {
    table.add_row(std::array{i % 2 == 0 ? lower : upper});
    labels.push_back(i % 2 == 0 ? 0 : 1);
  }
  Rng rng(1);
  const Forest forest = Forest::fit(table, labels, {}, rng);
  EXPECT_LT(forest.probability(std::array{lower}), 0.1);
  EXPECT_GT(forest.probability(std::array{upper}), 0.9);
}

TEST(Forest, OfNoTreesSinceItWasStoppedSaysAHalf) {
  std::stop_source stop;
  stop.request_stop();
  const Irises data = irises();
  Rng rng(1);
  const Forest forest = Forest::fit(data.table, data.labels, {.stop = stop.get_token()}, rng);
  EXPECT_EQ(forest.probability(data.table.row(0)), 0.5);
}

TEST(Logistic, WeightsEqualScikitLearns) {
  const Irises data = irises();
  ASSERT_EQ(data.labels.size(), 100U);
  const std::vector<double> expected{-0.2788049601058528, -0.5923701360750099, 2.2109189916394953,
                                     2.390542371745786};
  const Logistic model = Logistic::fit(data.table, data.labels, 1.0);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(model.weights()[i], expected[i], 1e-5) << i;
  EXPECT_NEAR(model.intercept(), 0.10156629902907449, 1e-5);
  const Logistic penalised = Logistic::fit(data.table, data.labels, 0.1);
  EXPECT_NEAR(penalised.weights()[3], 1.0423560816427544, 1e-5);
  EXPECT_NEAR(penalised.intercept(), 0.03151163468065888, 1e-5);
}

TEST(Logistic, AConstantColumnAndSeparableRowsAreNoTrouble) {
  Table table(2);
  Labels labels;
  for (int i = 0; i < 20; ++i) {
    table.add_row(std::array{static_cast<double>(i), 3.0});
    labels.push_back(i >= 10);
  }
  const Logistic model = Logistic::fit(table, labels);
  EXPECT_EQ(model.weights()[1], 0.0);
  EXPECT_GT(model.weights()[0], 1.0);
  EXPECT_TRUE(std::isfinite(model.weights()[0]));
  EXPECT_NEAR(model.probability(std::array{9.5, 3.0}), 0.5, 1e-6);
}

TEST(Forest, TellsTheTwoSpeciesApartAsWellAsScikitLearns) {
  EXPECT_NEAR(mean_auc(irises(), forest_learner, 6), 0.982, 0.01);  // 0.982, sd of one run 0.006
  EXPECT_NEAR(mean_auc(irises(2), forest_learner, 6), 0.655,
              0.035);  // sepals only: 0.655, sd of one run 0.023
  EXPECT_NEAR(mean_auc(irises(), logistic_learner, 6), 0.995, 0.005);  // 0.995, sd 0.003
}

TEST(Forest, CannotTellNoiseFromNoise) {
  Rng rng(5);
  Irises noise{Table(10), {}};
  for (int i = 0; i < 120; ++i) {
    std::array<double, 10> row{};
    for (double& value : row) value = rng.uniform();
    noise.table.add_row(row);
    noise.labels.push_back(static_cast<std::uint8_t>(rng.below(2)));
  }
  EXPECT_NEAR(mean_auc(noise, forest_learner, 5), 0.5, 0.13);  // two standard errors of 120 rows
}

TEST(Forest, LearnsWhatNoLineCanTell) {  // class = exclusive or of two signs
  Rng rng(6);
  Irises corners{Table(2), {}};
  for (int i = 0; i < 200; ++i) {
    const std::array row{rng.uniform(-1, 1), rng.uniform(-1, 1)};
    corners.table.add_row(row);
    corners.labels.push_back((row[0] > 0) != (row[1] > 0));
  }
  EXPECT_GT(mean_auc(corners, forest_learner, 2), 0.95);
  EXPECT_LT(mean_auc(corners, logistic_learner, 2), 0.65);
}

TEST(Forest, SameSeedSameForest) {
  const Irises data = irises();
  Rng a(1);
  Rng b(1);
  Rng c(2);
  const std::array row{6.0, 2.8, 5.0, 1.6};
  const double first = Forest::fit(data.table, data.labels, {}, a).probability(row);
  EXPECT_EQ(first, Forest::fit(data.table, data.labels, {}, b).probability(row));
  EXPECT_NE(first, Forest::fit(data.table, data.labels, {}, c).probability(row));
}

TEST(CrossValidation, EveryRowIsScoredOnceByAModelThatHasNotSeenIt) {
  Irises data = irises();
  std::size_t scored = 0;
  const Learner counting = [&](const Table& seen, const Labels&, Rng&) -> Scorer {
    EXPECT_EQ(seen.rows(), 80U);
    return [&](std::span<const double>) {
      ++scored;
      return 0.0;
    };
  };
  Rng rng(1);
  EXPECT_EQ(cross_validated_auc(data.table, data.labels, counting, 5, rng), 0.5);
  EXPECT_EQ(scored, 100U);
}

}  // namespace

}  // namespace lamplighter
