// SPDX-License-Identifier: Apache-2.0
#include "page/report.h"

#include "web/asset.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <deque>

namespace lamplighter::app {
namespace {

/// A small page.
class ReportPage : public ::testing::Test {
 protected:
  void add(const std::string& path, const std::string& type, const std::string& text) {
    packed_.push_back(web::gzipped(text));
    assets_.push_back({path_.emplace_back(path), type_.emplace_back(type), "", packed_.back()});
  }
  void add_page() {
    add("/index.html", "text/html; charset=utf-8",
        "<head>\n<meta charset=\"utf-8\">\n<link rel=\"icon\" href=\"lamp.svg\" "
        "type=\"image/svg+xml\">\n"
        "<link rel=\"stylesheet\" href=\"app.css\">\n<script type=\"module\" "
        "src=\"app.js\"></script>\n"
        "</head><body><img src=\"lamp.svg\" alt=\"\"></body>");
    add("/app.css", "text/css; charset=utf-8", "p { color: red; }");
    add("/lamp.svg", "image/svg+xml", "<svg/>");
    add("/app.js", "text/javascript; charset=utf-8", "import { a } from \"./views/a.js\";\na();\n");
  }

  std::deque<std::string> path_, type_, packed_;
  std::vector<web::Asset> assets_;
};

std::string from_base64(std::string_view text) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<unsigned>(digits.find(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 255);
  }
  return bytes;
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  if (from == std::string::npos) return {};
  return text.substr(from + begin.size(),
                     text.find(end, from + begin.size()) - from - begin.size());
}

TEST_F(ReportPage, HoldsEverythingInside) {
  add_page();
  add("/views/a.js", "text/javascript", "import { b } from \"../b.js\";\nexport const a = b;\n");
  add("/b.js", "text/javascript", "export const b = () => 1;\n");
  const auto page = report_page(assets_, "{\"x\":1}");
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_NE(page->find("<style>\np { color: red; }</style>"), std::string::npos);
  EXPECT_EQ(page->find("href=\"app.css"), std::string::npos);
  EXPECT_EQ(page->find("\"lamp.svg"), std::string::npos);
  EXPECT_EQ(page->find("src=\"app.js"), std::string::npos);
  EXPECT_NE(page->find("default-src 'none'"), std::string::npos);
  const auto map =
      nlohmann::json::parse(between(*page, "<script type=\"importmap\">", "</script>"));
  ASSERT_EQ(map["imports"].size(), 3U);
  const auto module = [&](const char* name) {
    const std::string url = map["imports"]["lamplighter/" + std::string(name)];
    return from_base64(url.substr(url.find(',') + 1));
  };
  EXPECT_EQ(module("app.js"), "import { a } from \"lamplighter/views/a.js\";\na();\n");
  EXPECT_EQ(module("views/a.js"), "import { b } from \"lamplighter/b.js\";\nexport const a = b;\n");
  EXPECT_EQ(module("b.js"), "export const b = () => 1;\n");
}

TEST_F(ReportPage, NothingInTheDocumentsEndsTheirScript) {
  add_page();
  add("/views/a.js", "text/javascript", "export const a = 1;\n");
  const std::string documents = "{\"room\":\"</script><script>alert(1)</script><!--\"}";
  const auto page = report_page(assets_, documents);
  ASSERT_TRUE(page);
  const std::string inside =
      between(*page, "<script type=\"application/json\" id=\"documents\">", "</script>");
  EXPECT_EQ(inside.find('<'), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(inside), nlohmann::json::parse(documents));
}

TEST_F(ReportPage, AFileThatIsNotThereIsAnErrorThatNamesIt) {
  add_page();
  const auto page = report_page(assets_, "{}");
  ASSERT_FALSE(page);
  EXPECT_NE(page.error().message.find("/views/a.js"), std::string::npos);
}

TEST(ReportOfThePage, HoldsEveryModuleOfIt) {
  const auto page = report_page(web::page_assets(), "{}");
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->find("src=\"app.js"), std::string::npos);
  EXPECT_EQ(page->find("rel=\"stylesheet\""), std::string::npos);
}

}  // namespace
}  // namespace lamplighter::app
