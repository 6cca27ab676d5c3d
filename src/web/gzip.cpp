// SPDX-License-Identifier: Apache-2.0
#include "web/gzip.h"

#include <zlib.h>

#include <array>

namespace lamplighter::web {
namespace {

constexpr int gzip_window = 15 + 16;  // zlib.h: 16 more asks for gzip's own header
constexpr int usual_memory = 8;

void feed(z_stream& stream, std::string_view bytes) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
}

/// Takes what `step` makes until it is done with all of the input; false where it is not.
template <typename Step>
bool drain(z_stream& stream, std::string& out, Step step) {
  std::array<char, 16384> block;
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    state = step(stream);
    out.append(block.data(), block.size() - stream.avail_out);
  }
  return state == Z_STREAM_END;
}

}  // namespace

std::string gzipped(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_window, usual_memory, Z_DEFAULT_STRATEGY);
  feed(stream, bytes);
  std::string out;
  drain(stream, out, [](z_stream& one) { return deflate(&one, Z_FINISH); });
  deflateEnd(&stream);
  return out;
}

std::optional<std::string> gunzipped(std::string_view bytes) {
  z_stream stream{};
  inflateInit2(&stream, gzip_window);
  feed(stream, bytes);
  std::string out;
  const bool whole = drain(stream, out, [](z_stream& one) { return inflate(&one, Z_NO_FLUSH); });
  inflateEnd(&stream);
  if (!whole) return std::nullopt;
  return out;
}

}  // namespace lamplighter::web
