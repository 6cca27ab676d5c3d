// SPDX-License-Identifier: Apache-2.0
#include "documents/training_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace lamplighter::app {
namespace {

const std::vector<RoomName> rooms{RoomName("bathroom"), RoomName("hall")};

std::size_t column_of(const Feature& wanted) {
  const std::vector<Feature> list = event_feature_list(rooms.size());
  const auto found = std::find(list.begin(), list.end(), wanted);
  EXPECT_NE(found, list.end());
  return static_cast<std::size_t>(found - list.begin());
}

std::string sentence_of(const Feature& feature, double real, double planned, double auc) {
  Evaluation evaluation;
  evaluation.giveaways = {{column_of(feature), real, planned, auc}};
  return giveaway_sentences(evaluation, rooms).at(0);
}

double log_of(double minutes) { return std::log2(1 + minutes); }

TEST(Giveaways, SayInWordsWhatIsOtherwise) {
  using enum FeatureKind;
  EXPECT_EQ(sentence_of({length, 0, 0, 0}, log_of(3.8), log_of(9.4), 0.7),
            "short visits to bathroom are missing: a quarter is shorter than 9.4 minutes, really "
            "3.8");
  EXPECT_EQ(sentence_of({lag_on, 0, 0, 0}, log_of(1), log_of(2), 0.6),
            "quick walks from one room to the next are missing: a quarter takes less than 2.0 "
            "minutes, really 1.0");
  EXPECT_EQ(sentence_of({hour, 1, 0, 17}, 0.18, 0.12, 0.4),
            "hall is lit too seldom from 21:00 to 22:00: 12 % of the time, really 18 %");
  EXPECT_EQ(sentence_of({rooms_at_once, 0, 0, 1}, 2, 1.5, 0.4),
            "one room alone is lit too short: 1.5 hours a day, really 2.0");
  EXPECT_EQ(sentence_of({switches, 0, 0, 0}, 33, 47, 0.6),
            "there are too many switches: 47.0 a day, really 33.0");
  EXPECT_EQ(sentence_of({together, 0, 1, 0}, 1, 2, 0.6),
            "bathroom and hall are lit together too long: 2.0 hours a day, really 1.0");
  EXPECT_EQ(sentence_of({first_on, 1, 0, 0}, 700, 760, 0.6), "hall is first lit too late");
}

TEST(Giveaways, AreSaidOncePerRoomAndKind) {
  Evaluation evaluation;
  for (const std::size_t part : {12, 13, 14})
    evaluation.giveaways.push_back({column_of({FeatureKind::hour, 0, 0, part}), 0.1, 0.2, 0.6});
  EXPECT_EQ(giveaway_sentences(evaluation, rooms).size(), 1U);
}

TEST(EvaluationDocument, HasHabitsOfEveryRoomAndNoAbsencesWhereNoneWereJudged) {
  Evaluation evaluation;
  evaluation.habits.lit_minutes = {{10, 11, 1}, {20, 22, 2}};
  const auto document = evaluation_document({evaluation, {}, "house", rooms});
  EXPECT_EQ(document["habits"]["lit_minutes"]["hall"]["planned"], 22);
  EXPECT_TRUE(document["absences"].is_null());
  EXPECT_TRUE(document["giveaways"].empty());
}

}  // namespace
}  // namespace lamplighter::app
