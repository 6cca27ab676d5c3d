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

/// The last member: a line "FNV-1a in 16 digits, size, name" for each of the others.
inline constexpr std::string_view checksums_member = "checksums";

/// Writes a tar (POSIX ustar, GNU's long names) of plain files, mode 0600, that `tar` can list and
/// read. Its last member has the checksums of the others.
class ArchiveWriter {
 public:
  using Write = std::function<Result<void>(std::string_view)>;
  explicit ArchiveWriter(Write write) : write_(std::move(write)) {}

  /// A member whose bytes are at hand. Errors: those of `write`. Requires: good_member_name(name),
  /// which no other one has.
  Result<void> add(const std::string& name, std::string_view bytes, std::int64_t seconds);

  /// A member of `size` bytes, which come piece by piece until `piece` gives none; `piece` must
  /// give that many. Errors: those of `piece` and `write`; io where there were others.
  Result<void> add(const std::string& name, std::uint64_t size, std::int64_t seconds,
                   const std::function<Result<std::string>()>& piece);

  /// The checksums and the end. Errors: those of `write`.
  Result<void> finish();

 private:
  Result<void> header(const std::string& name, std::uint64_t size, std::int64_t seconds, char kind);
  Result<void> pad(std::uint64_t size);

  Write write_;
  std::string checksums_;
};

/// Reads such an archive, and nothing else: a file that is damaged, cut off or of another program
/// is an error before its end.
class ArchiveReader {
 public:
  /// Puts up to that many bytes there and says how many; 0 at the end.
  using Read = std::function<Result<std::size_t>(char*, std::size_t)>;
  explicit ArchiveReader(Read read) : read_(std::move(read)) {}

  struct Member {
    std::string name;
    std::uint64_t size = 0;
  };

  /// The next member, whose bytes are to be taken by `bytes` before the next call; nothing after
  /// the last, once all checksums were right. Errors: bad_input; those of `read`.
  Result<std::optional<Member>> next();

  /// Gives the member's bytes to `take`, piece by piece. Errors: bad_input; those of `read` and
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
  std::optional<Member> open_;  ///< whose bytes were not taken yet
  bool is_at_end_ = false;
};

/// Whether a member may have that name: parts of printable ASCII with one "/" between two of them,
/// none of which is "." or "..".
bool good_member_name(std::string_view name);

}  // namespace lamplighter::app
