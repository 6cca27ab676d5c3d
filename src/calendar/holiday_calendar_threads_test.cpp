// SPDX-License-Identifier: Apache-2.0
// Tests with a real server on loopback.
#include "calendar/holiday_calendar.h"
#include "testing/scripted_server.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <thread>

namespace lamplighter {
namespace {

constexpr std::size_t limit = 1000;

class Fetch : public ::testing::Test {
 protected:
  Fetch() {
    server_.Get("/days.ics", [](const httplib::Request& request, httplib::Response& answer) {
      answer.set_content("days of " + request.get_param_value("year"), "text/calendar");
    });
    server_.Get("/large", [](const httplib::Request& request, httplib::Response& answer) {
      answer.set_content(std::string(std::stoul(request.get_param_value("size")), 'x'),
                         "text/plain");
    });
    server_.Get("/moved", [](const httplib::Request&, httplib::Response& answer) {
      answer.set_content("it is elsewhere", "text/plain");
      answer.set_redirect("/days.ics?year=2026");
    });
    server_.Get("/round", [](const httplib::Request&, httplib::Response& answer) {
      answer.set_redirect("/round");
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    serving_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~Fetch() override {
    server_.stop();
    serving_.join();
  }

  [[nodiscard]] std::string url(const std::string& path) const {
    return fmt::format("http://127.0.0.1:{}{}", port_, path);
  }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread serving_;
};

TEST_F(Fetch, BringsWhatIsThere) {
  const Result<std::string> text = fetch(url("/days.ics?year=2026"), limit);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "days of 2026");
}

TEST_F(Fetch, GoesWhereItHasMoved) {
  const Result<std::string> text = fetch(url("/moved"), limit);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "days of 2026");
}

TEST_F(Fetch, GivesUpWhereItMovesForever) {
  const Result<std::string> text = fetch(url("/round"), limit);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().fault, Fault::unavailable);
}

TEST_F(Fetch, TakesNoMoreThanItWants) {
  EXPECT_EQ(fetch(url("/large?size=1000"), limit)->size(), limit);
  const Result<std::string> text = fetch(url("/large?size=1001"), limit);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().fault, Fault::bad_input);
  EXPECT_EQ(text.error().message, url("/large?size=1001") + ": more than 1000 bytes");
}

TEST_F(Fetch, SaysWhatTheServerSaid) {
  const Result<std::string> text = fetch(url("/nothing"), limit);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().message, url("/nothing") + ": answers 404");
}

TEST(FetchWithoutServer, SaysThatNothingAnswers) {
  const Result<std::string> text = fetch("http://127.0.0.1:1/days.ics", limit);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().fault, Fault::unavailable);
}

TEST(FetchWithoutServer, ATextThatIsNoAddressIsRefused) {
  for (const char* text : {"", "days.ics", "http://", "http:///days.ics", "ftp://host/days.ics"}) {
    const Result<std::string> found = fetch(text, limit);
    ASSERT_FALSE(found) << text;
    EXPECT_EQ(found.error().fault, Fault::bad_input) << text;
  }
}

TEST(FetchWithoutServer, ADripEndsAtTheDeadline) {
  testing::ScriptedServer server([](testing::ScriptedServer::Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n");
    peer.drip(std::string(600, ' '), std::chrono::milliseconds(5));
  });
  const Result<std::string> text = fetch(server.url(), limit, std::chrono::milliseconds(150));
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().fault, Fault::unavailable);
}

}  // namespace
}  // namespace lamplighter
