// SPDX-License-Identifier: Apache-2.0
#include "http/client.h"

#include "core/freed.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <utility>

namespace lamplighter::http {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds longest_poll{1000};

struct Easy {
  CURL* handle = curl_easy_init();
  Easy() = default;
  ~Easy() { curl_easy_cleanup(handle); }
  Easy(const Easy&) = delete;
  Easy& operator=(const Easy&) = delete;
};

struct Multi {
  CURLM* handle = curl_multi_init();
  Multi() = default;
  ~Multi() { curl_multi_cleanup(handle); }
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;
};

using HeaderList = std::unique_ptr<curl_slist, Freed<curl_slist_free_all>>;

void initialise_library() {
  static const CURLcode done = [] {
    // A write by TLS to a connection that the peer has closed must be an error instead of ending
    // the process.
    std::signal(SIGPIPE, SIG_IGN);
    return curl_global_init(CURL_GLOBAL_DEFAULT);
  }();
  static_cast<void>(done);  // if it fails, so does every handle
}

bool starts_with_scheme(std::string_view url, std::string_view scheme) {
  return url.size() > scheme.size() &&
         std::equal(scheme.begin(), scheme.end(), url.begin(), [](char ours, char theirs) {
           return ours == std::tolower(static_cast<unsigned char>(theirs));
         });
}

HeaderList header_list(const Request& request) {
  HeaderList list;
  const auto append = [&list](const char* line) {
    curl_slist* longer = curl_slist_append(list.get(), line);
    if (longer == nullptr) return;  // out of memory
    static_cast<void>(list.release());
    list.reset(longer);
  };
  for (const std::string& header : request.headers) append(header.c_str());
  append("Expect:");  // a bridge may not support "100 Continue"
  return list;
}

milliseconds left_until(Steady::time_point at) {
  return std::max(milliseconds(1), std::chrono::ceil<milliseconds>(at - Steady::now()));
}

bool is_certificate_error(CURLcode code) {
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
         code == CURLE_SSL_ISSUER_ERROR;
}

bool is_cut_off(CURLcode code) {
  return code == CURLE_PARTIAL_FILE || code == CURLE_GOT_NOTHING || code == CURLE_SEND_ERROR ||
         code == CURLE_RECV_ERROR;
}

/// One request with its response, for the library's callbacks.
struct Exchange {
  CURL* easy;
  const Limits& limits;
  const std::function<void(std::string_view)>* on_bytes = nullptr;  ///< for a stream
  Answer answer = {};
  std::size_t head_bytes = 0;
  bool has_head = false;
  bool head_too_long = false;
  bool body_too_long = false;
  Steady::time_point began = Steady::now();
  Steady::time_point last_byte = began;

  [[nodiscard]] bool is_streaming() const {
    return on_bytes != nullptr && has_head && answer.status == 200;
  }

  /// The time at which a stream is given up; other responses use the library's deadline.
  [[nodiscard]] Steady::time_point gives_up_at() const {
    return is_streaming() ? last_byte + limits.quiet : began + limits.total;
  }
};

/// The library calls it once per line, also for interim responses and trailers.
std::size_t on_header(const char* bytes, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  exchange.head_bytes += size;
  if (exchange.head_bytes > exchange.limits.head_bytes) {
    exchange.head_too_long = true;
    return 0;
  }
  const bool is_last = size <= 2 && (bytes[0] == '\r' || bytes[0] == '\n');
  long status = 0;
  curl_easy_getinfo(exchange.easy, CURLINFO_RESPONSE_CODE, &status);
  if (!is_last || status < 200) return size;
  exchange.has_head = true;
  exchange.answer.status = static_cast<int>(status);
  exchange.last_byte = Steady::now();
  return size;
}

std::size_t on_body(const char* bytes, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  exchange.last_byte = Steady::now();
  if (exchange.is_streaming()) {
    (*exchange.on_bytes)(std::string_view(bytes, size));
    return size;
  }
  std::string& body = exchange.answer.body;
  exchange.body_too_long = body.size() + size > exchange.limits.body_bytes;
  if (exchange.body_too_long) return 0;
  body.append(bytes, size);
  return size;
}

/// A stream may be silent for hours: the system probes whether the peer still exists, and otherwise
/// ends the stream within a minute.
int notice_dead_links(void*, curl_socket_t socket, curlsocktype) {
  const auto set = [&](int level, int option, int value) {
    ::setsockopt(socket, level, option, &value, sizeof(value));
  };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 25);  // seconds
  set(IPPROTO_TCP, TCP_KEEPINTVL, 10);
  set(IPPROTO_TCP, TCP_KEEPCNT, 3);
  return CURL_SOCKOPT_OK;
}

CURLcode on_tls(CURL*, void* context, void* user) {
  (*static_cast<const std::function<void(ssl_ctx_st*)>*>(user))(static_cast<ssl_ctx_st*>(context));
  return CURLE_OK;
}

}  // namespace

struct Client::Impl {
  explicit Impl(Settings the_settings) : settings(std::move(the_settings)) {}

  void prepare(const Request& request, Exchange& exchange, Steady::time_point until);
  void prepare_certificates();
  void prepare_deadline(const Exchange& exchange, Steady::time_point until);
  void prepare_body(const Request& request);
  Result<Answer> exchange_once(const Request& request, Exchange& exchange, Steady::time_point until,
                               const std::stop_token& stop);
  CURLcode converse(Exchange& exchange, const std::stop_token& stop);
  [[nodiscard]] CURLcode outcome() const;
  [[nodiscard]] Error why(const Exchange& exchange, CURLcode code,
                          const std::stop_token& stop) const;
  [[nodiscard]] std::string redirect() const;
  [[nodiscard]] bool was_kept() const;
  [[nodiscard]] std::string what_timed_out() const;

  Settings settings;
  Multi multi;  ///< keeps the connections
  Easy easy;    ///< destroyed before it
};

/// Sets every option of a request, so that none is left over from the previous one.
void Client::Impl::prepare(const Request& request, Exchange& exchange, Steady::time_point until) {
  CURL* const handle = easy.handle;
  curl_easy_reset(handle);
  curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // none, even if the environment names one
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);  // a name server cannot delay the deadline
  curl_easy_setopt(handle, CURLOPT_DNS_CACHE_TIMEOUT, 0L);  // a bridge's address may change
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(settings.limits.connect.count()));
  prepare_deadline(exchange, until);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &exchange);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);
  if (exchange.on_bytes != nullptr)
    curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, notice_dead_links);
  prepare_body(request);
  prepare_certificates();
}

/// A stream has its own deadline (Exchange::gives_up_at).
void Client::Impl::prepare_deadline(const Exchange& exchange, Steady::time_point until) {
  if (exchange.on_bytes != nullptr) return;
  curl_easy_setopt(easy.handle, CURLOPT_TIMEOUT_MS, static_cast<long>(left_until(until).count()));
}

void Client::Impl::prepare_body(const Request& request) {
  CURL* const handle = easy.handle;
  if (!request.body.empty()) {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
  }
  if (request.method != "GET" || !request.body.empty())
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void Client::Impl::prepare_certificates() {
  CURL* const handle = easy.handle;
  if (settings.check_certificates) {
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);  // done by the caller's own check
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, on_tls);
    curl_easy_setopt(handle, CURLOPT_SSL_CTX_DATA, &settings.check_certificates);
  } else if (!settings.ca_file.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, settings.ca_file.c_str());
    curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);  // no other authorities
  }
}

Result<Answer> Client::Impl::exchange_once(const Request& request, Exchange& exchange,
                                           Steady::time_point until, const std::stop_token& stop) {
  if (easy.handle == nullptr || multi.handle == nullptr)
    return Error{Fault::io, "the HTTP library cannot start; is there enough memory?"};
  if (!is_url(request.url)) return Error{Fault::bad_input, "not an http or https URL"};
  prepare(request, exchange, until);
  const HeaderList headers = header_list(request);
  curl_easy_setopt(easy.handle, CURLOPT_HTTPHEADER, headers.get());
  HeaderList connect_to;
  if (!settings.connect_to.empty()) {
    connect_to.reset(curl_slist_append(nullptr, ("::" + settings.connect_to).c_str()));
    curl_easy_setopt(easy.handle, CURLOPT_CONNECT_TO, connect_to.get());
  }
  CURLcode code = converse(exchange, stop);
  if (is_cut_off(code) && was_kept() && !exchange.is_streaming()) {
    exchange.answer = {};
    exchange.has_head = false;
    curl_easy_setopt(easy.handle, CURLOPT_FRESH_CONNECT, 1L);
    prepare_deadline(exchange, until);
    code = converse(exchange, stop);
  }
  const bool stream_ended = exchange.is_streaming();
  if (code != CURLE_OK && !stream_ended) return why(exchange, code, stop);
  if (!exchange.has_head) return Error{Fault::unavailable, "an interim answer and no other"};
  return std::move(exchange.answer);
}

/// Runs until the response is complete, exceeds a limit, or `stop` is requested.
CURLcode Client::Impl::converse(Exchange& exchange, const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] { curl_multi_wakeup(multi.handle); });
  CURLcode code = CURLE_OPERATION_TIMEDOUT;
  curl_multi_add_handle(multi.handle, easy.handle);
  while (!stop.stop_requested()) {
    int running = 0;
    if (curl_multi_perform(multi.handle, &running) != CURLM_OK) {
      code = CURLE_FAILED_INIT;
      break;
    }
    if (running == 0) {
      code = outcome();
      break;
    }
    milliseconds wait = longest_poll;
    if (exchange.on_bytes != nullptr) {
      if (Steady::now() >= exchange.gives_up_at()) break;
      wait = std::min(wait, left_until(exchange.gives_up_at()));
    }
    curl_multi_poll(multi.handle, nullptr, 0, static_cast<int>(wait.count()), nullptr);
  }
  curl_multi_remove_handle(multi.handle, easy.handle);  // closes an incomplete one
  return code;
}

CURLcode Client::Impl::outcome() const {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi.handle, &left)) {
    if (message->msg == CURLMSG_DONE) return message->data.result;
  }
  return CURLE_FAILED_INIT;
}

Error Client::Impl::why(const Exchange& exchange, CURLcode code,
                        const std::stop_token& stop) const {
  const Limits& limits = settings.limits;
  if (exchange.head_too_long)
    return {Fault::bad_input, fmt::format("headers of more than {} bytes", limits.head_bytes)};
  if (exchange.body_too_long)
    return {Fault::bad_input, fmt::format("more than {} bytes", limits.body_bytes)};
  if (stop.stop_requested()) return {Fault::unavailable, "interrupted"};
  if (is_certificate_error(code)) return {Fault::refused, "the certificate is not trusted"};
  switch (code) {
    case CURLE_URL_MALFORMAT:
      return {Fault::bad_input, "not an http or https URL"};
    case CURLE_OPERATION_TIMEDOUT:
      return {Fault::unavailable, what_timed_out()};
    default:
      return {Fault::unavailable, curl_easy_strerror(code)};
  }
}

std::string Client::Impl::what_timed_out() const {
  using Seconds = std::chrono::duration<double>;
  curl_off_t ready = 0;  // when the connection was established, including TLS
  curl_easy_getinfo(easy.handle, CURLINFO_PRETRANSFER_TIME_T, &ready);
  if (ready == 0)
    return fmt::format("no connection within {:g} s", Seconds(settings.limits.connect).count());
  return fmt::format("not complete within {:g} s", Seconds(settings.limits.total).count());
}

/// Whether the last exchange reused a connection.
bool Client::Impl::was_kept() const {
  long made = 0;
  curl_easy_getinfo(easy.handle, CURLINFO_NUM_CONNECTS, &made);
  return made == 0;
}

/// The redirect target of the last response; empty if it is not a redirect.
std::string Client::Impl::redirect() const {
  const char* url = nullptr;
  curl_easy_getinfo(easy.handle, CURLINFO_REDIRECT_URL, &url);
  return url == nullptr ? "" : url;
}

Client::Client(Settings settings) {
  initialise_library();
  impl_ = std::make_unique<Impl>(std::move(settings));
}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;

Result<Answer> Client::send(const Request& request, const std::stop_token& stop) {
  const Limits& limits = impl_->settings.limits;
  const Steady::time_point until = Steady::now() + limits.total;
  Request at = request;
  for (int followed = 0;; ++followed) {
    Exchange exchange{impl_->easy.handle, limits};
    Result<Answer> answer = impl_->exchange_once(at, exchange, until, stop);
    if (!answer || followed == limits.redirects) return answer;
    const std::string next = impl_->redirect();
    if (next.empty()) return answer;
    if (starts_with_scheme(at.url, "https:") && !starts_with_scheme(next, "https:"))
      return Error{Fault::refused, "it redirects from https to another scheme"};
    at.url = next;
  }
}

Result<Answer> Client::stream(const Request& request,
                              const std::function<void(std::string_view)>& on_bytes,
                              const std::stop_token& stop) {
  Exchange exchange{impl_->easy.handle, impl_->settings.limits, &on_bytes};
  return impl_->exchange_once(request, exchange, {}, stop);
}

bool is_url(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!starts_with_scheme(text, scheme)) continue;
    const std::string_view host = text.substr(scheme.size());
    return host.find_first_of("/?#") != 0 && host.find_first_of(" \t\r\n") == std::string::npos;
  }
  return false;
}

namespace {

constexpr std::size_t longest_message = 1024 * 1024;
constexpr std::size_t longest_id = 256;  // it is sent back in a header

}  // namespace

std::vector<StreamMessage> StreamReader::read(std::string_view bytes) {
  std::vector<StreamMessage> complete;
  for (const char c : bytes) {
    const bool was_return = std::exchange(skip_line_feed_, c == '\r');
    if (c == '\n' && was_return) continue;
    if (c == '\n' || c == '\r') {
      end_line(complete);
    } else {
      is_empty_line_ = false;
      if (!is_too_long_) line_ += c;
      check_size();
    }
  }
  return complete;
}

void StreamReader::check_size() {
  if (line_.size() + message_.text.size() <= longest_message) return;
  is_too_long_ = true;
  line_.clear();
  message_.text.clear();
}

void StreamReader::end_line(std::vector<StreamMessage>& complete) {
  if (is_empty_line_) {
    if (is_too_long_) ++dropped_;
    if (has_text_ && !is_too_long_) complete.push_back({message_.id, std::move(message_.text)});
    message_.text.clear();
    has_text_ = false;
    is_too_long_ = false;
  } else if (!is_too_long_) {
    take_field(line_);
  }
  line_.clear();
  is_empty_line_ = true;
}

void StreamReader::take_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  const std::string_view field = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "id" && value.size() <= longest_id) message_.id = std::string(value);
  if (field != "data") return;
  if (has_text_) message_.text += '\n';
  message_.text += value;
  has_text_ = true;
}

}  // namespace lamplighter::http
