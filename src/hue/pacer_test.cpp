// SPDX-License-Identifier: Apache-2.0
#include "hue/pacer.h"

#include <gtest/gtest.h>

#include <vector>

namespace lamplighter::hue {
namespace {

constexpr Instant start = Instant(1'700'000'000s);

/// When each of `count` requests went out, the bridge taking `latency` for each.
std::vector<Instant> send(Pacer& pacer, RequestKind kind, int count,
                          std::chrono::milliseconds latency, Instant now) {
  std::vector<Instant> sent;
  for (int i = 0; i < count; ++i) {
    now = pacer.earliest(kind, now);
    sent.push_back(now);
    now += latency;
    pacer.accepted(kind, now);
  }
  return sent;
}

TEST(Pacer, TheFirstCommandGoesAtOnce) {
  EXPECT_EQ(Pacer().earliest(RequestKind::lamp_command, start), start);
  EXPECT_EQ(Pacer().earliest(RequestKind::group_command, start), start);
}

TEST(Pacer, TenLampsAtOnceGoOutATenthOfASecondApart) {
  Pacer pacer;
  const std::vector<Instant> sent = send(pacer, RequestKind::lamp_command, 10, 0ms, start);
  for (std::size_t i = 0; i < sent.size(); ++i) EXPECT_EQ(sent[i], start + i * 100ms) << i;
}

TEST(Pacer, GapsCountFromTheAnswer) {
  Pacer pacer;
  const std::vector<Instant> sent = send(pacer, RequestKind::lamp_command, 3, 30ms, start);
  EXPECT_EQ(sent, (std::vector<Instant>{start, start + 130ms, start + 260ms}));
}

TEST(Pacer, GroupsGoOutASecondApartAndLampsInBetween) {
  Pacer pacer;
  EXPECT_EQ(send(pacer, RequestKind::group_command, 2, 0ms, start),
            (std::vector<Instant>{start, start + 1s}));
  EXPECT_EQ(pacer.earliest(RequestKind::lamp_command, start + 1s), start + 1100ms);
  EXPECT_EQ(pacer.earliest(RequestKind::group_command, start + 1s), start + 2s);
}

TEST(Pacer, NoGapPassesWhenItIsAlreadyOver) {
  Pacer pacer;
  send(pacer, RequestKind::lamp_command, 1, 0ms, start);
  EXPECT_EQ(pacer.earliest(RequestKind::lamp_command, start + 1h), start + 1h);
}

TEST(Pacer, ThePauseGrowsWithEachRefusalAndEndsWithAnAcceptance) {
  Pacer pacer;
  Instant now = start;
  for (int i = 1; i <= 30; ++i) {
    pacer.refused(now);
    const Instant next = pacer.earliest(RequestKind::lamp_command, now);
    EXPECT_EQ(next - now, std::min(i * 250ms, 5000ms)) << i;
    now = next;
  }
  pacer.accepted(RequestKind::lamp_command, now);
  EXPECT_EQ(pacer.earliest(RequestKind::lamp_command, now), now + 100ms);
}

TEST(Pacer, AClockSetBackDelaysNothingBeyondOneGap) {
  Pacer pacer;
  send(pacer, RequestKind::group_command, 1, 0ms, start);
  pacer.refused(start);
  const Instant earlier = start - 1h;
  EXPECT_EQ(pacer.earliest(RequestKind::group_command, earlier), earlier + 1s);
  EXPECT_EQ(pacer.earliest(RequestKind::question, earlier), earlier + 250ms);
}

}  // namespace
}  // namespace lamplighter::hue
