// SPDX-License-Identifier: Apache-2.0
#include "web/asset.h"

#include <gtest/gtest.h>

namespace lamplighter::web {
namespace {

TEST(Gzip, GivesBackWhatWasPacked) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += std::to_string(i) + ",";
  for (const std::string& bytes : {std::string(), std::string("a"), text}) {
    EXPECT_EQ(gunzipped(gzipped(bytes)), bytes);
  }
  EXPECT_LT(gzipped(text).size(), text.size() / 2);
}

TEST(Gzip, WhatIsNoGzipFileGivesNothing) {
  const std::string whole = gzipped("some text that is long enough");
  std::string changed = whole;
  changed[whole.size() - 6] = static_cast<char>(changed[whole.size() - 6] ^ 1);  // its checksum
  for (const std::string& bytes :
       {std::string(), std::string("plain"), whole.substr(0, whole.size() - 9), changed}) {
    EXPECT_EQ(gunzipped(bytes), std::nullopt) << bytes.size();
  }
}

TEST(PageAssets, EveryFileOfThePageIsInTheProgramWithItsKind) {
  std::size_t packed = 0;
  bool has_page = false;
  for (const Asset& asset : page_assets()) {
    packed += asset.gzip.size();
    EXPECT_FALSE(asset.type.empty()) << asset.path;
    EXPECT_EQ(asset.tag.size(), 16U) << asset.path;
    EXPECT_FALSE(unpacked(asset).empty()) << asset.path;
    if (asset.path == "/index.html") {
      has_page = true;
      EXPECT_TRUE(unpacked(asset).starts_with("<!doctype html>"));
    }
  }
  EXPECT_TRUE(has_page);
  EXPECT_LT(packed, 150'000U) << "the page's first load grows too large";
}

}  // namespace
}  // namespace lamplighter::web
