// SPDX-License-Identifier: Apache-2.0
#include "web/door.h"

#include <gtest/gtest.h>

namespace lamplighter::web {
namespace {

using namespace std::chrono_literals;

Head get(const std::string& path) {
  return {.method = "GET",
          .path = path,
          .host = "localhost:8080",
          .origin = "",
          .fetch_site = "",
          .content_type = "",
          .cookie = "",
          .address = "127.0.0.1"};
}

Head post(const std::string& path) {
  Head head = get(path);
  head.method = "POST";
  head.content_type = "application/json";
  head.origin = "http://localhost:8080";
  head.fetch_site = "same-origin";
  return head;
}

int refusal(const Door& door, const Head& head) {
  const auto refused = door.refuse(head, {});
  return refused ? refused->status : 0;
}

TEST(Door, LetsThePageAndProgramsOfThisMachineIn) {
  const Door door({});
  EXPECT_EQ(refusal(door, get("/")), 0);
  EXPECT_EQ(refusal(door, get("/api/v1/tonight")), 0);
  EXPECT_EQ(refusal(door, post("/api/v1/away")), 0);
  Head program = post("/api/v1/away");
  program.origin = program.fetch_site = "";
  program.content_type = "application/json; charset=utf-8";
  EXPECT_EQ(refusal(door, program), 0);
}

TEST(Door, TurnsAwayANameThatSomebodyElseGaveOurAddress) {
  const Door door({.names = {"lamp.lan"}, .password = std::nullopt});
  Head head = get("/");
  head.host = "evil.example:8080";
  EXPECT_EQ(refusal(door, head), 421);
  head.host = "lamp.lan:8080";
  EXPECT_EQ(refusal(door, head), 0);
}

TEST(Door, TurnsAwayWhatAnotherSitesPageSends) {
  const Door door({});
  Head form = post("/api/v1/away");
  form.content_type = "text/plain";  // what a form of another site can send
  EXPECT_EQ(refusal(door, form), 415);
  form.content_type = "application/jsonp";
  EXPECT_EQ(refusal(door, form), 415);
  Head other = post("/api/v1/away");
  other.origin = "http://evil.example";
  EXPECT_EQ(refusal(door, other), 403);
  other.origin = "null";
  EXPECT_EQ(refusal(door, other), 403);
  other.origin = "http://localhost:3000";  // another program's page on this machine
  EXPECT_EQ(refusal(door, other), 403);
  Head reading = get("/api/v1/tonight");
  for (const char* site : {"cross-site", "same-site"}) {
    reading.fetch_site = site;
    EXPECT_EQ(refusal(door, reading), 403) << site;
  }
  Head link = get("/");
  link.fetch_site = "cross-site";  // somebody follows a link to the page
  EXPECT_EQ(refusal(door, link), 0);
}

class LockedDoor : public testing::Test {
 protected:
  static const PasswordHash& hash() {
    static const PasswordHash made = *PasswordHash::of("correct horse");
    return made;
  }
  static std::string cookie_of(const Answer& answer) {
    return answer.headers.empty() ? "" : answer.headers.front().second;
  }

  Door door_{{.names = {}, .password = hash(), .secure = true, .cookie = "lamp"}};
  Door::Moment now_{1h};
};

TEST_F(LockedDoor, ShowsThePagesOwnFilesAndNothingOfTheHouse) {
  EXPECT_EQ(refusal(door_, get("/")), 0);
  EXPECT_EQ(refusal(door_, get("/app.js")), 0);
  EXPECT_EQ(refusal(door_, post(Door::login_path)), 0);
  for (const char* path : {"/api/v1/tonight", "/api/v1/stream", "/api/v1/health", "/api/anything"})
    EXPECT_EQ(refusal(door_, get(path)), 401) << path;
  EXPECT_EQ(refusal(door_, post("/api/v1/away")), 401);
}

TEST_F(LockedDoor, OpensForThePasswordAndItsCookieAlone) {
  const Answer answer =
      door_.login(post(Door::login_path), R"({"password":"correct horse"})", now_);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string cookie = cookie_of(answer);
  for (const char* part : {"lamp=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/"})
    EXPECT_NE(cookie.find(part), std::string::npos) << part;
  EXPECT_EQ(answer.body, "{}");
  Head head = get("/api/v1/tonight");
  head.cookie = "other=1; " + cookie.substr(0, cookie.find(';'));
  EXPECT_FALSE(door_.refuse(head, now_));
  EXPECT_FALSE(door_.refuse(head, now_ + Sessions::lifetime - 1s));
  EXPECT_TRUE(door_.refuse(head, now_ + Sessions::lifetime));
  Head wrong = head;
  wrong.cookie.back() = wrong.cookie.back() == '0' ? '1' : '0';
  EXPECT_TRUE(door_.refuse(wrong, now_));
  door_.logout(head);
  EXPECT_TRUE(door_.refuse(head, now_));
}

TEST_F(LockedDoor, StaysClosedForAnythingElse) {
  const auto status = [&](const std::string& body) {
    return door_.login(post(Door::login_path), body, now_).status;
  };
  EXPECT_EQ(status(R"({"password":"wrong horse"})"), 403);
  EXPECT_EQ(status(""), 400);
  EXPECT_EQ(status("[]"), 400);
  EXPECT_EQ(status(R"({"password":7})"), 400);
  EXPECT_EQ(status(R"({"password":)"), 400);
}

TEST_F(LockedDoor, LetsNobodyGuessForLong) {
  const auto status = [&](const std::string& address, Door::Moment at) {
    Head head = post(Door::login_path);
    head.address = address;
    return door_.login(head, R"({"password":"wrong horse"})", at).status;
  };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(status("10.0.0.1", now_), 403) << i;
  EXPECT_EQ(status("10.0.0.1", now_), 429);
  EXPECT_EQ(status("10.0.0.2", now_), 403);  // another machine's mistakes are its own
  EXPECT_EQ(status("10.0.0.1", now_ + 11s), 403);
  EXPECT_EQ(status("10.0.0.1", now_ + 11s), 429);
}

TEST(Cookies, AreFoundByTheirWholeName) {
  EXPECT_EQ(cookie_value("a=1; lamp=x; b=2", "lamp"), "x");
  EXPECT_EQ(cookie_value("lamp=x=y", "lamp"), "x=y");
  EXPECT_EQ(cookie_value(" lamp=x ;b=2", "lamp"), "x");
  for (const char* header : {"", ";;;", "lamp", "xlamp=1", "lampx=1", "b=lamp=1"})
    EXPECT_EQ(cookie_value(header, "lamp"), std::nullopt) << header;
}

TEST(Sessions, TheOldestMakesRoom) {
  Sessions sessions;
  const Sessions::Moment now{1h};
  const std::string first = *sessions.begin(now);
  EXPECT_EQ(first.size(), 64U);
  for (std::size_t i = 1; i < Sessions::most; ++i) EXPECT_NE(*sessions.begin(now), first);
  EXPECT_TRUE(sessions.knows(first, now));
  const std::string last = *sessions.begin(now);
  EXPECT_FALSE(sessions.knows(first, now));
  EXPECT_TRUE(sessions.knows(last, now));
}

}  // namespace
}  // namespace lamplighter::web
