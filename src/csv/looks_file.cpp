// SPDX-License-Identifier: Apache-2.0
#include "csv/looks_file.h"

#include "csv/room_rows.h"

namespace lamplighter::csv {
namespace {

struct LooksKind {
  using Event = LookChange;
  static constexpr std::string_view header = looks_header;
  static constexpr Reason wrong = Reason::bad_look;
  static std::optional<Look> parse(std::string_view text) { return parse_look(text); }
  static const Look& value(const LookChange& change) { return change.look; }
};

}  // namespace

Result<LookRows> parse_looks(const std::string& file, std::string_view text) {
  RoomRowsReader<LooksKind> reader;
  if (auto read = reader.read_text(file, text); !read) return read.error();
  return std::move(reader).settle();
}

Result<LookRows> read_looks(const std::vector<std::string>& files) {
  RoomRowsReader<LooksKind> reader;
  for (const std::string& file : files) {
    if (auto read = reader.read_file(file); !read) return read.error();
  }
  return std::move(reader).settle();
}

}  // namespace lamplighter::csv
