// SPDX-License-Identifier: Apache-2.0
#include "mqtt/detour.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>

namespace lamplighter::mqtt {
namespace {

class DetourTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
  }
  void TearDown() override {
    for (const int end : ends) {
      if (end >= 0) ::close(end);
    }
  }

  /// As libmosquitto writes: until the socket takes no more. How much it took.
  std::size_t write(const std::string& bytes) const {
    const ssize_t taken = ::write(ends[0], bytes.data(), bytes.size());
    return taken < 0 ? 0 : static_cast<std::size_t>(taken);
  }

  /// What has come to the broker.
  std::string arrived() const {
    std::array<char, 65536> bytes;
    const ssize_t got = ::read(ends[1], bytes.data(), bytes.size());
    return got < 0 ? "" : std::string(bytes.data(), static_cast<std::size_t>(got));
  }

  void hang_up() {
    ::close(ends[1]);
    ends[1] = -1;
  }

  std::array<int, 2> ends{-1, -1};  ///< ours, the broker's
  Detour detour;
};

TEST_F(DetourTest, SendsWhatWasWrittenMeanwhile) {
  ASSERT_TRUE(detour.begin(ends[0]));
  EXPECT_EQ(write("hello"), 5u);
  EXPECT_EQ(arrived(), "");
  EXPECT_TRUE(detour.end(ends[0]));
  EXPECT_EQ(arrived(), "hello");
  EXPECT_EQ(write("!"), 1u);
  EXPECT_EQ(arrived(), "!");
}

TEST_F(DetourTest, KeepsInOrderWhatTheSocketDoesNotTake) {
  std::string sent;
  std::string got;
  for (char letter = 'a'; !detour.holds();
       letter = letter == 'z' ? 'a' : static_cast<char>(letter + 1)) {
    ASSERT_TRUE(detour.begin(ends[0]));
    const std::string part(5000, letter);
    sent += part.substr(0, write(part));
    const bool all_sent = detour.end(ends[0]);
    EXPECT_EQ(all_sent, !detour.holds());
  }
  while (got.size() < sent.size()) {
    got += arrived();
    ASSERT_TRUE(detour.begin(ends[0]));
    detour.end(ends[0]);
  }
  EXPECT_EQ(got, sent);
}

TEST_F(DetourTest, SendsAGoodbyeAfterWhichTheSocketIsClosed) {
  ASSERT_TRUE(detour.begin(ends[0]));
  EXPECT_EQ(write("bye"), 3u);
  ::close(ends[0]);
  ends[0] = -1;
  EXPECT_TRUE(detour.end(-1));
  EXPECT_EQ(arrived(), "bye");
}

TEST_F(DetourTest, WhatIsForNobodyIsDroppedAndTheLastWordsStay) {
  ASSERT_EQ(::write(ends[1], "last", 4), 4);
  hang_up();
  ASSERT_TRUE(detour.begin(ends[0]));
  EXPECT_EQ(write("thanks"), 6u);
  EXPECT_TRUE(detour.end(ends[0]));
  EXPECT_FALSE(detour.holds());
  std::array<char, 8> bytes;
  EXPECT_EQ(::read(ends[0], bytes.data(), bytes.size()), 4);
}

TEST_F(DetourTest, ForgetsWhatALostConnectionDidNotTake) {
  while (!detour.holds()) {
    ASSERT_TRUE(detour.begin(ends[0]));
    write(std::string(5000, 'x'));
    detour.end(ends[0]);
  }
  detour.forget();
  EXPECT_FALSE(detour.holds());
}

}  // namespace
}  // namespace lamplighter::mqtt
