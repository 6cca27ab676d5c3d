// SPDX-License-Identifier: Apache-2.0
#include "capturing/journal_line.h"

#include <fmt/format.h>

#include <zlib.h>

#include <charconv>

namespace lamplighter {
namespace {

constexpr std::string_view title = "lamplighter-journal 1 ";

std::uint32_t checksum(std::uint64_t generation, std::string_view text) {
  const std::string turn = fmt::format("{} ", generation);
  const auto add = [](uLong sum, std::string_view bytes) {
    return ::crc32(sum, reinterpret_cast<const Bytef*>(bytes.data()),
                   static_cast<uInt>(bytes.size()));
  };
  return static_cast<std::uint32_t>(add(add(0, turn), text));
}

/// Takes the text up to the next blank, and the blank.
std::string_view take_word(std::string_view& text) {
  const std::size_t end = text.find(' ');
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return word;
}

template <typename Number, typename... Base>
std::optional<Number> take_number(std::string_view& text, Base... base) {
  const std::string_view word = take_word(text);
  Number number{};
  const auto [end, fault] =
      std::from_chars(word.data(), word.data() + word.size(), number, base...);
  if (fault != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return number;
}

std::optional<Row> parse_row(std::string_view text) {
  const std::string_view kind = take_word(text);
  const auto micros = take_number<std::int64_t>(text);
  if (!micros) return std::nullopt;
  const Instant at{std::chrono::microseconds(*micros)};
  if (kind == "lux") {
    const auto value = take_number<double>(text);
    const auto lux = value ? Lux::make(*value) : std::nullopt;
    if (!lux || text.empty()) return std::nullopt;
    return Reading{SensorId(std::string(text)), at, *lux};
  }
  if (kind == "look") {
    const std::optional<Look> look = parse_look(take_word(text));
    if (!look || text.empty()) return std::nullopt;
    return LookChange{at, RoomName(std::string(text)), *look};
  }
  const auto state = kind == "lamp" ? parse_lamp_state(take_word(text)) : std::nullopt;
  if (!state || text.empty()) return std::nullopt;
  return Change{at, RoomName(std::string(text)), *state};
}

std::string format_row(const Row& row) {
  if (const auto* reading = std::get_if<Reading>(&row)) {
    return fmt::format("lux {} {} {}", reading->at.time_since_epoch().count(), reading->lux.value(),
                       reading->sensor.text());
  }
  if (const auto* look = std::get_if<LookChange>(&row)) {
    return fmt::format("look {} {} {}", look->at.time_since_epoch().count(), to_text(look->look),
                       look->room.text());
  }
  const auto& change = std::get<Change>(row);
  return fmt::format("lamp {} {} {}", change.at.time_since_epoch().count(), to_string(change.state),
                     change.room.text());
}

void append_numbered(std::string& text, std::uint64_t generation, std::uint64_t number,
                     std::string_view rest) {
  const std::string body = fmt::format("#{} {}", number, rest);
  text += fmt::format("{:08x} {}\n", checksum(generation, body), body);
}

/// Takes "#12 " where the line has a number. False where it is not one.
bool take_line_number(std::string_view& text, std::optional<std::uint64_t>& number) {
  if (!text.starts_with('#')) return true;
  text.remove_prefix(1);
  number = take_number<std::uint64_t>(text);
  return number.has_value();
}

}  // namespace

void append_journal_line(std::string& text, std::uint64_t generation, std::uint64_t number,
                         const Taken& taken) {
  append_numbered(
      text, generation, number,
      fmt::format("{} {:08x} {}", taken.mark.packet_id, taken.mark.digest, format_row(taken.row)));
}

void append_settled_line(std::string& text, std::uint64_t generation, std::uint64_t number) {
  append_numbered(text, generation, number, "settled");
}

void append_end_line(std::string& text, std::uint64_t generation, std::uint64_t number) {
  append_numbered(text, generation, number, "end");
}

std::string journal_header(std::uint64_t generation) {
  const std::string body = fmt::format("{}{}", title, generation);
  const std::string text = fmt::format("{} {:08x}", body, checksum(generation, body));
  return fmt::format("{:<{}}\n", text, journal_header_bytes - 1);
}

std::optional<JournalLine> parse_journal_line(std::string_view text, std::uint64_t generation) {
  const auto sum = take_number<std::uint32_t>(text, 16);
  if (!sum || *sum != checksum(generation, text)) return std::nullopt;
  JournalLine line;
  if (!take_line_number(text, line.number)) return std::nullopt;
  if (text == "settled" || (text == "end" && line.number)) {
    line.kind = text == "end" ? JournalLine::Kind::end : JournalLine::Kind::settled;
    return line;
  }
  const auto packet_id = take_number<std::uint16_t>(text);
  const auto digest = take_number<std::uint32_t>(text, 16);
  if (!packet_id || !digest) return std::nullopt;
  std::optional<Row> row = parse_row(text);
  if (!row) return std::nullopt;
  line.taken = Taken{*std::move(row), {*packet_id, *digest}};
  return line;
}

std::optional<std::uint64_t> parse_journal_header(std::string_view text) {
  if (text.size() < journal_header_bytes || !text.starts_with(title)) return std::nullopt;
  std::string_view rest = text.substr(title.size());
  const auto generation = take_number<std::uint64_t>(rest);
  if (!generation || text.substr(0, journal_header_bytes) != journal_header(*generation)) {
    return std::nullopt;
  }
  return generation;
}

}  // namespace lamplighter
