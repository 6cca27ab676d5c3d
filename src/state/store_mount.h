// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string>

namespace lamplighter::app {

/// Where the system says which disks belong where, and which are there (getmntent(3)).
struct MountTables {
  std::string wanted = "/etc/fstab";
  std::string mounted = "/proc/self/mounts";
};

/// Whether a store may be used, or begun, in a folder. Errors: unavailable where there is no store
/// yet and the folder is, or is below, a mount point of `wanted` whose disk is not mounted: what is
/// begun there would be hidden once it is.
Result<void> check_store_is_mounted(const std::string& directory, const MountTables& tables = {});

}  // namespace lamplighter::app
