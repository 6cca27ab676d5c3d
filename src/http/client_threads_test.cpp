// SPDX-License-Identifier: Apache-2.0
// Tests with misbehaving peers on loopback.
#include "http/client.h"
#include "testing/scripted_server.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <semaphore>

namespace lamplighter::http {
namespace {

using namespace std::chrono_literals;
using testing::ScriptedServer;
using Peer = ScriptedServer::Peer;

/// Too short for 600 bytes sent one every five milliseconds.
constexpr Limits hasty{.connect = 2s, .total = 150ms, .head_bytes = 4096, .body_bytes = 1000};

/// So long that the test itself would time out first.
constexpr Limits patient{.connect = 1h, .total = 1h, .quiet = 1h};

constexpr auto drip_pause = 5ms;
const std::string many(600, 'a');

std::string ok(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// Responds in this way to every request of a connection.
ScriptedServer::Talk always(std::string answer) {
  return [answer = std::move(answer)](Peer& peer) {
    while (!peer.read_head().empty() && peer.write(answer)) continue;
  };
}

Error error_of(const ScriptedServer& server, const Limits& limits) {
  const Result<Answer> answer = Client({.limits = limits}).send({.url = server.url()});
  EXPECT_FALSE(answer) << answer->status;
  return answer ? Error{} : answer.error();
}

TEST(HttpClient, SendsMethodHeadersAndBodyAndGivesStatusAndBody) {
  std::string head;
  std::string body(5, ' ');
  ScriptedServer server([&](Peer& peer) {
    head = peer.read_head();
    peer.read_exactly(body.data(), body.size());
    peer.write("HTTP/1.1 207 Fine\r\nContent-Length: 3\r\n\r\nyes");
  });
  Client client;
  const Result<Answer> answer = client.send(
      {.url = server.url("/a/../b"), .method = "PUT", .headers = {"X-Key: k"}, .body = "hello"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 207);
  EXPECT_EQ(answer->body, "yes");
  EXPECT_TRUE(head.starts_with("PUT /a/../b HTTP/1.1\r\n")) << head;
  EXPECT_NE(head.find("X-Key: k\r\n"), std::string::npos) << head;
  EXPECT_EQ(head.find("Expect"), std::string::npos) << head;
  EXPECT_EQ(body, "hello");
}

TEST(HttpClient, KeepsTheConnectionAndOpensAnotherWhereItWasClosed) {
  ScriptedServer server([](Peer& peer) {
    for (int i = 0; i < 2 && !peer.read_head().empty(); ++i) peer.write(ok("x"));
  });
  Client client;
  for (int i = 0; i < 6; ++i) {
    const Result<Answer> answer = client.send({.url = server.url()});
    ASSERT_TRUE(answer) << i << answer.error().message;
  }
  EXPECT_EQ(server.connections(), 3);
}

TEST(HttpClient, AnAnswerThatIsCutOffIsAskedForOnceMoreOnlyOnAKeptConnection) {
  const std::string cut = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1";
  ScriptedServer server([&, first = true](Peer& peer) mutable {
    peer.read_head();
    if (!std::exchange(first, false)) return static_cast<void>(peer.write(cut));
    peer.write(ok("x"));
    if (!peer.read_head().empty()) peer.write(cut);
  });
  Client client;
  ASSERT_TRUE(client.send({.url = server.url()}));
  EXPECT_FALSE(client.send({.url = server.url()}));
  EXPECT_EQ(server.connections(), 2) << "the kept one and one more";
  EXPECT_FALSE(client.send({.url = server.url()}));
  EXPECT_EQ(server.connections(), 3) << "that was a new one";
}

TEST(HttpClient, DrippingHeadersEndAtTheDeadline) {
  ScriptedServer server([](Peer& peer) {
    peer.read_head();
    if (peer.write("HTTP/1.1 200 OK\r\nX: ") && peer.drip(many, drip_pause))
      peer.write("\r\nContent-Length: 0\r\n\r\n");
  });
  const Error error = error_of(server, hasty);
  EXPECT_EQ(error.fault, Fault::unavailable);
  EXPECT_EQ(error.message, "not complete within 0.15 s");
  EXPECT_EQ(server.connections(), 1) << "a peer that drips is not asked again";
}

TEST(HttpClient, ADrippingBodyEndsAtTheDeadline) {
  ScriptedServer server([](Peer& peer) {
    peer.read_head();
    if (peer.write("HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n")) peer.drip(many, drip_pause);
  });
  EXPECT_EQ(error_of(server, hasty).fault, Fault::unavailable);
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, AHandshakeWithoutEndEndsAtTheLimitOfConnecting) {
  ScriptedServer server([](Peer& peer) { peer.wait_for_close(); });
  Limits limits = patient;
  limits.connect = 150ms;
  const auto answer = Client({.limits = limits})
                          .send({.url = "https://127.0.0.1:" + std::to_string(server.port())});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::unavailable);
  EXPECT_EQ(answer.error().message, "no connection within 0.15 s");
}

TEST(HttpClient, InterimAnswersWithoutEndEndAtTheDeadline) {
  ScriptedServer server([](Peer& peer) {
    peer.read_head();
    for (int i = 0; i < 600; ++i) {
      if (!peer.write("HTTP/1.1 102 Processing\r\n\r\n")) return;
      std::this_thread::sleep_for(drip_pause);
    }
    peer.write(ok(""));
  });
  EXPECT_NE(error_of(server, hasty).message, "");
}

/// Data between chunks is skipped, so that only the deadline ends it.
TEST(HttpClient, AChunkWithoutEndEndsAtTheDeadline) {
  ScriptedServer server([](Peer& peer) {
    peer.read_head();
    bool is_heard = peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;");
    while (is_heard) is_heard = peer.write(many);
  });
  EXPECT_EQ(error_of(server, hasty).fault, Fault::unavailable);
}

/// Every kind of endless response: nothing is read beyond the limit and the socket buffers.
TEST(HttpClient, WhatHasNoEndIsCutOffAtItsLimit) {
  constexpr std::size_t most = std::size_t{64} << 20U;
  struct Case {
    const char* begins;
    std::string goes_on;
  };
  const Case table[]{
      {"HTTP/1.1 200 OK\r\n", "X-Header: " + std::string(1000, 'a') + "\r\n"},
      {"HTTP/1.1 200 OK\r\nX-Header: ", std::string(1000, 'a')},
      {"", "HTTP/1.1 100 Continue\r\nX-Header: a\r\n\r\n"},
      {"HTTP/1.1 200 OK\r\n\r\n", std::string(1000, 'a')},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
       "3e8\r\n" + std::string(1000, 'a') + "\r\n"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-Trailer: a\r\n"},
  };
  for (const Case& one : table) {
    std::atomic<bool> was_cut_off = false;
    {
      ScriptedServer server([&](Peer& peer) {
        peer.read_head();
        bool is_heard = peer.write(one.begins);
        for (std::size_t sent = 0; is_heard && sent < most; sent += one.goes_on.size())
          is_heard = peer.write(one.goes_on);
        was_cut_off = !is_heard;
      });
      Limits limits = hasty;
      limits.total = 1h;
      error_of(server, limits);
    }
    EXPECT_TRUE(was_cut_off) << one.begins << one.goes_on.substr(0, 40);
  }
}

TEST(HttpClient, ABodyMayBeAsLongAsItsLimit) {
  const ScriptedServer fits(always(ok(std::string(1000, 'x'))));
  Limits limits = hasty;
  limits.total = 1h;
  EXPECT_EQ(Client({.limits = limits}).send({.url = fits.url()})->body.size(), 1000U);
  const ScriptedServer longer(always(ok(std::string(1001, 'x'))));
  const Error error = error_of(longer, limits);
  EXPECT_EQ(error.fault, Fault::bad_input);
  EXPECT_EQ(error.message, "more than 1000 bytes");
}

TEST(HttpClient, IsInterruptedWhereverItWaits) {
  for (const char* sent :
       {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1"}) {
    std::binary_semaphore asked(0);
    ScriptedServer server([&](Peer& peer) {
      peer.read_head();
      peer.write(sent);
      asked.release();
      peer.wait_for_close();
    });
    std::stop_source stop;
    const std::jthread stopper([&] {
      asked.acquire();
      stop.request_stop();
    });
    const auto answer = Client({.limits = patient}).send({.url = server.url()}, stop.get_token());
    ASSERT_FALSE(answer) << sent;
    EXPECT_EQ(answer.error().message, "interrupted");
  }
}

TEST(HttpClient, SendsNothingOnceItIsStopped) {
  const ScriptedServer server(always(ok("x")));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(Client().send({.url = server.url()}, stop.get_token()));
  EXPECT_EQ(server.connections(), 0);
}

TEST(HttpClient, FollowsRedirectsOnlyWhereAskedAndWithinTheLimits) {
  ScriptedServer server([](Peer& peer) {
    for (std::string head = peer.read_head(); !head.empty(); head = peer.read_head()) {
      const bool is_there = head.starts_with("GET /there ");
      peer.write(is_there ? ok("here")
                          : "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n");
    }
  });
  EXPECT_EQ(Client().send({.url = server.url()})->status, 302);
  EXPECT_EQ(Client({.limits = {.redirects = 1}}).send({.url = server.url()})->body, "here");
}

TEST(HttpClient, RedirectsToOtherProtocolsAndWithoutEndAreNotFollowed) {
  const ScriptedServer file(
      always("HTTP/1.1 302 Found\r\nLocation: file:///etc/hostname\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_FALSE(Client({.limits = {.redirects = 3}}).send({.url = file.url()}));
  const ScriptedServer round(
      always("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_EQ(Client({.limits = {.redirects = 3}}).send({.url = round.url()})->status, 302);
  ScriptedServer slow([](Peer& peer) {
    for (int i = 0; i < 600 && !peer.read_head().empty(); ++i) {
      std::this_thread::sleep_for(drip_pause);
      peer.write("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
    }
  });
  Limits limits = hasty;
  limits.redirects = 600;
  EXPECT_EQ(error_of(slow, limits).fault, Fault::unavailable) << "one deadline for all of them";
}

TEST(HttpClient, TheEnvironmentNamesNoProxy) {
  const ScriptedServer server(always(ok("itself")));
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  const Result<Answer> answer = Client().send({.url = server.url()});
  ::unsetenv("http_proxy");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "itself");
}

TEST(HttpClient, ConnectsWhereItIsSentWhateverTheUrlNames) {
  std::string head;
  ScriptedServer server([&](Peer& peer) {
    head = peer.read_head();
    peer.write(ok("x"));
  });
  Client client({.connect_to = "127.0.0.1:" + std::to_string(server.port())});
  EXPECT_TRUE(client.send({.url = "http://0123456789abcdef:443/x"}));
  EXPECT_NE(head.find("Host: 0123456789abcdef:443"), std::string::npos) << head;
}

TEST(HttpClient, OtherSchemesAreRefused) {
  for (const char* url :
       {"", "days.ics", "ftp://127.0.0.1/", "file:///etc/hostname", "gopher://a/"}) {
    const Result<Answer> answer = Client().send({.url = url});
    ASSERT_FALSE(answer) << url;
    EXPECT_EQ(answer.error().fault, Fault::bad_input) << url << " " << answer.error().message;
  }
}

TEST(HttpClient, AUrlNamesASchemeAndAHost) {
  for (const char* url : {"http://a", "https://a/b?c", "HTTP://a:80", "http://[::1]:8080/"})
    EXPECT_TRUE(is_url(url)) << url;
  for (const char* url : {"", "a", "http://", "http:///a", "ftp://a", "http://a b", "http://?a"})
    EXPECT_FALSE(is_url(url)) << url;
}

class HttpStream : public ::testing::Test {
 protected:
  Result<Answer> read(const ScriptedServer& server, const Limits& limits) {
    return Client({.limits = limits})
        .stream({.url = server.url()}, [this](std::string_view bytes) { heard += bytes; }, {});
  }

  std::string heard;
};

TEST_F(HttpStream, GivesBytesAsTheyComeUntilThePeerEndsIt) {
  ScriptedServer server([](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 200 OK\r\n\r\n");
    peer.drip("slowly", 1ms);
  });
  const Result<Answer> answer = read(server, patient);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(heard, "slowly");
  EXPECT_EQ(answer->body, "");
}

TEST_F(HttpStream, MayTakeLongerThanTheDeadlineForItsHeaders) {
  ScriptedServer server([](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 200 OK\r\n\r\n");
    peer.drip(many, 1ms);
  });
  Limits limits = patient;
  limits.total = 100ms;
  EXPECT_TRUE(read(server, limits));
  EXPECT_EQ(heard, many);
}

TEST_F(HttpStream, EndsWhereItIsQuietForTooLong) {
  ScriptedServer server([](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 200 OK\r\n\r\nhi");
    peer.wait_for_close();
  });
  Limits limits = patient;
  limits.quiet = 100ms;
  EXPECT_TRUE(read(server, limits));
  EXPECT_EQ(heard, "hi");
}

TEST_F(HttpStream, ItsHeadersHaveADeadlineAndASize) {
  ScriptedServer drips([](Peer& peer) {
    peer.read_head();
    if (peer.write("HTTP/1.1 200 OK\r\nX: ") && peer.drip(many, drip_pause)) peer.write("\r\n\r\n");
  });
  EXPECT_EQ(read(drips, hasty).error().fault, Fault::unavailable);
  const ScriptedServer endless(
      always("HTTP/1.1 200 OK\r\nX: " + std::string(5000, 'a') + "\r\n\r\n"));
  EXPECT_EQ(read(endless, hasty).error().fault, Fault::bad_input);
}

TEST_F(HttpStream, AnAnswerThatIsNoStreamHasTheDeadlineAndSizeOfOne) {
  const ScriptedServer refuses(always("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno"));
  const Result<Answer> answer = read(refuses, hasty);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 403);
  EXPECT_EQ(answer->body, "no");
  ScriptedServer drips([](Peer& peer) {
    peer.read_head();
    if (peer.write("HTTP/1.1 403 No\r\nContent-Length: 600\r\n\r\n")) peer.drip(many, drip_pause);
  });
  EXPECT_FALSE(read(drips, hasty));
  EXPECT_EQ(heard, "");
}

TEST_F(HttpStream, IsInterruptedWhileItWaits) {
  ScriptedServer server([](Peer& peer) {
    peer.read_head();
    peer.write("HTTP/1.1 200 OK\r\n\r\nhi");
    peer.wait_for_close();
  });
  std::stop_source stop;
  Client client({.limits = patient});
  const Result<Answer> answer = client.stream(
      {.url = server.url()}, [&](std::string_view) { stop.request_stop(); }, stop.get_token());
  EXPECT_TRUE(answer) << "it had begun";
}

}  // namespace
}  // namespace lamplighter::http
