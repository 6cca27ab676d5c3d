// SPDX-License-Identifier: Apache-2.0
#include "web/route.h"

#include "web/asset.h"

#include <gtest/gtest.h>

namespace lamplighter::web {
namespace {

TEST(Response, GzipIsTakenWhereAHeaderSaysSo) {
  for (const char* header : {"gzip", "br, gzip", "gzip;q=0.5", "deflate;q=0 , gzip ;q=1.0, br"})
    EXPECT_TRUE(takes_gzip(header)) << header;
  for (const char* header : {"", "br", "xgzip", "gzip;q=0", "gzip;q=0.000", "gzipped", ",,;"})
    EXPECT_FALSE(takes_gzip(header)) << header;
}

TEST(Response, WhatIsSmallOrNotWantedIsNotPacked) {
  Answer small{.body = "{}"};
  pack(small, {.takes_gzip = true});
  EXPECT_EQ(small.body, "{}");
  Answer large{.body = std::string(5000, 'x')};
  pack(large, {.takes_gzip = false});
  EXPECT_EQ(large.body, std::string(5000, 'x'));
  pack(large, {.takes_gzip = true});
  EXPECT_EQ(gunzipped(large.body), std::string(5000, 'x'));
}

TEST(Response, PiecesArePackedAsTheyAreMade) {
  int made = 0;
  Answer answer{.more = [&made] { return made++ < 300 ? std::to_string(made) + ",lux\n" : ""; }};
  pack(answer, {.takes_gzip = true});
  std::string packed;
  for (std::string piece = answer.more(); !piece.empty(); piece = answer.more()) packed += piece;
  std::string whole;
  for (int i = 1; i <= 300; ++i) whole += std::to_string(i) + ",lux\n";
  EXPECT_EQ(gunzipped(packed), whole);
  EXPECT_EQ(answer.more(), "");
}

TEST(Response, OverTlsABrowserIsAskedToUseItAgain) {
  EXPECT_NE(response_text({}, {.is_secure = true}).find("Strict-Transport-Security: max-age="),
            std::string::npos);
  EXPECT_EQ(response_text({}, {}).find("Strict-Transport-Security"), std::string::npos);
}

TEST(Targets, ArePathsAndQueries) {
  const auto request = parse_target("/a/b?x=1&y=%41+b&x=2&z&&=7");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->path, "/a/b");
  EXPECT_EQ(request->value("x"), "1");
  EXPECT_EQ(request->value("y"), "A b");
  EXPECT_EQ(request->value("z"), "");
  EXPECT_EQ(request->query.size(), 5U);
  EXPECT_EQ(parse_target("/?a=%zz%4")->value("a"), "%zz%4");
  EXPECT_EQ(parse_target("/?")->query.size(), 0U);
  for (const char* target : {"", "*", "http://localhost/", "localhost:80", "?x"})
    EXPECT_FALSE(parse_target(target)) << target;
}

}  // namespace
}  // namespace lamplighter::web
