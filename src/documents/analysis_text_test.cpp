// SPDX-License-Identifier: Apache-2.0
#include "documents/analysis_text.h"

#include "csv/readings_file.h"
#include "testing/samples.h"
#include "testing/shared_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lamplighter::app {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

using testing::sunnyvale;

RoomAnalysis analysed(const std::string& room, std::vector<Sample<Lux>> samples,
                      const PathSettings& settings = {}) {
  RoomAnalysis result{RoomName(room), 2, {}, {}, settings, {}};
  if (!samples.empty()) result.first = samples.front().at;
  if (!samples.empty()) result.last = samples.back().at;
  result.analysis = analyse(std::move(samples), sunnyvale, settings);
  return result;
}

/// Two segments of an evening: dark, a lamp for three readings, dark; and one single reading.
/// Smoothed: 1 1 31 46 54 54 54 37 19 1 1 | 400.
std::vector<Sample<Lux>> evening() {
  std::vector<Sample<Lux>> samples;
  Instant at = *parse_instant("2016-07-31T21:00:00-07:00");
  for (const double lux : {1.0, 1.0, 90.0, 90.0, 90.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0}) {
    samples.push_back({at, Lux(lux)});
    at += 1min;
  }
  samples.push_back({at + 30min + 500ms, Lux(400.0)});
  return samples;
}

TEST(AnalysisText, JsonIsTheDocumentOfTheFormat) {
  PathSettings settings;
  settings.cuts = {20, 150, 300};
  EXPECT_EQ(analysis_json({analysed("den", evening(), settings)}, sunnyvale.zone),
            R"({"room":"den","rows":12,"rejected_rows":2,"events":13,)"
            R"("gaps":[{"after":"2016-07-31T21:10:00-07:00",)"
            R"("before":"2016-07-31T21:41:00.500000-07:00","missing":30}],)"
            R"("smoothed":{"samples":12,"min":1,"max":400,"sum":699},)"
            R"("levels":{"centres":[4.6,46.0,null,400.0],"counts":[5,6,0,1],)"
            R"("cuts":[20,150,300],"inertia":757.2},"on_level":1,"on_samples":7,)"
            R"("runs":[["on",2,6]],)"
            R"("zones":[{"zone":"morning","samples":0,"subsequences":0,"lengths":[]},)"
            R"({"zone":"day","samples":0,"subsequences":0,"lengths":[]},)"
            R"({"zone":"evening","samples":11,"subsequences":1,"lengths":[11]},)"
            R"({"zone":"night","samples":1,"subsequences":1,"lengths":[1]}]})"
            "\n");
}

TEST(AnalysisText, JsonOfSeveralRoomsIsOneDocument) {
  const Json document = Json::parse(
      analysis_json({analysed("den", evening()), analysed("hall", evening())}, sunnyvale.zone));
  ASSERT_EQ(document["rooms"].size(), 2U);
  EXPECT_EQ(document["rooms"][1]["room"], "hall");
  EXPECT_EQ(document["rooms"][1]["rows"], 12);
}

TEST(AnalysisText, ARoomWithoutReadingsHasNoExtremes) {
  const Json document = Json::parse(analysis_json({analysed("den", {})}, sunnyvale.zone));
  EXPECT_EQ(document["rows"], 0);
  EXPECT_EQ(document["events"], 0);
  EXPECT_TRUE(document["smoothed"]["min"].is_null());
  EXPECT_TRUE(document["smoothed"]["max"].is_null());
  EXPECT_EQ(document["smoothed"]["sum"], 0);
  EXPECT_THAT(analysis_for_people(analysed("den", {}), sunnyvale.zone, true),
              HasSubstr("never on: the light has no level 1"));
}

TEST(AnalysisText, PeopleReadTheCountsStageByStage) {
  PathSettings settings;
  settings.cuts = {20, 150, 300};
  EXPECT_EQ(analysis_for_people(analysed("den", evening(), settings), sunnyvale.zone, false),
            "den: 12 readings, 2016-07-31 21:00 to 2016-07-31 21:41; 2 rows left out\n"
            "\n"
            "gaps       1 of more than 240 s, with 30 readings missing, one a minute\n"
            "smooth     12 samples, 1 to 400 lux\n"
            "levels     0  below                  5 samples   41.7 %  mean     4.60 lux\n"
            "           1  from 20 lux            6 samples   50.0 %  mean    46.00 lux\n"
            "           2  from 150 lux           0 samples    0.0 %  empty\n"
            "           3  from 300 lux           1 samples    8.3 %  mean   400.00 lux\n"
            "switching  on from level 1, 20 lux: 7 samples on, 58.3 %\n"
            "runs       1 on (half of them 6 samples or longer), 0 off\n"
            "zones      morning          0 samples in     0 subsequences, on   0.0 %\n"
            "           day              0 samples in     0 subsequences, on   0.0 %\n"
            "           evening         11 samples in     1 subsequences, on  54.5 %\n"
            "           night            1 samples in     1 subsequences, on 100.0 %\n");
}

TEST(AnalysisText, ExplainTellsEachGapAndWhatTheStagesDo) {
  const std::string text = analysis_for_people(analysed("den", evening()), sunnyvale.zone, true);
  EXPECT_THAT(text, HasSubstr("2016-07-31 21:10 to 2016-07-31 21:41: 30 missing"));
  EXPECT_THAT(text, HasSubstr("mean of the last 5 readings of its segment, to the nearest 1 lux"));
  EXPECT_THAT(text, HasSubstr("least inertia"));
}

/// The document in the format of the reference.
void expect_reference(const Json& document, const Json& reference, const Json& part) {
  EXPECT_EQ(document["rows"], reference["rows"]);
  EXPECT_EQ(document["events"], reference["events_after_gap_fill"]);
  EXPECT_EQ(document["smoothed"]["sum"], reference["smoothed"]["sum"]);
  EXPECT_EQ(document["smoothed"]["min"], reference["smoothed"]["min"]);
  EXPECT_EQ(document["smoothed"]["max"], reference["smoothed"]["max"]);
  EXPECT_EQ(document["levels"]["cuts"], part["cuts_value_ge"]);
  EXPECT_EQ(document["levels"]["counts"], part["counts_excluding_nan"]);
  EXPECT_EQ(document["on_samples"], part["on_samples"]);
  EXPECT_EQ(document["runs"], part["runs_state_zone_length"]);
  std::vector<std::int64_t> missing;
  for (const Json& gap : document["gaps"]) missing.push_back(gap["missing"]);
  EXPECT_EQ(Json(missing), reference["missing_printed"]);
  ASSERT_EQ(document["zones"].size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    for (const char* key : {"samples", "subsequences", "lengths"})
      EXPECT_EQ(document["zones"][i][key], part["zones"][i][key]) << i << key;
  }
}

TEST(AnalysisText, TheRealRoomsGiveTheReferenceFromFileToDocument) {
  for (const std::string room : testing::real_room_names) {
    const auto text = testing::shared_file("reference/" + room + ".json");
    if (!text) GTEST_SKIP() << testing::no_whole_rooms;
    const Json reference = Json::parse(*text);
    const auto read = csv::read_readings({*testing::shared_path("data/" + room + ".csv")});
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 1U);
    EXPECT_EQ(read->front().room.text(), room.substr(0, room.find("-excerpt")));
    for (const bool exact : {true, false}) {
      const Json& part = reference[exact ? "exact_optimum" : "published"];
      PathSettings settings;
      settings.on_level = part["on_threshold_rank"];
      if (!exact) settings.cuts = part["cuts_value_ge"].get<std::vector<double>>();
      const auto analysis = analysed(room, read->front().samples, settings);
      expect_reference(Json::parse(analysis_json({analysis}, sunnyvale.zone)), reference, part);
    }
  }
}

}  // namespace
}  // namespace lamplighter::app
