// SPDX-License-Identifier: Apache-2.0
#include "analysis/leave_out.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

const RoomName hall("hall");
const Instant noon = *parse_instant("2026-11-24T12:00:00Z");
constexpr auto on = LampState::on;
constexpr auto off = LampState::off;
constexpr auto unknown = LampState::unknown;

std::vector<Change> changes(std::initializer_list<std::pair<int, LampState>> minutes) {
  std::vector<Change> list;
  for (const auto& [minute, state] : minutes)
    list.push_back({noon + std::chrono::minutes(minute), hall, state});
  return list;
}

std::vector<TimeSpan> spans(std::initializer_list<std::pair<int, int>> minutes) {
  std::vector<TimeSpan> list;
  for (const auto& [from, until] : minutes)
    list.push_back({noon + std::chrono::minutes(from), noon + std::chrono::minutes(until)});
  return list;
}

TEST(LeaveOut, AnAbsenceIsFromOnToOffWhateverIsRepeated) {
  const auto rows = changes({{0, off}, {10, on}, {20, on}, {30, off}, {40, off}, {50, on}});
  EXPECT_EQ(spans_of(rows, Counts::on, 12h), spans({{10, 30}, {50, 50 + 720}}));
}

TEST(LeaveOut, APlayIsFromTheFirstCommandUntilTheLampsAreHandedOver) {
  const auto rows =
      changes({{10, on}, {20, off}, {30, on}, {40, unknown}, {50, on}, {55, unknown}});
  EXPECT_EQ(spans_of(rows, Counts::on_and_off, 12h), spans({{10, 40}, {50, 55}}));
}

TEST(LeaveOut, SpansThatOverlapOrTouchAreOne) {
  EXPECT_EQ(merged(spans({{20, 30}, {0, 10}, {10, 15}, {25, 27}, {40, 40}})),
            spans({{0, 15}, {20, 30}}));
}

TEST(LeaveOut, SamplesInASpanGoAndThoseOnItsEndStay) {
  std::vector<Sample<Lux>> samples;
  for (int minute = 0; minute < 60; minute += 5)
    samples.push_back({noon + std::chrono::minutes(minute), Lux(minute)});
  EXPECT_EQ(leave_out(samples, spans({{-9, -5}, {10, 20}, {22, 23}, {50, 999}})), 4U);
  std::vector<double> left;
  for (const auto& sample : samples) left.push_back(sample.value.value());
  EXPECT_EQ(left, (std::vector<double>{0, 5, 20, 25, 30, 35, 40, 45}));
}

struct Case {
  const char* what;
  std::vector<Change> rows;
  std::vector<TimeSpan> spans;
  std::vector<Change> left;
};

TEST(LeaveOut, ChangesInASpanAreUnknownAndTheStateComesBackAfterIt) {
  const Case table[] = {
      {"no span", changes({{0, on}, {10, off}}), {}, changes({{0, on}, {10, off}})},
      {"before and after", changes({{0, on}, {10, off}}), spans({{-5, -2}, {20, 30}}),
       changes({{0, on}, {10, off}})},
      {"inside a state", changes({{0, on}, {60, off}}), spans({{10, 20}}),
       changes({{0, on}, {10, unknown}, {20, on}, {60, off}})},
      {"over changes", changes({{0, on}, {12, off}, {14, on}, {16, off}, {60, on}}),
       spans({{10, 20}}), changes({{0, on}, {10, unknown}, {20, off}, {60, on}})},
      {"over the end", changes({{0, on}, {12, off}}), spans({{10, 20}}),
       changes({{0, on}, {10, unknown}})},
      {"a change on its end", changes({{0, on}, {20, off}, {30, on}}), spans({{10, 20}}),
       changes({{0, on}, {10, unknown}, {20, off}, {30, on}})},
      {"over the begin", changes({{0, on}, {60, off}}), spans({{-10, 20}}),
       changes({{20, on}, {60, off}})},
      {"of an unknown state", changes({{0, unknown}, {60, off}}), spans({{10, 20}}),
       changes({{0, unknown}, {60, off}})},
      {"nothing", {}, spans({{10, 20}}), {}},
  };
  for (const Case& c : table) EXPECT_EQ(leave_out(c.rows, c.spans), c.left) << c.what;
}

}  // namespace
}  // namespace lamplighter
