// SPDX-License-Identifier: Apache-2.0
#include "state/store_mount.h"

#include <fmt/format.h>

#include <mntent.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>

namespace lamplighter::app {
namespace {

namespace fs = std::filesystem;

/// Without symbolic links and dots, and without a trailing slash.
fs::path plain(const fs::path& path) {
  std::error_code failure;
  const fs::path full = fs::weakly_canonical(fs::absolute(path, failure), failure);
  return full.has_filename() ? full : full.parent_path();
}

/// The mount points in a table; empty if it cannot be read.
std::set<fs::path> mount_points(const std::string& table) {
  std::set<fs::path> points;
  const std::unique_ptr<FILE, int (*)(FILE*)> file(::setmntent(table.c_str(), "re"), ::endmntent);
  if (!file) return points;
  mntent entry{};
  std::array<char, 8192> buffer{};
  while (::getmntent_r(file.get(), &entry, buffer.data(), static_cast<int>(buffer.size())) !=
         nullptr) {
    const fs::path point(entry.mnt_dir);
    if (point.is_absolute()) points.insert(plain(point));
  }
  return points;
}

bool has_store(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "readings", ignored) ||
         fs::exists(folder / "capture-0.journal", ignored);
}

}  // namespace

Result<void> check_store_is_mounted(const std::string& directory, const MountTables& tables) {
  const fs::path store = plain(directory);
  if (has_store(store)) return {};
  const std::set<fs::path> wanted = mount_points(tables.wanted);
  const std::set<fs::path> mounted = mount_points(tables.mounted);
  for (fs::path folder = store; folder.has_relative_path(); folder = folder.parent_path()) {
    if (!wanted.contains(folder) || mounted.contains(folder)) continue;
    return Error{Fault::unavailable,
                 fmt::format("{}: the disk of the store is not mounted; run: mount {}", directory,
                             folder.string())};
  }
  return {};
}

}  // namespace lamplighter::app
