// SPDX-License-Identifier: Apache-2.0
// What json.h says is elsewhere.
#include "json.h"

template class nlohmann::basic_json<>;
template class nlohmann::basic_json<nlohmann::ordered_map>;
LAMPLIGHTER_JSON_PARTS(, nlohmann::json)
LAMPLIGHTER_JSON_PARTS(, nlohmann::ordered_json)
