// SPDX-License-Identifier: Apache-2.0
// What headers.h says is elsewhere.
#include "headers.h"

template class nlohmann::basic_json<>;
template class nlohmann::basic_json<nlohmann::ordered_map>;
LAMPLIGHTER_JSON_PARTS(, nlohmann::json)
LAMPLIGHTER_JSON_PARTS(, nlohmann::ordered_json)
