// SPDX-License-Identifier: Apache-2.0
#include "home_assistant_emulator/server.h"

#include <httplib.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace lamplighter::home_assistant_emulator {
namespace {

constexpr std::size_t threads = 12;                         // one per open connection
constexpr auto look_every = std::chrono::milliseconds(20);  // of real time
constexpr auto ping_after = 50s;                            // of silence

HomeRequest to_home_request(const httplib::Request& request) {
  HomeRequest result{
      request.method, request.path, {}, request.body, request.get_header_value("Authorization")};
  for (const auto& [name, value] : request.params) result.query[name] = value;
  return result;
}

void write(const HomeAnswer& answer, httplib::Response& response) {
  response.status = answer.status;
  response.set_content(answer.body, answer.content_type);
}

}  // namespace

struct EmulatedHomeServer::Impl {
  /// The position of one client in the stream.
  struct Listener {
    std::uint64_t sent;
    Instant last{};
    bool greeted = false;
    int generation;
  };

  Impl(EmulatedHome the_home, const Clock& the_clock)
      : clock(the_clock), home(std::move(the_home)) {}
  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      closing = true;
    }
    wake.notify_all();
    server.stop();
  }

  Result<void> open();
  void handle(const httplib::Request& request, httplib::Response& response);
  bool notify(httplib::DataSink& sink, Listener& listener);

  const Clock& clock;
  std::mutex mutex;  ///< guards home, closing and generation
  std::condition_variable wake;
  EmulatedHome home;
  bool closing = false;
  int generation = 0;  ///< streams of an earlier one end
  httplib::Server server;
  int port = 0;
  std::atomic<bool> ended{false};
  std::jthread thread;  ///< ends before the server it runs
};

Result<void> EmulatedHomeServer::Impl::open() {
  const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
    handle(request, response);
  };
  server.Get(".*", handler);
  server.Post(".*", handler);
  server.Put(".*", handler);
  server.Delete(".*", handler);
  server.set_keep_alive_timeout(1);
  server.set_tcp_nodelay(true);
  server.new_task_queue = [] { return new httplib::ThreadPool(threads); };
  port = server.bind_to_any_port("127.0.0.1");
  if (port <= 0) return Error{Fault::io, "emulated Home Assistant: no free port"};
  thread = std::jthread([this] {
    server.listen_after_bind();
    ended = true;
  });
  while (!server.is_running() && !ended) std::this_thread::yield();  // so that no stop() is lost
  return {};
}

void EmulatedHomeServer::Impl::handle(const httplib::Request& request,
                                      httplib::Response& response) {
  const HomeRequest asked = to_home_request(request);
  const std::lock_guard lock(mutex);
  if (asked.path != "/api/stream") return write(home.answer(asked, clock.now()), response);
  if (const auto refused = home.refuse_stream(asked)) return write(*refused, response);
  Listener listener{home.newest_event(), clock.now(), false, generation};
  response.set_chunked_content_provider(
      "text/event-stream", [this, listener](std::size_t, httplib::DataSink& sink) mutable {
        return notify(sink, listener);
      });
}

/// Writes new events; false ends the stream.
bool EmulatedHomeServer::Impl::notify(httplib::DataSink& sink, Listener& listener) {
  std::vector<std::string> news;
  {
    std::unique_lock lock(mutex);
    if (listener.greeted) wake.wait_for(lock, look_every);
    if (closing || listener.generation != generation) return false;
    news = home.events_after(listener.sent);
    listener.sent = home.newest_event();
    const Instant now = clock.now();
    if (!std::exchange(listener.greeted, true)) news.insert(news.begin(), "ping");
    if (news.empty() && now >= listener.last + ping_after) news.emplace_back("ping");
    if (!news.empty()) listener.last = now;
  }
  for (const std::string& text : news) {
    const std::string line = "data: " + text + "\n\n";
    if (!sink.write(line.data(), line.size())) return false;
  }
  return sink.is_writable();
}

Result<std::unique_ptr<EmulatedHomeServer>> EmulatedHomeServer::start(EmulatedHome home,
                                                                      const Clock& clock) {
  auto impl = std::make_unique<Impl>(std::move(home), clock);
  if (const Result<void> opened = impl->open(); !opened) return opened.error();
  return std::unique_ptr<EmulatedHomeServer>(new EmulatedHomeServer(std::move(impl)));
}

EmulatedHomeServer::EmulatedHomeServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EmulatedHomeServer::~EmulatedHomeServer() = default;

std::string EmulatedHomeServer::url() const {
  return "http://127.0.0.1:" + std::to_string(impl_->port);
}

void EmulatedHomeServer::end_streams() {
  {
    const std::lock_guard lock(impl_->mutex);
    ++impl_->generation;
  }
  impl_->wake.notify_all();
}

void EmulatedHomeServer::with_home(const std::function<void(EmulatedHome&, Instant now)>& use) {
  {
    const std::lock_guard lock(impl_->mutex);
    use(impl_->home, impl_->clock.now());
  }
  impl_->wake.notify_all();
}

}  // namespace lamplighter::home_assistant_emulator
