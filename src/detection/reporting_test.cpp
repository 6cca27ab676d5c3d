// SPDX-License-Identifier: Apache-2.0
#include "detection/reporting.h"

#include "core/quantiles.h"
#include "detection/averaging.h"
#include "detection/detect.h"
#include "detection/noise.h"
#include "detection/test_room.h"
#include "detection/test_sensor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace lamplighter {
namespace {

/// Intersection over union of the minutes detected as on and those that are on.
double overlap_with_truth(const TestRoom& room, const Detection& detection) {
  int both = 0;
  int either = 0;
  for (Instant at = room.from; at < room.at(room.days, 0); at += room.spacing) {
    const bool said = std::ranges::any_of(detection.intervals, [&](const LitInterval& lit) {
      return lit.state == LampState::on && lit.from <= at && at < lit.until;
    });
    both += said && room.lit(at);
    either += said || room.lit(at);
  }
  return static_cast<double>(both) / either;
}

TEST(Reporting, ASensorThatReportsOnChangeShowsTheLampsOfOneThatReportsEveryMinute) {
  const TestRoom room = lived_in_room();
  const auto reports = testing::reported_on_change(room.readings(), {.longest = 3600});
  ASSERT_LT(reports.size() * 2, room.readings().size());
  const Detection detection = detect_lamps(reports, munich);
  EXPECT_EQ(detection.reporting.kind, ReportKind::on_change);
  EXPECT_GE(overlap_with_truth(room, detection), 0.9);
  EXPECT_EQ(detection.samples, reports.size());
}

TEST(Reporting, OfASensorThatReportsEveryFiftyFiveMinutesNothingIsSaidToBeOnOrOff) {
  const auto reports = testing::heartbeats(lived_in_room().readings());
  const Detection detection = detect_lamps(reports, munich);
  EXPECT_EQ(detection.reporting.kind, ReportKind::rarely);
  ASSERT_EQ(detection.intervals.size(), 1U);
  EXPECT_EQ(detection.intervals[0].state, LampState::unknown);
  EXPECT_NE(describe(detection.reporting).find("cannot be detected"), std::string::npos);
}

TEST(Reporting, ASensorThatReportsEveryMinuteIsRegular) {
  const Reporting reporting = reporting_of(lived_in_room().readings());
  EXPECT_EQ(reporting.kind, ReportKind::regular);
  EXPECT_EQ(describe(reporting), "");
}

TEST(Reporting, AReportHoldsUntilTheNextUnlessTheSilenceIsTooLong) {
  const auto at = [](int minute) { return Instant{} + std::chrono::minutes(minute); };
  const std::vector<Sample<Lux>> reports{{at(0), Lux(3)}, {at(4), Lux(8)}, {at(500), Lux(1)}};
  const Reporting reporting{ReportKind::on_change, Minutes(4), Minutes(60)};
  const auto all = held(reports, reporting);
  ASSERT_EQ(all.size(), 6U);
  EXPECT_EQ(all[3].at, at(3));
  EXPECT_EQ(all[3].value.value(), 3);
  EXPECT_EQ(all[5].at, at(500));
}

TEST(Reporting, AnExponentialAverageIsUndone) {
  TestRoom room = lived_in_room();
  room.noise = 0;
  const auto readings = room.readings();
  const auto averaged = testing::remade(
      readings, [](double v, double made, double, double) { return (v + made) / 2; });
  const Averaging averaging = averaging_of(averaged);
  EXPECT_EQ(averaging.kind, Averaging::Kind::exponential);
  EXPECT_NEAR(averaging.share, 0.5, 0.02);
  const auto undone = without_averaging(averaged, averaging);
  ASSERT_EQ(undone.size(), readings.size());
  double furthest = 0;
  for (std::size_t i = 1; i < undone.size(); ++i) {
    furthest = std::max(furthest, std::abs(undone[i].value.value() - readings[i].value.value()));
  }
  EXPECT_LT(furthest, 0.5);
}

/// As a motion sensor of a Hue bridge reports and capture stores it: every five minutes and on
/// motion, such as that of the person who switches a lamp; only changes, and once an hour.
std::vector<Sample<Lux>> reported_by_hue(const TestRoom& room) {
  std::vector<Sample<Lux>> reports;
  bool was_lit = false;
  int minute = 0;
  for (const Sample<Lux>& reading : room.readings()) {
    const double lux = std::max(0.0, std::round(reading.value.value()));
    const bool is_due = minute++ % 5 == 0 || room.lit(reading.at) != was_lit;
    was_lit = room.lit(reading.at);
    const bool is_new = reports.empty() || reports.back().value.value() != lux ||
                        reading.at - reports.back().at >= 1h;
    if (is_due && is_new) reports.push_back({reading.at, Lux(lux)});
  }
  return reports;
}

TEST(Reporting, OfAMotionSensorOfAHueBridgeTheLampsShow) {
  const TestRoom room = lived_in_room();
  const Detection detection = detect_lamps(reported_by_hue(room), munich, ReportKind::on_change);
  EXPECT_EQ(detection.reporting.kind, ReportKind::on_change);
  EXPECT_GE(overlap_with_truth(room, detection), 0.8);
}

TEST(Reporting, AMeanOfTwoIsUndone) {
  TestRoom room = lived_in_room();
  room.noise = 2;
  room.quantum = 1;
  const auto readings = room.readings();
  const auto averaged = testing::remade(
      readings, [](double v, double, double before, double) { return (v + before) / 2; });
  const Averaging averaging = averaging_of(averaged);
  ASSERT_EQ(averaging.kind, Averaging::Kind::mean_of_two);
  const auto undone = without_averaging(averaged, averaging);
  std::vector<double> jumps;
  for (std::size_t i = 1; i < undone.size(); ++i) {
    const double truth = readings[i].value.value() - readings[i - 1].value.value();
    if (std::abs(truth) < 20) continue;
    jumps.push_back(std::abs(undone[i].value.value() - undone[i - 1].value.value() - truth));
  }
  ASSERT_GT(jumps.size(), 20U);
  EXPECT_LT(quantile(jumps, 0.9), 5);
}

TEST(Reporting, ReadingsThatAreNotAveragedStayAsTheyAre) {
  const auto readings = lived_in_room().readings();
  const auto undone = without_averaging(readings, averaging_of(readings));
  ASSERT_EQ(undone.size(), readings.size());
  for (std::size_t i = 0; i < undone.size(); ++i) {
    ASSERT_EQ(undone[i].value.value(), readings[i].value.value()) << i;
  }
}

TEST(Reporting, ALampThatWarmsUpAndGoesOffAtOnceIsNoAverageOfTheSensor) {
  TestRoom room;
  room.brightness = 60;
  room.days = 12;
  for (int day = 0; day < room.days; ++day) room.light(day, 20.5 + 0.07 * day, 22, 430);
  std::vector<Sample<Lux>> readings = room.readings();
  double shown = 0;
  for (Sample<Lux>& reading : readings) {
    const double light = reading.value.value();
    shown = light < shown - 30 ? light : shown + 0.45 * (light - shown);
    reading.value = Lux(shown);
  }
  EXPECT_EQ(averaging_of(readings).kind, Averaging::Kind::none);
}

TEST(Reporting, IsWhatAPersonSays) {
  const auto readings = lived_in_room().readings();
  EXPECT_EQ(reporting_of(readings, ReportKind::rarely).kind, ReportKind::rarely);
  EXPECT_EQ(reporting_of(readings, ReportKind::on_change).kind, ReportKind::on_change);
  const Detection none = detect_lamps(readings, munich, ReportKind::rarely);
  ASSERT_EQ(none.intervals.size(), 1U);
  EXPECT_EQ(none.intervals[0].state, LampState::unknown);
}

TEST(Reporting, StoredWordsForNoValueAreNoLight) {
  auto readings = lived_in_room().readings();
  const Detection plain = detect_lamps(readings, munich);
  for (std::size_t i = 700; i < readings.size(); i += 997)
    readings.push_back({readings[i].at + 7s, Lux(i % 2 == 0 ? 65535 : 65534)});
  const Detection with_words = detect_lamps(readings, munich);
  EXPECT_EQ(with_words.lamps, plain.lamps);
  EXPECT_EQ(with_words.intervals.size(), plain.intervals.size());
}

TEST(MeasureNoise, JitterDoesNotHideTheStepsOfACoarseSensor) {
  TestRoom room = lived_in_room();
  room.quantum = 4;
  room.noise = 2;
  Light light = prepare_light(testing::with_jitter(room.readings(), 0.02), munich);
  EXPECT_NEAR(measure_noise(light).step, 4, 0.3);
}

}  // namespace
}  // namespace lamplighter
