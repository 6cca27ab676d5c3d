// SPDX-License-Identifier: Apache-2.0
#include "web/server.h"

#include "web/client_threads.h"
#include "web/exchange.h"
#include "web/host.h"
#include "web/listener.h"

#include <fmt/format.h>
#include <httplib.h>
#include <netinet/tcp.h>

#include <atomic>
#include <thread>
#include <utility>

namespace lamplighter::web {
namespace {

constexpr auto heartbeat = std::chrono::seconds(15);
constexpr auto look_at_client = std::chrono::seconds(1);
constexpr std::size_t largest_body = 64 << 10;
constexpr int longest_queue = 512;  // at the door; the library's own 5 turn away who comes at once
constexpr int silent_milliseconds = 20'000;  // a client whose machine is gone

/// No script but the page's own files, nothing from anywhere else, in no other page's frame.
httplib::Headers every_answer() {
  return {{"Content-Security-Policy",
           "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
           "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
           "frame-ancestors 'none'"},
          {"X-Content-Type-Options", "nosniff"},
          {"X-Frame-Options", "DENY"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cross-Origin-Resource-Policy", "same-origin"}};
}

/// Of the listening socket; connections inherit them.
void set_options(socket_t socket) {
  const int yes = 1;  // the library would also let two programs share a port
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  ::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof(yes));
  ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &silent_milliseconds,
               sizeof(silent_milliseconds));
}

class Queue final : public httplib::TaskQueue {
 public:
  Queue(std::size_t most, std::atomic<bool>& is_crowded) : threads_(most, is_crowded) {}
  void enqueue(std::function<void()> client) override { threads_.enqueue(std::move(client)); }
  void shutdown() override { threads_.shutdown(); }

 private:
  ClientThreads threads_;
};

std::string news_text(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += "event: changed\ndata: " + name + "\n\n";
  return text;
}

/// One client's stream: what changed since it was told last, and now and then a sign of life.
class Stream {
 public:
  Stream(News& news, std::shared_ptr<void> place)
      : news_(news), place_(std::move(place)), seen_(news.newest()) {}

  bool operator()(std::size_t, httplib::DataSink& sink) {
    const auto now = std::chrono::steady_clock::now();
    if (std::exchange(is_new_, false)) return say(":\n\n", now, sink);
    std::string text = news_text(news_.wait(seen_, look_at_client));
    if (news_.is_closed() || !sink.is_writable()) return false;
    if (text.empty() && now - said_ > heartbeat) text = ":\n\n";
    return text.empty() || say(text, now, sink);
  }

 private:
  using Steady = std::chrono::steady_clock;

  bool say(const std::string& text, Steady::time_point now, httplib::DataSink& sink) {
    said_ = now;
    return sink.write(text.data(), text.size());
  }

  News& news_;
  std::shared_ptr<void> place_;  ///< among the streams, while this lives
  std::uint64_t seen_;
  bool is_new_ = true;
  Steady::time_point said_{};
};

}  // namespace

struct Server::Impl {
  Impl(const ServerSettings& settings, News& the_news)
      : most_streams(settings.most_streams), news(the_news) {}
  ~Impl() {
    news.close();
    if (http) http->stop();
  }

  Result<void> prepare(const ServerSettings& settings);
  bool listen(const ServerSettings& settings);
  void answer(const httplib::Request& request, httplib::Response& response);
  [[nodiscard]] std::optional<Answer> own_answer(const Head& head, const std::string& body);
  void stream(const httplib::Request& request, httplib::Response& response);

  const std::size_t most_streams;
  std::vector<Route> routes;
  std::span<const Asset> assets;
  News& news;
  std::optional<Door> door;
  std::atomic<std::size_t> streams{0};
  std::atomic<bool> is_crowded{false};  ///< somebody waits for a place
  std::unique_ptr<httplib::Server> http;
  int port = 0;
  socket_t listening = -1;
  std::atomic<bool> ended{false};
  std::jthread listener;  ///< ends before the server it runs
};

Result<void> Server::Impl::prepare(const ServerSettings& settings) {
  if (!is_loopback(settings.host) && !settings.password) {
    return Error{Fault::refused,
                 fmt::format("web: {} can be reached by others, so a password is needed; run: "
                             "lamplighter serve --set-password",
                             settings.host)};
  }
  const ListenerSettings how{.limits = {.slowest = settings.slowest, .longest = settings.longest},
                             .is_crowded = [this] { return is_crowded.load(); }};
  if (settings.certificate) {
    const Certificate& files = *settings.certificate;
    http = make_secure_listener(files.chain.c_str(), files.key.c_str(), how);
    if (!http) {
      return Error{Fault::bad_input,
                   fmt::format("web: {} and {} are no certificate with its key, in PEM; look at "
                               "[web] certificate and key",
                               files.chain, files.key)};
    }
  } else {
    http = make_listener(how);
  }
  const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
    answer(request, response);
  };
  http->Get(".*", handler);
  http->Post(".*", handler);
  http->set_default_headers(every_answer());
  http->set_payload_max_length(largest_body);
  http->set_tcp_nodelay(true);
  http->set_socket_options([this](socket_t socket) {
    set_options(socket);
    listening = socket;
  });
  http->new_task_queue = [this, most = settings.most_clients] {
    return new Queue(most, is_crowded);
  };
  return {};
}

bool Server::Impl::listen(const ServerSettings& settings) {
  if (settings.port == 0) {
    port = http->bind_to_any_port(settings.host);
  } else if (http->bind_to_port(settings.host, settings.port)) {
    port = settings.port;
  }
  if (port <= 0) return false;
  ::listen(listening, longest_queue);
  door.emplace(DoorSettings{.names = settings.names,
                            .password = settings.password,
                            .secure = settings.certificate.has_value(),
                            .cookie = fmt::format("lamplighter_{}", port)});
  listener = std::jthread([this] {
    http->listen_after_bind();
    ended = true;
  });
  while (!http->is_running() && !ended) std::this_thread::yield();  // a stop() before is lost
  return true;
}

/// Everything is decided once the body was read: what would be left of it in the connection would
/// be taken for the next request.
void Server::Impl::answer(const httplib::Request& request, httplib::Response& response) {
  const Head head = head_of(request);
  if (const auto own = own_answer(head, request.body)) return send(*own, request, response);
  if (head.method == "GET" && head.path == "/api/v1/stream") return stream(request, response);
  const std::string method = head.method == "HEAD" ? "GET" : head.method;
  for (const Route& route : routes) {
    if (route.path == head.path && route.method == method)
      return send(route.handler(to_request(request)), request, response);
  }
  const std::string path = head.path == "/" ? "/index.html" : head.path;
  for (const Asset& asset : assets) {
    if (asset.path == path && method == "GET") return send(asset, request, response);
  }
  send({.status = 404, .body = R"({"error":"there is nothing here"})"}, request, response);
}

/// What the door answers: refusals, and the words of who comes and goes.
std::optional<Answer> Server::Impl::own_answer(const Head& head, const std::string& body) {
  const auto now = std::chrono::steady_clock::now();
  if (auto refused = door->refuse(head, now)) return refused;
  if (head.method == "POST" && head.path == Door::login_path) return door->login(head, body, now);
  if (head.method == "POST" && head.path == Door::logout_path) return door->logout(head);
  return std::nullopt;
}

void Server::Impl::stream(const httplib::Request& request, httplib::Response& response) {
  const std::shared_ptr<void> place(nullptr, [this](void*) { --streams; });
  if (++streams > most_streams) {
    return send({.status = 503, .body = R"({"error":"too many pages are open"})"}, request,
                response);
  }
  response.set_header("Cache-Control", "no-store");
  response.set_chunked_content_provider("text/event-stream", Stream(news, place));
}

Result<std::unique_ptr<Server>> Server::start(const ServerSettings& settings,
                                              std::vector<Route> routes,
                                              std::span<const Asset> assets, News& news) {
  auto impl = std::make_unique<Impl>(settings, news);
  impl->routes = std::move(routes);
  impl->assets = assets;
  if (const Result<void> prepared = impl->prepare(settings); !prepared) return prepared.error();
  if (!impl->listen(settings)) {
    return Error{Fault::io, fmt::format("web: cannot listen on {}:{}; is another program there? "
                                        "Give [web] port another number",
                                        settings.host, settings.port)};
  }
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

int Server::port() const { return impl_->port; }

}  // namespace lamplighter::web
