// SPDX-License-Identifier: Apache-2.0
#include "page/cached_response.h"
#include "system/clocks.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace lamplighter::app {
namespace {

using Number = BackgroundResult<int>;

constexpr std::chrono::minutes for_ever(60);

TEST(BackgroundResult, IsComputedOnRequestAndAnnounced) {
  SystemClock clock;
  std::promise<void> go;
  std::promise<void> notified;
  Number number(
      [&](const std::stop_token&) {
        go.get_future().wait();
        return 41;
      },
      [&] { notified.set_value(); }, clock, for_ever);
  EXPECT_FALSE(number.latest().at) << "not there yet";
  EXPECT_TRUE(number.latest().is_looking);
  go.set_value();
  notified.get_future().wait();
  const Number::Known known = number.latest();
  EXPECT_EQ(known.answer, 41);
  EXPECT_FALSE(known.is_looking);
  EXPECT_LE(known.at, clock.now());
}

TEST(BackgroundResult, IsNotLookedForAgainWhileItIsGood) {
  SystemClock clock;
  std::atomic<int> looks = 0;
  std::promise<void> notified;
  Number number([&](const std::stop_token&) { return ++looks; }, [&] { notified.set_value(); },
                clock, for_ever);
  number.latest();
  notified.get_future().wait();
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(number.latest().is_looking);
    number.look_now();  // the last look is less than five seconds old
  }
  EXPECT_EQ(number.latest().answer, 1);
  EXPECT_EQ(looks, 1);
}

TEST(BackgroundResult, IsLookedForAgainOnceItIsTooOld) {
  SystemClock clock;
  std::atomic<int> looks = 0;
  std::promise<void> twice;
  Number number([&](const std::stop_token&) { return ++looks; },
                [&] {
                  if (looks == 2) twice.set_value();
                },
                clock, std::chrono::minutes(0));
  const std::future<void> done = twice.get_future();
  while (done.wait_for(std::chrono::seconds(0)) != std::future_status::ready && looks < 2)
    number.latest();
  done.wait();
  EXPECT_GE(number.latest().answer, 2);
}

TEST(BackgroundResult, WhoeverLooksIsAskedToStopAtTheEnd) {
  SystemClock clock;
  std::promise<void> looking;
  bool was_asked = false;
  {
    Number number(
        [&](const std::stop_token& stop) {
          looking.set_value();
          while (!stop.stop_requested()) std::this_thread::yield();
          was_asked = true;
          return 0;
        },
        [] {}, clock, for_ever);
    number.latest();
    EXPECT_TRUE(number.latest().is_looking);
    looking.get_future().wait();
  }
  EXPECT_TRUE(was_asked);
}

}  // namespace
}  // namespace lamplighter::app
