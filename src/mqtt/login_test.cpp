// SPDX-License-Identifier: Apache-2.0
// Authentication: passwords and certificates, against a real broker.
#include "mqtt/child_broker.h"
#include "testing/mqtt_listener.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace lamplighter::mqtt {
namespace {

using testing::Listener;

class LoginTest : public ::testing::Test {
 protected:
  void run(const std::string& command) {
    const std::string line = "cd '" + folder.path("") + "' && (" + command + ") >/dev/null 2>&1";
    ASSERT_EQ(std::system(line.c_str()), 0) << command;
  }

  void start(const std::string& more) {
    auto started = ChildBroker::start({.directory = folder.path(""), .more = more});
    ASSERT_TRUE(started) << started.error().message;
    broker = *std::move(started);
  }

  /// Creates an authority `name`, and a certificate signed by it.
  void make_authority(const std::string& name) {
    run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "
        "/CN=" +
        name + " -keyout " + name + ".key -out " + name + ".crt");
  }
  void make_certificate(const std::string& name, const std::string& authority,
                        const std::string& alternative) {
    run("openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=" + name +
        " -keyout " + name + ".key -out " + name + ".csr && echo subjectAltName=" + alternative +
        " > " + name + ".ext && openssl x509 -req -days 30 -in " + name + ".csr -CA " + authority +
        ".crt -CAkey " + authority + ".key -CAcreateserial -extfile " + name + ".ext -out " + name +
        ".crt");
  }

  Settings settings() const { return {.port = broker->port(), .backoff = {1ms, 20ms}}; }

  static bool connects(const Settings& settings) { return Listener(settings).until_connected(); }

  /// The first error; the connection must not succeed.
  static Error trouble(const Settings& settings) {
    Listener listener(settings);
    listener.until(
        [&] { return !listener.troubles.empty() || listener.connection->is_connected(); });
    EXPECT_FALSE(listener.connection->is_connected());
    return listener.troubles.empty() ? Error{Fault::io, "none"} : listener.troubles[0];
  }

  testing::ScratchFolder folder;
  std::unique_ptr<ChildBroker> broker;
};

TEST_F(LoginTest, NeedsTheRightUserAndPassword) {
  run("mosquitto_passwd -b -c passwords lamp secret");
  start("allow_anonymous false\npassword_file " + folder.path("passwords"));
  Settings right = settings();
  right.user = "lamp";
  right.password = "secret";
  EXPECT_TRUE(connects(right));
  Settings wrong = right;
  wrong.password = "guess";
  for (const Settings& refused : {wrong, settings()}) {
    const Error error = trouble(refused);
    EXPECT_EQ(error.fault, Fault::refused);
    EXPECT_NE(error.message.find("check the user and the password"), std::string::npos)
        << error.message;
  }
}

TEST_F(LoginTest, ChecksTheBrokersCertificateAgainstItsAuthority) {
  make_authority("home");
  make_authority("stranger");
  make_certificate("broker", "home", "IP:127.0.0.1");
  start("certfile " + folder.path("broker.crt") + "\nkeyfile " + folder.path("broker.key"));
  Settings right = settings();
  right.ca_file = folder.path("home.crt");
  EXPECT_TRUE(connects(right));
  Settings wrong = right;
  wrong.ca_file = folder.path("stranger.crt");
  const Error error = trouble(wrong);
  EXPECT_EQ(error.fault, Fault::refused);
  EXPECT_NE(error.message.find("certificate verify failed"), std::string::npos) << error.message;
}

TEST_F(LoginTest, RefusesACertificateForAnotherHost) {
  make_authority("home");
  make_certificate("broker", "home", "DNS:another.host");
  start("certfile " + folder.path("broker.crt") + "\nkeyfile " + folder.path("broker.key"));
  Settings right = settings();
  right.ca_file = folder.path("home.crt");
  EXPECT_EQ(trouble(right).fault, Fault::refused);
}

TEST_F(LoginTest, ShowsItsOwnCertificateWhereTheBrokerAsksForOne) {
  make_authority("home");
  make_certificate("broker", "home", "IP:127.0.0.1");
  make_certificate("lamplighter", "home", "DNS:lamplighter");
  start("certfile " + folder.path("broker.crt") + "\nkeyfile " + folder.path("broker.key") +
        "\ncafile " + folder.path("home.crt") + "\nrequire_certificate true");
  Settings right = settings();
  right.ca_file = folder.path("home.crt");
  right.cert_file = folder.path("lamplighter.crt");
  right.key_file = folder.path("lamplighter.key");
  EXPECT_TRUE(connects(right));
  make_authority("stranger");
  make_certificate("guest", "stranger", "DNS:lamplighter");
  Settings strange = right;
  strange.cert_file = folder.path("guest.crt");
  strange.key_file = folder.path("guest.key");
  Settings without = settings();
  without.ca_file = folder.path("home.crt");
  for (const Settings& refused : {strange, without}) {
    const std::string message = trouble(refused).message;
    EXPECT_NE(message.find("check cert_file and key_file"), std::string::npos) << message;
  }
}

TEST_F(LoginTest, SaysWhichFileCannotBeUsed) {
  Settings missing{.ca_file = folder.path("nothing.crt")};
  const testing::ManualClock clock(Instant{});
  const auto made = Connection::make(missing, {}, clock, Rng(1));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::bad_input);
  EXPECT_NE(made.error().message.find("nothing.crt"), std::string::npos) << made.error().message;
  EXPECT_NE(made.error().message.find("No such file"), std::string::npos) << made.error().message;
}

}  // namespace
}  // namespace lamplighter::mqtt
