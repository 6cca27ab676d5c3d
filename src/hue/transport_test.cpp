// SPDX-License-Identifier: Apache-2.0
#include "hue/transport.h"

#include "testing/scripted_server.h"

#include <gtest/gtest.h>
#include <httplib.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <map>
#include <string>
#include <thread>
#include <vector>

namespace lamplighter::hue {
namespace {

/// SHA-256 over the DER, as printed by `openssl x509 -fingerprint -sha256`, without colons.
std::vector<std::string> fingerprints(std::string_view pem) {
  std::vector<std::string> result;
  BIO* from = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  while (X509* one = PEM_read_bio_X509(from, nullptr, nullptr, nullptr)) {
    unsigned char digest[32];
    X509_digest(one, EVP_sha256(), digest, nullptr);
    std::string text;
    for (const unsigned char byte : digest) {
      text += "0123456789ABCDEF"[byte >> 4U];
      text += "0123456789ABCDEF"[byte & 15U];
    }
    result.push_back(text);
    X509_free(one);
  }
  BIO_free(from);
  return result;
}

TEST(SignifyRoots, AreTheTwoThatSignifyPublishes) {
  EXPECT_EQ(fingerprints(signify_roots()),
            (std::vector<std::string>{
                "F0BD8E6509E82F774D63BC009D5388C969FE3DCF7D6D541D6351B72B898D8ACF",
                "D8B89448B2AF8E1676185AC07219EE9DCBC8F01C122A026A2A4B7B5CFE0328B8"}));
}

TEST(Address, IsReadWithAndWithoutAPort) {
  const std::map<std::string, Address> table{
      {"192.168.1.2", {"192.168.1.2", 0}}, {"bridge.local:8080", {"bridge.local", 8080}},
      {"[fe80::1]:443", {"fe80::1", 443}}, {"[fe80::1]", {"fe80::1", 0}},
      {"fe80::1", {"fe80::1", 0}},
  };
  for (const auto& [text, address] : table) {
    const auto read = parse_address(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, address) << text;
  }
}

TEST(Address, NonsenseIsRefused) {
  for (const char* text :
       {"", ":80", "host:", "host:0", "host:65536", "host:8x", "http://host", "[::1", "[::1]x",
        "[::1]:", "[[]", "a[b", "[a:b]", "a\x01b", "a b", "user@host"}) {
    EXPECT_FALSE(parse_address(text)) << text;
  }
}

/// A web server for the test.
class Web : public ::testing::Test {
 protected:
  void listen() {
    port = server.bind_to_any_port("127.0.0.1");
    thread = std::jthread([this] { server.listen_after_bind(); });
    while (!server.is_running()) std::this_thread::yield();
  }
  ~Web() override { server.stop(); }

  httplib::Server server;
  int port = 0;
  std::jthread thread;
};

TEST_F(Web, SendsMethodPathBodyAndKeyAndGivesStatusAndBody) {
  server.Put("/a", [](const httplib::Request& request, httplib::Response& response) {
    response.status = 207;
    response.set_content(request.body + "|" + request.get_header_value("hue-application-key") +
                             "|" + request.get_header_value("Content-Type"),
                         "text/plain");
  });
  listen();
  HttpTransport transport({"127.0.0.1", port});
  const auto answer = transport.send({"PUT", "/a", "{}", "secret"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 207);
  EXPECT_EQ(answer->body, "{}|secret|application/json");
}

TEST_F(Web, NeverFollowsARedirect) {
  int gets = 0;
  server.Get("/api", [&](const httplib::Request&, httplib::Response&) { ++gets; });
  server.Post("/api", [](const httplib::Request&, httplib::Response& response) {
    response.set_redirect("/api", 301);
  });
  listen();
  HttpTransport transport({"127.0.0.1", port});
  const auto answer = transport.send({"POST", "/api", "{}", ""});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 301);
  EXPECT_EQ(check_status(*answer).error().fault, Fault::refused);
  EXPECT_EQ(gets, 0);
}

TEST_F(Web, AnEndlessAnswerIsCutOff) {
  server.Get("/long", [](const httplib::Request&, httplib::Response& response) {
    response.set_chunked_content_provider("text/plain", [](std::size_t, httplib::DataSink& sink) {
      const std::string part(65536, 'x');
      return sink.write(part.data(), part.size());
    });
  });
  listen();
  HttpTransport transport({"127.0.0.1", port});
  const auto answer = transport.send({"GET", "/long", "", ""});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::bad_input);
}

TEST_F(Web, AnUnreachableBridgeIsUnavailable) {
  listen();
  const int free_port = port;
  server.stop();
  thread.join();
  HttpTransport transport({"127.0.0.1", free_port});
  const auto answer = transport.send({"GET", "/", "", ""});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::unavailable);
}

/// A bridge that sends one byte every five milliseconds, for three seconds.
TEST(DrippingBridge, IsUnavailableAtTheDeadlineAndIsNotAskedAgain) {
  constexpr http::Limits hasty{.total = std::chrono::milliseconds(150)};
  const std::string rest(600, ' ');
  for (const char* begins :
       {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n"}) {
    testing::ScriptedServer server([&](testing::ScriptedServer::Peer& peer) {
      peer.read_head();
      if (peer.write(begins) && peer.drip(rest, std::chrono::milliseconds(5)))
        peer.write("\r\n\r\n");
    });
    HttpTransport transport({"127.0.0.1", server.port()}, hasty);
    const auto answer = transport.send({"GET", "/api/key", "", ""});
    ASSERT_FALSE(answer) << begins;
    EXPECT_EQ(answer.error().fault, Fault::unavailable);
    EXPECT_NE(answer.error().message.find("is the bridge on"), std::string::npos)
        << answer.error().message;
    EXPECT_EQ(server.connections(), 1);
  }
}

TEST(DrippingBridge, HeadersWithoutEndAreCutOff) {
  constexpr std::size_t most = std::size_t{64} << 20U;
  std::atomic<bool> was_cut_off = false;
  {
    testing::ScriptedServer server([&](testing::ScriptedServer::Peer& peer) {
      peer.read_head();
      const std::string line = "X: " + std::string(1000, 'a') + "\r\n";
      bool is_heard = peer.write("HTTP/1.1 200 OK\r\n");
      for (std::size_t sent = 0; is_heard && sent < most; sent += line.size())
        is_heard = peer.write(line);
      was_cut_off = !is_heard;
    });
    HttpTransport transport({"127.0.0.1", server.port()});
    EXPECT_FALSE(transport.send({"GET", "/api/key", "", ""}));
  }
  EXPECT_TRUE(was_cut_off);
}

TEST(UrlHost, PutsIpv6InBracketsAndEscapesItsZone) {
  EXPECT_EQ(url_host({"192.168.1.2", 0}), "192.168.1.2");
  EXPECT_EQ(url_host({"bridge.local", 8080}), "bridge.local:8080");
  EXPECT_EQ(url_host({"fe80::1", 0}), "[fe80::1]");
  EXPECT_EQ(url_host({"fe80::1%eth0", 443}), "[fe80::1%25eth0]:443");
}

}  // namespace

}  // namespace lamplighter::hue
