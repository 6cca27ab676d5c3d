// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string>

namespace lamplighter::app {

/// The system's tables of configured and of mounted file systems (getmntent(3)).
struct MountTables {
  std::string wanted = "/etc/fstab";
  std::string mounted = "/proc/self/mounts";
};

/// Whether a store may be used, or created, in a folder. Errors: unavailable if there is no store
/// yet and the folder is, or is below, a mount point of `wanted` that is not mounted: a new store
/// would be hidden once it is.
Result<void> check_store_is_mounted(const std::string& directory, const MountTables& tables = {});

}  // namespace lamplighter::app
