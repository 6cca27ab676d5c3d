// SPDX-License-Identifier: Apache-2.0
// A module in a file cannot import its neighbour by a relative path, for there is no neighbour.
// Each module becomes a data: URL with a name in an import map, and each import names that.
#include "app/report_page.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>

namespace lamplighter::app {
namespace {

constexpr std::string_view policy =
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
    "'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data:\">\n";

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += i + k > bytes.size() ? '=' : digits[three >> (18 - 6 * k) & 63];
    }
  }
  return text;
}

const web::Asset* find(std::span<const web::Asset> assets, std::string_view path) {
  for (const web::Asset& asset : assets) {
    if (asset.path == path) return &asset;
  }
  return nullptr;
}

std::string data_url(const web::Asset& asset, std::string_view bytes) {
  std::string_view type = asset.type;
  type = type.substr(0, type.find(';'));
  return fmt::format("data:{};base64,{}", type, base64(bytes));
}

/// What an import or link of the file `from` means: a path among the assets.
std::string resolved(std::string_view from, std::string_view to) {
  return (std::filesystem::path(from).parent_path() / to).lexically_normal().string();
}

/// Calls `give` with what stands between each `begin` and the next quote, and puts in its place
/// what that gives, `begin` included.
template <typename F>
std::optional<Error> replace_each(std::string& text, std::string_view begin, const F& give) {
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    const std::size_t end = text.find('"', at + begin.size());
    if (end == std::string::npos) break;
    const Result<std::string> given = give(text.substr(at + begin.size(), end - at - begin.size()));
    if (!given) return given.error();
    text.replace(at, end + 1 - at, *given);
    at += given->size();
  }
  return std::nullopt;
}

Error no_such_file(std::string_view where, std::string_view path) {
  return {Fault::bad_input, fmt::format("{}: names {}, which the page does not have", where, path)};
}

/// {"lamplighter/app.js": "data:…"}
Result<std::string> import_map(std::span<const web::Asset> assets) {
  nlohmann::ordered_json imports = nlohmann::ordered_json::object();
  for (const web::Asset& asset : assets) {
    if (!asset.path.ends_with(".js")) continue;
    std::string module = web::unpacked(asset);
    const auto rename = [&](const std::string& to) -> Result<std::string> {
      const std::string path = resolved(asset.path, to);
      if (find(assets, path) == nullptr) return no_such_file(asset.path, path);
      return fmt::format("from \"lamplighter{}\"", path);
    };
    for (const std::string_view begin : {"from \"./", "from \"../"}) {
      const std::string dots(begin.substr(6));
      const auto failed =
          replace_each(module, begin, [&](const std::string& rest) { return rename(dots + rest); });
      if (failed) return *failed;
    }
    imports["lamplighter" + std::string(asset.path)] = data_url(asset, module);
  }
  return nlohmann::ordered_json{{"imports", std::move(imports)}}.dump();
}

/// Nothing inside of it ends a script.
std::string inside_script(std::string_view json) {
  std::string text;
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

std::optional<Error> put_in_files(std::string& page, std::span<const web::Asset> assets) {
  const auto style = [&](const std::string& name) -> Result<std::string> {
    const web::Asset* asset = find(assets, "/" + name);
    if (asset == nullptr) return no_such_file("index.html", name);
    return fmt::format("<style>\n{}</style", web::unpacked(*asset));  // the link's ">" ends it
  };
  const auto picture = [&](std::string_view attribute) {
    return [&, attribute](const std::string& name) -> Result<std::string> {
      const web::Asset* asset = find(assets, "/" + name);
      if (asset == nullptr) return no_such_file("index.html", name);
      return fmt::format("{}{}\"", attribute, data_url(*asset, web::unpacked(*asset)));
    };
  };
  if (auto failed = replace_each(page, "<link rel=\"stylesheet\" href=\"", style)) return failed;
  constexpr std::string_view icon = "<link rel=\"icon\" href=\"";
  if (auto failed = replace_each(page, icon, picture(icon))) return failed;
  constexpr std::string_view image = "<img src=\"";
  return replace_each(page, image, picture(image));
}

}  // namespace

Result<std::string> report_page(std::span<const web::Asset> assets, std::string_view documents) {
  const web::Asset* index = find(assets, "/index.html");
  if (index == nullptr) return no_such_file("the page", "index.html");
  std::string page = web::unpacked(*index);
  if (auto failed = put_in_files(page, assets)) return *failed;
  const Result<std::string> modules = import_map(assets);
  if (!modules) return modules.error();
  constexpr std::string_view script = "<script type=\"module\" src=\"app.js\"></script>";
  const std::size_t at = page.find(script);
  if (at == std::string::npos) return no_such_file("index.html", "app.js");
  page.replace(at, script.size(),
               fmt::format("<script type=\"importmap\">{}</script>\n"
                           "<script type=\"application/json\" id=\"documents\">{}</script>\n"
                           "<script type=\"module\">import \"lamplighter/app.js\";</script>",
                           inside_script(*modules), inside_script(documents)));
  constexpr std::string_view charset = "<meta charset=\"utf-8\">\n";
  const std::size_t head = page.find(charset);
  if (head != std::string::npos) page.insert(head + charset.size(), policy);
  return page;
}

}  // namespace lamplighter::app
