// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace lamplighter::app {

/// The last member: a line "FNV-1a in 16 digits, size, name" for each other member.
inline constexpr std::string_view checksums_member = "checksums";

/// Writes a tar archive (POSIX ustar, GNU's long names) of plain files, mode 0600, that `tar` can
/// list and extract. Its last member has the checksums of the others.
class ArchiveWriter {
 public:
  using Write = std::function<Result<void>(std::string_view)>;
  explicit ArchiveWriter(Write write) : write_(std::move(write)) {}

  /// Adds a member from memory. Errors: those of `write`. Requires: good_member_name(name), and a
  /// name that no other member has.
  Result<void> add(const std::string& name, std::string_view bytes, std::int64_t seconds);

  /// Adds a member of `size` bytes, which `piece` returns piece by piece until it returns an empty
  /// one. Errors: those of `piece` and `write`; io if the total is not `size`.
  Result<void> add(const std::string& name, std::uint64_t size, std::int64_t seconds,
                   const std::function<Result<std::string>()>& piece);

  /// Writes the checksums and the end. Errors: those of `write`.
  Result<void> finish();

 private:
  Result<void> header(const std::string& name, std::uint64_t size, std::int64_t seconds, char kind);
  Result<void> pad(std::uint64_t size);

  Write write_;
  std::string checksums_;
};

/// Reads such an archive, and no other format: a file that is damaged, truncated or from another
/// program results in an error before its end.
class ArchiveReader {
 public:
  /// Reads up to that many bytes into the buffer and returns their number; 0 at the end.
  using Read = std::function<Result<std::size_t>(char*, std::size_t)>;
  explicit ArchiveReader(Read read) : read_(std::move(read)) {}

  struct Member {
    std::string name;
    std::uint64_t size = 0;
  };

  /// The next member; read its contents with `bytes` before the next call. Empty after the last
  /// member, once all checksums are verified. Errors: bad_input; those of `read`.
  Result<std::optional<Member>> next();

  /// Passes the member's contents to `take`, piece by piece. Errors: bad_input; those of `read` and
  /// `take`.
  Result<void> bytes(const std::function<Result<void>(std::string_view)>& take);

 private:
  struct Sum {
    std::uint64_t checksum = 0;
    std::uint64_t size = 0;
    friend bool operator==(const Sum&, const Sum&) = default;
  };

  Result<void> fill(char* to, std::size_t size);
  Result<std::string> text(std::uint64_t size, std::uint64_t limit);
  Result<std::optional<Member>> header();
  Result<void> check_sums();
  Result<void> check_end();

  Read read_;
  std::map<std::string, Sum> sums_;
  std::optional<Member> open_;  ///< the member whose contents were not read yet
  bool is_at_end_ = false;
};

/// Whether a name is valid for a member: parts of printable ASCII separated by single "/", none of
/// which is "." or "..".
bool good_member_name(std::string_view name);

}  // namespace lamplighter::app
