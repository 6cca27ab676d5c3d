// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace lamplighter::app {

/// Keeps what can be made again: replaces the file, without waiting for the disk. A power cut may
/// leave it torn, so the bytes must tell. Where it cannot be written, nothing happens.
void keep_spare(const std::string& path, std::string_view bytes);

}  // namespace lamplighter::app
