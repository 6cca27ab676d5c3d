// SPDX-License-Identifier: Apache-2.0
#include "web/asset.h"
#include "web/raw_connection.h"
#include "web/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace lamplighter::web {
namespace {

using namespace std::chrono_literals;

/// A response as received.
struct Got {
  int status = 0;
  std::string head;
  std::string body;

  explicit Got(const std::string& text) {
    const std::size_t head_end = text.find("\r\n\r\n");
    if (!text.starts_with("HTTP/1.1 ") || head_end == std::string::npos) return;
    status = std::atoi(text.c_str() + 9);
    head = text.substr(0, head_end + 2);
    body = text.substr(head_end + 4);
  }
  [[nodiscard]] std::string header(const std::string& name) const {
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

/// The pieces of a chunked body, joined; nothing if it is incomplete.
std::string joined(std::string_view chunks) {
  std::string body;
  for (;;) {
    const std::size_t line = chunks.find("\r\n");
    if (line == std::string_view::npos) return "";
    const std::size_t size = std::stoul(std::string(chunks.substr(0, line)), nullptr, 16);
    if (size == 0) return body;
    body += chunks.substr(line + 2, size);
    chunks.remove_prefix(std::min(line + 2 + size + 2, chunks.size()));
  }
}

std::size_t count_of(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
    ++count;
  return count;
}

class WebServer : public ::testing::Test {
 protected:
  void start(ServerSettings settings = {}) {
    settings.port = 0;
    auto server = Server::start(settings, routes(), page_, changes_);
    ASSERT_TRUE(server) << server.error().message;
    server_ = *std::move(server);
  }
  std::vector<Route> routes() {
    return {{"GET", "/api/v1/word",
             [](const Request& request) -> Answer {
               return {.body = request.value("word").value_or("none")};
             }},
            {"GET", "/api/v1/long",
             [](const Request&) -> Answer {
               return {.type = "text/csv",
                       .more =
                           [left = 3]() mutable {
                             return left-- > 0 ? std::string(100'000, 'x') : std::string();
                           },
                       .file_name = "long.csv"};
             }},
            {"GET", "/api/v1/fails",
             [](const Request&) -> Answer { throw std::runtime_error("secret"); }},
            {"POST", "/api/v1/word", [this](const Request& request) -> Answer {
               ++posts_;
               return {.body = request.body};
             }}};
  }
  [[nodiscard]] std::string host() const {
    return "Host: 127.0.0.1:" + std::to_string(server_->port()) + "\r\n";
  }
  /// One request on a new connection. `headers` are whole lines.
  [[nodiscard]] Got ask(const std::string& line, const std::string& headers = "",
                        const std::string& body = "") const {
    const RawConnection client(server_->port());
    client.send(line + " HTTP/1.1\r\n" + host() + "Connection: close\r\n" + headers + "\r\n" +
                body);
    return Got(client.read_all());
  }
  [[nodiscard]] Got post(const std::string& path, const std::string& body,
                         const std::string& headers = "") const {
    return ask("POST " + path, json + length(body) + headers, body);
  }
  static std::string length(const std::string& body) {
    return "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  [[nodiscard]] std::string stream_request() const {
    return "GET /api/v1/stream HTTP/1.1\r\n" + host() + "\r\n";
  }
  [[nodiscard]] bool is_well() const {
    const Got got = ask("GET /api/v1/word?word=after");
    return got.status == 200 && got.body == "after";
  }

  static constexpr const char* json = "Content-Type: application/json\r\n";
  const std::string script_ = gzipped("alert(1)");
  const Asset page_[1] = {
      {"/app.js", "text/javascript; charset=utf-8", "0123456789abcdef", script_}};
  ChangeFeed changes_;
  std::atomic<int> posts_{0};
  std::unique_ptr<Server> server_;
};

TEST_F(WebServer, AnswersRoutesWithTheirDecodedQuery) {
  start();
  const Got got = ask("GET /api/v1/word?word=K%C3%BCche%201%262&other=x");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, "Küche 1&2");
  EXPECT_EQ(got.header("Cache-Control"), "no-store");
  EXPECT_EQ(ask("GET /api/v1/word?word=a+b%2").body, "a b%2");
  EXPECT_EQ(ask("GET /api/v1/nothing").status, 404);
  EXPECT_EQ(ask("GET /../../etc/passwd").status, 404);
}

TEST_F(WebServer, SendsItsFilesPackedOrNotAndNotAgainWhereTheyAreKnown) {
  start();
  const Got plain = ask("GET /app.js");
  EXPECT_EQ(plain.body, "alert(1)");
  const Got packed = ask("GET /app.js", "Accept-Encoding: br, gzip\r\n");
  EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
  EXPECT_EQ(gunzipped(packed.body), "alert(1)");
  const Got known = ask("GET /app.js", "If-None-Match: " + packed.header("ETag") + "\r\n");
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.body, "");
}

TEST_F(WebServer, AHeadIsAnsweredWithoutABody) {
  start();
  for (const char* path : {"/app.js", "/api/v1/word", "/api/v1/long", "/api/v1/stream", "/none"}) {
    const Got got = ask(std::string("HEAD ") + path);
    EXPECT_NE(got.status, 0) << path;
    EXPECT_EQ(got.body, "") << path;
  }
  EXPECT_EQ(ask("HEAD /app.js").header("Content-Length"), "8");
}

TEST_F(WebServer, EveryAnswerForbidsScriptsFramesAndOtherSites) {
  start();
  for (const char* path : {"/api/v1/word", "/nothing"}) {
    const Got got = ask(std::string("GET ") + path);
    const std::string policy = got.header("Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << path;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos) << path;
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos) << path;
    EXPECT_EQ(got.header("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(got.header("Access-Control-Allow-Origin"), "") << path;
    EXPECT_EQ(got.header("Strict-Transport-Security"), "") << path;  // without TLS
  }
}

/// 127.0.0.9 stands for the supervisor. Pages that it requests may be shown in a frame of the same
/// origin; those that others request may not.
TEST_F(WebServer, OnlyAnIngressGetsAPageForAFrame) {
  start({.host = "0.0.0.0", .ingress = "127.0.0.9"});
  for (const in_addr_t source : {in_addr_t{INADDR_LOOPBACK}, in_addr_t{INADDR_LOOPBACK + 8}}) {
    const RawConnection client(server_->port(), source);
    client.send("GET /app.js HTTP/1.1\r\nHost: localhost\r\nX-Ingress-Path: /x\r\n" +
                std::string("Connection: close\r\n\r\n"));
    const Got got(client.read_all());
    const bool is_ingress = source != INADDR_LOOPBACK;
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.header("X-Frame-Options"), is_ingress ? "SAMEORIGIN" : "DENY");
    EXPECT_NE(got.header("Content-Security-Policy")
                  .find(is_ingress ? "frame-ancestors 'self'" : "frame-ancestors 'none'"),
              std::string::npos);
  }
}

TEST_F(WebServer, LongAnswersComeWholeInPieces) {
  start();
  const Got got = ask("GET /api/v1/long");
  EXPECT_EQ(joined(got.body), std::string(300'000, 'x'));
  EXPECT_EQ(got.header("Content-Disposition"), "attachment; filename=\"long.csv\"");
  const Got packed = ask("GET /api/v1/long", "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
  EXPECT_LT(packed.body.size(), 10'000U);
  EXPECT_EQ(gunzipped(joined(packed.body)), std::string(300'000, 'x'));
}

TEST_F(WebServer, AClientOfHttp10GetsALongAnswerUntilTheEnd) {
  start();
  const RawConnection client(server_->port());
  client.send("GET /api/v1/long HTTP/1.0\r\n" + host() + "Connection: keep-alive\r\n\r\n");
  const Got got(client.read_all());
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, std::string(300'000, 'x'));
}

TEST_F(WebServer, AHandlerThatThrowsIsAnErrorThatTellsNothing) {
  start();
  const Got got = ask("GET /api/v1/fails");
  EXPECT_EQ(got.status, 500);
  EXPECT_EQ(got.body.find("secret"), std::string::npos);
  EXPECT_TRUE(is_well());
}

TEST_F(WebServer, AGetChangesNothingAndAPostOfAnotherSiteNeither) {
  start();
  EXPECT_EQ(post("/api/v1/word", "{}").status, 200);
  EXPECT_EQ(post("/api/v1/word", "{}", "Origin: http://evil.example\r\n").status, 403);
  EXPECT_EQ(ask("POST /api/v1/word", "Content-Type: text/plain\r\n" + length("{}"), "{}").status,
            415);
  EXPECT_EQ(ask("PUT /api/v1/word", json + length("{}"), "{}").status, 405);
  EXPECT_EQ(ask("OPTIONS *").status, 405);
  EXPECT_EQ(ask("GET /api/v1/word").status, 200);
  const RawConnection client(server_->port());
  client.send("POST /api/v1/word HTTP/1.1\r\nHost: evil.example\r\n" + std::string(json) +
              length("{}") + "\r\n{}");
  EXPECT_EQ(Got(client.read_all()).status, 421);
  EXPECT_EQ(posts_, 1);
}

// A page of another site can make a browser send this without permission: Range is on the list of
// safelisted headers.
TEST_F(WebServer, ARangeIsIgnored) {
  start();
  for (const char* range :
       {"bytes=0-200", "bytes=100000000000-100000000010", "bytes=1-", "bytes=-1", "bytes=5-2",
        "bytes=0-0,2-2", "foo", "bytes=0-18446744073709551615", "bytes=18446744073709551615-"}) {
    const std::string header = std::string("Range: ") + range + "\r\n";
    for (const char* path : {"/api/v1/word", "/nothing", "/app.js", "/api/v1/long"}) {
      const std::string line = std::string("GET ") + path;
      const Got whole = ask(line);
      const Got got = ask(line, header);
      EXPECT_EQ(got.status, whole.status) << range << path;
      EXPECT_EQ(got.body, whole.body) << range << path;
      EXPECT_EQ(got.header("Content-Range"), "") << range << path;
    }
    EXPECT_EQ(post("/api/v1/word", "{}", header).body, "{}");
  }
  EXPECT_EQ(ask("GET /app.js").header("Accept-Ranges"), "none");
}

/// Requests that are rejected before they are read completely, with a body that looks like a
/// request.
class Smuggling : public WebServer {
 protected:
  void SetUp() override {
    start();
    hidden_ = "POST /api/v1/word HTTP/1.1\r\n" + host() + json + length("{}") + "\r\n{}";
  }
  /// `headers` are whole lines of the refused request.
  void expect_one_answer(const std::string& first_line, const std::string& headers,
                         const std::string& body) const {
    const RawConnection client(server_->port());
    client.send(first_line + " HTTP/1.1\r\n" + host() + headers + length(body) + "\r\n" + body);
    const std::string got = client.read_all();
    EXPECT_EQ(count_of(got, "HTTP/1.1 "), 1U) << first_line << headers << got;
    EXPECT_EQ(posts_, 0) << first_line << headers;
    EXPECT_TRUE(is_well());
  }
  std::string hidden_;
};

TEST_F(Smuggling, ABodyOfARefusedRequestIsNotTakenForAnother) {
  const std::string foreign = "Origin: http://evil.example\r\nSec-Fetch-Site: cross-site\r\n";
  for (const char* type : {"text/plain", "multipart/form-data", "multipart/form-data; boundary=b",
                           "application/x-www-form-urlencoded", "application/json"}) {
    const std::string headers = foreign + "Content-Type: " + type + "\r\n";
    for (const std::size_t padding : {0U, 100U, 4096U, 8192U, 20'000U, 60'000U}) {
      expect_one_answer("POST /api/v1/word", headers, std::string(padding, 'x') + "\r\n" + hidden_);
    }
    const std::string part = "--b\r\nContent-Disposition: form-data; name=\"";
    expect_one_answer("POST /", headers,
                      part + std::string(20'000, 'x') + "\"\r\n\r\nv\r\n--b--\r\n" + hidden_);
    expect_one_answer("POST /", headers, "--b\r\nX: y\r\n\r\nv\r\n--bZZ\r\n" + hidden_);
    expect_one_answer("POST /", headers + "Range: foo\r\n", hidden_);
    expect_one_answer("POST /", headers + "Range: bytes=5-2\r\n", hidden_);
    expect_one_answer("POST /", headers + "Expect: something\r\n", hidden_);
    expect_one_answer("POST /", headers, std::string(70'000, 'x') + hidden_);
  }
}

TEST_F(Smuggling, AGetHasNoBody) {
  expect_one_answer("GET /api/v1/word", "", hidden_);
  expect_one_answer("HEAD /api/v1/word", "", hidden_);
  expect_one_answer("GET /nothing", "Content-Type: application/json\r\n", hidden_);
  expect_one_answer("DELETE /api/v1/word", "", hidden_);
}

TEST_F(Smuggling, ALengthThatCanBeReadInTwoWaysIsRefused) {
  const std::string post_line = "POST /api/v1/word HTTP/1.1\r\n" + host() + json;
  for (const std::string& framing :
       {"Transfer-Encoding: chunked\r\n" + length(hidden_) + "\r\n0\r\n\r\n",
        std::string("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        std::string("Transfer-Encoding: xchunked\r\n\r\n"),
        std::string("Transfer-Encoding: gzip\r\n\r\n"),
        std::string("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
        "Content-Length: 0\r\n" + length(hidden_) + "\r\n",
        "Content-Length: 0\r\nContent-Length: 0\r\n\r\n" + std::string(),
        std::string("Content-Length: -1\r\n\r\n"), std::string("Content-Length: 0x2\r\n\r\n"),
        std::string("Content-Length: 1 2\r\n\r\n"),
        std::string("Content-Length: 99999999999999999999\r\n\r\n")}) {
    const RawConnection client(server_->port());
    client.send(post_line + framing + hidden_);
    const std::string got = client.read_all();
    EXPECT_EQ(count_of(got, "HTTP/1.1 4"), 1U) << framing << got;
    EXPECT_EQ(count_of(got, "HTTP/1.1 "), 1U) << framing << got;
    EXPECT_EQ(posts_, 0) << framing;
  }
}

TEST_F(Smuggling, WhatIsNoRequestEndsTheConnection) {
  for (const std::string& bytes :
       {"\x16\x03\x01 no TLS here\r\n\r\n" + hidden_, "GET\r\n\r\n" + hidden_,
        "GET / HTTP/9.9\r\n" + host() + "\r\n" + hidden_,
        "GET http://127.0.0.1/ HTTP/1.1\r\n" + host() + "\r\n" + hidden_,
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n" + hidden_,
        "GET / HTTP/1.1\r\nX: a\rb\r\n\r\n" + hidden_}) {
    const RawConnection client(server_->port());
    client.send(bytes);
    EXPECT_EQ(count_of(client.read_all(), "HTTP/1.1 "), 1U) << bytes;
    EXPECT_EQ(posts_, 0) << bytes;
  }
}

TEST_F(WebServer, APackedBodyIsRefusedUnread) {
  start();
  const std::string body = gzipped(std::string(1 << 20, ' '));
  for (const char* encoding : {"br", "gzip", "deflate", "zstd", "identity, gzip", "GZIP"}) {
    const Got got =
        post("/api/v1/word", body, std::string("Content-Encoding: ") + encoding + "\r\n");
    EXPECT_EQ(got.status, 415) << encoding;
  }
  EXPECT_EQ(posts_, 0);
  EXPECT_EQ(post("/api/v1/word", "{}", "Content-Encoding: identity\r\n").status, 200);
}

TEST_F(WebServer, ABodyOf64KibibytesIsTakenAndALargerOneRefused) {
  start();
  const std::string largest(64 << 10, ' ');
  EXPECT_EQ(post("/api/v1/word", largest).body, largest);
  EXPECT_EQ(posts_, 1);
  const Got got = post("/api/v1/word", std::string(100'000, ' '));
  EXPECT_EQ(got.status, 413);
  EXPECT_EQ(posts_, 1);
}

TEST_F(WebServer, AClientMayAskBeforeItSendsABody) {
  start();
  const RawConnection client(server_->port());
  client.send("POST /api/v1/word HTTP/1.1\r\n" + host() + json +
              "Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("{}");
  EXPECT_EQ(Got(client.read_all()).body, "{}");
}

TEST_F(WebServer, TellsEveryOpenPageWhatChanged) {
  start();
  const RawConnection one(server_->port());
  const RawConnection other(server_->port());
  for (const RawConnection* page : {&one, &other}) {
    ASSERT_TRUE(page->send(stream_request()));
    EXPECT_NE(page->read_until(":\n\n").find("text/event-stream"), std::string::npos);
  }
  for (const char* name : {"tonight", "health"}) {
    changes_.notify(name);
    const std::string event = std::string("event: changed\ndata: ") + name + "\n\n";
    for (const RawConnection* page : {&one, &other})
      EXPECT_NE(page->read_until(event).find(event), std::string::npos);
  }
}

TEST_F(WebServer, StreamsBeyondTheMostAreRefusedUntilOneGoes) {
  start({.most_streams = 2});
  std::vector<std::unique_ptr<RawConnection>> pages;
  for (int i = 0; i < 2; ++i) {
    pages.push_back(std::make_unique<RawConnection>(server_->port()));
    ASSERT_TRUE(pages.back()->send(stream_request()));
    EXPECT_NE(pages.back()->read_until(":\n\n").find("200"), std::string::npos);
  }
  EXPECT_EQ(ask("GET /api/v1/stream").status, 503);
  pages.pop_back();
  std::string got;
  while (got.find("200 OK") == std::string::npos) {  // until the server has received it
    const RawConnection page(server_->port());
    page.send(stream_request());
    got = page.read_until("\r\n\r\n");
  }
}

TEST_F(WebServer, ClientsBeyondTheMostWaitUntilOneGoes) {
  start({.most_clients = 2});
  auto first = std::make_unique<RawConnection>(server_->port());
  const RawConnection second(server_->port());
  for (const RawConnection* page :
       std::initializer_list<const RawConnection*>{first.get(), &second}) {
    ASSERT_TRUE(page->send(stream_request()));
    EXPECT_NE(page->read_until("\r\n\r\n").find("200"), std::string::npos);
  }
  auto waiting = std::async(std::launch::async, [this] { return is_well(); });
  first.reset();
  EXPECT_TRUE(waiting.get());
}

TEST_F(WebServer, AClientThatStopsInTheMiddleIsLetGoAndHoldsNoOtherUp) {
  start({.longest = 300ms});
  const RawConnection head(server_->port());
  ASSERT_TRUE(head.send("GET /api/v1/word HTTP/1.1\r\nHost: local"));
  const RawConnection body(server_->port());
  ASSERT_TRUE(
      body.send("POST /api/v1/word HTTP/1.1\r\n" + host() + json + "Content-Length: 9\r\n\r\n{"));
  EXPECT_TRUE(is_well());
  EXPECT_EQ(head.read_all(), "");
  EXPECT_EQ(body.read_all(), "");
  EXPECT_EQ(posts_, 0);
}

/// Sends a byte of an endless head every 20 ms until the server closes the connection.
bool is_let_go_dripping(const RawConnection& client) {
  bool is_sent = client.send("GET /api/v1/word HTTP/1.1\r\nHost: localhost\r\nX: ");
  for (int bytes = 0; bytes < 1000 && is_sent; ++bytes) {
    if (client.hears_within(20ms)) return true;
    is_sent = client.send("x");
  }
  return !is_sent;
}

TEST_F(WebServer, AClientThatDripsIsLetGoHoweverSteadily) {
  start({.longest = 300ms});
  EXPECT_TRUE(is_let_go_dripping(RawConnection(server_->port())));
}

TEST_F(WebServer, DrippingClientsCannotTakeAllPlacesForever) {
  start({.most_clients = 4, .longest = 300ms});
  std::vector<std::jthread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([port = server_->port()](const std::stop_token& stop) {
      while (!stop.stop_requested()) is_let_go_dripping(RawConnection(port));
    });
  }
  int well = 0;
  for (int i = 0; i < 20 && well < 3; ++i) well += is_well() ? 1 : 0;
  EXPECT_EQ(well, 3);
}

TEST_F(WebServer, IdleClientsGoWhereOthersWait) {
  start({.most_clients = 2, .idle = 1h});
  const RawConnection first(server_->port());
  const RawConnection second(server_->port());
  for (const RawConnection* idle : {&first, &second}) {
    ASSERT_TRUE(idle->send("GET /api/v1/word HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    EXPECT_NE(idle->read_until("none").find("200"), std::string::npos);
  }
  EXPECT_TRUE(is_well());
}

TEST_F(WebServer, AClientThatReadsNothingIsLetGo) {
  start({.most_clients = 1, .longest = 300ms});
  const RawConnection client(server_->port());
  std::string requests;
  for (int i = 0; i < 100; ++i) requests += "GET /api/v1/long HTTP/1.1\r\n" + host() + "\r\n";
  client.send(requests);
  EXPECT_TRUE(is_well());  // it held the only slot
}

TEST_F(WebServer, AHeadWithoutEndIsRefused) {
  start({.longest = 1h});
  const RawConnection client(server_->port());
  ASSERT_TRUE(client.send("GET /api/v1/word HTTP/1.1\r\n"));
  const std::string line = "X-Line: " + std::string(1000, 'x') + "\r\n";
  int lines = 0;
  while (lines < 100'000 && client.send(line)) ++lines;
  EXPECT_LT(lines, 50'000);
  const RawConnection other(server_->port());
  other.send("GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\n" + host() + "\r\n");
  EXPECT_EQ(Got(other.read_all()).status, 431);
}

TEST_F(WebServer, RequestsThatComeTogetherAreAnsweredInTheirOrder) {
  start();
  const RawConnection client(server_->port());
  const auto request = [](const std::string& word) {
    return "GET /api/v1/word?word=" + word + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  };
  ASSERT_TRUE(client.send(request("first") + "POST /api/v1/word HTTP/1.1\r\n" + host() + json +
                          "Content-Length: 6\r\n\r\nsecond" + request("third")));
  const std::string got = client.read_until("third");
  EXPECT_LT(got.find("first"), got.find("second"));
  EXPECT_LT(got.find("second"), got.find("third"));
}

TEST_F(WebServer, ItsEndDoesNotWaitForOpenPages) {
  start();
  const RawConnection page(server_->port());
  const RawConnection half(server_->port());
  ASSERT_TRUE(page.send(stream_request()));
  ASSERT_TRUE(half.send("GET /api"));
  EXPECT_NE(page.read_until(":\n\n").find("200"), std::string::npos);
  server_.reset();
  EXPECT_EQ(page.read_all().find("event"), std::string::npos);
}

TEST_F(WebServer, DoesNotListenElsewhereWithoutAPassword) {
  for (const char* host : {"0.0.0.0", "::", "192.168.1.4"}) {
    const auto server = Server::start({.host = host, .port = 0}, {}, page_, changes_);
    ASSERT_FALSE(server) << host;
    EXPECT_EQ(server.error().fault, Fault::refused);
    EXPECT_NE(server.error().message.find("--set-password"), std::string::npos);
  }
}

TEST_F(WebServer, APortThatIsTakenIsAnError) {
  start();
  const auto other = Server::start({.port = server_->port()}, {}, page_, changes_);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().fault, Fault::io);
}

TEST_F(WebServer, WithAPasswordTellsNothingBeforeTheLogin) {
  start({.host = "0.0.0.0", .password = *PasswordHash::of("correct horse")});
  EXPECT_EQ(ask("GET /api/v1/word").status, 401);
  EXPECT_EQ(ask("GET /api/v1/stream").status, 401);
  const Got wrong = post("/api/v1/login", R"({"password":"wrong horse!"})");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_EQ(wrong.header("Set-Cookie"), "");
  const Got in = post("/api/v1/login", R"({"password":"correct horse"})");
  ASSERT_EQ(in.status, 200);
  std::string cookie = in.header("Set-Cookie");
  cookie = "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n";
  EXPECT_EQ(ask("GET /api/v1/word?word=a", cookie).body, "a");
  EXPECT_EQ(post("/api/v1/logout", "{}", cookie).status, 200);
  EXPECT_EQ(ask("GET /api/v1/word", cookie).status, 401);
}

TEST_F(WebServer, ItsEndDoesNotWaitForPasswordsThatAreToBeChecked) {
  start({.password = *PasswordHash::of("correct horse")});
  std::vector<std::unique_ptr<RawConnection>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<RawConnection>(server_->port()));
    const std::string body = R"({"password":"wrong horse!"})";
    clients.back()->send("POST /api/v1/login HTTP/1.1\r\n" + host() + json + length(body) + "\r\n" +
                         body);
  }
  EXPECT_TRUE(clients.front()->hears_within(20s));
  server_.reset();
}

TEST_F(WebServer, FilesThatAreNoCertificateAreRefused) {
  const auto server = Server::start(
      {.port = 0, .certificate = Certificate{"/dev/null", "/dev/null"}}, {}, page_, changes_);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().fault, Fault::bad_input);
}

}  // namespace
}  // namespace lamplighter::web
