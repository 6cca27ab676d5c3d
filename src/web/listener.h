// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "web/client_socket.h"

#include <cstddef>
#include <functional>
#include <memory>

namespace httplib {
class Server;
}

namespace lamplighter::web {

using HttpServer = httplib::Server;

/// How the library's server treats its clients.
struct ListenerSettings {
  ClientLimits limits;
  std::size_t most_requests = 10'000;  ///< a connection

  /// Whether others wait for a place, so that idle clients have to go. Any thread.
  std::function<bool()> is_crowded;
};

/// The library's server over sockets of ours: the library itself waits for each byte anew, however
/// long all of them take, takes any number of header lines, and looks a hundred times a second
/// whether an idle client speaks.
std::unique_ptr<HttpServer> make_listener(ListenerSettings settings);

/// The same with TLS, of PEM files; null where they are no certificate with its key.
std::unique_ptr<HttpServer> make_secure_listener(const char* chain, const char* key,
                                                 ListenerSettings settings);

}  // namespace lamplighter::web
