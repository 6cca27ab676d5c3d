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
  return RoomRowsReader<LooksKind>::parse(file, text);
}

Result<LookRows> read_looks(const std::vector<std::string>& files) {
  return RoomRowsReader<LooksKind>::read(files);
}

}  // namespace lamplighter::csv
