// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "files/file_handle.h"

namespace lamplighter::csv {

using files::FileHandle;
using files::system_error;

}  // namespace lamplighter::csv
