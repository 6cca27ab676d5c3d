// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue/http.h"

#include <string>

namespace httplib {
class Client;
}

namespace lamplighter::hue {

/// Time limits, no redirects, the connection kept open.
void prepare(httplib::Client& client);

/// One request and its answer. `where` is for messages. Errors: unavailable when there is no
/// answer, bad_input when it is longer than 4 MB.
Result<HttpAnswer> exchange(httplib::Client& client, const HttpRequest& request,
                            const std::string& where);

}  // namespace lamplighter::hue
