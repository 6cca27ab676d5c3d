// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/client.h"
#include "hue/http.h"

#include <string>

namespace lamplighter::hue {

/// A bridge answers within a second where it is well; its longest answer, a house of 60 lamps, has
/// some 100 kB.
inline constexpr http::Limits bridge_limits{};

/// The request as HTTP has it. `base` is scheme and host, as "http://192.168.1.2".
http::Request to_http(const HttpRequest& request, const std::string& base);

/// One request and its answer. `where` is for messages. Errors: unavailable when there is no
/// complete answer in time, bad_input when it is too long.
Result<HttpAnswer> exchange(http::Client& client, const http::Request& request,
                            const std::string& where, const std::stop_token& stop);

/// What an error of the client means, as a sentence about the bridge `where`.
Error explain(const std::string& where, const Error& error);

}  // namespace lamplighter::hue
