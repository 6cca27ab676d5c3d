// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lamplighter::web {

/// One file of the page, as it stands in the program.
struct Asset {
  std::string_view path;  ///< as asked for: "/app.js"; the page itself is "/index.html"
  std::string_view type;  ///< media type
  std::string_view tag;   ///< of its content, for ETag
  std::string_view gzip;  ///< its bytes, compressed
};

/// All files of the folder web/ (cmake/EmbedFile.cmake), sorted by path.
std::span<const Asset> page_assets();

/// An asset's own bytes.
std::string unpacked(const Asset& asset);

}  // namespace lamplighter::web
