// SPDX-License-Identifier: Apache-2.0
#include "backup/archive.h"

#include "core/checksum.h"
#include "core/require.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace lamplighter::app {
namespace {

constexpr std::size_t block = 512;
constexpr std::size_t piece_bytes = std::size_t{64} << 10;
constexpr std::size_t longest_name = 1000;
constexpr std::size_t largest_sums = std::size_t{256} << 20;  // 600 years of twelve rooms
constexpr std::size_t most_members = 2'000'000;
constexpr char plain_file = '0';
constexpr char long_name = 'L';

/// The position of each header field (pax(1), "ustar Interchange Format").
struct Field {
  std::size_t at;
  std::size_t size;
};
constexpr Field name_field{0, 100};
constexpr Field mode_field{100, 8};
constexpr Field user_field{108, 8};
constexpr Field group_field{116, 8};
constexpr Field size_field{124, 12};
constexpr Field time_field{136, 12};
constexpr Field sum_field{148, 8};
constexpr std::size_t kind_at = 156;
constexpr Field magic_field{257, 8};
constexpr std::string_view magic{
    "ustar\0"
    "00",
    8};

using Header = std::array<char, block>;

void put(Header& header, Field field, std::string_view text) {
  std::ranges::copy(text.substr(0, field.size), header.begin() + static_cast<long>(field.at));
}

void put_number(Header& header, Field field, std::uint64_t number) {
  put(header, field, fmt::format("{:0{}o}", number, field.size - 1));
}

std::string_view at(const Header& header, Field field) {
  const std::string_view all(header.data() + field.at, field.size);
  return all.substr(0, all.find('\0'));
}

/// Octal digits, followed by spaces.
std::optional<std::uint64_t> number_at(const Header& header, Field field) {
  std::string_view text = at(header, field);
  while (text.ends_with(' ')) text.remove_suffix(1);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 8);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The sum of all bytes, where those of the checksum field count as spaces.
std::uint64_t sum_of(Header header) {
  std::fill_n(header.begin() + sum_field.at, sum_field.size, ' ');
  std::uint64_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  return sum;
}

bool is_zero(const Header& header) {
  return std::ranges::all_of(header, [](char c) { return c == '\0'; });
}

std::size_t padding_after(std::uint64_t size) {
  return static_cast<std::size_t>((block - size % block) % block);
}

Error damaged(std::string_view what) {
  return {
      Fault::bad_input,
      fmt::format("not a whole backup: {}; nothing was changed; take another copy of it", what)};
}

/// fnv1a_64 over pieces.
class RunningSum {
 public:
  void add(std::string_view bytes) {
    for (const char byte : bytes) {
      sum_ ^= static_cast<unsigned char>(byte);
      sum_ *= 0x100000001b3U;
    }
  }
  [[nodiscard]] std::uint64_t get() const { return sum_; }

 private:
  std::uint64_t sum_ = fnv1a_64("");
};

}  // namespace

bool good_member_name(std::string_view name) {
  if (name.empty() || name.size() > longest_name) return false;
  if (!std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7f && c != '\\'; }))
    return false;
  while (true) {
    const std::size_t slash = std::min(name.find('/'), name.size());
    const std::string_view part = name.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == name.size()) return true;
    name.remove_prefix(slash + 1);
  }
}

Result<void> ArchiveWriter::header(const std::string& name, std::uint64_t size,
                                   std::int64_t seconds, char kind) {
  Header header{};
  put(header, name_field, name);
  put_number(header, mode_field, 0600);
  put_number(header, user_field, 0);
  put_number(header, group_field, 0);
  put_number(header, size_field, size);
  put_number(header, time_field, static_cast<std::uint64_t>(std::max<std::int64_t>(0, seconds)));
  header[kind_at] = kind;
  put(header, magic_field, magic);
  put(header, sum_field, fmt::format("{:06o}", sum_of(header)));
  header[sum_field.at + sum_field.size - 1] = ' ';
  return write_({header.data(), header.size()});
}

Result<void> ArchiveWriter::pad(std::uint64_t size) {
  return write_(std::string(padding_after(size), '\0'));
}

Result<void> ArchiveWriter::add(const std::string& name, std::string_view bytes,
                                std::int64_t seconds) {
  bool is_given = bytes.empty();
  return add(name, bytes.size(), seconds, [&]() -> Result<std::string> {
    return std::exchange(is_given, true) ? std::string() : std::string(bytes);
  });
}

Result<void> ArchiveWriter::add(const std::string& name, std::uint64_t size, std::int64_t seconds,
                                const std::function<Result<std::string>()>& piece) {
  require(good_member_name(name), "a member of a backup has a bad name");
  if (name.size() > name_field.size) {
    if (auto done = header("././@LongLink", name.size() + 1, seconds, long_name); !done)
      return done;
    if (auto done = write_(name + '\0'); !done) return done;
    if (auto done = pad(name.size() + 1); !done) return done;
  }
  if (auto done = header(name, size, seconds, plain_file); !done) return done;
  RunningSum sum;
  std::uint64_t written = 0;
  while (true) {
    const Result<std::string> bytes = piece();
    if (!bytes) return bytes.error();
    if (bytes->empty()) break;
    written += bytes->size();
    if (written > size) break;
    sum.add(*bytes);
    if (auto done = write_(*bytes); !done) return done;
  }
  if (written != size)
    return Error{Fault::io, fmt::format("{}: changed while it was read; try again", name)};
  checksums_ += fmt::format("{:016x} {} {}\n", sum.get(), size, name);
  return pad(size);
}

Result<void> ArchiveWriter::finish() {
  const std::string sums = std::exchange(checksums_, {});
  if (auto done = add(std::string(checksums_member), sums, 0); !done) return done;
  return write_(std::string(2 * block, '\0'));
}

Result<void> ArchiveReader::fill(char* to, std::size_t size) {
  while (size > 0) {
    const Result<std::size_t> got = read_(to, size);
    if (!got) return got.error();
    if (*got == 0 || *got > size) return damaged("it is cut off");
    to += *got;
    size -= *got;
  }
  return {};
}

Result<std::string> ArchiveReader::text(std::uint64_t size, std::uint64_t limit) {
  if (size > limit) return damaged("a member is too large");
  std::string all;
  while (all.size() < size) {  // limited by the actual data: a header may contain any size
    const std::size_t before = all.size();
    all.resize(std::min<std::size_t>(before + piece_bytes, static_cast<std::size_t>(size)));
    if (auto read = fill(all.data() + before, all.size() - before); !read) return read.error();
  }
  std::array<char, block> padding{};
  if (auto read = fill(padding.data(), padding_after(size)); !read) return read.error();
  return all;
}

Result<std::optional<ArchiveReader::Member>> ArchiveReader::header() {
  std::optional<std::string> name;
  while (true) {
    Header header{};
    if (auto read = fill(header.data(), header.size()); !read) return read.error();
    if (is_zero(header)) return damaged("its checksums are missing");
    if (std::string_view(header.data() + magic_field.at, magic_field.size) != magic)
      return Error{Fault::bad_input, "not a backup of Lamplighter; nothing was changed"};
    const auto size = number_at(header, size_field);
    const auto sum = number_at(header, sum_field);
    if (!size || !sum || *sum != sum_of(header)) return damaged("a header is damaged");
    if (header[kind_at] == long_name && !name) {
      Result<std::string> given = text(*size, longest_name + 1);
      if (!given) return given.error();
      if (!given->ends_with('\0')) return damaged("a name is damaged");
      given->pop_back();
      name = *std::move(given);
      continue;
    }
    if (header[kind_at] != plain_file) return damaged("a member is not a plain file");
    Member member{name ? *name : std::string(at(header, name_field)), *size};
    if (!good_member_name(member.name)) return damaged("a member has a bad name");
    return std::optional<Member>(std::move(member));
  }
}

Result<std::optional<ArchiveReader::Member>> ArchiveReader::next() {
  if (is_at_end_) return std::optional<Member>();
  if (open_) {
    const auto skipped = bytes([](std::string_view) { return Result<void>(); });
    if (!skipped) return skipped.error();
  }
  Result<std::optional<Member>> member = header();
  if (!member) return member;
  open_ = **member;
  if (open_->name == checksums_member) {
    if (auto right = check_sums(); !right) return right.error();
    is_at_end_ = true;
    return std::optional<Member>();
  }
  if (sums_.contains(open_->name)) return damaged("a member is in it twice");
  if (sums_.size() >= most_members) return damaged("it has too many members");
  return member;
}

Result<void> ArchiveReader::bytes(const std::function<Result<void>(std::string_view)>& take) {
  require(open_.has_value(), "no member of a backup is open");
  RunningSum sum;
  std::array<char, piece_bytes> piece{};
  for (std::uint64_t left = open_->size; left > 0;) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()));
    if (auto read = fill(piece.data(), size); !read) return read;
    const std::string_view got(piece.data(), size);
    sum.add(got);
    if (auto taken = take(got); !taken) return taken;
    left -= size;
  }
  if (auto read = fill(piece.data(), padding_after(open_->size)); !read) return read;
  sums_[open_->name] = {sum.get(), open_->size};
  open_.reset();
  return {};
}

Result<void> ArchiveReader::check_sums() {
  const Result<std::string> lines = text(open_->size, largest_sums);
  if (!lines) return lines.error();
  std::string found;
  std::size_t count = 0;
  for (std::string_view rest = *lines; !rest.empty(); ++count) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return damaged("its checksums are damaged");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    const std::size_t name_at = line.rfind(' ');
    if (name_at == std::string_view::npos) return damaged("its checksums are damaged");
    const auto sum = sums_.find(std::string(line.substr(name_at + 1)));
    if (sum == sums_.end()) return damaged("a member is missing");
    if (line != fmt::format("{:016x} {} {}", sum->second.checksum, sum->second.size, sum->first))
      return damaged(fmt::format("{} is damaged", sum->first));
  }
  if (count != sums_.size()) return damaged("it has members without a checksum");
  open_.reset();
  return check_end();
}

Result<void> ArchiveReader::check_end() {
  for (int i = 0; i < 2; ++i) {
    Header end{};
    if (auto read = fill(end.data(), end.size()); !read) return read;
    if (!is_zero(end)) return damaged("its end is damaged");
  }
  return {};
}

}  // namespace lamplighter::app
