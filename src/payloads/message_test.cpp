// SPDX-License-Identifier: Apache-2.0
#include "payloads/message.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamplighter {
namespace {

// The examples of RFC 6901, section 5.
TEST(JsonPointer, FindsWhatTheStandardSays) {
  const auto document = JsonDocument::parse(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,
      "g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})");
  ASSERT_TRUE(document);
  const std::vector<std::pair<std::string, double>> numbers{
      {"/", 0},     {"/a~1b", 1}, {"/c%d", 2}, {"/e^f", 3}, {"/g|h", 4},
      {"/i\\j", 5}, {"/k\"l", 6}, {"/ ", 7},   {"/m~0n", 8}};
  for (const auto& [text, number] : numbers) {
    const auto pointer = parse_json_pointer(text);
    ASSERT_TRUE(pointer) << text;
    const JsonValue value = document->at(*pointer);
    ASSERT_TRUE(std::holds_alternative<double>(value)) << text;
    EXPECT_EQ(std::get<double>(value), number) << text;
  }
  EXPECT_EQ(std::get<std::string>(document->at(*parse_json_pointer("/foo/0"))), "bar");
  EXPECT_TRUE(std::holds_alternative<JsonCompound>(document->at(*parse_json_pointer(""))));
  for (const char* nowhere : {"/foo/2", "/foo/-", "/foo/00", "/foo/01", "/foo/x", "/foo/0/x",
                              "/bar", "/foo/99999999999999999999", "/foo/"}) {
    EXPECT_TRUE(std::holds_alternative<JsonNothing>(document->at(*parse_json_pointer(nowhere))))
        << nowhere;
  }
}

TEST(JsonPointer, OfAnotherFormIsRefused) {
  std::string deep;
  for (int i = 0; i < 17; ++i) deep += "/a";
  for (const std::string& text : {std::string("a"), std::string("a/b"), std::string("/a~"),
                                  std::string("/a~2"), std::string("~"), deep}) {
    EXPECT_FALSE(parse_json_pointer(text)) << text;
  }
}

TEST(JsonDocument, HasLimits) {
  EXPECT_TRUE(JsonDocument::parse(std::string(16, '[') + std::string(16, ']')));
  EXPECT_FALSE(JsonDocument::parse(std::string(17, '[') + std::string(17, ']')));
  EXPECT_TRUE(JsonDocument::parse('"' + std::string(100, '[') + '"'));
  EXPECT_TRUE(JsonDocument::parse(std::string(8191, ' ') + "1"));
  EXPECT_FALSE(JsonDocument::parse(std::string(8192, ' ') + "1"));
}

TEST(JsonDocument, OnlyJsonIsJson) {
  for (const char* text : {"", "{", "nan", "{\"a\":nan}", "1 2", "{'a':1}", "1e999", "[1,]",
                           "\"\xff\"", "{\"a\":1}x", "// x\n1"}) {
    EXPECT_FALSE(JsonDocument::parse(text)) << text;
  }
}

}  // namespace

}  // namespace lamplighter
