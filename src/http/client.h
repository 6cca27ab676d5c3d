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

/// What one conversation may take in total, whatever the peer does.
struct Limits {
  std::chrono::milliseconds connect{2000};   ///< to look up the name, connect and agree on TLS
  std::chrono::milliseconds total{5000};     ///< redirects included; of a stream: its headers only
  std::chrono::milliseconds quiet{120'000};  ///< of a stream: between two bytes of its body
  std::size_t head_bytes = 64 * 1024;        ///< status line, headers and trailers
  std::size_t body_bytes = std::size_t{4}
                           << 20U;  ///< of a stream: only where its status is not 200
  int redirects = 0;                ///< followed at most; never from https to http
};

struct Settings {
  Limits limits = {};
  std::string connect_to = {};  ///< "host:port" to connect to, whatever the URL names; empty: that
  std::string ca_file = {};     ///< PEM; empty: the authorities of this machine

  /// Installs a check of certificates of the caller's own, which then is the only one. Called
  /// before every handshake; no TLS session is resumed.
  std::function<void(ssl_ctx_st*)> check_certificates = nullptr;
};

/// Speaks HTTP/1.1, over connections that are kept open. Proxies and passwords of the environment
/// are ignored, and answers are not unpacked. One thread at a time.
class Client {
 public:
  explicit Client(Settings settings = {});
  ~Client();
  Client(Client&&) noexcept;

  /// One request and its answer, of whatever status. Sent again, once and within the same deadline,
  /// where a kept connection is closed before the answer is complete. Requires: every request may
  /// be repeated; with `redirects`, a GET. Errors, each a few words without the URL: bad_input for
  /// a URL that is not http or https and for an answer beyond the limits; refused where the
  /// certificate is not good or a redirect leads from https to http; unavailable when there is no
  /// answer within the deadline, or `stop` was asked for.
  Result<Answer> send(const Request& request, const std::stop_token& stop = {});

  /// One request whose body, where the status is 200, is given to `on_bytes` as it arrives, until
  /// the peer ends it, it is quiet for too long or `stop` is asked for. Errors: those of `send`,
  /// until the headers are complete; a stream that ends later has its status and no body.
  Result<Answer> stream(const Request& request,
                        const std::function<void(std::string_view)>& on_bytes,
                        const std::stop_token& stop);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Whether a text is an http or https URL that names a host.
bool is_url(std::string_view text);

/// One message of a text/event-stream.
struct StreamMessage {
  std::string id;
  std::string text;

  friend bool operator==(const StreamMessage&, const StreamMessage&) = default;
};

/// Cuts the bytes of a text/event-stream into messages, however they arrive. Comments and fields
/// other than id and data are passed over. A message of more than 1 MB is dropped and counted; an
/// id of more than 256 bytes is passed over.
class StreamReader {
 public:
  /// The messages that are complete with these bytes.
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
