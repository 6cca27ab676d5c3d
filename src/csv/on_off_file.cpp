// SPDX-License-Identifier: Apache-2.0
#include "csv/on_off_file.h"

namespace lamplighter::csv {
namespace {

struct OnOffKind {
  using Event = Change;
  static constexpr std::string_view header = on_off_header;
  static constexpr Reason wrong = Reason::bad_state;
  static std::optional<LampState> parse(std::string_view text) { return parse_lamp_state(text); }
  static LampState value(const Change& change) { return change.state; }
};

}  // namespace

Result<OnOffRows> parse_on_off(const std::string& file, std::string_view text) {
  return RoomRowsReader<OnOffKind>::parse(file, text);
}

Result<OnOffRows> read_on_off(const std::vector<std::string>& files) {
  return RoomRowsReader<OnOffKind>::read(files);
}

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
