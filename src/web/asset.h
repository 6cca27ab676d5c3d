// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
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

/// A gzip file in pieces, for what need not be in memory at once; quickly rather than small. One
/// thread.
class GzipStream {
 public:
  GzipStream();
  ~GzipStream();
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  /// What is ready once these bytes were added: often nothing.
  std::string add(std::string_view bytes);

  /// The rest. Requires: nothing is added afterwards.
  std::string finish();
  [[nodiscard]] bool is_finished() const { return is_finished_; }

 private:
  struct State;
  std::unique_ptr<State> state_;
  bool is_finished_ = false;
};

/// As a gzip file in memory, quickly rather than small.
std::string gzipped(std::string_view bytes);

/// Back again; nothing for what is no gzip file.
std::optional<std::string> gunzipped(std::string_view bytes);

}  // namespace lamplighter::web
