// SPDX-License-Identifier: Apache-2.0
#include "web/access_policy.h"

#include <gtest/gtest.h>

#include <future>

namespace lamplighter::web {
namespace {

using namespace std::chrono_literals;

RequestHeaders get(const std::string& path) {
  return {.method = "GET",
          .path = path,
          .host = "localhost:8080",
          .origin = "",
          .fetch_site = "",
          .content_type = "",
          .cookie = "",
          .address = "127.0.0.1"};
}

RequestHeaders post(const std::string& path) {
  RequestHeaders head = get(path);
  head.method = "POST";
  head.content_type = "application/json";
  head.origin = "http://localhost:8080";
  head.fetch_site = "same-origin";
  return head;
}

int refusal(const AccessPolicy& policy, const RequestHeaders& head) {
  const auto refused = policy.refuse(head, {});
  return refused ? refused->status : 0;
}

TEST(AccessPolicy, AllowsThePageAndProgramsOfThisMachine) {
  const AccessPolicy policy({});
  EXPECT_EQ(refusal(policy, get("/")), 0);
  EXPECT_EQ(refusal(policy, get("/api/v1/tonight")), 0);
  EXPECT_EQ(refusal(policy, post("/api/v1/away")), 0);
  RequestHeaders program = post("/api/v1/away");
  program.origin = program.fetch_site = "";
  program.content_type = "application/json; charset=utf-8";
  EXPECT_EQ(refusal(policy, program), 0);
}

TEST(AccessPolicy, RefusesANameThatAnotherNameServerGivesOurAddress) {
  const AccessPolicy policy({.names = {"lamp.lan"}, .password = std::nullopt});
  RequestHeaders head = get("/");
  head.host = "evil.example:8080";
  EXPECT_EQ(refusal(policy, head), 421);
  head.host = "lamp.lan:8080";
  EXPECT_EQ(refusal(policy, head), 0);
}

TEST(AccessPolicy, RefusesWhatAnotherSitesPageSends) {
  const AccessPolicy policy({});
  RequestHeaders form = post("/api/v1/away");
  form.content_type = "text/plain";  // what a form of another site can send
  EXPECT_EQ(refusal(policy, form), 415);
  form.content_type = "application/jsonp";
  EXPECT_EQ(refusal(policy, form), 415);
  RequestHeaders other = post("/api/v1/away");
  other.origin = "http://evil.example";
  EXPECT_EQ(refusal(policy, other), 403);
  other.origin = "null";
  EXPECT_EQ(refusal(policy, other), 403);
  other.origin = "http://localhost:3000";  // another program's page on this machine
  EXPECT_EQ(refusal(policy, other), 403);
  RequestHeaders reading = get("/api/v1/tonight");
  for (const char* site : {"cross-site", "same-site"}) {
    reading.fetch_site = site;
    EXPECT_EQ(refusal(policy, reading), 403) << site;
  }
  RequestHeaders link = get("/");
  link.fetch_site = "cross-site";  // somebody follows a link to the page
  EXPECT_EQ(refusal(policy, link), 0);
}

class PasswordPolicy : public testing::Test {
 protected:
  static const PasswordHash& hash() {
    static const PasswordHash made = *PasswordHash::of("correct horse");
    return made;
  }
  /// Waits for the thread that checks passwords.
  Answer login(const RequestHeaders& headers, const std::string& body, AccessPolicy::Moment at) {
    std::promise<Answer> answered;
    policy_.login(headers, body, at, [&](Answer answer) { answered.set_value(std::move(answer)); });
    return answered.get_future().get();
  }
  static std::string cookie_of(const Answer& answer) {
    return answer.headers.empty() ? "" : answer.headers.front().second;
  }

  AccessPolicy policy_{{.names = {}, .password = hash(), .secure = true, .cookie = "lamp"}};
  AccessPolicy::Moment now_{1h};
};

TEST_F(PasswordPolicy, ShowsThePagesOwnFilesAndNothingOfTheHouse) {
  EXPECT_EQ(refusal(policy_, get("/")), 0);
  EXPECT_EQ(refusal(policy_, get("/app.js")), 0);
  EXPECT_EQ(refusal(policy_, post(AccessPolicy::login_path)), 0);
  for (const char* path : {"/api/v1/tonight", "/api/v1/stream", "/api/v1/health", "/api/anything"})
    EXPECT_EQ(refusal(policy_, get(path)), 401) << path;
  EXPECT_EQ(refusal(policy_, post("/api/v1/away")), 401);
}

TEST_F(PasswordPolicy, AllowsThePasswordAndItsCookieAlone) {
  const Answer answer =
      login(post(AccessPolicy::login_path), R"({"password":"correct horse"})", now_);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string cookie = cookie_of(answer);
  for (const char* part : {"lamp=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/"})
    EXPECT_NE(cookie.find(part), std::string::npos) << part;
  EXPECT_EQ(answer.body, "{}");
  RequestHeaders head = get("/api/v1/tonight");
  head.cookie = "other=1; " + cookie.substr(0, cookie.find(';'));
  EXPECT_FALSE(policy_.refuse(head, now_));
  EXPECT_FALSE(policy_.refuse(head, now_ + Sessions::lifetime - 1s));
  EXPECT_TRUE(policy_.refuse(head, now_ + Sessions::lifetime));
  RequestHeaders wrong = head;
  wrong.cookie.back() = wrong.cookie.back() == '0' ? '1' : '0';
  EXPECT_TRUE(policy_.refuse(wrong, now_));
  policy_.logout(head);
  EXPECT_TRUE(policy_.refuse(head, now_));
}

TEST_F(PasswordPolicy, RefusesAnythingElse) {
  const auto status = [&](const std::string& body) {
    return login(post(AccessPolicy::login_path), body, now_).status;
  };
  EXPECT_EQ(status(R"({"password":"wrong horse"})"), 403);
  EXPECT_EQ(status(""), 400);
  EXPECT_EQ(status("[]"), 400);
  EXPECT_EQ(status(R"({"password":7})"), 400);
  EXPECT_EQ(status(R"({"password":)"), 400);
}

TEST_F(PasswordPolicy, LimitsTheAttemptsOfAnAddress) {
  const auto status = [&](const std::string& address, AccessPolicy::Moment at) {
    RequestHeaders head = post(AccessPolicy::login_path);
    head.address = address;
    return login(head, R"({"password":"wrong horse"})", at).status;
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
