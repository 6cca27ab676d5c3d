// SPDX-License-Identifier: Apache-2.0
#include "csv/on_off_file.h"
#include "page/routes.h"
#include "testing/clocks.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace lamplighter::app {
namespace {

class CorrectionRoutes : public ::testing::Test {
 protected:
  CorrectionRoutes() : routes_(correction_routes(house_)) {}

  static Config config_in(const std::string& store) {
    Config config;
    config.home = {52.5, 13.4, "Europe/Berlin", {}, {}};
    config.store.directory = store;
    config.rooms.emplace_back().name = RoomName("hall");
    config.rooms.emplace_back().name = RoomName("study");
    return config;
  }

  web::Answer ask(const std::string& method, const std::string& path, const std::string& room,
                  const std::string& body = "") {
    for (const web::Route& route : routes_) {
      if (route.method == method && route.path == "/api/v1/" + path)
        return route.handler({.path = route.path, .query = {{"room", room}}, .body = body});
    }
    return {.status = 404};
  }

  web::Answer say(const std::string& from, const std::string& until, const std::string& state,
                  const std::string& room = "hall") {
    return ask("POST", "corrections", "",
               R"({"room":")" + room + R"(","from":")" + from + R"(","until":")" + until +
                   R"(","state":")" + state + "\"}");
  }

  testing::ScratchFolder folder_;
  testing::ManualClock clock_{*parse_instant("2026-11-28T12:00:00Z")};
  std::vector<std::string> told_;
  PageContext house_{config_in(folder_.path("")),
                     clock_,
                     1,
                     nullptr,
                     [this](const std::string& name) { told_.push_back(name); },
                     [] { return std::uint64_t{0}; },
                     nullptr,
                     nullptr};
  std::vector<web::Route> routes_;
};

TEST_F(CorrectionRoutes, WhatIsSaidByTheClockOfTheHouseIsKeptAndShown) {
  const web::Answer answer = say("2026-11-02T19:00", "2026-11-02T20:30", "on");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"room":"hall","corrections":[{"from":"2026-11-02T19:00:00+01:00",)"
                         R"("until":"2026-11-02T20:30:00+01:00","state":"on"}]})");
  EXPECT_EQ(told_, (std::vector<std::string>{"readings", "compare", "models"}));
  EXPECT_EQ(ask("GET", "corrections", "hall").body, answer.body);
  EXPECT_EQ(ask("GET", "corrections", "study").body, R"({"room":"study","corrections":[]})");
  const web::Answer file = ask("GET", "corrections.csv", "");
  EXPECT_EQ(file.body, folder_.read("corrections.csv"));
  EXPECT_EQ(file.body,
            "timestamp,datetime,room,state,until\n"
            "1793642400,2026-11-02T18:00:00Z,hall,on,1793647800\n");
}

TEST_F(CorrectionRoutes, OneThatIsTakenBackIsShownNoMoreAndStaysInTheFile) {
  say("2026-11-02T19:00", "2026-11-02T20:30", "off");
  const web::Answer answer = say("2026-11-02T18:00:00Z", "2026-11-02T19:30:00Z", "detected");
  EXPECT_EQ(answer.body, R"({"room":"hall","corrections":[]})");
  const auto kept = csv::read_corrections(csv::corrections_path(folder_.path("")));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->corrections.size(), 2U);
}

TEST_F(CorrectionRoutes, NonsenseIsRefusedWithASentenceAndNothingIsKept) {
  EXPECT_EQ(say("2026-11-02T19:00", "2026-11-02T20:00", "on", "attic").status, 404);
  EXPECT_EQ(say("2026-11-02T20:00", "2026-11-02T19:00", "on").status, 400);
  EXPECT_EQ(say("2026-11-02T19:00", "2026-11-02T20:00", "lit").status, 400);
  EXPECT_EQ(say("2026-11-28T12:00", "2026-11-28T13:00:01", "on").status, 400) << "in the future";
  EXPECT_EQ(say("2026-09-02T19:00", "2026-11-02T20:00", "on").status, 400) << "two months";
  EXPECT_EQ(say("yesterday", "2026-11-02T20:00", "on").status, 400);
  for (const char* from : {"0001-01-01T00:00", "1969-12-31T23:59:59Z", "2106-02-07T06:28:16Z"}) {
    const web::Answer answer = say(from, "2026-11-02T20:00", "on");
    EXPECT_EQ(answer.status, 400) << from;
    EXPECT_NE(answer.body.find("from 1970 to February 2106"), std::string::npos) << answer.body;
  }
  EXPECT_EQ(say("0001-01-01T00:00", "0001-01-02T00:00", "on").status, 400);
  EXPECT_EQ(ask("POST", "corrections", "", "[]").status, 400);
  EXPECT_EQ(ask("POST", "corrections", "", "{").status, 400);
  EXPECT_EQ(folder_.read("corrections.csv"), "");
  EXPECT_TRUE(told_.empty());
}

TEST_F(CorrectionRoutes, AStoreThatCannotBeReadOrWrittenIsAFaultOfThisMachine) {
  std::filesystem::create_directory(folder_.path("corrections.csv"));
  EXPECT_EQ(say("2026-11-02T19:00", "2026-11-02T20:30", "on").status, 500);
  EXPECT_EQ(ask("GET", "corrections", "hall").status, 500);
  EXPECT_EQ(ask("GET", "corrections.csv", "").status, 500);
}

}  // namespace
}  // namespace lamplighter::app
