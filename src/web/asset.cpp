// SPDX-License-Identifier: Apache-2.0
#include "web/asset.h"

#include <zlib.h>

#include <array>
#include <new>

namespace lamplighter::web {

std::string unpacked(const Asset& asset) {
  return gunzipped(asset.gzip).value();  // compressed by the build
}

namespace {

constexpr int gzip_window = 15 + 16;  // zlib.h: adding 16 selects the gzip header
constexpr int usual_memory = 8;

void feed(z_stream& stream, std::string_view bytes) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
}

/// Calls `step` until all input is consumed and all output produced; returns the last state.
template <typename Step>
int drain(z_stream& stream, std::string& out, Step step) {
  std::array<char, 16384> block;
  int state = Z_OK;
  do {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    state = step(stream);
    out.append(block.data(), block.size() - stream.avail_out);
  } while (state == Z_OK && (stream.avail_out == 0 || stream.avail_in > 0));
  return state;
}

void check(int state) {
  if (state != Z_OK) throw std::bad_alloc();  // zlib.h: no other error with these parameters
}

}  // namespace

struct GzipStream::State {
  z_stream stream{};
};

GzipStream::GzipStream() : state_(std::make_unique<State>()) {
  check(deflateInit2(&state_->stream, Z_BEST_SPEED, Z_DEFLATED, gzip_window, usual_memory,
                     Z_DEFAULT_STRATEGY));
}

GzipStream::~GzipStream() { deflateEnd(&state_->stream); }

std::string GzipStream::add(std::string_view bytes) {
  std::string out;
  feed(state_->stream, bytes);
  drain(state_->stream, out, [](z_stream& one) { return deflate(&one, Z_NO_FLUSH); });
  return out;
}

std::string GzipStream::finish() {
  std::string out;
  is_finished_ = true;
  feed(state_->stream, {});
  drain(state_->stream, out, [](z_stream& one) { return deflate(&one, Z_FINISH); });
  return out;
}

std::string gzipped(std::string_view bytes) {
  GzipStream stream;
  std::string packed = stream.add(bytes);
  packed += stream.finish();
  return packed;
}

std::optional<std::string> gunzipped(std::string_view bytes) {
  z_stream stream{};
  check(inflateInit2(&stream, gzip_window));
  feed(stream, bytes);
  std::string out;
  const int state = drain(stream, out, [](z_stream& one) { return inflate(&one, Z_NO_FLUSH); });
  inflateEnd(&stream);
  if (state != Z_STREAM_END) return std::nullopt;
  return out;
}

}  // namespace lamplighter::web
