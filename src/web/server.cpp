// SPDX-License-Identifier: Apache-2.0
#include "web/server.h"

#include "web/gzip.h"

#include <fmt/format.h>
#include <httplib.h>

#include <atomic>
#include <thread>
#include <utility>

namespace lamplighter::web {
namespace {

constexpr std::size_t threads = 64;
constexpr auto heartbeat = std::chrono::seconds(15);
constexpr std::size_t worth_packing = 1400;  // about what one packet holds

Request to_request(const httplib::Request& request) {
  Request ours{request.path, {}, request.body};
  for (const auto& [name, value] : request.params) ours.query.emplace_back(name, value);
  return ours;
}

bool takes_gzip(const httplib::Request& request) {
  return request.get_header_value("Accept-Encoding").find("gzip") != std::string::npos;
}

/// By a provider of known length, since the library would pack a plain body again, and slowly.
void send(std::string bytes, const std::string& type, httplib::Response& response) {
  const std::size_t size = bytes.size();
  response.set_content_provider(
      size, type,
      [bytes = std::move(bytes)](std::size_t from, std::size_t count, httplib::DataSink& sink) {
        return sink.write(bytes.data() + from, count);
      });
}

void send(const Answer& answer, const httplib::Request& request, httplib::Response& response) {
  response.status = answer.status;
  response.set_header("Cache-Control", "no-store");
  if (!answer.file_name.empty())
    response.set_header("Content-Disposition", "attachment; filename=\"" + answer.file_name + "\"");
  if (answer.more) {
    response.set_chunked_content_provider(
        answer.type, [more = answer.more](std::size_t, httplib::DataSink& sink) {
          const std::string piece = more();
          if (!piece.empty()) return sink.write(piece.data(), piece.size());
          sink.done();
          return true;
        });
    return;
  }
  if (answer.body.size() < worth_packing || !takes_gzip(request))
    return send(answer.body, answer.type, response);
  response.set_header("Content-Encoding", "gzip");
  send(gzipped(answer.body), answer.type, response);
}

std::string news_text(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += "event: changed\ndata: " + name + "\n\n";
  return text.empty() ? ":\n\n" : text;
}

}  // namespace

struct Server::Impl {
  explicit Impl(News& the_news) : news(the_news) {}
  ~Impl() {
    news.close();
    http.stop();
  }

  bool listen(const ServerSettings& settings);
  void answer(const httplib::Request& request, httplib::Response& response);
  void send_asset(const Asset& asset, const httplib::Request& request,
                  httplib::Response& response) const;
  void stream(httplib::Response& response);

  std::vector<Route> routes;
  std::span<const Asset> assets;
  News& news;
  httplib::Server http;
  int port = 0;
  std::atomic<bool> ended{false};
  std::jthread listener;  ///< ends before the server it runs
};

bool Server::Impl::listen(const ServerSettings& settings) {
  const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
    answer(request, response);
  };
  http.Get(".*", handler);
  http.Post(".*", handler);
  http.set_tcp_nodelay(true);
  http.set_socket_options([](socket_t socket) {  // the library's own: two could share a port
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  http.new_task_queue = [] { return new httplib::ThreadPool(threads); };
  if (settings.port == 0) {
    port = http.bind_to_any_port(settings.host);
  } else if (http.bind_to_port(settings.host, settings.port)) {
    port = settings.port;
  }
  if (port <= 0) return false;
  listener = std::jthread([this] {
    http.listen_after_bind();
    ended = true;
  });
  while (!http.is_running() && !ended) std::this_thread::yield();  // a stop() before is lost
  return true;
}

void Server::Impl::answer(const httplib::Request& request, httplib::Response& response) {
  if (request.method == "GET" && request.path == "/api/v1/stream") return stream(response);
  for (const Route& route : routes) {
    if (route.path == request.path && route.method == request.method)
      return send(route.handler(to_request(request)), request, response);
  }
  const std::string path = request.path == "/" ? "/index.html" : request.path;
  for (const Asset& asset : assets) {
    if (asset.path == path) return send_asset(asset, request, response);
  }
  send({.status = 404, .body = "{\"error\":\"there is nothing here\"}"}, request, response);
}

void Server::Impl::send_asset(const Asset& asset, const httplib::Request& request,
                              httplib::Response& response) const {
  const std::string tag = "\"" + std::string(asset.tag) + "\"";
  response.set_header("ETag", tag);
  response.set_header("Cache-Control", "no-cache");
  response.set_header("Vary", "Accept-Encoding");
  if (request.get_header_value("If-None-Match") == tag) {
    response.status = 304;
    return;
  }
  const std::string type(asset.type);
  if (!takes_gzip(request)) return send(unpacked(asset), type, response);
  response.set_header("Content-Encoding", "gzip");
  send(std::string(asset.gzip), type, response);
}

void Server::Impl::stream(httplib::Response& response) {
  response.set_header("Cache-Control", "no-store");
  response.set_chunked_content_provider(
      "text/event-stream",
      [this, seen = news.newest(), greeted = false](std::size_t, httplib::DataSink& sink) mutable {
        if (!std::exchange(greeted, true)) return sink.write(":\n\n", 3);
        const std::string text = news_text(news.wait(seen, heartbeat));
        return !news.is_closed() && sink.write(text.data(), text.size());
      });
}

Result<std::unique_ptr<Server>> Server::start(const ServerSettings& settings,
                                              std::vector<Route> routes,
                                              std::span<const Asset> assets, News& news) {
  auto impl = std::make_unique<Impl>(news);
  impl->routes = std::move(routes);
  impl->assets = assets;
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
