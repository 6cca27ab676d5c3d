// SPDX-License-Identifier: Apache-2.0
// Writes alternate between two files; their format is in docs/formats.md, "Journal". Overwriting a
// filled file changes no metadata, so that fdatasync is a single write to the disk.
#include "capturing/journal.h"

#include "core/require.h"
#include "files/private_files.h"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

namespace lamplighter {
namespace {

constexpr std::size_t block_bytes = 4096;  // the unit that a disk loses
constexpr std::size_t most_lines = 1000;   // a quarter of a megabyte of text at most
constexpr std::size_t zeros_at_once = 65536;

Error failed(const std::string& doing, const std::string& path) {
  const Fault fault = errno == ENOENT ? Fault::not_found : Fault::io;
  const char* hint = fault == Fault::not_found ? "; is the disk of the store mounted?" : "";
  return {fault, fmt::format("{}: cannot {}: {}{}", path, doing, std::strerror(errno), hint)};
}

Result<void> write_at(int descriptor, std::string_view text, std::size_t offset,
                      const std::string& path) {
  while (!text.empty()) {
    const ssize_t written =
        ::pwrite(descriptor, text.data(), text.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failed("write", path);
    text.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::size_t>(written);
  }
  return {};
}

Result<void> to_disk(int descriptor, const std::string& path) {
  if (::fdatasync(descriptor) == 0) return {};
  return failed("write", path);
}

/// Writes zeros from `from` to `until`; at the end of the file this extends it.
Result<void> clear(int descriptor, std::size_t from, std::size_t until, const std::string& path) {
  const std::string zeros(std::min(until - from, zeros_at_once), '\0');
  for (std::size_t at = from; at < until; at += zeros.size()) {
    const std::string_view some = std::string_view(zeros).substr(0, until - at);
    if (Result<void> done = write_at(descriptor, some, at, path); !done) return done;
  }
  return {};
}

/// Reads part of the file; blocks that the disk cannot read are marked as such.
std::string read_part(int descriptor, std::size_t from, std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t at = 0; at < bytes;) {
    const ssize_t got =
        ::pread(descriptor, text.data() + at, bytes - at, static_cast<off_t>(from + at));
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) break;
    if (got < 0) {
      const std::size_t block = std::min(block_bytes - (from + at) % block_bytes, bytes - at);
      text.replace(at, block, block, '?');
      at += block;
    } else {
      at += static_cast<std::size_t>(got);
    }
  }
  return text;
}

std::string what_is_lost(const JournalContents& contents) {
  std::string what;
  if (contents.is_header_damaged) what = "its header is damaged";
  if (contents.is_header_damaged && contents.generation == 0) what += " and no line is readable";
  if (contents.damaged_lines > 0) {
    what += fmt::format("{}{} of its lines {} unreadable and lost", what.empty() ? "" : "; ",
                        contents.damaged_lines, contents.damaged_lines == 1 ? "is" : "are");
  }
  return what;
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const std::string& folder,
                                               std::size_t bytes_per_file) {
  std::unique_ptr<Journal> journal(new Journal());
  journal->bytes_ = bytes_per_file;
  for (std::size_t i = 0; i < 2; ++i) {
    File& file = journal->files_[i];
    file.path = fmt::format("{}/capture-{}.journal", folder, i);
    // Files that were enlarged for many homes may be full.
    struct stat info {};
    if (::stat(file.path.c_str(), &info) == 0)
      journal->bytes_ = std::max(journal->bytes_, static_cast<std::size_t>(info.st_size));
  }
  for (File& file : journal->files_) {
    if (Result<void> opened = journal->open_file(file, O_CREAT); !opened) return opened.error();
  }
  if (Result<void> read = journal->read_files(); !read) return read.error();
  return journal;
}

Journal::~Journal() {
  for (const File& file : files_) {
    if (file.descriptor >= 0) ::close(file.descriptor);
  }
}

Result<void> Journal::open_file(File& file, int may_create) {
  file.descriptor = ::open(file.path.c_str(), O_RDWR | O_CLOEXEC | may_create, 0600);
  if (file.descriptor < 0) return failed("open", file.path);
  if (::flock(file.descriptor, LOCK_EX | LOCK_NB) != 0) {
    return Error{Fault::refused, fmt::format("{}: another capture is writing here; stop it, or "
                                             "give this one another [store] directory",
                                             file.path)};
  }
  struct stat info {};
  if (::fstat(file.descriptor, &info) != 0) return failed("check", file.path);
  device_ = info.st_dev;
  const auto size = static_cast<std::size_t>(info.st_size);
  if (size == 0) {
    if (auto given = files::give_to_owner_of_folder(file.descriptor, file.path); !given)
      return given;
  }
  if (size >= bytes_) return {};
  // Filled now, so that later writes need no free space on the disk.
  if (Result<void> filled = clear(file.descriptor, size, bytes_, file.path); !filled) return filled;
  return ::fsync(file.descriptor) == 0 ? Result<void>() : failed("write", file.path);
}

/// Every row of the older file is in its place, or the newer file would not have been started: only
/// the marks of the older one count.
Result<void> Journal::read_files() {
  std::array<std::uint64_t, 2> headers{};
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string header = read_part(files_[i].descriptor, 0, journal_header_bytes);
    headers[i] = parse_journal_header(header).value_or(0);
  }
  std::array<JournalContents, 2> contents;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto read = [descriptor = files_[i].descriptor](std::size_t from, std::size_t bytes) {
      return read_part(descriptor, from, bytes);
    };
    contents[i] = read_journal(read, bytes_, headers[1 - i]);
    files_[i].generation = contents[i].generation;
    files_[i].is_header_damaged = contents[i].is_header_damaged;
  }
  current_ = contents[1].generation > contents[0].generation ? 1 : 0;
  JournalContents& older = contents[1 - current_];
  JournalContents& newer = contents[current_];
  older.unsettled.clear();
  older.damaged_lines = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    if (Result<void> kept = keep_damaged(files_[i], contents[i]); !kept) return kept;
  }
  marks = std::move(older.marks);
  marks.insert(marks.end(), newer.marks.begin(), newer.marks.end());
  unsettled = std::move(newer.unsettled);
  end_ = newer.end;
  next_number_ = newer.next_number;
  return {};
}

/// Copies a damaged file before anything in it is overwritten.
Result<void> Journal::keep_damaged(const File& file, const JournalContents& contents) {
  const std::string lost = what_is_lost(contents);
  if (lost.empty()) return {};
  const std::string copy = file.path + ".damaged";
  const int descriptor = ::open(copy.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return failed("keep a copy of a damaged journal", copy);
  Result<void> written = write_at(descriptor, read_part(file.descriptor, 0, bytes_), 0, copy);
  if (written) written = to_disk(descriptor, copy);
  ::close(descriptor);
  if (!written) return written;
  damage.push_back(fmt::format(
      "{}: {}; {} rows that may not have been in their files were read from it; a copy of it is "
      "{}; check the disk and its cable",
      file.path, lost, contents.unsettled.size(), copy));
  return {};
}

/// So that the next start reports no damage, and takes no line of an unknown generation for a new
/// one.
Result<void> Journal::mend_headers() {
  for (File& file : files_) {
    if (!file.is_header_damaged) continue;
    const std::string header = file.generation > 0 ? journal_header(file.generation)
                                                   : std::string(journal_header_bytes, '\0');
    if (Result<void> written = write_at(file.descriptor, header, 0, file.path); !written)
      return written;
    if (Result<void> durable = to_disk(file.descriptor, file.path); !durable) return durable;
    file.is_header_damaged = false;
  }
  return {};
}

std::size_t Journal::most_at_once() const {
  return std::min(most_lines, (bytes_ / 2 - journal_header_bytes) / max_journal_line);
}

bool Journal::has_room(std::span<const JournaledRow> batch) const {
  return end_ + batch.size() * max_journal_line <= bytes_;
}

Result<void> Journal::write(std::span<const JournaledRow> batch) {
  require(is_ready_ && has_room(batch), "the journal must be open and have room for the batch");
  if (!is_where_it_was()) {
    if (Result<void> again = reopen(); !again) return again;
  }
  const File& file = files_[current_];
  std::string text;
  std::uint64_t number = next_number_;
  for (const JournaledRow& taken : batch)
    append_journal_line(text, file.generation, number++, taken);
  const std::size_t rows_end = end_ + text.size();
  append_end_line(text, file.generation, number);
  if (Result<void> written = write_at(file.descriptor, text, end_, file.path); !written) {
    return written;
  }
  if (Result<void> durable = to_disk(file.descriptor, file.path); !durable) return durable;
  end_ = rows_end;
  next_number_ = number;
  return {};
}

Result<void> Journal::settle() {
  if (Result<void> mended = mend_headers(); !mended) return mended;
  if (end_ == 0 || end_ + max_journal_line > bytes_ / 2) return turn();
  const File& file = files_[current_];
  std::string text;
  append_settled_line(text, file.generation, next_number_);
  const std::size_t line_end = end_ + text.size();
  append_end_line(text, file.generation, next_number_ + 1);
  if (Result<void> written = write_at(file.descriptor, text, end_, file.path); !written) {
    return written;
  }
  if (Result<void> durable = to_disk(file.descriptor, file.path); !durable) return durable;
  end_ = line_end;
  ++next_number_;
  is_ready_ = true;
  return {};
}

Result<void> Journal::turn() {
  const std::size_t other = 1 - current_;
  const std::uint64_t generation = files_[current_].generation + 1;
  File& file = files_[other];
  std::string text = journal_header(generation);
  append_end_line(text, generation, 1);
  if (Result<void> written = write_at(file.descriptor, text, 0, file.path); !written) {
    return written;
  }
  if (Result<void> durable = to_disk(file.descriptor, file.path); !durable) return durable;
  file.generation = generation;
  current_ = other;
  end_ = journal_header_bytes;
  next_number_ = 1;
  is_ready_ = true;
  return {};
}

/// False if the file was removed or replaced, or the folder is gone: rows written to it then would
/// be lost with it.
bool Journal::is_where_it_was() const {
  struct stat named {};
  struct stat open {};
  const File& file = files_[current_];
  return ::stat(file.path.c_str(), &named) == 0 && ::fstat(file.descriptor, &open) == 0 &&
         named.st_ino == open.st_ino && named.st_dev == open.st_dev;
}

/// Creates both files again in their place. Generations continue, so that old lines stay old. On
/// another disk no files are created: the folder is then the empty mount point of a disk that was
/// removed.
Result<void> Journal::reopen() {
  const std::uint64_t generation = files_[current_].generation;
  struct stat folder {};
  const std::string path = files_[0].path.substr(0, files_[0].path.rfind('/'));
  if (::stat(path.c_str(), &folder) != 0) return failed("check", path);
  const int may_create = folder.st_dev == device_ ? O_CREAT : 0;
  for (File& file : files_) {
    if (file.descriptor >= 0) ::close(file.descriptor);
    file.descriptor = -1;
    if (Result<void> opened = open_file(file, may_create); !opened) return opened;
  }
  files_[current_].generation = generation;
  return turn();
}

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

/// Takes the text up to the next space, and the space.
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

/// Takes "#12 " if the line has a number. False if it is malformed.
bool take_line_number(std::string_view& text, std::optional<std::uint64_t>& number) {
  if (!text.starts_with('#')) return true;
  text.remove_prefix(1);
  number = take_number<std::uint64_t>(text);
  return number.has_value();
}

}  // namespace

void append_journal_line(std::string& text, std::uint64_t generation, std::uint64_t number,
                         const JournaledRow& taken) {
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
  line.taken = JournaledRow{*std::move(row), {*packet_id, *digest}};
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

// Reading a file that may be damaged. A file begins with a header that contains its generation,
// followed by the lines of that generation, then zeros or the remains of an earlier generation.
// Bits may have flipped, blocks may be lost, and a power cut may have torn the last write. A line
// is recognised by its checksum, which covers the generation, so the whole file is searched for
// lines and every intact one counts, whatever is between them. Line numbers show how many lines are
// missing. Lines missing at the end are detected by the end line, which each write appends after
// its rows: a torn write has none, and its rows were never acknowledged.
namespace {

/// Generations to try if a header is unreadable: a year uses a few hundred.
constexpr std::uint64_t max_generation = 65536;

/// Pieces of a file with a damaged header that are searched for its generation.
constexpr int max_tries = 64;

/// Whether a line may begin here: with a checksum of eight digits and a space.
bool looks_like_a_line(std::string_view text) {
  constexpr std::size_t digits = 8;
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  return text.size() > digits && text[digits] == ' ' &&
         text.find_first_not_of(hexadecimal) == digits;
}

/// A piece of text without zeros and line ends, and whether a line end follows it.
struct Piece {
  std::size_t begin = 0;
  std::string_view text;
  bool has_line_end = false;
};

/// A file that is partly in memory.
class JournalText {
 public:
  JournalText(const ReadPart& read, std::size_t bytes) : read_(read), bytes_(bytes) {}

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  /// The first piece at or after `from`; its text is valid until the next call.
  std::optional<Piece> next_piece(std::size_t from) {
    std::size_t size = usual_part;
    while (from < bytes_) {
      if (from < begin_ || from >= end()) load(from, size);
      const std::optional<Piece> piece = find(from);
      const bool is_whole = piece && piece->begin + piece->text.size() < end();
      if (is_whole || end() >= bytes_) return piece;
      from = piece ? piece->begin : end();
      if (piece && piece->begin == begin_) size *= 2;
      load(from, size);
    }
    return std::nullopt;
  }

 private:
  static constexpr std::size_t usual_part = 65536;

  [[nodiscard]] std::size_t end() const { return begin_ + part_.size(); }

  void load(std::size_t from, std::size_t size) {
    begin_ = from;
    part_ = read_(from, std::min(size, bytes_ - std::min(from, bytes_)));
  }

  [[nodiscard]] std::optional<Piece> find(std::size_t from) const {
    constexpr std::string_view stops("\0\n", 2);
    const std::string_view text = part_;
    const std::size_t begin = text.find_first_not_of(stops, from - begin_);
    if (begin == std::string_view::npos) return std::nullopt;
    const std::size_t end = std::min(text.find_first_of(stops, begin), text.size());
    const bool has_line_end = end < text.size() && text[end] == '\n';
    return Piece{begin_ + begin, text.substr(begin, end - begin), has_line_end};
  }

  const ReadPart& read_;
  std::size_t bytes_;
  std::size_t begin_ = 0;
  std::string part_;
};

class Reader {
 public:
  Reader(JournalText& text, std::uint64_t generation) : text_(text) {
    contents_.generation = generation;
    contents_.end = journal_header_bytes;
  }

  JournalContents read() {
    std::size_t at = journal_header_bytes;
    while (const auto piece = text_.next_piece(at)) {
      at = piece->begin + piece->text.size();
      read_piece(*piece);
    }
    return std::move(contents_);
  }

 private:
  struct Found {
    JournalLine line;
    std::size_t begin = 0;  ///< in its piece
    std::size_t end = 0;    ///< in the file, after its line end
  };

  /// The line at the end of a text.
  [[nodiscard]] std::optional<Found> last_line(std::string_view text) const {
    const std::size_t first = text.size() - std::min(text.size(), max_journal_line);
    for (std::size_t begin = first; begin < text.size(); ++begin) {
      const std::string_view rest = text.substr(begin);
      if (!looks_like_a_line(rest)) continue;
      if (auto line = parse_journal_line(rest, contents_.generation))
        return Found{*std::move(line), begin, 0};
    }
    return std::nullopt;
  }

  /// Usually one line; several if the line ends between them are damaged.
  void read_piece(const Piece& piece) {
    std::vector<Found> found;  // the last one first
    std::string_view rest = piece.text;
    bool has_line_end = piece.has_line_end;
    while (!rest.empty()) {
      auto line = last_line(rest);
      std::size_t end = rest.size() + 1;
      if (!line && !has_line_end) line = last_line(rest.substr(0, --end - 1));
      if (!line) break;
      line->end = piece.begin + end;
      rest = rest.substr(0, line->begin);
      has_line_end = false;
      found.push_back(*std::move(line));
    }
    if (!rest.empty()) ++bad_pieces_;
    while (!found.empty()) {
      take(std::move(found.back()));
      found.pop_back();
    }
  }

  void take(Found found) {
    JournalLine& line = found.line;
    if (line.number && *line.number <= last_number_) return;  // left from before a repair
    const std::uint64_t next = contents_.next_number;
    std::uint64_t missing = bad_pieces_;
    if (line.number) missing = *line.number - std::min(*line.number, next);
    contents_.damaged_lines += missing;
    contents_.next_number = next + missing;
    if (line.kind == JournalLine::Kind::end) return;
    bad_pieces_ = 0;
    last_number_ = line.number.value_or(0);
    if (line.number) contents_.next_number = *line.number;
    ++contents_.next_number;
    contents_.end = std::min(found.end, text_.bytes());
    if (line.kind == JournalLine::Kind::settled) {
      contents_.unsettled.clear();
      contents_.damaged_lines = 0;
      return;
    }
    contents_.marks.push_back(line.taken->mark);
    contents_.unsettled.push_back(*std::move(line.taken));
  }

  JournalText& text_;
  JournalContents contents_;
  std::uint64_t bad_pieces_ = 0;   ///< since the last readable line
  std::uint64_t last_number_ = 0;  ///< of the last line, if it has one
};

/// The generation of a line, if it belongs to any.
std::optional<std::uint64_t> generation_of(std::string_view line, std::uint64_t other) {
  if (!looks_like_a_line(line) || line.size() > max_journal_line) return std::nullopt;
  for (const std::uint64_t likely : {other + 1, other - 1}) {
    if (other > 0 && parse_journal_line(line, likely)) return likely;
  }
  for (std::uint64_t generation = 1; generation <= max_generation; ++generation) {
    if (parse_journal_line(line, generation)) return generation;
  }
  return std::nullopt;
}

/// The generation of the first lines: the newest lines come first. 0: no line is readable.
std::uint64_t recover_generation(JournalText& text, std::uint64_t other) {
  std::size_t at = journal_header_bytes;
  for (int tries = 0; tries < max_tries; ++tries) {
    const auto piece = text.next_piece(at);
    if (!piece) return 0;
    if (const auto generation = generation_of(piece->text, other)) return *generation;
    at = piece->begin + piece->text.size();
  }
  return 0;
}

}  // namespace

JournalContents read_journal(const ReadPart& read, std::size_t file_bytes, std::uint64_t other) {
  JournalText text(read, file_bytes);
  const std::string header = read(0, std::min(file_bytes, journal_header_bytes));
  if (const auto generation = parse_journal_header(header)) return Reader(text, *generation).read();
  const std::uint64_t recovered = recover_generation(text, other);
  JournalContents contents;
  if (recovered > 0) contents = Reader(text, recovered).read();
  const bool is_zeros = header.find_first_not_of('\0') == std::string::npos;
  contents.is_header_damaged = recovered > 0 || !is_zeros;
  return contents;
}

JournalContents read_journal(std::string_view text, std::uint64_t other) {
  const auto read = [text](std::size_t from, std::size_t bytes) {
    return std::string(text.substr(from, bytes));
  };
  return read_journal(read, text.size(), other);
}

}  // namespace lamplighter
