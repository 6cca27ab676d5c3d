// SPDX-License-Identifier: Apache-2.0
#include "hue/pairing.h"

#include <gtest/gtest.h>

namespace lamplighter::hue {
namespace {

TEST(Pairing, ComesBackFromItsText) {
  const Pairing pairing{
      "ecb5fafffe00da7a", "192.168.1.2:8080", Api::v2, true, "sha256//x", "a-B_9"};
  const auto read = parse_pairing(to_text(pairing));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, pairing);
}

TEST(Pairing, AnythingElseIsRefused) {
  const std::string whole = to_text({"ecb5fafffe00da7a", "b", Api::v1, false, "", "k"});
  ASSERT_TRUE(parse_pairing(whole));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = whole;
    return text.replace(text.find(from), from.size(), to);
  };
  for (const std::string& text :
       {std::string(), std::string("secret"), std::string("[]"),
        with("\"format\": 1", "\"format\": 2"), with("ecb5fafffe00da7a", "ECB5FAFFFE00DA7A"),
        with("\"k\"", "\"\""), with("\"k\"", "\"a/b\""), with("\"v1\"", "\"v3\""),
        with("\"v1\"", "\"v2\""), with("\"http\"", "\"ftp\""), with("\"b\"", "\"\""),
        with("\"key\"", "\"kex\""), whole.substr(0, whole.size() - 3)}) {
    const auto read = parse_pairing(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().fault, Fault::bad_input);
  }
}

}  // namespace
}  // namespace lamplighter::hue
