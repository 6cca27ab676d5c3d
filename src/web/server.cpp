// SPDX-License-Identifier: Apache-2.0
#include "web/server.h"

#include "web/access_policy.h"
#include "web/connection.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <atomic>
#include <new>
#include <thread>
#include <utility>

namespace lamplighter::web {
namespace {

namespace net = boost::asio;
using tcp = net::ip::tcp;
using boost::system::error_code;

constexpr std::size_t handler_threads = 8;
constexpr int longest_queue = 512;           // of connections that wait to be accepted
constexpr int silent_milliseconds = 20'000;  // until a client whose machine disappeared is closed
constexpr auto retry_after = std::chrono::milliseconds(200);  // if no socket is available

/// TLS 1.2 and later, only with forward secrecy: a key stolen later does not decrypt recorded
/// traffic. For the same reason there are no session tickets.
Result<void> set_up(net::ssl::context& tls, const Certificate& files) {
  SSL_CTX* const context = tls.native_handle();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  error_code fault;
  tls.use_certificate_chain_file(files.chain, fault);
  if (!fault) tls.use_private_key_file(files.key, net::ssl::context::pem, fault);
  if (!fault && SSL_CTX_check_private_key(context) == 1) return {};
  return Error{Fault::bad_input,
               fmt::format("web: {} and {} are not a certificate and its key in PEM; check [web] "
                           "certificate and key",
                           files.chain, files.key)};
}

ClientLimits limits_of(const ServerSettings& settings) {
  return {
      .longest = settings.longest, .idle = settings.idle, .most_streams = settings.most_streams};
}

}  // namespace

struct Server::Impl {
  Impl(const ServerSettings& settings, ChangeFeed& feed, std::vector<Route> routes,
       std::span<const Asset> assets)
      : most_clients(settings.most_clients),
        site{.limits = limits_of(settings),
             .routes = std::move(routes),
             .assets = assets,
             .feed = feed,
             .handlers = HandlerThreads(handler_threads),
             .on_gone = [this] { client_gone(); }} {}
  ~Impl();

  Result<void> listen(const ServerSettings& settings);
  void start();
  void run();
  void accept();
  void accept_waiting();
  bool accept_one();
  void make_room();
  void client_gone();
  void send_changes();

  const std::size_t most_clients;
  Site site;
  std::unique_ptr<net::ssl::context> tls;  ///< null: plain HTTP
  net::io_context io{1};
  /// Keeps `io` running while only handlers are pending.
  net::executor_work_guard<net::io_context::executor_type> has_work{io.get_executor()};
  tcp::acceptor acceptor{io};
  net::steady_timer retry{io};
  std::vector<std::weak_ptr<Connection>> clients;  ///< some may have ended
  std::size_t connected = 0;
  int port = 0;
  std::atomic<bool> is_change_posted{false};
  std::atomic<bool> is_ending{false};
  std::jthread thread;  ///< runs `io`
};

Server::Impl::~Impl() {
  site.feed.watch(nullptr);
  is_ending = true;
  io.stop();
  if (thread.joinable()) thread.join();
  site.handlers.stop();
  site.policy = nullptr;  // its thread uses `io` too
}

Result<void> Server::Impl::listen(const ServerSettings& settings) {
  error_code fault;
  const auto found =
      tcp::resolver(io).resolve(settings.host, std::to_string(settings.port),
                                tcp::resolver::passive | tcp::resolver::numeric_service, fault);
  const auto step = [&](const auto& work) {
    if (!fault) work();
  };
  step([&] { acceptor.open(found.begin()->endpoint().protocol(), fault); });
  step([&] { acceptor.set_option(tcp::acceptor::reuse_address(true), fault); });
  step([&] { acceptor.set_option(net::socket_base::keep_alive(true), fault); });
  step([&] {  // connections inherit it
    ::setsockopt(acceptor.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &silent_milliseconds,
                 sizeof silent_milliseconds);
  });
  step([&] { acceptor.bind(found.begin()->endpoint(), fault); });
  step([&] { acceptor.listen(longest_queue, fault); });
  step([&] { acceptor.non_blocking(true, fault); });
  if (!fault) {
    port = acceptor.local_endpoint().port();
    return {};
  }
  return Error{Fault::io,
               fmt::format("web: cannot listen on {}:{}: {}; another program may use the "
                           "port, so give [web] port another number",
                           settings.host, settings.port, fault.message())};
}

void Server::Impl::start() {
  site.feed.watch([this] {
    if (!is_change_posted.exchange(true)) net::post(io, [this] { send_changes(); });
  });
  accept();
  thread = std::jthread([this] { run(); });
}

/// Runs on a separate thread. A handler that runs out of memory ends only its own connection.
void Server::Impl::run() {
  run_behind_others();
  while (!is_ending) {
    try {
      io.run();
    } catch (const std::exception&) {  // the connection ended with its handler
    }
  }
}

void Server::Impl::accept() {
  acceptor.async_wait(tcp::acceptor::wait_read, [this](const error_code&) { accept_waiting(); });
}

/// When the limit is reached, no connection is accepted until another one ends; new clients wait in
/// the system's queue.
void Server::Impl::accept_waiting() {
  if (connected >= most_clients) return make_room();
  if (accept_one()) return accept();
  retry.expires_after(retry_after);
  retry.async_wait([this](const error_code&) { accept(); });
}

/// False if the system is out of sockets or memory.
bool Server::Impl::accept_one() {
  try {
    error_code fault;
    tcp::socket socket(io);
    acceptor.accept(socket, fault);
    if (fault) return fault == net::error::would_block || fault == net::error::connection_aborted;
    const auto client = Connection::make(std::move(socket), tls.get(), site);
    ++connected;
    std::erase_if(clients, [](const auto& one) { return one.expired(); });
    clients.push_back(client);
    client->start();
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

void Server::Impl::make_room() {
  site.is_crowded = true;
  for (const std::weak_ptr<Connection>& one : clients) {
    const std::shared_ptr<Connection> client = one.lock();
    if (client && client->end_if_idle()) return;
  }
}

void Server::Impl::client_gone() {
  --connected;
  if (!is_ending && std::exchange(site.is_crowded, false)) accept();
}

void Server::Impl::send_changes() {
  is_change_posted = false;
  for (const std::weak_ptr<Connection>& one : site.streams) {
    if (const std::shared_ptr<Connection> stream = one.lock()) stream->send_changes();
  }
}

Result<std::unique_ptr<Server>> Server::start(const ServerSettings& settings,
                                              std::vector<Route> routes,
                                              std::span<const Asset> assets, ChangeFeed& feed) {
  const bool is_open = !settings.password && settings.first.code.empty();
  if (!is_loopback(settings.host) && is_open && settings.ingress.empty()) {
    return Error{Fault::refused,
                 fmt::format("web: other machines can reach {}, so a password is needed; run: "
                             "lamplighter serve --set-password",
                             settings.host)};
  }
  auto impl = std::make_unique<Impl>(settings, feed, std::move(routes), assets);
  if (settings.certificate) {
    impl->tls = std::make_unique<net::ssl::context>(net::ssl::context::tls_server);
    if (const auto done = set_up(*impl->tls, *settings.certificate); !done) return done.error();
  }
  if (const Result<void> listening = impl->listen(settings); !listening) return listening.error();
  impl->site.policy = std::make_unique<AccessPolicy>(
      AccessSettings{.names = settings.names,
                     .password = settings.password,
                     .secure = settings.certificate.has_value(),
                     .cookie = fmt::format("lamplighter_{}", impl->port),
                     .first = settings.first,
                     .sessions = settings.sessions,
                     .ingress = settings.ingress});
  impl->start();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

int Server::port() const { return impl_->port; }

void ChangeFeed::notify(const std::string& name) {
  const std::lock_guard lock(mutex_);
  names_[name] = ++newest_;
  if (on_change_) on_change_();
}

std::uint64_t ChangeFeed::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

std::vector<std::string> ChangeFeed::changed_since(std::uint64_t& seen) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> changed;
  for (const auto& [name, number] : names_) {
    if (number > seen) changed.push_back(name);
  }
  seen = newest_;
  return changed;
}

void ChangeFeed::watch(std::function<void()> on_change) {
  const std::lock_guard lock(mutex_);
  on_change_ = std::move(on_change);
}

}  // namespace lamplighter::web
