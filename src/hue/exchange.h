// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue/http.h"

#include <functional>
#include <string>
#include <string_view>

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

/// `send_once`, and once more where that failed on a connection kept from an earlier request: the
/// bridge may have closed it meanwhile, and every request may be repeated. `was_kept` says whether
/// there is such a connection, and is kept up.
template <typename Send>
Result<HttpAnswer> send_again_if_stale(bool& was_kept, Send send_once) {
  Result<HttpAnswer> answer = send_once();
  const bool is_stale = !answer && was_kept && answer.error().fault == Fault::unavailable;
  if (is_stale) answer = send_once();
  was_kept = answer.has_value();
  return answer;
}

/// One request whose answer is read as it comes, as text/event-stream; `on_bytes` says whether to
/// go on. The answer's status; its body only where the status is not 200. Errors: unavailable when
/// it ended before it began.
Result<HttpAnswer> exchange_stream(httplib::Client& client, const HttpRequest& request,
                                   const std::string& last_id, const std::string& where,
                                   const std::function<bool(std::string_view)>& on_bytes);

}  // namespace lamplighter::hue
