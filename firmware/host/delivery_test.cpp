// SPDX-License-Identifier: Apache-2.0
// The node over real TCP to a real broker. The broker knows a subscriber with a persistent session
// from before the node starts, so that published messages can be fetched afterwards without
// waiting.
#include "host/power_period.h"
#include "host/run.h"
#include "model/tsl2591_model.h"
#include "mqtt/child_broker.h"
#include "testing/scratch_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lamplighter::node_host {
namespace {

using testing::ScratchFolder;

/// A real broker that can be stopped and restarted. It saves its state when it is stopped.
class Broker {
 public:
  explicit Broker(bool persists = false, const std::string& more = "")
      : child_(*mqtt::ChildBroker::start(
            {.persistent = persists, .more = "autosave_on_changes false\n" + more})) {}

  [[nodiscard]] int port() const { return child_->port(); }
  void stop() { child_->stop(); }
  void start() { ASSERT_TRUE(child_->restart().has_value()); }

 private:
  std::unique_ptr<mqtt::ChildBroker> child_;
};

/// Lines for the broker's config that allow `node` with the password `secret` and, with `others`,
/// anonymous clients.
std::string let_in(const ScratchFolder& folder, bool others) {
  const std::string file = folder.write("passwords", "");
  const std::string command = "mosquitto_passwd -b '" + file + "' node secret";
  EXPECT_EQ(std::system(command.c_str()), 0);
  return fmt::format("allow_anonymous {}\npassword_file {}\n", others, file);
}

std::vector<std::string> output_of(const std::string& command) {
  std::vector<std::string> lines;
  std::FILE* pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr) return lines;
  char line[512];
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    lines.emplace_back(line);
    lines.back().pop_back();
  }
  ::pclose(pipe);
  return lines;
}

class Subscriber {
 public:
  explicit Subscriber(const Broker& broker)
      : command_(fmt::format("mosquitto_sub -h 127.0.0.1 -p {} -i keeper -c -q 1 -W 60 "
                             "-t 'lamplighter/node/+/lux'",
                             broker.port())) {
    output_of(command_ + " -E");
  }

  [[nodiscard]] std::vector<std::string> fetch(std::size_t count) const {
    return output_of(fmt::format("{} -C {}", command_, count));
  }

 private:
  std::string command_;
};

double number_after(const std::string& payload, const std::string& key) {
  const std::size_t at = payload.find("\"" + key + "\":");
  return at == std::string::npos ? -1 : std::stod(payload.substr(at + key.size() + 3));
}

struct Row {
  double at;
  double lux;
};

std::vector<Row> rows_of(const std::string& file) {
  std::vector<Row> rows;
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    rows.push_back({std::stod(line), std::stod(line.substr(line.rfind(',') + 1))});
  }
  return rows;
}

/// A day and a half with a lamp in the evening, a sunny day and a gap of five hours.
std::string write_light(const ScratchFolder& folder) {
  std::string text = "timestamp,datetime,sensor_id,value\n";
  for (int minute = 0; minute < 2160; ++minute) {
    if (minute >= 700 && minute < 1000) continue;
    const double lux = minute % 1440 < 600 ? 4000.0 * (minute % 600) / 600 : 37;
    text += fmt::format("{}.25,-,front-room,{}\n", 1'467'356'400 + 60 * minute, lux);
  }
  return folder.write("light.csv", text);
}

TEST(Delivery, EveryReadingOfAFileArrivesOnceInOrderAndEqualToTheLog) {
  const ScratchFolder folder;
  const Broker broker(false, let_in(folder, true));
  const Subscriber subscriber(broker);
  const std::string password = folder.write("password", "secret\n");
  ASSERT_EQ(::chmod(password.c_str(), 0600), 0);
  Options options{.port = broker.port(),
                  .id = "front-room",
                  .user = "node",
                  .password_file = password,
                  .light = LuxFile{write_light(folder)},
                  .speed = std::nullopt,
                  .seed = 9,
                  .log = folder.path("log.csv")};
  const Result<void> done = run(options, {});
  ASSERT_TRUE(done.has_value()) << done.error().message;

  const auto rows = rows_of(options.log);
  ASSERT_EQ(rows.size(), 699U + 1159U);  // the last row of a segment only ends it
  const auto messages = subscriber.fetch(rows.size());
  ASSERT_EQ(messages.size(), rows.size());
  double n = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(number_after(messages[i], "at"), rows[i].at) << i;
    ASSERT_EQ(number_after(messages[i], "lux"), rows[i].lux) << i;
    ASSERT_TRUE(i == 0 || rows[i].at > rows[i - 1].at) << i;
    n = i == 699 ? 1 : n + 1;
    ASSERT_EQ(number_after(messages[i], "n"), n) << i;
    ASSERT_EQ(number_after(messages[i], "boot"), i < 699 ? 9 : 10) << i;
  }
}

/// A period of a modelled sensor with an event at some minute of light time.
struct Story {
  using Happening = std::function<void(std::uint64_t minute)>;

  explicit Story(const Broker& broker, std::uint64_t hours, Happening happening)
      : link("127.0.0.1", broker.port()),
        log(*Log::open("", "")),
        happens(std::move(happening)),
        period{model, [this](std::uint64_t from, std::uint64_t to) { pass(from, to); },
               from_epoch_seconds(1'467'356'400), hours * 3'600'000} {
    model.shine(20);
  }

  void pass(std::uint64_t from, std::uint64_t to) {
    model.pass(static_cast<double>(to - from));
    for (std::uint64_t minute = from / 60'000 + 1; minute <= to / 60'000; ++minute) happens(minute);
  }

  node_model::Tsl2591Model model;
  TcpLink link;
  Log log;
  Happening happens;
  PowerPeriod period;
};

void expect_twelve_hours(const std::vector<std::string>& messages) {
  ASSERT_EQ(messages.size(), 720U);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const double minute = static_cast<double>(i);
    ASSERT_EQ(number_after(messages[i], "n"), minute + 1);
    ASSERT_NEAR(number_after(messages[i], "at"), 1'467'356'400 + 60 * minute, 1);
  }
}

TEST(Delivery, ABrokerThatComesLateCostsNoReading) {
  Broker broker(true);
  const Subscriber subscriber(broker);
  broker.stop();
  Story story(broker, 12, [&](std::uint64_t minute) {
    if (minute == 120) broker.start();
  });
  NodeLife life({.id = "hall", .boot = 5}, story.period, story.link, story.log, {50'000, true});
  ASSERT_TRUE(life.live({}));
  EXPECT_EQ(life.counts().delivered, 720U);
  EXPECT_EQ(life.counts().dropped, 0U);
  EXPECT_EQ(life.counts().connections, 1U);
  const auto messages = subscriber.fetch(720);
  expect_twelve_hours(messages);
  EXPECT_GT(number_after(messages[0], "age"), 2 * 3600 - 10);
}

TEST(Delivery, ABrokerThatGoesAwayForThreeHoursCostsNoReading) {
  Broker broker(true);
  const Subscriber subscriber(broker);
  const NodeLife* life_so_far = nullptr;
  std::uint64_t gone_at = 0;
  Story story(broker, 12, [&](std::uint64_t minute) {
    if (gone_at == 0 && life_so_far->counts().delivered >= 100) {
      broker.stop();
      gone_at = minute;
    } else if (gone_at != 0 && minute == gone_at + 180) {
      broker.start();
    }
  });
  NodeLife life({.id = "hall", .boot = 5}, story.period, story.link, story.log, {50'000, true});
  life_so_far = &life;
  ASSERT_TRUE(life.live({}));
  EXPECT_EQ(life.counts().delivered, 720U);
  EXPECT_EQ(life.counts().connections, 2U);
  expect_twelve_hours(subscriber.fetch(720));
}

TEST(Delivery, AWrongPasswordIsRefusedAndTheReadingsAreKept) {
  const ScratchFolder folder;
  const Broker broker(false, let_in(folder, false));
  std::stop_source stop;
  Story story(broker, 12, [&](std::uint64_t minute) {
    if (minute == 60) stop.request_stop();
  });
  NodeLife life({.id = "hall", .user = "node", .password = "wrong", .boot = 5}, story.period,
                story.link, story.log, {20'000, true});
  ::testing::internal::CaptureStderr();
  EXPECT_FALSE(life.live(stop.get_token()));
  life.leave();
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("refuses this user or password"),
            std::string::npos);
  EXPECT_EQ(life.counts().connections, 0U);
  EXPECT_EQ(life.counts().delivered, 0U);
}

std::string status(const Broker& broker) {
  const auto lines = output_of(fmt::format(
      "mosquitto_sub -h 127.0.0.1 -p {} -q 1 -W 60 -C 1 -t lamplighter/node/hall/status",
      broker.port()));
  return lines.empty() ? "" : lines.front();
}

TEST(Delivery, TheStatusSaysOnlineAndAfterADisconnectOrACutOffline) {
  for (const bool says_goodbye : {true, false}) {
    const Broker broker;
    std::string during;
    Story story(broker, 1, [&](std::uint64_t minute) {
      if (minute == 30) during = status(broker);
    });
    NodeLife life({.id = "hall", .boot = 5}, story.period, story.link, story.log,
                  {std::nullopt, true});
    ASSERT_TRUE(life.live({}));
    if (says_goodbye) life.leave();
    story.link.close();
    EXPECT_EQ(during, "online");
    EXPECT_EQ(status(broker), "offline");
  }
}

TEST(Delivery, FailedReadingsArriveAsFailed) {
  const Broker broker;
  const Subscriber subscriber(broker);
  Story story(broker, 1, [&](std::uint64_t minute) {
    if (minute == 20) story.model.fail_transfers(0, 1'000'000);
    if (minute == 40) story.model.fail_transfers(0, 0);
  });
  NodeLife life({.id = "hall", .boot = 5}, story.period, story.link, story.log,
                {std::nullopt, true});
  ASSERT_TRUE(life.live({}));
  EXPECT_EQ(life.counts().delivered, 60U);
  EXPECT_EQ(life.counts().failed, 20U);
  const auto messages = subscriber.fetch(60);
  ASSERT_EQ(messages.size(), 60U);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const bool has_failed = messages[i].find(R"({"failed":"no-answer")") == 0;
    ASSERT_EQ(has_failed, i >= 20 && i < 40) << i << messages[i];
    ASSERT_EQ(messages[i].find("\"lux\"") == std::string::npos, has_failed) << messages[i];
  }
}

TEST(Run, SaysWhatIsWrongBeforeItBegins) {
  const ScratchFolder folder;
  const auto message = [](const Options& options) {
    const Result<void> done = run(options, {});
    return done ? std::string("no error") : done.error().message;
  };
  EXPECT_NE(message({.id = "front room"}).find("--id"), std::string::npos);
  EXPECT_NE(message({.id = "a", .light = LuxFile{folder.path("none.csv")}}).find("none.csv"),
            std::string::npos);
  EXPECT_NE(message({.id = "a", .light = RealBus{folder.path("i2c-9")}}).find("no such bus"),
            std::string::npos);
  EXPECT_NE(message({.id = "a", .light = RealBus{"/dev/null"}}).find("not an I2C bus"),
            std::string::npos);
  const std::string open = folder.write("password", "x");
  ASSERT_EQ(::chmod(open.c_str(), 0644), 0);
  EXPECT_NE(message({.id = "a", .user = "u", .password_file = open}).find("chmod 600"),
            std::string::npos);
}

}  // namespace
}  // namespace lamplighter::node_host
