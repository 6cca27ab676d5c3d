// SPDX-License-Identifier: Apache-2.0
#include "documents/capture_health.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <time.h>

#include <algorithm>

namespace lamplighter::app {
namespace {

CaptureReport report() {
  return {
      .at = *parse_instant("2026-11-24T19:42:17Z"),
      .totals = {10, 7, 1, 1, 2},
      .storage_trouble = "disk full",
      .sensors = {{"K\u00fcche", *parse_instant("2026-11-24T19:42:01.5Z"), 0.98765, 7, 1, 2, true,
                   false, "malformed"},
                  {"attic", std::nullopt, std::nullopt, 0, 0, 0, false, true}},
      .rejections = {{"malformed", "a/b", 2}, {"unknown-sensor", "", 3}},
      .unknown_sensors = {{"cellar", 3}},
      .service_troubles = {"page cannot start: its port is in use"},
      .sources = {{"bridge", *parse_instant("2026-11-24T19:42:16Z"), ""}, {"bridge", {}, "off"}}};
}

TEST(CaptureHealth, IsOneLineOfJson) {
  EXPECT_EQ(
      format_health(report()),
      R"({"at":"2026-11-24T19:42:17Z","messages":10,"readings":7,"changes":1,"repeats":1,)"
      R"("rejected":2,"storage_trouble":"disk full","sensors":[{"sensor":"Küche",)"
      R"("last_seen":"2026-11-24T19:42:01.500000Z","readings":7,"per_minute":0.99,"gaps":1,)"
      R"("rejected":2,"silent":true,"offline":false,"not_understood":"malformed"},{"sensor":"attic","last_seen":null,"readings":0,)"
      R"("per_minute":null,"gaps":0,"rejected":0,"silent":false,"offline":true,"not_understood":""}],"rejections":[)"
      R"({"reason":"malformed","topic":"a/b","count":2},{"reason":"unknown-sensor","topic":"",)"
      R"("count":3}],"strangers":[{"name":"cellar","count":3}],)"
      R"("service_troubles":["page cannot start: its port is in use"],)"
      R"("sources":[{"source":"bridge","last_heard":"2026-11-24T19:42:16Z","trouble":""},)"
      R"({"source":"bridge","last_heard":null,"trouble":"off"}]})");
}

TEST(CaptureHealth, IsReadBackAsItWas) {
  const auto read = parse_health(format_health(report()));
  ASSERT_TRUE(read);
  EXPECT_EQ(format_health(*read), format_health(report()));
}

TEST(CaptureHealth, ThatIsForgedCannotReachATerminal) {
  CaptureReport forged = report();
  forged.storage_trouble = "\x1b[2Jgone";
  forged.sensors[0].name = "a\x1b]0;b\x07";
  forged.rejections[0] = {"\nx", "\x9b", 1};
  forged.unknown_sensors[0].name = std::string(600, 'x') + "\x7f";
  const auto read = parse_health(format_health(forged));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->storage_trouble, "?[2Jgone");
  EXPECT_EQ(read->sensors[0].name, "a?]0;b?");
  EXPECT_EQ(read->rejections[0].reason, "?x");
  EXPECT_EQ(read->rejections[0].topic.find('\x9b'), std::string::npos);
  EXPECT_EQ(read->unknown_sensors[0].name, std::string(500, 'x'));
}

TEST(CaptureHealth, CountsAreWholeNumbers) {
  const std::string whole = format_health(report());
  const std::string key = "\"messages\":";
  const std::size_t begin = whole.find(key) + key.size();
  const std::size_t end = whole.find(',', begin);
  for (const char* count : {"1e300", "-5", "1.5", "true", "null", "\"7\""}) {
    std::string text = whole;
    text.replace(begin, end - begin, count);
    EXPECT_FALSE(parse_health(text)) << text;
  }
}

TEST(CaptureHealth, OfAnotherFormIsRefused) {
  for (const char* text : {"", "{}", "[]", "offline", R"({"at":1})"}) {
    EXPECT_FALSE(parse_health(text)) << text;
  }
}

/// CPU time of this thread for a document with that many keys in one object, the minimum of three
/// runs.
double seconds_for_keys(int count) {
  std::string text = "{";
  for (int i = 0; i < count; ++i) text += fmt::format("\"{}\":1,", i);
  text += "\"at\":1}";
  const auto now = [] {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  };
  double least = 1e9;
  for (int i = 0; i < 3; ++i) {
    const double before = now();
    EXPECT_FALSE(parse_health(text));
    least = std::min(least, now() - before);
  }
  return least;
}

// A document eight times as long would take 64 times as long if each key were compared with all
// others.
TEST(CaptureHealth, ALongForgedDocumentTakesTimeInProportionToItsLength) {
  EXPECT_LT(seconds_for_keys(32000) / seconds_for_keys(4000), 24);
}

}  // namespace
}  // namespace lamplighter::app
