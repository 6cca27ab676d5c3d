// SPDX-License-Identifier: Apache-2.0
#include "web/asset.h"

#include "web/gzip.h"

namespace lamplighter::web {

std::string unpacked(const Asset& asset) {
  return gunzipped(asset.gzip).value();  // packed when the program was built
}

}  // namespace lamplighter::web
