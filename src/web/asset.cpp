// SPDX-License-Identifier: Apache-2.0
#include "web/asset.h"

#include "web/gzip.h"

#include <cassert>

namespace lamplighter::web {

std::string unpacked(const Asset& asset) {
  std::optional<std::string> bytes = gunzipped(asset.gzip);
  assert(bytes.has_value());
  return *std::move(bytes);
}

}  // namespace lamplighter::web
