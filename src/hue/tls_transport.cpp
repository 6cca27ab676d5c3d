// SPDX-License-Identifier: Apache-2.0
#include "hue/tls_transport.h"

#include "hue/exchange.h"

#include <fmt/format.h>
#include <httplib.h>

#include <netdb.h>

#include <array>
#include <csignal>

namespace lamplighter::hue {
namespace {

constexpr int https_port = 443;
constexpr time_t quiet_seconds = 120;

/// The numeric address of a host, as the HTTP library wants it. Errors: unavailable.
Result<std::string> resolve(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int fault = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (fault != 0) {
    return Error{Fault::unavailable,
                 fmt::format("{}: the name is not known now ({})", host, ::gai_strerror(fault))};
  }
  std::array<char, NI_MAXHOST> text{};
  const int shown = ::getnameinfo(found->ai_addr, found->ai_addrlen, text.data(), text.size(),
                                  nullptr, 0, NI_NUMERICHOST);
  ::freeaddrinfo(found);
  if (shown != 0) return Error{Fault::unavailable, host + ": its address cannot be read"};
  return std::string(text.data());
}

}  // namespace

struct TlsTransport::Impl {
  Impl(Address the_address, Trust the_trust, const Clock& the_clock)
      : address(std::move(the_address)),
        trust(std::move(the_trust)),
        clock(the_clock),
        check(trust) {}

  /// A client that speaks to the host under the bridge's own name, as its certificate has it.
  Result<void> prepare_client() {
    check.set_time(clock.now());
    if (client) return {};
    check.forget();
    const Result<std::string> numeric = resolve(address.host);
    if (!numeric) return numeric.error();
    const std::string name = trust.bridge_id.empty() ? "bridge" : trust.bridge_id;
    const int port = address.port == 0 ? https_port : address.port;
    client = std::make_unique<httplib::Client>(fmt::format("https://{}:{}", name, port));
    client->set_hostname_addr_map({{name, *numeric}});
    client->enable_server_certificate_verification(false);  // ours, stricter, does it
    check.install(client->ssl_context());
    prepare(*client);
    return {};
  }

  /// The error of a request that failed: what the handshake found, or that there is no answer.
  Error why(Error error) {
    client.reset();  // the next request resolves the name again
    const auto& seen = check.seen();
    const bool is_refused = seen && seen->verdict != Verdict::good && !trust.bridge_id.empty();
    if (!is_refused) return error;
    return {Fault::refused, to_string(address) + ": " + why_refused(*seen, trust.bridge_id)};
  }

  Address address;
  Trust trust;
  const Clock& clock;
  CertificateCheck check;  ///< outlives the client
  std::unique_ptr<httplib::Client> client;
  bool has_connection = false;
};

TlsTransport::TlsTransport(Address address, Trust trust, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(address), std::move(trust), clock)) {
  // OpenSSL writes to a connection that the bridge closed: an error, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
}
TlsTransport::~TlsTransport() = default;

Result<HttpAnswer> TlsTransport::send(const HttpRequest& request) {
  return send_again_if_stale(impl_->has_connection, [&]() -> Result<HttpAnswer> {
    if (const Result<void> ready = impl_->prepare_client(); !ready) return ready.error();
    Result<HttpAnswer> answer = exchange(*impl_->client, request, to_string(impl_->address));
    if (!answer) return impl_->why(answer.error());
    return answer;
  });
}

Result<HttpAnswer> TlsTransport::stream(const HttpRequest& request, const std::string& last_id,
                                        const std::function<void(std::string_view)>& on_bytes,
                                        const std::stop_token& stop) {
  if (const Result<void> ready = impl_->prepare_client(); !ready) return ready.error();
  httplib::Client& client = *impl_->client;
  client.set_read_timeout(quiet_seconds);
  const std::stop_callback end(stop, [&client] { client.stop(); });
  Result<HttpAnswer> answer = exchange_stream(client, request, last_id, to_string(impl_->address),
                                              [&](std::string_view bytes) {
                                                on_bytes(bytes);
                                                return !stop.stop_requested();
                                              });
  if (!answer) return impl_->why(answer.error());
  return answer;
}

const std::optional<PeerCertificate>& TlsTransport::peer() const { return impl_->check.seen(); }

}  // namespace lamplighter::hue
