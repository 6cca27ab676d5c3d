// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/server.h"

#include "core/freed.h"
#include "hue_emulator/bridge.h"

#include <httplib.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace lamplighter::hue_emulator {
namespace {

using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

Error failed() {
  return {Fault::io, "emulated bridge: the system's cryptography could not make a certificate"};
}

bool set_name(X509_NAME* name, const std::string& common_name) {
  const auto add = [&](const char* field, const std::string& text) {
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()), -1, 0) == 1;
  };
  return add("C", "NL") && add("O", "Emulated Hue") && add("CN", common_name);
}

bool set_times(X509* certificate, const Validity& validity) {
  const auto seconds = [](Instant at) {
    return static_cast<time_t>(
        std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count());
  };
  return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(validity.from)) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(validity.until)) != nullptr;
}

bool set_serial(X509* certificate) {
  std::uint64_t serial = 0;
  return RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial)) == 1 &&
         ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial | 1U) == 1;
}

bool add_extension(X509* certificate, X509* issuer, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// An unsigned certificate for `name` and `key`, issued by `issuer` or, if null, by itself.
Certificate draft(const std::string& name, EVP_PKEY* key, X509* issuer, const Validity& validity,
                  bool is_authority) {
  Certificate made(X509_new());
  X509* x = made.get();
  if (x == nullptr) return nullptr;
  const bool has_basics = X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
                          set_times(x, validity) && X509_set_pubkey(x, key) == 1 &&
                          set_name(X509_get_subject_name(x), name);
  if (!has_basics) return nullptr;
  X509* by = issuer != nullptr ? issuer : x;
  const bool has_rest =
      X509_set_issuer_name(x, X509_get_subject_name(by)) == 1 &&
      add_extension(x, by, NID_subject_key_identifier, "hash") &&
      add_extension(x, by, NID_authority_key_identifier, "keyid:always") &&
      add_extension(x, by, NID_basic_constraints,
                    is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE") &&
      add_extension(x, by, NID_key_usage,
                    is_authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
  return has_rest ? std::move(made) : nullptr;
}

template <typename Write>
std::string to_pem(Write write) {
  const Bio memory(BIO_new(BIO_s_mem()));
  if (!memory || write(memory.get()) != 1) return {};
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string to_pem(X509* certificate) {
  return to_pem([&](BIO* to) { return PEM_write_bio_X509(to, certificate); });
}

std::string to_pem(EVP_PKEY* key) {
  return to_pem([&](BIO* to) {
    return PEM_write_bio_PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

bool sign(X509* certificate, EVP_PKEY* key) {
  return certificate != nullptr && X509_sign(certificate, key, EVP_sha256()) > 0;
}

}  // namespace

struct EmulatedAuthority::Keys {
  Key key;
  Certificate certificate;
};

Validity bridge_validity() { return {Instant(1'483'228'800s), Instant(2'145'916'800s)}; }

Result<EmulatedAuthority> EmulatedAuthority::make(const std::string& name) {
  auto keys = std::make_shared<Keys>();
  keys->key.reset(EVP_EC_gen("P-256"));
  if (!keys->key) return failed();
  keys->certificate = draft(name, keys->key.get(), nullptr, bridge_validity(), true);
  if (!sign(keys->certificate.get(), keys->key.get())) return failed();
  std::string pem = to_pem(keys->certificate.get());
  return EmulatedAuthority(std::move(keys), std::move(pem));
}

EmulatedAuthority::EmulatedAuthority(std::shared_ptr<const Keys> keys, std::string certificate)
    : keys_(std::move(keys)), certificate_(std::move(certificate)) {}

Result<CertificateAndKey> EmulatedAuthority::issue(const std::string& bridge_id,
                                                   const Validity& validity) const {
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return failed();
  const Certificate leaf =
      draft(bridge_id, key.get(), keys_->certificate.get(), validity, /*is_authority=*/false);
  if (!sign(leaf.get(), keys_->key.get())) return failed();
  return CertificateAndKey{to_pem(leaf.get()), to_pem(key.get())};
}

Result<CertificateAndKey> self_signed(const std::string& bridge_id, const Validity& validity) {
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return failed();
  const Certificate leaf = draft(bridge_id, key.get(), nullptr, validity, /*is_authority=*/false);
  if (!sign(leaf.get(), key.get())) return failed();
  return CertificateAndKey{to_pem(leaf.get()), to_pem(key.get())};
}

namespace {

constexpr int most_at_once = 3;  // facts: a fourth concurrent request is rejected
constexpr int most_streams = 8;
constexpr auto look_every = std::chrono::milliseconds(20);  // real time, for reporting changes

/// Counts a request or stream while it lives.
class InFlight {
 public:
  explicit InFlight(std::atomic<int>& count) : count_(count), number_(++count) {}
  ~InFlight() { --count_; }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;
  [[nodiscard]] bool is_beyond(int most) const { return number_ > most; }

 private:
  std::atomic<int>& count_;
  int number_;
};

BridgeRequest to_bridge_request(const httplib::Request& request, bool secure) {
  return {request.method, request.path, request.body,
          request.get_header_value("hue-application-key"), secure};
}

void write(const BridgeAnswer& answer, httplib::Response& response) {
  response.status = answer.status;
  if (!answer.location.empty()) response.set_header("Location", answer.location);
  if (!answer.application_id.empty())
    response.set_header("hue-application-id", answer.application_id);
  response.set_content(answer.body, answer.content_type);
}

/// Announces a length and then sends nothing: what a client sees if the bridge goes away in the
/// middle of a response.
void cut_off(httplib::Response& response) {
  response.status = 200;
  response.set_content_provider(64, "application/json",
                                [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
}

/// Announces a length and then sends a byte now and then, as long as the client reads.
void drip(httplib::Response& response, std::atomic<bool>& closing) {
  constexpr std::size_t announced = 1'000'000;
  response.status = 200;
  response.set_content_provider(announced, "application/json",
                                [&closing](std::size_t, std::size_t, httplib::DataSink& sink) {
                                  std::this_thread::sleep_for(look_every);
                                  return !closing && sink.write(" ", 1);
                                });
}

bool is_feed(const httplib::Request& request) {
  return request.path.starts_with("/eventstream") && request.method == "GET";
}

}  // namespace

struct EmulatedBridgeServer::Impl {
  Impl(BridgeWorld world, const Clock& the_clock, BridgeAddress the_address)
      : clock(the_clock),
        model(world.model),
        address(std::move(the_address)),
        bridge(std::move(world)) {}
  ~Impl() { close(); }

  Result<void> open();
  void close();
  void handle(const httplib::Request& request, httplib::Response& response, bool secure);
  void stream(const httplib::Request& request, httplib::Response& response, bool secure);
  bool send_news(httplib::DataSink& sink, std::uint64_t& sent);

  const Clock& clock;
  const BridgeModel model;
  BridgeAddress address;  ///< with the actual ports
  std::mutex power;       ///< guards opening and closing
  std::mutex mutex;       ///< guards bridge, faults and observer
  std::condition_variable wake;
  EmulatedBridge bridge;
  BridgeFaults faults;
  Observer observer;
  std::atomic<bool> closing = false;
  std::atomic<bool> has_streams = true;
  std::atomic<int> in_flight{0};
  std::atomic<int> streams{0};
  std::unique_ptr<BridgeListener> http;
  std::unique_ptr<BridgeListener> https;
};

Result<void> EmulatedBridgeServer::Impl::open() {
  {
    const std::lock_guard lock(mutex);
    closing = false;
  }
  const auto handler = [this](bool secure) {
    return [this, secure](const httplib::Request& request, httplib::Response& response) {
      if (is_feed(request)) return stream(request, response, secure);
      handle(request, response, secure);
    };
  };
  auto plain = BridgeListener::open(address.host, address.port, std::nullopt, handler(false));
  if (!plain) return plain.error();
  http = *std::move(plain);
  address.port = http->port();
  if (!address.certificate || model == BridgeModel::bsb001) return {};
  auto secure =
      BridgeListener::open(address.host, address.secure_port, address.certificate, handler(true));
  if (!secure) return secure.error();
  https = *std::move(secure);
  address.secure_port = https->port();
  return {};
}

void EmulatedBridgeServer::Impl::close() {
  {
    const std::lock_guard lock(mutex);
    closing = true;
  }
  wake.notify_all();
  https.reset();
  http.reset();
}

void EmulatedBridgeServer::Impl::handle(const httplib::Request& request,
                                        httplib::Response& response, bool secure) {
  const InFlight self(in_flight);
  if (self.is_beyond(most_at_once)) return write(too_fast_answer(model), response);
  std::unique_lock lock(mutex);
  if (faults.delay > faults.delay.zero()) {
    wake.wait_for(lock, faults.delay, [this] { return closing.load(); });
  }
  const BridgeRequest asked = to_bridge_request(request, secure);
  const auto answered = [&](int status) {
    if (observer) observer(asked, status, clock.now());
  };
  if (faults.dripping > 0) {
    --faults.dripping;
    answered(0);
    return drip(response, closing);
  }
  if (faults.dropped > 0) {
    --faults.dropped;
    answered(0);
    return cut_off(response);
  }
  const bool is_overloaded = faults.overloaded > 0;
  if (is_overloaded) --faults.overloaded;
  const BridgeAnswer answer =
      is_overloaded ? too_fast_answer(model) : bridge.answer(asked, clock.now());
  write(answer, response);
  answered(answer.status);
}

void EmulatedBridgeServer::Impl::stream(const httplib::Request& request,
                                        httplib::Response& response, bool secure) {
  const auto self = std::make_shared<InFlight>(streams);
  if (self->is_beyond(most_streams) || !has_streams) return write(too_fast_answer(model), response);
  const std::lock_guard lock(mutex);
  if (const auto refused = bridge.refuse_feed(to_bridge_request(request, secure))) {
    return write(*refused, response);
  }
  const BridgeFeed& feed = bridge.feed(clock.now());
  std::uint64_t sent = feed.number_of(request.get_header_value("last-event-id"));
  response.set_chunked_content_provider(
      "text/event-stream",
      [this, self, sent, greeted = false](std::size_t, httplib::DataSink& sink) mutable {
        constexpr std::string_view greeting = ": hi\n\n";
        if (!std::exchange(greeted, true)) return sink.write(greeting.data(), greeting.size());
        return send_news(sink, sent);
      });
}

/// Sends new messages; false ends the stream.
bool EmulatedBridgeServer::Impl::send_news(httplib::DataSink& sink, std::uint64_t& sent) {
  std::vector<std::string> news;
  {
    std::unique_lock lock(mutex);
    wake.wait_for(lock, look_every, [this] { return closing.load(); });
    if (closing || !has_streams) return false;
    const BridgeFeed& feed = bridge.feed(clock.now());
    news = feed.after(sent);
    sent = feed.newest();
  }
  for (const std::string& text : news) {
    if (!sink.write(text.data(), text.size())) return false;
  }
  return sink.is_writable();
}

Result<std::unique_ptr<EmulatedBridgeServer>> EmulatedBridgeServer::start(
    BridgeWorld world, const Clock& clock, const BridgeAddress& address) {
  auto impl = std::make_unique<Impl>(std::move(world), clock, address);
  if (const Result<void> opened = impl->open(); !opened) return opened.error();
  return std::unique_ptr<EmulatedBridgeServer>(new EmulatedBridgeServer(std::move(impl)));
}

EmulatedBridgeServer::EmulatedBridgeServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EmulatedBridgeServer::~EmulatedBridgeServer() = default;

int EmulatedBridgeServer::port() const { return impl_->address.port; }
int EmulatedBridgeServer::secure_port() const { return impl_->address.secure_port; }

void EmulatedBridgeServer::press_button() {
  with_bridge([](EmulatedBridge& bridge, Instant now) { bridge.press_button(now); });
}

void EmulatedBridgeServer::set_faults(const BridgeFaults& faults) {
  const std::lock_guard lock(impl_->mutex);
  impl_->faults = faults;
}

void EmulatedBridgeServer::set_streams(bool on) { impl_->has_streams = on; }

void EmulatedBridgeServer::observe(Observer observer) {
  const std::lock_guard lock(impl_->mutex);
  impl_->observer = std::move(observer);
}

int EmulatedBridgeServer::streams() const { return impl_->streams; }

Result<void> EmulatedBridgeServer::set_power(bool on) {
  const std::lock_guard lock(impl_->power);
  if (on == (impl_->http != nullptr)) return {};
  if (on) return impl_->open();
  impl_->close();
  return {};
}

Result<void> EmulatedBridgeServer::use_certificate(const CertificateAndKey& certificate) {
  const std::lock_guard lock(impl_->power);
  if (impl_->https) {
    const Result<void> used = impl_->https->use_certificate(certificate);
    if (!used) return used;
  }
  impl_->address.certificate = certificate;
  return {};
}

void EmulatedBridgeServer::with_bridge(
    const std::function<void(EmulatedBridge&, Instant now)>& use) {
  const std::lock_guard lock(impl_->mutex);
  use(impl_->bridge, impl_->clock.now());
}

namespace {

constexpr std::size_t threads = 20;  // each open connection occupies one
constexpr time_t idle_seconds = 1;   // after which a kept-alive connection is closed
constexpr std::size_t requests_a_connection = 1000;
constexpr time_t request_seconds = 5;  // for a client that stops in the middle of a request

struct Parsed {
  X509* certificate = nullptr;
  EVP_PKEY* key = nullptr;

  explicit Parsed(const CertificateAndKey& pem) {
    BIO* from = BIO_new_mem_buf(pem.certificate.data(), static_cast<int>(pem.certificate.size()));
    certificate = PEM_read_bio_X509(from, nullptr, nullptr, nullptr);
    BIO_free(from);
    from = BIO_new_mem_buf(pem.key.data(), static_cast<int>(pem.key.size()));
    key = PEM_read_bio_PrivateKey(from, nullptr, nullptr, nullptr);
    BIO_free(from);
  }
  ~Parsed() {
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;
};

Error no_certificate() { return {Fault::io, "emulated bridge: not a certificate with its key"}; }

}  // namespace

struct BridgeListener::Impl {
  ~Impl() {
    if (server) server->stop();
  }

  void route(const Handler& handler) {
    server->Get(".*", handler);
    server->Post(".*", handler);
    server->Put(".*", handler);
    server->Delete(".*", handler);
    server->set_payload_max_length(longest_bridge_body);
    server->set_keep_alive_max_count(requests_a_connection);
    server->set_keep_alive_timeout(idle_seconds);
    server->set_read_timeout(request_seconds);
    server->set_tcp_nodelay(true);
    server->set_socket_options([](socket_t socket) {  // by default, two could share a port
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    server->new_task_queue = [] { return new httplib::ThreadPool(threads); };
  }

  bool listen(const std::string& host, int wanted) {
    if (wanted == 0) {
      port = server->bind_to_any_port(host);
    } else if (server->bind_to_port(host, wanted)) {
      port = wanted;
    }
    if (port <= 0) return false;
    listener = std::jthread([this] {
      server->listen_after_bind();
      ended = true;
    });
    while (!server->is_running() && !ended) std::this_thread::yield();  // or a stop() could be lost
    return true;
  }

  std::unique_ptr<httplib::Server> server;
  httplib::SSLServer* secure = nullptr;  ///< the server, if it uses HTTPS
  int port = 0;
  std::atomic<bool> ended{false};
  std::jthread listener;  ///< ends before the server that it runs
};

Result<std::unique_ptr<BridgeListener>> BridgeListener::open(
    const std::string& host, int port, const std::optional<CertificateAndKey>& certificate,
    Handler handler) {
  auto impl = std::make_unique<Impl>();
  if (certificate) {
    const Parsed parsed(*certificate);
    if (parsed.certificate == nullptr || parsed.key == nullptr) return no_certificate();
    auto secure = std::make_unique<httplib::SSLServer>(parsed.certificate, parsed.key);
    if (!secure->is_valid()) return no_certificate();
    impl->secure = secure.get();
    impl->server = std::move(secure);
  } else {
    impl->server = std::make_unique<httplib::Server>();
  }
  impl->route(handler);
  if (!impl->listen(host, port)) {
    return Error{Fault::io, "emulated bridge: cannot listen on " + host + ":" +
                                std::to_string(port) + "; give another port, or 0"};
  }
  return std::unique_ptr<BridgeListener>(new BridgeListener(std::move(impl)));
}

BridgeListener::BridgeListener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BridgeListener::~BridgeListener() = default;

int BridgeListener::port() const { return impl_->port; }

Result<void> BridgeListener::use_certificate(const CertificateAndKey& certificate) {
  const Parsed parsed(certificate);
  SSL_CTX* context = impl_->secure->ssl_context();
  const bool used = parsed.certificate != nullptr && parsed.key != nullptr &&
                    SSL_CTX_use_certificate(context, parsed.certificate) == 1 &&
                    SSL_CTX_use_PrivateKey(context, parsed.key) == 1;
  if (!used) return no_certificate();
  return {};
}

}  // namespace lamplighter::hue_emulator
