// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lamplighter::web {

/// One file of the page, embedded in the program.
struct Asset {
  std::string_view path;  ///< as requested: "/app.js"; the page itself is "/index.html"
  std::string_view type;  ///< media type
  std::string_view tag;   ///< hash of the content, for ETag
  std::string_view gzip;  ///< the compressed content
};

/// All files of the folder web/ (cmake/EmbedFile.cmake), sorted by path.
std::span<const Asset> page_assets();

/// The uncompressed content of an asset.
std::string unpacked(const Asset& asset);

/// Compresses to gzip in pieces, for data that need not be in memory at once; optimised for speed,
/// not size. Not thread-safe.
class GzipStream {
 public:
  GzipStream();
  ~GzipStream();
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  /// Adds bytes and returns the output so far, which is often empty.
  std::string add(std::string_view bytes);

  /// Returns the remaining output. Requires: `add` is not called afterwards.
  std::string finish();
  [[nodiscard]] bool is_finished() const { return is_finished_; }

 private:
  struct State;
  std::unique_ptr<State> state_;
  bool is_finished_ = false;
};

/// Compresses to gzip in memory; optimised for speed, not size.
std::string gzipped(std::string_view bytes);

/// Decompresses gzip; nothing for invalid data.
std::optional<std::string> gunzipped(std::string_view bytes);

}  // namespace lamplighter::web
