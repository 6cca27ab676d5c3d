// SPDX-License-Identifier: Apache-2.0
#include "web/password.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamplighter::web {
namespace {

TEST(Password, IsKnownAgainByItsHashAndNothingElseIs) {
  const Result<PasswordHash> hash = PasswordHash::of("correct horse");
  ASSERT_TRUE(hash) << hash.error().message;
  const Result<PasswordHash> read = PasswordHash::parse(hash->text());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->matches("correct horse"));
  EXPECT_FALSE(read->matches("correct horsf"));
  EXPECT_FALSE(read->matches("correct horse "));
  EXPECT_FALSE(read->matches(""));
  EXPECT_FALSE(read->matches(std::string(1'000'000, 'x')));
  EXPECT_EQ(hash->text().find("horse"), std::string::npos);
}

TEST(Password, TwoHashesOfOneAreNotTheSame) {
  EXPECT_NE(PasswordHash::of("correct horse")->text(), PasswordHash::of("correct horse")->text());
}

// RFC 7914, section 12: the first 32 bytes of scrypt("pleaseletmein", "SodiumChloride", 16384, 8,
// 1).
TEST(Password, IsHashedAsTheStandardSays) {
  const Result<PasswordHash> known = PasswordHash::parse(
      "scrypt$14$8$1$536f6469756d43686c6f72696465$"
      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
  ASSERT_TRUE(known) << known.error().message;
  EXPECT_TRUE(known->matches("pleaseletmein"));
  EXPECT_FALSE(known->matches("pleaseletmeout"));
}

TEST(Password, ThatIsTooShortOrTooLongIsNotTaken) {
  for (const std::size_t size : {0U, 9U, 1025U}) {
    const Result<PasswordHash> hash = PasswordHash::of(std::string(size, 'a'));
    ASSERT_FALSE(hash) << size;
    EXPECT_EQ(hash.error().fault, Fault::bad_input);
  }
}

TEST(Password, TextThatIsNoHashIsRefusedAndNamesTheCommand) {
  const std::string salt = "536f6469756d43686c6f72696465";
  const std::string hash(64, 'a');
  const std::vector<std::string> bad{
      "",
      "secret",
      "scrypt$14$8$5$" + salt,
      "scrypt$14$8$5$" + salt + "$" + hash + "$",
      "argon2$14$8$5$" + salt + "$" + hash,
      "scrypt$0$8$5$" + salt + "$" + hash,
      "scrypt$18$8$5$" + salt + "$" + hash,  // takes 128 MB and more
      "scrypt$14$17$5$" + salt + "$" + hash,
      "scrypt$14$8$-5$" + salt + "$" + hash,
      "scrypt$14$8$5$zz" + salt + "$" + hash,
      "scrypt$14$8$5$5a$" + hash,
      "scrypt$14$8$5$" + salt + "$" + hash.substr(2),
  };
  for (const std::string& text : bad) {
    const Result<PasswordHash> read = PasswordHash::parse(text);
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().message.find("--set-password"), std::string::npos);
  }
}

}  // namespace
}  // namespace lamplighter::web
