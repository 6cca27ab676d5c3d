// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace lamplighter::hue {

/// The two authorities that sign the certificates of Hue bridges, PEM, as Signify publishes them:
/// CN=root-bridge (2017 … 2038) and CN=Hue Root CA 01 (2025 … 2050).
std::string_view signify_roots();

}  // namespace lamplighter::hue
