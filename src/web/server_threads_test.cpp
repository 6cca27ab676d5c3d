// SPDX-License-Identifier: Apache-2.0
#include "web/server.h"

#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

namespace lamplighter::web {
namespace {

using namespace std::chrono_literals;

constexpr Asset small_page[] = {
    {"/index.html", "text/html; charset=utf-8", "0123456789abcdef", ""},
};

/// A bare connection, for clients that behave badly.
class Connection {
 public:
  explicit Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{20, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] bool is_connected() const { return connected_; }
  [[nodiscard]] bool send(const std::string& text) const {
    return ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(text.size());
  }
  /// Whether the server ends the connection within some time.
  [[nodiscard]] bool has_ended(std::chrono::milliseconds wait) const {
    pollfd about{socket_, POLLIN, 0};
    return ::poll(&about, 1, static_cast<int>(wait.count())) > 0;
  }
  /// All that came by the time `wanted` did, or the connection ended.
  std::string read_until(const std::string& wanted) const {
    std::string got;
    char block[4096];
    while (got.find(wanted) == std::string::npos) {
      const ssize_t count = ::recv(socket_, block, sizeof block, 0);
      if (count <= 0) break;
      got.append(block, static_cast<std::size_t>(count));
    }
    return got;
  }

 private:
  int socket_;
  bool connected_ = false;
};

class WebServer : public testing::Test {
 protected:
  void start(ServerSettings settings = {}) {
    settings.port = 0;
    std::vector<Route> routes{{"GET", "/api/v1/word",
                               [](const Request& request) -> Answer {
                                 return {.body = request.value("word").value_or("none")};
                               }},
                              {"GET", "/api/v1/long",
                               [](const Request&) -> Answer {
                                 return {.type = "text/csv",
                                         .more =
                                             [left = 3]() mutable {
                                               return left-- > 0 ? std::string(100'000, 'x')
                                                                 : std::string();
                                             },
                                         .file_name = "long.csv"};
                               }},
                              {"POST", "/api/v1/word", [this](const Request& request) -> Answer {
                                 ++posts_;
                                 return {.body = request.body};
                               }}};
    auto server = Server::start(settings, std::move(routes), small_page, news_);
    ASSERT_TRUE(server) << server.error().message;
    server_ = *std::move(server);
  }
  httplib::Client client() const {
    httplib::Client client("127.0.0.1", server_->port());
    client.set_read_timeout(20s);
    return client;
  }
  std::string host() const { return "Host: 127.0.0.1:" + std::to_string(server_->port()) + "\r\n"; }
  std::string stream_request() const { return "GET /api/v1/stream HTTP/1.1\r\n" + host() + "\r\n"; }

  News news_;
  std::atomic<int> posts_{0};
  std::unique_ptr<Server> server_;
};

TEST_F(WebServer, AnswersRoutesWithTheirDecodedQuery) {
  start();
  const auto answer = client().Get("/api/v1/word?word=K%C3%BCche%201%262&other=x");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "Küche 1&2");
  EXPECT_EQ(answer->get_header_value("Cache-Control"), "no-store");
  EXPECT_EQ(client().Get("/api/v1/nothing")->status, 404);
  EXPECT_EQ(client().Get("/../../etc/passwd")->status, 404);
}

TEST_F(WebServer, EveryAnswerForbidsScriptsFramesAndOtherSites) {
  start();
  for (const char* path : {"/api/v1/word", "/nothing"}) {
    const auto answer = client().Get(path);
    ASSERT_TRUE(answer);
    const std::string policy = answer->get_header_value("Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << path;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos) << path;
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos) << path;
    EXPECT_EQ(answer->get_header_value("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_FALSE(answer->has_header("Access-Control-Allow-Origin")) << path;
  }
}

TEST_F(WebServer, LongAnswersComeWholeInPieces) {
  start();
  const auto answer = client().Get("/api/v1/long");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body.size(), 300'000U);
  EXPECT_EQ(answer->get_header_value("Content-Disposition"), "attachment; filename=\"long.csv\"");
}

TEST_F(WebServer, AGetChangesNothingAndAPostOfAnotherSiteNeither) {
  start();
  httplib::Client here = client();
  EXPECT_EQ(here.Post("/api/v1/word", "{}", "application/json")->status, 200);
  EXPECT_EQ(here.Post("/api/v1/word", {{"Origin", "http://evil.example"}}, "{}", "application/json")
                ->status,
            403);
  EXPECT_EQ(here.Post("/api/v1/word", "{}", "text/plain")->status, 415);
  EXPECT_EQ(here.Post("/api/v1/word", {{"Host", "evil.example"}}, "{}", "application/json")->status,
            421);
  EXPECT_EQ(here.Put("/api/v1/word", "{}", "application/json")->status, 404);
  EXPECT_EQ(here.Get("/api/v1/word")->status, 200);
  EXPECT_EQ(posts_, 1);
}

TEST_F(WebServer, WhatIsLeftOfARefusedRequestIsNotTakenForAnother) {
  start();
  const std::string inner = "POST /api/v1/word HTTP/1.1\r\n" + host() +
                            "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
  const Connection evil(server_->port());
  ASSERT_TRUE(evil.send("POST /api/v1/word HTTP/1.1\r\n" + host() +
                        "Origin: http://evil.example\r\nContent-Type: text/plain\r\n"
                        "Content-Length: " +
                        std::to_string(inner.size()) + "\r\n\r\n" + inner));
  EXPECT_NE(evil.read_until("application/json").find("415"), std::string::npos);
  ASSERT_TRUE(
      evil.send("GET /api/v1/word?word=after HTTP/1.1\r\n" + host() + "Connection: close\r\n\r\n"));
  EXPECT_TRUE(evil.read_until("never").ends_with("after"));
  EXPECT_EQ(posts_, 0);
}

TEST_F(WebServer, ABodyThatIsTooLargeIsRefused) {
  start();
  const auto answer = client().Post("/api/v1/word", std::string(100'000, ' '), "application/json");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 413);
  EXPECT_EQ(posts_, 0);
}

TEST_F(WebServer, TellsEveryOpenPageWhatChanged) {
  start();
  const Connection one(server_->port());
  const Connection other(server_->port());
  for (const Connection* page : {&one, &other}) {
    ASSERT_TRUE(page->send(stream_request()));
    EXPECT_NE(page->read_until("\r\n\r\n").find("text/event-stream"), std::string::npos);
  }
  news_.tell("tonight");
  for (const Connection* page : {&one, &other}) {
    EXPECT_NE(page->read_until("data: tonight\n\n").find("event: changed\ndata: tonight\n\n"),
              std::string::npos);
  }
}

TEST_F(WebServer, StreamsBeyondTheMostAreSentAway) {
  start({.most_streams = 2});
  std::vector<std::unique_ptr<Connection>> pages;
  for (int i = 0; i < 2; ++i) {
    pages.push_back(std::make_unique<Connection>(server_->port()));
    ASSERT_TRUE(pages.back()->send(stream_request()));
    EXPECT_NE(pages.back()->read_until("\r\n\r\n").find("200"), std::string::npos);
  }
  EXPECT_EQ(client().Get("/api/v1/stream")->status, 503);
}

TEST_F(WebServer, ClientsBeyondTheMostWaitUntilOneGoes) {
  start({.most_clients = 2});
  auto first = std::make_unique<Connection>(server_->port());
  const Connection second(server_->port());
  for (const Connection* page : std::initializer_list<const Connection*>{first.get(), &second}) {
    ASSERT_TRUE(page->send(stream_request()));
    EXPECT_NE(page->read_until("\r\n\r\n").find("200"), std::string::npos);
  }
  auto waiting = std::async(std::launch::async, [this] { return client().Get("/api/v1/word"); });
  first.reset();
  const auto answer = waiting.get();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
}

TEST_F(WebServer, AClientThatStopsInTheMiddleIsLetGoAndHoldsNobodyUp) {
  start({.slowest = 300ms});
  const Connection half(server_->port());
  ASSERT_TRUE(half.send("GET /api/v1/word HTTP/1.1\r\nHost: local"));
  EXPECT_EQ(client().Get("/api/v1/word")->status, 200);
  EXPECT_TRUE(half.read_until("\r\n\r\n").starts_with("HTTP/1.1 400"));
}

/// Sends a byte of an endless head every 20 ms until the server lets it go.
bool is_let_go_dripping(const Connection& client) {
  bool is_sent = client.send("GET /api/v1/word HTTP/1.1\r\nHost: localhost\r\nX: ");
  for (int bytes = 0; bytes < 200 && is_sent; ++bytes) {
    if (client.has_ended(20ms))
      return client.read_until("nothing more").starts_with("HTTP/1.1 400");
    is_sent = client.send("x");
  }
  return !is_sent;
}

TEST_F(WebServer, AClientThatDripsIsLetGoHoweverSteadily) {
  start({.slowest = 5000ms, .longest = 300ms});
  const Connection client(server_->port());
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(is_let_go_dripping(client));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
}

TEST_F(WebServer, DrippingClientsCannotTakeAllPlacesForEver) {
  start({.most_clients = 4, .slowest = 5000ms, .longest = 300ms});
  std::vector<std::jthread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([port = server_->port()](const std::stop_token& stop) {
      while (!stop.stop_requested()) is_let_go_dripping(Connection(port));
    });
  }
  for (int i = 0; i < 3; ++i) {
    httplib::Client here = client();
    here.set_connection_timeout(20s);
    here.set_read_timeout(20s);
    const auto answer = here.Get("/api/v1/word");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
  }
}

TEST_F(WebServer, IdleClientsGoWhereOthersWait) {
  start({.most_clients = 2});
  const Connection first(server_->port());
  const Connection second(server_->port());
  for (const Connection* idle : {&first, &second}) {
    ASSERT_TRUE(idle->send("GET /api/v1/word HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    EXPECT_NE(idle->read_until("none").find("200"), std::string::npos);
  }
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(client().Get("/api/v1/word"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);  // they may be idle for five
}

TEST_F(WebServer, AHeadWithoutEndIsRefused) {
  start();
  const Connection client(server_->port());
  ASSERT_TRUE(client.send("GET /api/v1/word HTTP/1.1\r\n"));
  const std::string line = "X-Line: " + std::string(1000, 'x') + "\r\n";
  const auto begin = std::chrono::steady_clock::now();
  int lines = 0;
  while (lines < 100'000 && client.send(line)) ++lines;
  EXPECT_LT(lines, 50'000);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);  // not only when it took too long
}

TEST_F(WebServer, RequestsThatComeTogetherAreAnsweredInTheirOrder) {
  start();
  const Connection client(server_->port());
  const auto request = [](const std::string& word) {
    return "GET /api/v1/word?word=" + word + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  };
  ASSERT_TRUE(client.send(request("first") + request("second") + request("third")));
  const std::string got = client.read_until("third");
  EXPECT_LT(got.find("first"), got.find("second"));
  EXPECT_LT(got.find("second"), got.find("third"));
}

TEST_F(WebServer, ItsEndDoesNotWaitForOpenPages) {
  start();
  const Connection page(server_->port());
  ASSERT_TRUE(page.send(stream_request()));
  page.read_until("\r\n\r\n");
  server_.reset();
  EXPECT_EQ(page.read_until("never").find("event"), std::string::npos);
}

TEST_F(WebServer, DoesNotListenElsewhereWithoutAPassword) {
  for (const char* host : {"0.0.0.0", "::", "192.168.1.4"}) {
    const auto server = Server::start({.host = host, .port = 0}, {}, small_page, news_);
    ASSERT_FALSE(server) << host;
    EXPECT_EQ(server.error().fault, Fault::refused);
    EXPECT_NE(server.error().message.find("--set-password"), std::string::npos);
  }
}

TEST_F(WebServer, WithAPasswordTellsNothingBeforeItWasSaid) {
  start({.host = "0.0.0.0", .password = *PasswordHash::of("correct horse")});
  httplib::Client here = client();
  EXPECT_EQ(here.Get("/api/v1/word")->status, 401);
  EXPECT_EQ(here.Get("/api/v1/stream")->status, 401);
  const auto wrong =
      here.Post("/api/v1/login", R"({"password":"wrong horse!"})", "application/json");
  EXPECT_EQ(wrong->status, 403);
  EXPECT_FALSE(wrong->has_header("Set-Cookie"));
  const auto in = here.Post("/api/v1/login", R"({"password":"correct horse"})", "application/json");
  ASSERT_EQ(in->status, 200);
  std::string cookie = in->get_header_value("Set-Cookie");
  cookie.resize(cookie.find(';'));
  EXPECT_EQ(here.Get("/api/v1/word?word=a", {{"Cookie", cookie}})->body, "a");
  EXPECT_EQ(here.Post("/api/v1/logout", {{"Cookie", cookie}}, "{}", "application/json")->status,
            200);
  EXPECT_EQ(here.Get("/api/v1/word", {{"Cookie", cookie}})->status, 401);
}

TEST_F(WebServer, FilesThatAreNoCertificateAreRefused) {
  const auto server = Server::start(
      {.port = 0, .certificate = Certificate{"/dev/null", "/dev/null"}}, {}, small_page, news_);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().fault, Fault::bad_input);
}

}  // namespace
}  // namespace lamplighter::web
