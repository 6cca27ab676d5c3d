// SPDX-License-Identifier: Apache-2.0
// All known figures of the two real rooms and of their excerpts in tests/data: those printed by the
// original notebooks, and those of the exact levels. Reads the CSV itself, so that a failure here
// is a fault of the analysis.
#include "analysis/path.h"
#include "testing/samples.h"
#include "testing/shared_file.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <openssl/sha.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <sstream>

namespace lamplighter {
namespace {

using Json = nlohmann::json;

using testing::sunnyvale;

std::vector<Sample<Lux>> read_samples(const std::string& text) {
  std::istringstream lines(text);
  std::vector<Sample<Lux>> samples;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const std::string value = line.substr(line.rfind(',') + 1);
    samples.push_back({from_epoch_seconds(std::strtod(line.c_str(), nullptr)),
                       Lux(std::strtod(value.c_str(), nullptr))});
  }
  return samples;
}

std::string sha256(const std::string& text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::ostringstream hex;
  for (const unsigned char byte : digest)
    hex << "0123456789abcdef"[byte / 16] << "0123456789abcdef"[byte % 16];
  return hex.str();
}

/// The samples of each segment, joined, with `mark` for a gap.
template <typename Text>
std::string joined(const Series<Lux>& series, const std::string& separator, const std::string& mark,
                   Text text_of) {
  std::string text;
  for (const Segment<Lux> segment : series) {
    if (!text.empty()) text += mark + separator;
    for (const Sample<Lux>& sample : segment) text += text_of(sample.value.value()) + separator;
  }
  return text.substr(0, text.size() - separator.size());
}

class Reference : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string room = GetParam();
    const auto figures = testing::shared_file("reference/" + room + ".json");
    const auto readings = testing::shared_file("data/" + room + ".csv");
    if (!figures || !readings) GTEST_SKIP() << testing::no_whole_rooms;
    reference = Json::parse(*figures);
    samples = read_samples(*readings);
  }

  Json reference;
  std::vector<Sample<Lux>> samples;
};

std::string test_name(const ::testing::TestParamInfo<const char*>& room) {
  std::string name = room.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(, Reference, testing::real_rooms(), test_name);

TEST_P(Reference, GapsAreThoseOfTheAncestor) {
  const Series<Lux> series = split_at_gaps(samples, default_max_gap);
  const std::vector<Gap> found = gaps(series);
  EXPECT_EQ(samples.size(), reference["rows"].get<std::size_t>());
  EXPECT_EQ(samples.size() + found.size(), reference["events_after_gap_fill"].get<std::size_t>());
  ASSERT_EQ(found.size(), reference["gaps"].size());
  EXPECT_EQ(found.size(), reference["missing_printed"].size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Json& gap = reference["gaps"][i];
    EXPECT_EQ(found[i].missing, gap["missing"].get<std::int64_t>());
    EXPECT_EQ(found[i].missing, reference["missing_printed"][i].get<std::int64_t>());
    EXPECT_EQ(sunnyvale.zone.to_iso(found[i].after), gap["before_local"].get<std::string>());
    EXPECT_EQ(sunnyvale.zone.to_iso(found[i].before), gap["after_local"].get<std::string>());
  }
}

TEST_P(Reference, EverySmoothedValueIsTheAncestors) {
  const Series<Lux> series = smooth(split_at_gaps(samples, default_max_gap), {});
  const Summary found = summary(series);
  const Json& figures = reference["smoothed"];
  EXPECT_EQ(found.samples, samples.size());
  EXPECT_EQ(found.sum, figures["sum"].get<double>());
  EXPECT_EQ(found.min, figures["min"].get<double>());
  EXPECT_EQ(found.max, figures["max"].get<double>());
  const auto whole = [](double lux) { return std::to_string(static_cast<long>(lux)); };
  EXPECT_EQ(sha256(joined(series, ",", "nan", whole)),
            figures["sha256_of_comma_joined"].get<std::string>());
}

void expect_levels(const Analysis& found, const Json& figures) {
  EXPECT_EQ(found.levels.cuts, figures["cuts_value_ge"].get<std::vector<double>>());
  EXPECT_EQ(found.levels.counts, figures["counts_excluding_nan"].get<std::vector<std::int64_t>>());
  const auto centres = figures["averages_excluding_nan"].get<std::vector<double>>();
  ASSERT_EQ(found.levels.centres.size(), centres.size());
  for (std::size_t i = 0; i < centres.size(); ++i)
    EXPECT_NEAR(found.levels.centres[i].value(), centres[i], 1e-9);
  // The reference's fit contained a zero for each gap: these zeros belong to the lowest level.
  const auto zeros = static_cast<double>(found.gaps.size());
  const auto dark = static_cast<double>(found.levels.counts[0]);
  const double for_zeros = centres[0] * centres[0] * dark * zeros / (dark + zeros);
  EXPECT_NEAR(found.levels.inertia + for_zeros,
              figures["inertia_including_nan_zeros"].get<double>(), 1e-6);
  EXPECT_EQ(found.on_from, figures["on_if_smoothed_ge"].get<double>());
  EXPECT_EQ(found.on_samples, figures["on_samples"].get<std::int64_t>());
}

void expect_runs(const Analysis& found, const Json& figures) {
  std::vector<std::vector<std::int64_t>> on_lengths(4);
  std::vector<std::vector<std::int64_t>> off_lengths(4);
  Json runs = Json::array();
  for (const WholeRun& run : found.whole_runs) {
    auto& lengths = run.state == OnOff::on ? on_lengths : off_lengths;
    lengths[index_of(run.zone)].push_back(run.samples);
    runs.push_back({to_string(run.state), index_of(run.zone), run.samples});
  }
  EXPECT_EQ(runs, figures["runs_state_zone_length"]);
  for (auto& lengths : on_lengths) std::sort(lengths.begin(), lengths.end());
  for (auto& lengths : off_lengths) std::sort(lengths.begin(), lengths.end());
  EXPECT_EQ(Json(on_lengths), figures["on_lengths_by_start_zone_sorted"]);
  EXPECT_EQ(Json(off_lengths), figures["off_lengths_by_start_zone_sorted"]);
}

void expect_zones(const Analysis& found, const Json& figures) {
  Json zones = Json::array();
  for (const Zone zone : all_zones) {
    const auto& subsequences = found.subsequences[index_of(zone)];
    std::vector<std::int64_t> lengths;
    for (const RunLengths& subsequence : subsequences) lengths.push_back(sample_count(subsequence));
    zones.push_back({{"zone", index_of(zone)},
                     {"samples", std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0})},
                     {"subsequences", lengths.size()},
                     {"lengths", lengths},
                     {"on_samples", on_samples(subsequences)}});
  }
  EXPECT_EQ(zones, figures["zones"]);
}

void expect_figures(const Analysis& found, const Json& figures) {
  expect_levels(found, figures);
  expect_runs(found, figures);
  expect_zones(found, figures);
}

TEST_P(Reference, EveryFigureOfTheExactOptimumIsReproduced) {
  PathSettings settings;
  settings.on_level = reference["exact_optimum"]["on_threshold_rank"].get<int>();
  const Analysis found = analyse(samples, sunnyvale, settings);
  expect_figures(found, reference["exact_optimum"]);
}

TEST_P(Reference, EveryPublishedFigureIsReproducedWithThePublishedCuts) {
  PathSettings settings;
  settings.on_level = reference["published"]["on_threshold_rank"].get<int>();
  settings.cuts = reference["published"]["cuts_value_ge"].get<std::vector<double>>();
  const Analysis found = analyse(samples, sunnyvale, settings);
  expect_figures(found, reference["published"]);
}

TEST_P(Reference, EverySampleIsOnOrOffAsInTheReference) {
  const Series<Lux> series = smooth(split_at_gaps(samples, default_max_gap), {});
  for (const char* part : {"exact_optimum", "published"}) {
    const double threshold = reference[part]["on_if_smoothed_ge"].get<double>();
    std::string symbols;
    for (const RunLengths& runs : switching(series, threshold)) {
      if (!symbols.empty()) symbols += 'n';
      for (const auto& run : runs)
        symbols.append(static_cast<std::size_t>(run.length), run.state == OnOff::on ? '1' : '0');
    }
    EXPECT_EQ(sha256(symbols), reference[part]["onoff_sha256"].get<std::string>()) << part;
  }
}

}  // namespace
}  // namespace lamplighter
