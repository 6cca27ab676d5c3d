// SPDX-License-Identifier: Apache-2.0
#include "web/access_policy.h"

#include <gtest/gtest.h>

#include <future>
#include <set>
#include <string>
#include <vector>

namespace lamplighter::web {
namespace {

using namespace std::chrono_literals;

LoginAttempt attempt_of(const std::string& client) { return {client, "guess", nullptr}; }

std::string guesser(int number) { return "10.0.0." + std::to_string(number); }

TEST(LoginQueue, AClientMayTryFiveTimesAndOnceMoreEveryTenSeconds) {
  LoginQueue queue;
  const LoginQueue::Moment now{1h};
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(queue.add(attempt_of("one"), now)) << i;
  EXPECT_TRUE(queue.add(attempt_of("one"), now));
  EXPECT_FALSE(queue.add(attempt_of("other"), now));
  EXPECT_TRUE(queue.add(attempt_of("one"), now + 9s));
  EXPECT_FALSE(queue.add(attempt_of("one"), now + 11s));
  EXPECT_TRUE(queue.add(attempt_of("one"), now + 11s));
  queue.succeeded("one");
  EXPECT_FALSE(queue.add(attempt_of("one"), now + 11s));
}

/// The number of checks, a tenth of a second each, before that of a new client while 50 others have
/// been guessing as fast as they are allowed for some time.
int checks_before_newcomer(std::chrono::milliseconds guessed_for) {
  LoginQueue queue;
  LoginQueue::Moment now{1h};
  const auto guess = [&] {
    for (int i = 0; i < 50; ++i) queue.add(attempt_of(guesser(i)), now);
  };
  for (const auto end = now + guessed_for; now < end; now += 100ms) {
    guess();
    queue.take();
  }
  EXPECT_FALSE(queue.add(attempt_of("newcomer"), now)) << "refused after " << guessed_for.count();
  for (int checks = 0; checks < 1000; ++checks, now += 100ms) {
    guess();
    const auto next = queue.take();
    if (next && next->client == "newcomer") return checks;
  }
  return 1000;
}

TEST(LoginQueue, ANewcomerIsCheckedSoonHoweverManyOthersGuess) {
  EXPECT_LE(checks_before_newcomer(100ms), 50);  // each guesser was checked once before it
  for (const auto guessed_for : {5'000ms, 60'000ms})
    EXPECT_LE(checks_before_newcomer(guessed_for), 1) << guessed_for.count();
}

TEST(LoginQueue, AFullQueueRefusesTheClientThatTriedMost) {
  LoginQueue queue;
  const LoginQueue::Moment now{1h};
  for (int i = 0; i < 2; ++i) queue.add(attempt_of("eager"), now);
  for (std::size_t i = 2; i < LoginQueue::most_waiting; ++i)
    EXPECT_FALSE(queue.add(attempt_of(guesser(static_cast<int>(i))), now));
  const auto refused = queue.add(attempt_of("newcomer"), now);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->client, "eager");
  std::size_t taken = 0;
  while (queue.take()) ++taken;
  EXPECT_EQ(taken, LoginQueue::most_waiting);
}

TEST(LoginQueue, ManyAddressesDoNotGiveOneItsAttemptsBack) {
  LoginQueue queue;
  const LoginQueue::Moment now{1h};
  for (int i = 0; i < 5; ++i) {
    queue.add(attempt_of("one"), now);
    queue.take();
  }
  for (int i = 0; i < 5000; ++i) {
    queue.add(attempt_of(std::to_string(i)), now);
    queue.take();
  }
  EXPECT_TRUE(queue.add(attempt_of("one"), now));
}

TEST(LoginQueue, AddressesOfOneNetworkAreOneClient) {
  EXPECT_EQ(client_of("192.168.1.4"), "192.168.1.4");
  EXPECT_EQ(client_of("::ffff:192.168.1.4"), "192.168.1.4");
  EXPECT_EQ(client_of("2001:db8:1:2::5"), client_of("2001:db8:1:2:ffff::9"));
  EXPECT_NE(client_of("2001:db8:1:2::5"), client_of("2001:db8:1:3::5"));
  EXPECT_EQ(client_of("fe80::1%eth0"), client_of("fe80::2"));
}

TEST(PasswordChecker, ChecksEachAttemptOnce) {
  std::mutex mutex;
  std::condition_variable checked;
  int right = 0;
  int wrong = 0;
  int refused = 0;
  PasswordChecker checker(*PasswordHash::parse(PasswordHash::of("correct horse")->text()));
  for (int i = 0; i < 7; ++i) {
    const std::string password = i == 0 ? "correct horse" : "wrong horse";
    checker.check({i == 0 ? "home" : "guesser", password,
                   [&](bool is_checked, bool is_right) {
                     const std::lock_guard lock(mutex);
                     ++(!is_checked ? refused : is_right ? right : wrong);
                     checked.notify_one();
                   }},
                  LoginQueue::Moment{1h});
  }
  std::unique_lock lock(mutex);
  EXPECT_TRUE(checked.wait_for(lock, 60s, [&] { return right + wrong + refused == 7; }));
  EXPECT_EQ(right, 1);
  EXPECT_EQ(wrong, 5);
  EXPECT_EQ(refused, 1);
}

using namespace std::chrono_literals;

RequestHeaders get(const std::string& path) {
  return {.method = "GET",
          .path = path,
          .host = "localhost:8080",
          .origin = "",
          .fetch_site = "",
          .content_type = "",
          .cookie = "",
          .address = "127.0.0.1",
          .forwarded_host = ""};
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
  form.content_type = "text/plain";  // which a form on another site can send
  EXPECT_EQ(refusal(policy, form), 415);
  form.content_type = "application/jsonp";
  EXPECT_EQ(refusal(policy, form), 415);
  RequestHeaders other = post("/api/v1/away");
  other.origin = "http://evil.example";
  EXPECT_EQ(refusal(policy, other), 403);
  other.origin = "null";
  EXPECT_EQ(refusal(policy, other), 403);
  other.origin = "http://localhost:3000";  // page of another program on this machine
  EXPECT_EQ(refusal(policy, other), 403);
  RequestHeaders reading = get("/api/v1/tonight");
  for (const char* site : {"cross-site", "same-site"}) {
    reading.fetch_site = site;
    EXPECT_EQ(refusal(policy, reading), 403) << site;
  }
  RequestHeaders link = get("/");
  link.fetch_site = "cross-site";  // a link on another site
  EXPECT_EQ(refusal(policy, link), 0);
}

RequestHeaders from(const std::string& address, RequestHeaders head) {
  head.address = address;
  return head;
}

constexpr const char* ingress = "172.30.32.2";

/// As the supervisor forwards a browser's request to Home Assistant.
RequestHeaders by_ingress(RequestHeaders head) {
  head.host = "homeassistant.local:8123";
  head.forwarded_host = "homeassistant.local:8123";
  if (!head.origin.empty()) head.origin = "http://homeassistant.local:8123";
  return from(ingress, std::move(head));
}

TEST(AccessPolicy, AnIngressNeedsNoPasswordAndHasAnyHost) {
  const AccessPolicy policy({.password = *PasswordHash::of("correct horse"), .ingress = ingress});
  for (const char* path : {"/", "/app.js", "/api/v1/tonight", "/api/v1/stream"})
    EXPECT_EQ(refusal(policy, by_ingress(get(path))), 0) << path;
  EXPECT_EQ(refusal(policy, by_ingress(post("/api/v1/away"))), 0);
  RequestHeaders behind_a_proxy = by_ingress(post("/api/v1/away"));
  behind_a_proxy.host = "172.30.32.1:8123";
  EXPECT_EQ(refusal(policy, behind_a_proxy), 0);
}

TEST(AccessPolicy, AnIngressPassesOnNothingOfOtherSites) {
  const AccessPolicy policy({.ingress = ingress});
  RequestHeaders other = by_ingress(post("/api/v1/away"));
  other.origin = "http://evil.example";
  EXPECT_EQ(refusal(policy, other), 403);
  RequestHeaders form = by_ingress(post("/api/v1/away"));
  form.content_type = "text/plain";
  EXPECT_EQ(refusal(policy, form), 415);
  RequestHeaders reading = by_ingress(get("/api/v1/tonight"));
  reading.fetch_site = "cross-site";
  EXPECT_EQ(refusal(policy, reading), 403);
}

TEST(AccessPolicy, WhereThereIsAnIngressNoOtherMachineGetsAnything) {
  const AccessPolicy policy({.ingress = ingress});
  for (const char* address :
       {"172.30.32.1", "172.30.33.4", "192.168.1.7", "::ffff:172.30.32.2", ""}) {
    for (const char* path : {"/", "/app.js", "/api/v1/tonight", AccessPolicy::login_path})
      EXPECT_EQ(refusal(policy, from(address, get(path))), 403) << address << path;
    EXPECT_FALSE(policy.is_ingress(address));
  }
  EXPECT_EQ(refusal(policy, get("/api/v1/tonight")), 0) << "this machine";
}

/// The supervisor's headers and address have no effect on a normal installation.
TEST(AccessPolicy, WithoutAnIngressItsHeadersAndItsAddressCountForNothing) {
  const AccessPolicy policy({.password = *PasswordHash::of("correct horse")});
  RequestHeaders head = from(ingress, get("/api/v1/tonight"));
  head.forwarded_host = head.host;
  EXPECT_EQ(refusal(policy, head), 401);
  EXPECT_EQ(refusal(policy, by_ingress(get("/"))), 421);
  RequestHeaders other = post("/api/v1/away");
  other.origin = "http://evil.example";
  other.forwarded_host = "evil.example";
  EXPECT_EQ(refusal(policy, other), 403);
  EXPECT_FALSE(policy.is_ingress(ingress));
  EXPECT_FALSE(policy.is_ingress(""));
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

/// Before a password is set; "LAMP2345" is the code.
class FirstPasswordPolicy : public ::testing::Test {
 protected:
  static RequestHeaders from(const std::string& address, RequestHeaders headers) {
    headers.address = address;
    return headers;
  }
  Answer set(const std::string& body, const std::string& address = "192.168.1.9") {
    return policy_.set_first_password(from(address, post(AccessPolicy::first_password_path)), body,
                                      now_);
  }

  std::string kept_;
  AccessPolicy policy_{{.first = {"LAMP2345", [this](std::string_view password) {
                                    kept_ = password;
                                    return PasswordHash::of(password);
                                  }}}};
  AccessPolicy::Moment now_{1h};
};

TEST_F(FirstPasswordPolicy, LetsOtherMachinesSeeThePagesFilesAlone) {
  for (const char* address : {"192.168.1.9", "10.0.0.1", "fe80::1", "::ffff:127.0.0.1", ""}) {
    EXPECT_EQ(refusal(policy_, from(address, get("/"))), 0) << address;
    for (const char* path : {"/api/v1/tonight", "/api/v1/stream", "/api/v1/house", "/api/any"})
      EXPECT_EQ(refusal(policy_, from(address, get(path))), 401) << address << path;
    EXPECT_EQ(refusal(policy_, from(address, post("/api/v1/away"))), 401) << address;
  }
  EXPECT_EQ(refusal(policy_, from("127.0.0.1", get("/api/v1/tonight"))), 0);
  EXPECT_EQ(refusal(policy_, from("::1", get("/api/v1/tonight"))), 0);
}

TEST_F(FirstPasswordPolicy, TakesTheCodeHoweverItIsTypedAndSignsIn) {
  const Answer answer = set(R"({"code":"lamp-23 45","password":"correct horse"})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(kept_, "correct horse");
  RequestHeaders head = from("192.168.1.9", get("/api/v1/tonight"));
  EXPECT_EQ(refusal(policy_, head), 401);
  head.cookie = answer.headers.at(0).second.substr(0, answer.headers.at(0).second.find(';'));
  EXPECT_FALSE(policy_.refuse(head, now_));
  EXPECT_EQ(refusal(policy_, from("127.0.0.1", get("/api/v1/tonight"))), 401) << "this machine too";
  EXPECT_EQ(set(R"({"code":"LAMP2345","password":"another horse"})").status, 404) << "only once";
  EXPECT_EQ(kept_, "correct horse");
}

TEST_F(FirstPasswordPolicy, TenWrongCodesFromAnyAddressesEndIt) {
  for (int i = 0; i < AccessPolicy::most_codes; ++i) {
    const std::string address = "192.168.1." + std::to_string(i + 1);
    EXPECT_EQ(set(R"({"code":"LAMP2346","password":"correct horse"})", address).status, 403) << i;
  }
  EXPECT_EQ(set(R"({"code":"LAMP2345","password":"correct horse"})").status, 429);
  EXPECT_EQ(kept_, "");
}

TEST_F(FirstPasswordPolicy, ABadPasswordOrBodyChangesNothingAndCostsNoTry) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(set(R"({"code":"LAMP2345","password":"short"})").status, 400);
    EXPECT_EQ(set(R"({"code":12345678,"password":"correct horse"})").status, 400);
    EXPECT_EQ(set("{").status, 400);
  }
  EXPECT_EQ(set(R"({"code":"LAMP2345","password":"correct horse"})").status, 200);
}

TEST(FirstPassword, CodesAreEightLettersAndDiffer) {
  std::set<std::string> codes;
  for (int i = 0; i < 100; ++i) {
    const Result<std::string> code = make_code();
    ASSERT_TRUE(code);
    EXPECT_EQ(code->size(), 8U);
    EXPECT_EQ(code->find_first_not_of("ABCDEFGHJKLMNPQRSTUVWXYZ23456789"), std::string::npos);
    codes.insert(*code);
  }
  EXPECT_EQ(codes.size(), 100U);
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
  EXPECT_EQ(status("10.0.0.2", now_), 403);  // mistakes of other machines do not count for it
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

namespace {

TEST(HostName, IsReadFromEveryFormOfAHeader) {
  const std::vector<std::pair<std::string, std::string>> good{
      {"localhost", "localhost"},
      {"localhost:8080", "localhost"},
      {"LocalHost:8080", "localhost"},
      {"127.0.0.1:8080", "127.0.0.1"},
      {"[::1]:8080", "::1"},
      {"[fe80::1]", "fe80::1"},
      {"lamp.home.arpa", "lamp.home.arpa"},
      {"a_b-c.d", "a_b-c.d"},
  };
  for (const auto& [header, name] : good) EXPECT_EQ(host_name(header), name) << header;
}

TEST(HostName, AnythingElseIsNoHost) {
  const std::vector<std::string> bad{
      "",          ":8080",     "host:",    "host:0",    "host:65536",    "host:80:80",
      "host:8 0",  "[::1",      "[]:80",    "[host]:80", "[::1]80",       "ho st",
      "host/path", "user@host", "host\r\n", "host,host", "h\xc3\xa4user", std::string(300, 'a')};
  for (const std::string& header : bad) EXPECT_EQ(host_name(header), std::nullopt) << header;
}

TEST(HostName, AnAddressWithMoreBehindAZeroByteIsNoHost) {
  using namespace std::string_view_literals;
  EXPECT_EQ(host_name("[::1\0 and more]"sv), std::nullopt);
}

TEST(OurHost, IsAnAddressLocalhostOrANameOfTheConfig) {
  const std::vector<std::string> names{"lamp.lan"};
  for (const char* header : {"localhost:8080", "127.0.0.1", "192.168.1.4:8080", "[fe80::1]:8080",
                             "lamp.lan", "LAMP.lan:8080"}) {
    EXPECT_TRUE(is_our_host(header, names)) << header;
  }
  // Names that a foreign name server may resolve to our address.
  for (const char* header : {"", "evil.example", "evil.example:8080", "localhost.evil.example",
                             "127.0.0.1.evil.example", "lamp.lan.evil.example", "xlamp.lan"}) {
    EXPECT_FALSE(is_our_host(header, names)) << header;
  }
}

TEST(Loopback, IsWhatOnlyThisMachineReaches) {
  for (const char* name : {"localhost", "127.0.0.1", "127.8.9.10", "::1"})
    EXPECT_TRUE(is_loopback(name)) << name;
  for (const char* name : {"", "0.0.0.0", "::", "192.168.1.4", "127.evil.example", "lamp.lan"})
    EXPECT_FALSE(is_loopback(name)) << name;
}

TEST(SameOrigin, ComparesNamesAndPorts) {
  EXPECT_TRUE(is_same_origin("http://localhost:8080", "localhost:8080"));
  EXPECT_TRUE(is_same_origin("http://lamp.lan", "LAMP.lan:80"));
  EXPECT_TRUE(is_same_origin("https://lamp.lan", "lamp.lan"));
  EXPECT_TRUE(is_same_origin("https://[::1]:8443", "[::1]:8443"));
  for (const char* origin : {"", "null", "http://localhost", "http://localhost:8081",
                             "http://evil.example:8080", "file://localhost:8080", "localhost:8080",
                             "http://localhost:8080/", "http://localhost:8080 "}) {
    EXPECT_FALSE(is_same_origin(origin, "localhost:8080")) << origin;
  }
}

TEST(Sessions, OutliveAServerUntilThereIsAnotherPassword) {
  const auto sessions = std::make_shared<Sessions>();
  const AccessPolicy::Moment now{};
  AccessSettings settings;
  settings.sessions = sessions;
  settings.password = *PasswordHash::of("correct horse");
  const AccessPolicy first(settings);
  const std::string token = *sessions->begin(now);
  const AccessPolicy second(settings);
  EXPECT_TRUE(sessions->knows(token, now)) << "the config was read again";
  settings.password = *PasswordHash::of("another horse");
  const AccessPolicy third(settings);
  EXPECT_FALSE(sessions->knows(token, now));
}

}  // namespace

}  // namespace lamplighter::web
