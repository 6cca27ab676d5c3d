// SPDX-License-Identifier: Apache-2.0
#include "hue/event_stream.h"
#include "testing/clocks.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>

namespace lamplighter::hue {
namespace {

constexpr Instant start = Instant(1'700'000'000s);

/// Returns one of its texts per read; "" is a failed connection. After the last one, waits for a
/// stop request.
class ScriptedStream final : public ReportStream {
 public:
  explicit ScriptedStream(std::deque<std::string> texts) : texts_(std::move(texts)) {}

  Result<void> read(const std::string& last_id,
                    const std::function<void(std::string_view)>& on_bytes,
                    const std::stop_token& stop) override {
    std::unique_lock lock(mutex_);
    last_ids_.push_back(last_id);
    if (texts_.empty()) {
      is_empty_ = true;
      changed_.notify_all();
      changed_.wait(lock, stop, [] { return false; });
      return {};
    }
    const std::string text = texts_.front();
    texts_.pop_front();
    lock.unlock();
    if (text.empty()) return Error{Fault::unavailable, "nobody there"};
    on_bytes(text);
    return {};
  }

  /// Waits until all texts were read.
  std::vector<std::string> last_ids() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_empty_; });
    return last_ids_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::string> texts_;
  std::vector<std::string> last_ids_;
  bool is_empty_ = false;
};

std::string message(const std::string& id, const std::string& lamp) {
  return "id: " + id + R"(
data: [{"type":"update","data":[{"type":"light","id":")" +
         lamp + R"(","on":{"on":true}}]}]

)";
}

TEST(LampWatch, HearsReportsAndSaysThatItMayHaveMissedSome) {
  ScriptedStream stream({message("1:0", "a") + message("2:0", "b"), message("3:0", "c")});
  testing::LeapingClock clock(start);
  std::atomic<int> news{0};
  LampWatch watch(stream, clock, [&] { ++news; });
  EXPECT_EQ(stream.last_ids(), (std::vector<std::string>{"", "2:0", "3:0"}));
  const LampWatch::Heard heard = watch.take();
  ASSERT_EQ(heard.reports.size(), 5U);
  EXPECT_EQ(heard.reports[0].kind, LampReport::Kind::missed);
  EXPECT_EQ(heard.reports[0].since, Instant::min()) << "nothing was heard before";
  EXPECT_EQ(heard.reports[2].id, "b");
  EXPECT_EQ(heard.reports[3].kind, LampReport::Kind::missed);
  EXPECT_EQ(heard.reports[3].since, heard.reports[2].heard) << "up to the last message";
  EXPECT_EQ(heard.reports[3].heard, heard.reports[2].heard + 1s);
  EXPECT_EQ(heard.reports[4].id, "c");
  EXPECT_EQ(heard.position, "3:0");
  EXPECT_FALSE(heard.until) << "no stream is open";
  EXPECT_TRUE(heard.may_have_missed);
  EXPECT_EQ(news, 4) << "two streams that began, and what they brought";
  EXPECT_TRUE(watch.take().reports.empty());
}

TEST(LampWatch, PausesGrowWhileNothingAnswersAndStartOverAfterwards) {
  ScriptedStream stream({"", "", "", "", "", "", "", "", ": hi\n\n", ""});
  testing::LeapingClock clock(start);
  LampWatch watch(stream, clock);
  stream.last_ids();
  std::vector<std::chrono::microseconds> expected;
  for (const int seconds : {1, 2, 4, 8, 16, 30, 30, 30, 1, 2}) {
    expected.emplace_back(std::chrono::seconds(seconds));
  }
  EXPECT_EQ(clock.sleeps(), expected);
}

TEST(LampWatch, TellsItsTroubleUntilTheStreamSpeaksAgain) {
  ScriptedStream mute({""});
  testing::LeapingClock clock(start);
  {
    LampWatch watch(mute, clock);
    mute.last_ids();
    ASSERT_TRUE(watch.trouble());
    EXPECT_EQ(watch.trouble()->message, "nobody there");
  }
  ScriptedStream speaking({"", ": hi\n\n"});
  LampWatch watch(speaking, clock);
  speaking.last_ids();
  EXPECT_FALSE(watch.trouble());
}

TEST(LampWatch, EndsAtOnceWhereverItIs) {
  ScriptedStream stream({});
  testing::LeapingClock clock(start);
  LampWatch watch(stream, clock);
}

}  // namespace
}  // namespace lamplighter::hue
