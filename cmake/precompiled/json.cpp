// SPDX-License-Identifier: Apache-2.0
// The implementation of the templates that json.h declares.
#include "json.h"

template class nlohmann::basic_json<>;
template class nlohmann::basic_json<nlohmann::ordered_map>;
LAMPLIGHTER_JSON_PARTS(, nlohmann::json)
LAMPLIGHTER_JSON_PARTS(, nlohmann::ordered_json)
