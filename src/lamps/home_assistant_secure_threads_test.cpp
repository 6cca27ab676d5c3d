// SPDX-License-Identifier: Apache-2.0
// Home Assistant over https: which certificates are accepted.
#include "home_assistant/client.h"
#include "hue_emulator/server.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <netdb.h>

#include <thread>

namespace lamplighter::app {
namespace {

class SecureHomeAssistant : public ::testing::Test {
 protected:
  SecureHomeAssistant() : authority(*hue_emulator::EmulatedAuthority::make("home root")) {
    static_cast<void>(folder.write("ca.pem", authority.certificate()));
  }
  ~SecureHomeAssistant() override { close(); }

  void SetUp() override {
    addrinfo* found = nullptr;
    if (::getaddrinfo("localhost", nullptr, nullptr, &found) != 0)
      GTEST_SKIP() << "the name localhost is unknown here: /etc/hosts is missing";
    ::freeaddrinfo(found);
  }

  void close() {
    if (server) server->stop();
    if (thread.joinable()) thread.join();
  }

  /// The token that was received before the connection closed.
  std::string received_token() {
    close();
    return token;
  }

  void serve(const hue_emulator::CertificateAndKey& certificate) {
    const std::string file = folder.write("certificate.pem", certificate.certificate);
    const std::string key = folder.write("key.pem", certificate.key);
    server = std::make_unique<httplib::SSLServer>(file.c_str(), key.c_str());
    server->Get("/api/", [this](const httplib::Request& request, httplib::Response& response) {
      token = request.get_header_value("Authorization");
      response.set_content(R"({"message":"API running."})", "application/json");
    });
    port = server->bind_to_any_port("127.0.0.1");
    thread = std::jthread([this] { server->listen_after_bind(); });
    while (!server->is_running()) std::this_thread::yield();
  }

  /// Sends a greeting to that name, with that CA file.
  Result<home_assistant::Answer> greet(const std::string& host, const std::string& ca_file) {
    const auto url = "https://" + host + ":" + std::to_string(port);
    auto client = home_assistant::Client::make({url, "secret-token", ca_file});
    if (!client) return client.error();
    return (*client)->send({"/api/", ""});
  }

  void expect_refused(const std::string& host, const std::string& ca_file) {
    const auto answer = greet(host, ca_file);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().fault, Fault::refused);
    EXPECT_NE(answer.error().message.find("ca_file"), std::string::npos) << answer.error().message;
    EXPECT_EQ(received_token(), "") << "the token was sent to somebody who is not known";
  }

  testing::ScratchFolder folder;
  hue_emulator::EmulatedAuthority authority;
  std::unique_ptr<httplib::SSLServer> server;
  int port = 0;
  std::string token;
  std::jthread thread;
};

TEST_F(SecureHomeAssistant, OneThatOurAuthoritySignedIsSpokenTo) {
  serve(*authority.issue("localhost", hue_emulator::bridge_validity()));
  const auto answer = greet("localhost", folder.path("ca.pem"));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(received_token(), "Bearer secret-token");
}

TEST_F(SecureHomeAssistant, AnUnknownOneIsRefusedBeforeTheTokenIsSent) {
  serve(*authority.issue("localhost", hue_emulator::bridge_validity()));
  expect_refused("localhost", "");
}

TEST_F(SecureHomeAssistant, ACertificateForAnotherHostIsRefused) {
  serve(*authority.issue("elsewhere", hue_emulator::bridge_validity()));
  expect_refused("localhost", folder.path("ca.pem"));
}

TEST_F(SecureHomeAssistant, AnExpiredCertificateIsRefused) {
  serve(*authority.issue("localhost", {*parse_instant("2017-01-01T00:00:00Z"),
                                       *parse_instant("2018-01-01T00:00:00Z")}));
  expect_refused("localhost", folder.path("ca.pem"));
}

}  // namespace
}  // namespace lamplighter::app
