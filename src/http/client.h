// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

struct ssl_ctx_st;

namespace lamplighter::http {

struct Request {
  std::string url;  ///< http or https
  std::string method = "GET";
  std::vector<std::string> headers = {};  ///< each "Name: value"
  std::string body = {};
};

struct Answer {
  int status = 0;
  std::string body;
};

/// Limits of one exchange, whatever the peer does.
struct Limits {
  std::chrono::milliseconds connect{2000};  ///< name lookup, connect and TLS handshake
  std::chrono::milliseconds total{5000};    ///< including redirects; for a stream: its headers only
  std::chrono::milliseconds quiet{120'000};        ///< for a stream: between two bytes of its body
  std::size_t head_bytes = 64 * 1024;              ///< status line, headers and trailers
  std::size_t body_bytes = std::size_t{4} << 20U;  ///< for a stream: only if its status is not 200
  int redirects = 0;                               ///< most to follow; never from https to http
};

struct Settings {
  Limits limits = {};
  std::string connect_to = {};  ///< "host:port" to connect to; empty: the URL's
  std::string ca_file = {};     ///< PEM; empty: the system's authorities

  /// Installs the caller's own certificate check, which then replaces the default one. Called
  /// before every handshake; TLS sessions are not resumed.
  std::function<void(ssl_ctx_st*)> check_certificates = nullptr;
};

/// HTTP/1.1 client over persistent connections. Proxies and passwords in the environment are
/// ignored, and responses are not decompressed. One thread at a time.
class Client {
 public:
  explicit Client(Settings settings = {});
  ~Client();
  Client(Client&&) noexcept;

  /// Sends one request and returns the response, with any status. The request is repeated once,
  /// within the same deadline, if a reused connection is closed before the response is complete.
  /// Requires: every request may be repeated; with `redirects`, it is a GET. Errors, each a few
  /// words without the URL: bad_input for a URL that is not http or https and for a response beyond
  /// the limits; refused if the certificate is invalid or a redirect leads from https to http;
  /// unavailable if there is no response within the deadline, or `stop` was requested.
  Result<Answer> send(const Request& request, const std::stop_token& stop = {});

  /// Sends one request; if the status is 200, its body is passed to `on_bytes` as it arrives, until
  /// the peer ends it, it is quiet for too long or `stop` is requested. Errors: those of `send`,
  /// until the headers are complete; a stream that ends later returns its status and no body.
  Result<Answer> stream(const Request& request,
                        const std::function<void(std::string_view)>& on_bytes,
                        const std::stop_token& stop);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Whether a text is an http or https URL with a host.
bool is_url(std::string_view text);

/// One message of a text/event-stream.
struct StreamMessage {
  std::string id;
  std::string text;

  friend bool operator==(const StreamMessage&, const StreamMessage&) = default;
};

/// Splits a text/event-stream into messages, however its bytes arrive. Comments and fields other
/// than id and data are ignored. A message of more than 1 MB is dropped and counted; an id of more
/// than 256 bytes is ignored.
class StreamReader {
 public:
  /// The messages that are complete after these bytes.
  std::vector<StreamMessage> read(std::string_view bytes);

  [[nodiscard]] std::size_t dropped() const { return dropped_; }

 private:
  void end_line(std::vector<StreamMessage>& complete);
  void take_field(std::string_view line);
  void check_size();

  std::string line_;
  StreamMessage message_;
  bool is_empty_line_ = true;
  bool has_text_ = false;
  bool is_too_long_ = false;
  bool skip_line_feed_ = false;
  std::size_t dropped_ = 0;
};

}  // namespace lamplighter::http
