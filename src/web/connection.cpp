// SPDX-License-Identifier: Apache-2.0
//
// The library parses requests and implements TLS; this file defines the sequence:
//
//   handshake -> idle -> head -> rejected? --yes--> answer, end
//                 ^                | no
//                 |                v
//                 +-- answer <- handler <- body
//
// A request is accepted or rejected by its head before its body is read, and a body that was not
// read completely ends the connection, so that no byte of it can be mistaken for the next request.
// Range and compressed bodies are not needed for a page of a few documents: the first is ignored,
// the second rejected.
#include "web/connection.h"

#include "web/route.h"

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace lamplighter::web {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = net::ip::tcp;
using Steady = std::chrono::steady_clock;
using boost::system::error_code;

constexpr auto heartbeat = std::chrono::seconds(15);
constexpr auto longest_farewell = std::chrono::seconds(2);
constexpr std::size_t largest_farewell = 1 << 20;  // unread bytes that are discarded
constexpr std::size_t largest_write = 64 << 10;    // per call, so that progress can be measured
constexpr std::size_t largest_chatter = 16 << 10;  // bytes from a client that listens to a stream

using Head = http::request_header<>;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

std::string value_of(const Head& head, const char* name) { return std::string(view(head[name])); }

/// Duplicates of these headers could be interpreted differently by two programs.
bool has_duplicates(const Head& head) {
  for (const char* name : {"Host", "Origin", "Sec-Fetch-Site", "Content-Type", "Content-Length",
                           "Content-Encoding", "Expect"}) {
    if (head.count(name) > 1) return true;
  }
  return false;
}

bool is_identity(std::string_view encoding) { return encoding.empty() || encoding == "identity"; }

/// Why a request cannot be read completely, or is ambiguous. Ends the connection.
std::optional<Answer> refuse_framing(const Head& head, bool has_body) {
  const bool reads = head.method() == http::verb::get || head.method() == http::verb::head;
  if (head.version() != 11 && head.version() != 10)
    return refusal(505, "HTTP/1.1 or HTTP/1.0 expected");
  if (!reads && head.method() != http::verb::post) return refusal(405, "only GET, HEAD and POST");
  if (has_duplicates(head)) return refusal(400, "duplicate header");
  if (head.count(http::field::transfer_encoding) > 0)
    return refusal(411, "send the complete body with Content-Length");
  if (!is_identity(value_of(head, "Content-Encoding")))
    return refusal(415, "send the body uncompressed, without Content-Encoding");
  if (reads && has_body) return refusal(400, "a GET has no body");
  const std::string expected = value_of(head, "Expect");
  if (!expected.empty() && !beast::iequals(expected, "100-continue"))
    return refusal(417, "only 100-continue can be expected");
  return std::nullopt;
}

/// The response to bytes that are not a request; nothing if the client has gone or was too slow.
std::optional<Answer> refuse_bytes(const error_code& fault) {
  using http::error;
  if (fault == error::body_limit) return refusal(413, "the body is larger than 64 KiB");
  if (fault == error::header_limit || fault == error::buffer_overflow)
    return refusal(431, "the headers are larger than 16 KiB");
  if (fault == error::end_of_stream || fault == error::partial_message) return std::nullopt;
  static const error_code of_http = http::make_error_code(error::bad_method);
  if (fault.category() == of_http.category()) return refusal(400, "not an HTTP request");
  return std::nullopt;
}

RequestHeaders headers_of(const Head& head, const std::string& path, const std::string& address) {
  return {.method = std::string(view(head.method_string())),
          .path = path,
          .host = value_of(head, "Host"),
          .origin = value_of(head, "Origin"),
          .fetch_site = value_of(head, "Sec-Fetch-Site"),
          .content_type = value_of(head, "Content-Type"),
          .cookie = value_of(head, "Cookie"),
          .address = address,
          .forwarded_host = value_of(head, "X-Forwarded-Host")};
}

std::string changes_text(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += "event: changed\ndata: " + name + "\n\n";
  return text;
}

/// Nothing if it threw; the client then sees that the response is incomplete.
std::optional<std::string> next_piece(const std::function<std::string()>& more) {
  try {
    return more();
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

/// A route's response, or an error response if it threw.
Answer call(const Route& route, const Request& request, const ResponseForm& form) {
  try {
    Answer answer = route.handler(request);
    pack(answer, form);
    return answer;
  } catch (const std::exception&) {
    return refusal(500, "internal error");
  }
}

template <class Stream>
class ClientConnection final : public Connection,
                               public std::enable_shared_from_this<ClientConnection<Stream>> {
 public:
  template <class... Arguments>
  ClientConnection(Site& site, std::string address, Arguments&&... arguments)
      : site_(site),
        address_(std::move(address)),
        stream_(std::forward<Arguments>(arguments)...),
        heartbeat_(stream_.get_executor()) {}
  ~ClientConnection() override {
    if (site_.on_gone) site_.on_gone();
  }

  void start() override {
    if constexpr (is_secure) {
      socket().expires_after(site_.limits.longest);
      stream_.async_handshake(net::ssl::stream_base::server,
                              [self = self()](const error_code& fault) {
                                if (!fault) self->wait_for_request();
                              });
    } else {
      wait_for_request();
    }
  }

  bool end_if_idle() override {
    if (is_idle_) socket().close();
    return is_idle_;
  }

  void send_changes() override {
    if (!is_listening_ || is_writing_) return;
    const std::string text = changes_text(site_.feed.changed_since(seen_));
    if (!text.empty()) send_event(text);
  }

 private:
  static constexpr bool is_secure = !std::is_same_v<Stream, beast::tcp_stream>;
  using Self = std::shared_ptr<ClientConnection>;

  Self self() { return this->shared_from_this(); }
  beast::tcp_stream& socket() { return beast::get_lowest_layer(stream_); }

  // Reading a request

  void wait_for_request() {
    form_ = {.is_secure = is_secure, .is_framed = site_.policy->is_ingress(address_)};
    head_.emplace();
    head_->header_limit(static_cast<std::uint32_t>(site_.limits.largest_head));
    head_->body_limit(site_.limits.largest_body);
    if (buffer_.size() > 0) return read_head();
    if (site_.is_crowded && requests_ > 0) return;
    is_idle_ = true;
    socket().expires_after(site_.limits.idle);
    stream_.async_read_some(buffer_.prepare(4096),
                            [self = self()](const error_code& fault, std::size_t count) {
                              self->is_idle_ = false;
                              self->buffer_.commit(count);
                              if (!fault) self->read_head();
                            });
  }

  /// Starts the time limit for the whole request, however its bytes arrive.
  void read_head() {
    deadline_ = Steady::now() + site_.limits.longest;
    socket().expires_at(deadline_);
    http::async_read_header(stream_, buffer_, *head_,
                            [self = self()](const error_code& fault, std::size_t) {
                              if (!fault) return self->judge();
                              self->refuse(refuse_bytes(fault));
                            });
  }

  void judge() {
    const Head& head = head_->get();
    const bool has_body = head_->content_length().value_or(0) > 0;
    const bool is_last = ++requests_ >= site_.limits.most_requests || site_.is_crowded ||
                         !head_->keep_alive() || head.version() == 10;
    form_ = {.is_head = head.method() == http::verb::head,
             .takes_gzip = web::takes_gzip(view(head[http::field::accept_encoding])),
             .is_chunked = head.version() == 11,
             .closes = is_last || has_body,
             .is_secure = is_secure,
             .is_framed = form_.is_framed};
    if (auto refused = refuse_framing(head, has_body)) return refuse(std::move(refused));
    std::optional<Request> request = parse_target(view(head.target()));
    if (!request) return refuse(refusal(400, "the target is not a path"));
    request_ = *std::move(request);
    headers_ = headers_of(head, request_.path, address_);
    if (auto refused = site_.policy->refuse(headers_, Steady::now()))
      return send(*std::move(refused));
    if (head.method() != http::verb::post) return answer();
    if (!is_login() && !is_logout() && !sets_first_password() && find_route() == nullptr)
      return send(refusal(404, "no such resource"));
    form_.closes = is_last;
    if (!has_body || head.count(http::field::expect) == 0) return read_body();
    begin_writing();
    write("HTTP/1.1 100 Continue\r\n\r\n", &ClientConnection::read_body);
  }

  void read_body() {
    socket().expires_at(deadline_);
    body_.emplace(std::move(*head_));
    http::async_read(stream_, buffer_, *body_,
                     [self = self()](const error_code& fault, std::size_t) {
                       if (fault) return self->refuse(refuse_bytes(fault));
                       self->request_.body = std::move(self->body_->get().body());
                       self->answer();
                     });
  }

  [[nodiscard]] bool is_login() const { return headers_.path == AccessPolicy::login_path; }
  [[nodiscard]] bool is_logout() const { return headers_.path == AccessPolicy::logout_path; }

  [[nodiscard]] bool sets_first_password() const {
    return headers_.path == AccessPolicy::first_password_path;
  }

  [[nodiscard]] const Route* find_route() const {
    std::string_view method = headers_.method;
    if (form_.is_head) method = "GET";
    const auto found = std::find_if(
        site_.routes.begin(), site_.routes.end(),
        [&](const Route& route) { return route.path == headers_.path && route.method == method; });
    return found == site_.routes.end() ? nullptr : &*found;
  }

  [[nodiscard]] const Asset* find_asset() const {
    std::string_view path = headers_.path;
    if (path == "/") path = "/index.html";
    const auto found = std::find_if(site_.assets.begin(), site_.assets.end(),
                                    [&](const Asset& asset) { return asset.path == path; });
    return found == site_.assets.end() ? nullptr : &*found;
  }

  // Answering it

  void answer() {
    socket().expires_never();
    const bool posts = headers_.method == "POST";
    if (posts && is_login()) return log_in();
    if (posts && is_logout()) return send(site_.policy->logout(headers_));
    if (posts && sets_first_password())
      return send(site_.policy->set_first_password(headers_, request_.body, Steady::now()));
    if (!posts && headers_.path == "/api/v1/stream") return begin_stream();
    if (const Route* const route = find_route()) return handle(*route);
    if (const Asset* const asset = find_asset(); asset != nullptr && !posts)
      return send(asset_answer(*asset, view(head_->get()[http::field::if_none_match]), form_));
    send(refusal(404, "no such resource"));
  }

  /// Runs `work` on a handler thread, then passes its result to `then` on this thread.
  template <class Work, class Then>
  void elsewhere(Work work, Then then) {
    auto job = [self = self(), work = std::move(work), then]() mutable {
      auto result = work();
      const auto executor = self->stream_.get_executor();
      net::post(executor, [self = std::move(self), result = std::move(result), then]() mutable {
        ((*self).*then)(std::move(result));
      });
    };
    if (!site_.handlers.run(std::move(job))) refuse(refusal(503, "no thread is available"));
  }

  void handle(const Route& route) {
    elsewhere([&route, request = std::move(request_),
               form = form_] { return call(route, request, form); },
              &ClientConnection::send);
  }

  void log_in() {
    // The connection is moved into the callback and back, because the thread that checks the
    // password must not destroy it.
    auto answered = [self = self()](Answer answer) mutable {
      const auto executor = self->stream_.get_executor();
      net::post(executor, [self = std::move(self), answer = std::move(answer)]() mutable {
        self->send(std::move(answer));
      });
    };
    site_.policy->login(headers_, request_.body, Steady::now(), std::move(answered));
  }

  /// The request was not read completely. Without a response, only closes.
  void refuse(std::optional<Answer> answer) {
    form_.closes = true;
    if (!answer) return;
    send(*std::move(answer));
  }

  void send(Answer answer) {
    begin_writing();
    form_.closes = form_.closes || (answer.more && !form_.is_chunked);
    std::string text = response_text(answer, form_);
    more_ = form_.is_head ? nullptr : std::move(answer.more);
    write(std::move(text), more_ ? &ClientConnection::make_piece : &ClientConnection::sent);
  }

  void sent() {
    more_ = nullptr;
    if (form_.closes) return end();
    wait_for_request();
  }

  void make_piece() {
    socket().expires_never();
    elsewhere([this] { return next_piece(more_); }, &ClientConnection::send_piece);
  }

  void send_piece(std::optional<std::string> piece) {
    if (!piece) return;
    write(piece_text(*piece, form_),
          piece->empty() ? &ClientConnection::sent : &ClientConnection::make_piece);
  }

  // A stream of changes

  void begin_stream() {
    std::erase_if(site_.streams, [](const auto& stream) { return stream.expired(); });
    if (site_.streams.size() >= site_.limits.most_streams)
      return send(refusal(503, "too many pages are open"));
    Answer answer;
    answer.type = "text/event-stream";
    answer.more = [] { return std::string(); };
    if (form_.is_head) return send(std::move(answer));
    begin_writing();
    seen_ = site_.feed.newest();
    site_.streams.push_back(this->weak_from_this());
    write(response_text(answer, form_) + piece_text(":\n\n", form_), &ClientConnection::listen);
  }

  void listen() {
    is_listening_ = true;
    watch_client();
    event_sent();
  }

  /// Only reading detects the end of the connection; anything that a client sends here is ignored.
  void watch_client() {
    socket().expires_never();
    stream_.async_read_some(net::buffer(unread_),
                            [self = self()](const error_code& fault, std::size_t count) {
                              self->thrown_away_ += count;
                              if (fault || self->thrown_away_ > largest_chatter)
                                return self->abandon();
                              self->watch_client();
                            });
  }

  void send_event(const std::string& text) {
    heartbeat_.cancel();
    begin_writing();
    write(piece_text(text, form_), &ClientConnection::event_sent);
  }

  void event_sent() {
    heartbeat_.expires_after(heartbeat);
    heartbeat_.async_wait([self = self()](const error_code& fault) {
      if (!fault && self->is_listening_ && !self->is_writing_) self->send_event(":\n\n");
    });
    send_changes();
  }

  // Writing

  using Next = void (ClientConnection::*)();

  void begin_writing() {
    write_began_ = Steady::now();
    taken_ = 0;
  }

  void write(std::string text, Next next) {
    is_writing_ = true;
    unsent_ = std::move(text);
    sent_ = 0;
    write_some(next);
  }

  /// The time limit grows with the bytes that the client has read, and is short for each step.
  void write_some(Next next) {
    const auto now = Steady::now();
    const auto earned = std::chrono::seconds(taken_ / site_.limits.slowest_reader);
    socket().expires_at(std::min(now, write_began_ + earned) + site_.limits.longest);
    const auto part =
        net::buffer(unsent_.data() + sent_, std::min(unsent_.size() - sent_, largest_write));
    stream_.async_write_some(part,
                             [self = self(), next](const error_code& fault, std::size_t count) {
                               if (fault) return self->abandon();
                               self->sent_ += count;
                               self->taken_ += count;
                               if (self->sent_ < self->unsent_.size())
                                 return self->write_some(next);
                               self->is_writing_ = false;
                               self->unsent_.clear();
                               ((*self).*next)();
                             });
  }

  // The end

  void abandon() {
    is_listening_ = false;
    heartbeat_.cancel();
    socket().close();
  }

  /// Continues to read what the client still sends for a while: closing earlier would discard a
  /// response in transit.
  void end() {
    socket().expires_after(std::min<Steady::duration>(longest_farewell, site_.limits.longest));
    if constexpr (is_secure) {
      stream_.async_shutdown([self = self()](const error_code&) { self->hang_up(); });
    } else {
      hang_up();
    }
  }

  void hang_up() {
    error_code ignored;  // the client may have gone
    socket().socket().shutdown(tcp::socket::shutdown_send, ignored);
    if (!ignored) throw_away();
  }

  void throw_away() {
    socket().async_read_some(net::buffer(unread_),
                             [self = self()](const error_code& fault, std::size_t count) {
                               self->thrown_away_ += count;
                               if (!fault && self->thrown_away_ < largest_farewell)
                                 self->throw_away();
                             });
  }

  Site& site_;
  const std::string address_;
  Stream stream_;
  beast::flat_buffer buffer_{24 << 10};
  std::optional<http::request_parser<http::empty_body>> head_;
  std::optional<http::request_parser<http::string_body>> body_;
  std::size_t requests_ = 0;
  bool is_idle_ = false;
  Steady::time_point deadline_{};  ///< of the current request

  RequestHeaders headers_;
  Request request_;
  ResponseForm form_;
  std::function<std::string()> more_;

  bool is_listening_ = false;
  std::uint64_t seen_ = 0;
  net::steady_timer heartbeat_;

  bool is_writing_ = false;
  std::string unsent_;
  std::size_t sent_ = 0;   ///< part of `unsent_`
  std::size_t taken_ = 0;  ///< part of this response
  Steady::time_point write_began_{};

  std::array<char, 4096> unread_;
  std::size_t thrown_away_ = 0;
};

}  // namespace

std::shared_ptr<Connection> Connection::make(tcp::socket socket, net::ssl::context* tls,
                                             Site& site) {
  error_code gone;
  const auto address = socket.remote_endpoint(gone).address().to_string();
  socket.set_option(tcp::no_delay(true), gone);
  if (tls == nullptr) {
    return std::make_shared<ClientConnection<beast::tcp_stream>>(site, address, std::move(socket));
  }
  return std::make_shared<ClientConnection<net::ssl::stream<beast::tcp_stream>>>(
      site, address, std::move(socket), *tls);
}

}  // namespace lamplighter::web
