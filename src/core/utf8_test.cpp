// SPDX-License-Identifier: Apache-2.0
#include "core/utf8.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

TEST(Utf8, WhatIsNotACharacterIsNotTaken) {
  for (const std::string text : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                 "\xe2\x82", "\x80", "\xc3q"}) {
    std::string_view rest = text;
    EXPECT_FALSE(take_character(rest)) << printable(text);
    EXPECT_EQ(rest, text);
  }
  std::string_view text = "aü€😀";
  EXPECT_EQ(take_character(text), U'a');
  EXPECT_EQ(take_character(text), U'ü');
  EXPECT_EQ(take_character(text), U'€');
  EXPECT_EQ(take_character(text), U'😀');
  EXPECT_TRUE(text.empty());
}

TEST(Utf8, LettersOfEveryLanguageAreShownAndNothingThatMovesATerminal) {
  EXPECT_EQ(printable("Küche 客厅"), "Küche 客厅");
  EXPECT_EQ(printable("a\x1b[2J\n\xff\xc3"), "a?[2J???");
  EXPECT_EQ(printable("a\u202Eb\u0085"), "a?b?");
  EXPECT_EQ(printable("\xc2\x9b"), "?") << "one character";
  EXPECT_EQ(printable("üüü", 5), "üü") << "whole characters";
}

TEST(Utf8, NamesAreComparedByTheirLetters) {
  EXPECT_EQ(normalized_name("Ku\u0308che"), "Küche");
  EXPECT_EQ(normalized_name(" Küche\t "), "Küche");
  EXPECT_EQ(normalized_name("Küche\u00a0"), "Küche");
  EXPECT_EQ(normalized_name("ph\u006f\u031b\u0300ng"), "phờng") << "two marks";
  EXPECT_EQ(normalized_name("\u0438\u0306"), "й");
  EXPECT_EQ(normalized_name("\u0308x"), "\u0308x") << "a mark on nothing";
  EXPECT_EQ(normalized_name("x\u0308\u0308"), "ẍ\u0308");
  EXPECT_EQ(normalized_name("Floor  lamp 客厅 😀"), "Floor  lamp 客厅 😀");
  EXPECT_EQ(normalized_name("a\xff "), "a\xff ");
  EXPECT_EQ(normalized_name("  "), "");
}

TEST(Utf8, WordsAreFoundWhateverTheirMarks) {
  EXPECT_EQ(folded_name("KÜCHE"), "kuche");
  EXPECT_EQ(folded_name("Salle de bain Élodie"), "salle de bain elodie");
  EXPECT_EQ(folded_name("Køkken, Łazienka, Værelse, Straße"),
            "kokken, lazienka, vaerelse, strasse");
  EXPECT_EQ(folded_name("Ph\u006f\u031b\u0300ng 客厅"), "phong 客厅");
}

}  // namespace
}  // namespace lamplighter
