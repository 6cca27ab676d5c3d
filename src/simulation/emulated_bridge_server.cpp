// SPDX-License-Identifier: Apache-2.0
#include "simulation/emulated_bridge_server.h"

#include <httplib.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace lamplighter::simulation {
namespace {

constexpr int most_at_once = 3;        // facts: a fourth request at once is refused
constexpr std::size_t threads = 16;    // each open connection holds one
constexpr time_t idle_seconds = 2;     // then a kept connection is closed
constexpr time_t request_seconds = 5;  // for a client that stops in the middle

/// Counts a request while it lives.
class InFlight {
 public:
  explicit InFlight(std::atomic<int>& count) : count_(count), number_(++count) {}
  ~InFlight() { --count_; }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;
  [[nodiscard]] bool is_too_many() const { return number_ > most_at_once; }

 private:
  std::atomic<int>& count_;
  int number_;
};

BridgeRequest to_bridge_request(const httplib::Request& request) {
  return {request.method, request.path, request.body,
          request.get_header_value("hue-application-key"), false};
}

void write(const BridgeAnswer& answer, httplib::Response& response) {
  response.status = answer.status;
  if (!answer.location.empty()) response.set_header("Location", answer.location);
  response.set_content(answer.body, answer.content_type);
}

/// Says how much will come and then sends nothing: what a client sees when the bridge goes away in
/// the middle of an answer.
void cut_off(httplib::Response& response) {
  response.status = 200;
  response.set_content_provider(64, "application/json",
                                [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
}

}  // namespace

struct EmulatedBridgeServer::Impl {
  Impl(BridgeWorld world, const Clock& the_clock)
      : clock(the_clock), model(world.model), bridge(std::move(world)) {}

  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    wake.notify_all();
    http.stop();
  }

  void handle(const httplib::Request& request, httplib::Response& response);
  void route();
  bool listen(const BridgeAddress& address);

  const Clock& clock;
  const BridgeModel model;
  std::mutex mutex;  ///< guards bridge, faults and stopping
  std::condition_variable wake;
  EmulatedBridge bridge;
  BridgeFaults faults;
  bool stopping = false;
  std::atomic<int> in_flight{0};
  std::atomic<bool> ended{false};
  int port = 0;
  httplib::Server http;
  std::jthread listener;  ///< ends before the server it runs
};

void EmulatedBridgeServer::Impl::handle(const httplib::Request& request,
                                        httplib::Response& response) {
  const InFlight self(in_flight);
  if (self.is_too_many()) return write(too_fast_answer(model), response);
  std::unique_lock lock(mutex);
  if (faults.delay > faults.delay.zero()) {
    wake.wait_for(lock, faults.delay, [this] { return stopping; });
  }
  if (faults.dropped > 0) {
    --faults.dropped;
    return cut_off(response);
  }
  if (faults.overloaded > 0) {
    --faults.overloaded;
    return write(too_fast_answer(model), response);
  }
  write(bridge.answer(to_bridge_request(request), clock.now()), response);
}

void EmulatedBridgeServer::Impl::route() {
  const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
    handle(request, response);
  };
  http.Get(".*", handler);
  http.Post(".*", handler);
  http.Put(".*", handler);
  http.Delete(".*", handler);
  http.set_payload_max_length(longest_bridge_body);
  http.set_keep_alive_timeout(idle_seconds);
  http.set_read_timeout(request_seconds);
  http.set_tcp_nodelay(true);
  http.set_socket_options([](socket_t socket) {  // the library's own let two servers share a port
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  http.new_task_queue = [] { return new httplib::ThreadPool(threads); };
}

bool EmulatedBridgeServer::Impl::listen(const BridgeAddress& address) {
  if (address.port == 0) {
    port = http.bind_to_any_port(address.host);
  } else if (http.bind_to_port(address.host, address.port)) {
    port = address.port;
  }
  if (port <= 0) return false;
  listener = std::jthread([this] {
    http.listen_after_bind();
    ended = true;
  });
  while (!http.is_running() && !ended) std::this_thread::yield();  // a stop() before is lost
  return true;
}

Result<std::unique_ptr<EmulatedBridgeServer>> EmulatedBridgeServer::start(
    BridgeWorld world, const Clock& clock, const BridgeAddress& address) {
  auto impl = std::make_unique<Impl>(std::move(world), clock);
  impl->route();
  if (!impl->listen(address)) {
    return Error{Fault::io, "emulated bridge: cannot listen on " + address.host + ":" +
                                std::to_string(address.port) + "; give another port, or 0"};
  }
  return std::unique_ptr<EmulatedBridgeServer>(new EmulatedBridgeServer(std::move(impl)));
}

EmulatedBridgeServer::EmulatedBridgeServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EmulatedBridgeServer::~EmulatedBridgeServer() = default;

int EmulatedBridgeServer::port() const { return impl_->port; }

void EmulatedBridgeServer::press_button() {
  with_bridge([](EmulatedBridge& bridge, Instant now) { bridge.press_button(now); });
}

void EmulatedBridgeServer::set_faults(const BridgeFaults& faults) {
  const std::lock_guard lock(impl_->mutex);
  impl_->faults = faults;
}

void EmulatedBridgeServer::with_bridge(
    const std::function<void(EmulatedBridge&, Instant now)>& use) {
  const std::lock_guard lock(impl_->mutex);
  use(impl_->bridge, impl_->clock.now());
}

}  // namespace lamplighter::simulation
