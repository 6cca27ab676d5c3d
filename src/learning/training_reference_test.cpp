// SPDX-License-Identifier: Apache-2.0
// Training on the two real rooms, compared with the textbook algorithm sample by sample, and with
// the best result of a widely used library over many seeds; on their excerpts, compared with the
// best two-state Markov chain, which five states can also represent.
#include "analysis/path.h"
#include "csv/readings_file.h"
#include "model/baum_welch.h"
#include "model/training.h"
#include "testing/shared_file.h"
#include "testing/textbook_hmm.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace lamplighter {
namespace {

using Json = nlohmann::json;

const Place sunnyvale{37.3643427, -122.0080058, *TimeZone::find("America/Los_Angeles")};

/// The subsequences of a room under the cuts of the reference.
class RealRoom : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string room = GetParam();
    const auto figures = testing::shared_file("reference/" + room + ".json");
    const auto readings = testing::shared_file("data/" + room + ".csv");
    if (!figures || !readings) GTEST_SKIP() << testing::no_whole_rooms;
    reference = Json::parse(*figures);
    auto sensors = csv::parse_readings(room, *readings);
    ASSERT_TRUE(sensors);
    std::vector<csv::RoomReadings> rooms = csv::join_rooms({*std::move(sensors)});
    ASSERT_EQ(rooms.size(), 1U);
    PathSettings settings;
    settings.cuts = reference["published"]["cuts_value_ge"].get<std::vector<double>>();
    settings.on_level = reference["published"]["on_threshold_rank"].get<int>();
    zones = analyse(std::move(rooms.front().samples), sunnyvale, settings).subsequences;
  }

  Json reference;
  ZoneSubsequences zones;
};

std::string test_name(const ::testing::TestParamInfo<const char*>& room) {
  std::string name = room.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(, RealRoom, testing::real_rooms(), test_name);

double largest_difference(std::span<const double> a, std::span<const double> b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

TEST_P(RealRoom, TrainsAsTheTextbookDoesOverTenIterations) {
  Rng rng(1);
  for (const std::vector<RunLengths>& subsequences : zones) {
    std::vector<testing::Symbols> symbols;
    for (const RunLengths& runs : subsequences) symbols.push_back(testing::to_symbols(runs));
    const TrainingRuns runs(subsequences);
    BaumWelch method(runs, 5);
    Hmm fast = testing::random_model(5, rng);
    while (std::isinf(method.step(fast).log_likelihood)) fast = testing::random_model(5, rng);
    Hmm slow = fast;
    for (int iteration = 0; iteration < 10; ++iteration) {
      const EmStep step = method.step(fast);
      const testing::TextbookStep expected = testing::textbook_step(slow, symbols);
      ASSERT_NEAR(step.log_likelihood, expected.log_likelihood, 1e-9) << iteration;
      ASSERT_LT(largest_difference(step.next.start(), expected.model.start()), 1e-9);
      ASSERT_LT(largest_difference(step.next.transition(), expected.model.transition()), 1e-9);
      ASSERT_LT(largest_difference(step.next.emission(), expected.model.emission()), 1e-9);
      fast = step.next;
      slow = expected.model;
    }
  }
}

TEST_P(RealRoom, IsFittedAtLeastAsWellAsTheBestKnown) {
  for (const Zone zone : all_zones) {
    const Json& known = reference["hmm"][index_of(zone)];
    double best = known["two_state_markov_mle_ll"].get<double>();
    for (const char* library :
         {"hmmlearn_default_final_ll_30seeds", "hmmlearn_n_iter300_ll_15seeds"})
      if (known.contains(library)) best = std::max(best, known[library]["max"].get<double>());
    const Fit found = fit(zones[index_of(zone)], {});
    EXPECT_GE(found.log_likelihood, best - 1e-11) << to_string(zone);  // rounding, if it is 0
  }
}

}  // namespace
}  // namespace lamplighter
