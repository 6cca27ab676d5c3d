// SPDX-License-Identifier: Apache-2.0
#include "simulation/emulated_bridge_server.h"

#include "simulation/emulated_bridge_listener.h"

#include <httplib.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace lamplighter::simulation {
namespace {

constexpr int most_at_once = 3;  // facts: a fourth request at once is refused
constexpr int most_streams = 8;
constexpr auto look_every = std::chrono::milliseconds(20);  // of real time, for news to tell

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
  response.set_content(answer.body, answer.content_type);
}

/// Says how much will come and then sends nothing: what a client sees when the bridge goes away in
/// the middle of an answer.
void cut_off(httplib::Response& response) {
  response.status = 200;
  response.set_content_provider(64, "application/json",
                                [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
}

/// Says how much will come and then sends a byte now and then, for as long as the client listens.
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
  bool tell(httplib::DataSink& sink, std::uint64_t& told);

  const Clock& clock;
  const BridgeModel model;
  BridgeAddress address;  ///< with the ports that were found
  std::mutex power;       ///< guards opening and closing
  std::mutex mutex;       ///< guards bridge and faults
  std::condition_variable wake;
  EmulatedBridge bridge;
  BridgeFaults faults;
  std::atomic<bool> closing = false;
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
  if (faults.dripping > 0) {
    --faults.dripping;
    return drip(response, closing);
  }
  if (faults.dropped > 0) {
    --faults.dropped;
    return cut_off(response);
  }
  if (faults.overloaded > 0) {
    --faults.overloaded;
    return write(too_fast_answer(model), response);
  }
  write(bridge.answer(to_bridge_request(request, secure), clock.now()), response);
}

void EmulatedBridgeServer::Impl::stream(const httplib::Request& request,
                                        httplib::Response& response, bool secure) {
  const auto self = std::make_shared<InFlight>(streams);
  if (self->is_beyond(most_streams)) return write(too_fast_answer(model), response);
  const std::lock_guard lock(mutex);
  if (const auto refused = bridge.refuse_feed(to_bridge_request(request, secure))) {
    return write(*refused, response);
  }
  const BridgeFeed& feed = bridge.feed(clock.now());
  std::uint64_t told = feed.number_of(request.get_header_value("last-event-id"));
  response.set_chunked_content_provider(
      "text/event-stream",
      [this, self, told, greeted = false](std::size_t, httplib::DataSink& sink) mutable {
        constexpr std::string_view greeting = ": hi\n\n";
        if (!std::exchange(greeted, true)) return sink.write(greeting.data(), greeting.size());
        return tell(sink, told);
      });
}

/// Writes what is new; false ends the stream.
bool EmulatedBridgeServer::Impl::tell(httplib::DataSink& sink, std::uint64_t& told) {
  std::vector<std::string> news;
  {
    std::unique_lock lock(mutex);
    wake.wait_for(lock, look_every, [this] { return closing.load(); });
    if (closing) return false;
    const BridgeFeed& feed = bridge.feed(clock.now());
    news = feed.after(told);
    told = feed.newest();
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

}  // namespace lamplighter::simulation
