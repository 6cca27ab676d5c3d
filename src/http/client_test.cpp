// SPDX-License-Identifier: Apache-2.0
#include "http/client.h"

#include <gtest/gtest.h>

namespace lamplighter::http {
namespace {

using Messages = std::vector<StreamMessage>;

TEST(StreamReader, ReadsIdAndTextAndPassesOverComments) {
  StreamReader reader;
  EXPECT_EQ(reader.read(": hi\n\nid: 17:0\ndata: [1]\n\n"), (Messages{{"17:0", "[1]"}}));
}

TEST(StreamReader, GivesTheSameHoweverTheBytesArrive) {
  const std::string bytes = ": hi\r\n\r\nid: 1\r\ndata: a\r\ndata:b\r\n\r\nid: 2\ndata: c\n\n";
  const Messages expected{{"1", "a\nb"}, {"2", "c"}};
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    StreamReader reader;
    Messages all;
    for (std::size_t i = 0; i < bytes.size(); i += step) {
      for (StreamMessage& one : reader.read(std::string_view(bytes).substr(i, step))) {
        all.push_back(std::move(one));
      }
    }
    EXPECT_EQ(all, expected) << step;
  }
}

TEST(StreamReader, WhatIsNotCompleteIsNotGiven) {
  StreamReader reader;
  EXPECT_TRUE(reader.read("id: 1\ndata: a\n").empty());
  EXPECT_EQ(reader.read("\n"), (Messages{{"1", "a"}}));
}

TEST(StreamReader, AMessageWithoutTextIsNoneAndItsIdStays) {
  StreamReader reader;
  EXPECT_TRUE(reader.read("id: 5\nevent: x\n\n").empty());
  EXPECT_EQ(reader.read("data: a\n\n"), (Messages{{"5", "a"}}));
}

TEST(StreamReader, AMessageThatIsTooLongIsDroppedWholeAndCounted) {
  StreamReader reader;
  const std::string part(600'000, 'x');
  EXPECT_TRUE(reader.read("data: " + part + "\ndata: " + part).empty());
  EXPECT_TRUE(reader.read(part + "\ndata: more\n").empty());
  EXPECT_TRUE(reader.read("\n").empty());
  EXPECT_EQ(reader.dropped(), 1U);
  EXPECT_EQ(reader.read("data: a\n\n"), (Messages{{"", "a"}}));
}

TEST(StreamReader, AnIdThatFitsInNoHeaderIsPassedOver) {
  StreamReader reader;
  EXPECT_EQ(reader.read("id: 1\ndata: a\n\nid: " + std::string(300, '1') + "\ndata: b\n\n"),
            (Messages{{"1", "a"}, {"1", "b"}}));
}

}  // namespace

}  // namespace lamplighter::http
