// SPDX-License-Identifier: Apache-2.0
#include "mqtt/buffered_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <unistd.h>

#include <array>
#include <string>

namespace lamplighter::mqtt {
namespace {

const std::string connack("\x20\x02\x00\x00", 4);  // of MQTT 3.1.1
const std::string message("\x30\x06\x00\x03luxA", 8);

class BufferedSocketTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
    ASSERT_TRUE(buffered.open(ends[0], PacketCheck(Protocol::v311, 100000)));
  }
  void TearDown() override {
    for (const int end : ends) {
      if (end >= 0) ::close(end);
    }
  }

  /// Writes like libmosquitto until the socket is full. Returns the number of bytes written.
  std::size_t write(const std::string& bytes) const {
    const ssize_t taken = ::write(ends[0], bytes.data(), bytes.size());
    return taken < 0 ? 0 : static_cast<std::size_t>(taken);
  }

  static std::string read_from(int fd) {
    std::array<char, 65536> bytes;
    const ssize_t got = ::read(fd, bytes.data(), bytes.size());
    return got < 0 ? "" : std::string(bytes.data(), static_cast<std::size_t>(got));
  }

  /// What the broker has received, and what libmosquitto has received.
  std::string at_broker() const { return read_from(ends[1]); }
  std::string at_library() const { return read_from(ends[0]); }

  void broker_sends(const std::string& bytes) const {
    ASSERT_EQ(::write(ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }

  void hang_up() {
    ::close(ends[1]);
    ends[1] = -1;
  }

  /// The library has closed its socket.
  bool library_is_at_the_end() const {
    char one = 0;
    return ::read(ends[0], &one, 1) == 0;
  }

  std::array<int, 2> ends{-1, -1};  ///< that of libmosquitto, that of the broker
  BufferedSocket buffered;
};

TEST_F(BufferedSocketTest, SendsWhatTheLibraryWrote) {
  EXPECT_EQ(write("hello"), 5u);
  EXPECT_EQ(at_broker(), "");
  ASSERT_TRUE(buffered.send());
  EXPECT_EQ(at_broker(), "hello");
  EXPECT_FALSE(buffered.holds_output());
}

TEST_F(BufferedSocketTest, KeepsInOrderWhatTheNetworkDoesNotTake) {
  std::string sent;
  std::string got;
  for (char letter = 'a'; !buffered.holds_output();
       letter = letter == 'z' ? 'a' : static_cast<char>(letter + 1)) {
    const std::string part(5000, letter);
    sent += part.substr(0, write(part));
    ASSERT_TRUE(buffered.send());
  }
  while (got.size() < sent.size()) {
    got += at_broker();
    ASSERT_TRUE(buffered.send());
  }
  EXPECT_EQ(got, sent);
}

TEST_F(BufferedSocketTest, SendsADisconnectAfterWhichTheLibraryHasClosed) {
  EXPECT_EQ(write("bye"), 3u);
  ::close(ends[0]);
  ends[0] = -1;
  ASSERT_TRUE(buffered.send());
  EXPECT_EQ(at_broker(), "bye");
}

TEST_F(BufferedSocketTest, HandsOverWholePacketsOnlyOneAtATime) {
  broker_sends(connack + message.substr(0, 3));
  EXPECT_TRUE(*buffered.feed());
  EXPECT_EQ(at_library(), connack);
  EXPECT_TRUE(buffered.may_hold_input());
  EXPECT_FALSE(*buffered.feed());
  EXPECT_FALSE(buffered.may_hold_input());
  EXPECT_EQ(at_library(), "");
  broker_sends(message.substr(3) + message);
  EXPECT_TRUE(*buffered.feed());
  EXPECT_EQ(at_library(), message);
  EXPECT_TRUE(*buffered.feed());
  EXPECT_EQ(at_library(), message);
  EXPECT_FALSE(*buffered.feed());
}

TEST_F(BufferedSocketTest, AFailedWriteDoesNotCostWhatTheBrokerSentLast) {
  broker_sends(connack + message);
  hang_up();
  EXPECT_EQ(write("ack"), 3u);
  ASSERT_TRUE(buffered.send());
  EXPECT_FALSE(buffered.holds_output());
  EXPECT_TRUE(*buffered.feed());
  EXPECT_TRUE(*buffered.feed());
  EXPECT_EQ(at_library(), connack + message);
  EXPECT_FALSE(*buffered.feed());
  EXPECT_TRUE(library_is_at_the_end());
  EXPECT_EQ(buffered.network(), -1);
}

TEST_F(BufferedSocketTest, AnInvalidPacketEndsTheConnectionBeforeTheLibrarySeesIt) {
  broker_sends(connack + std::string("\xf0\x00", 2) + message);
  EXPECT_TRUE(*buffered.feed());
  EXPECT_EQ(at_library(), connack);
  const Result<bool> fed = buffered.feed();
  ASSERT_FALSE(fed);
  EXPECT_NE(fed.error().message.find("AUTH"), std::string::npos) << fed.error().message;
  EXPECT_EQ(buffered.network(), -1);
  EXPECT_TRUE(library_is_at_the_end());
}

}  // namespace
}  // namespace lamplighter::mqtt
