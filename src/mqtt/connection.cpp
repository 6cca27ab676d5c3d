// SPDX-License-Identifier: Apache-2.0
// libmosquitto acknowledges a PUBLISH before its callback runs, but in threaded mode it only queues
// the acknowledgement: bytes are sent only in mosquitto_loop_write. So this file runs the loop
// itself and writes in `acknowledge`, never between a read and the acknowledgement that is due
// (docs/decisions/acknowledge-after-disk.md).
#include "mqtt/connection.h"

#include "mqtt/client.h"
#include "mqtt/settings.h"

#include <sys/eventfd.h>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <utility>
#include <vector>

namespace lamplighter::mqtt {
namespace {

using Steady = std::chrono::steady_clock;

constexpr auto connect_limit = std::chrono::milliseconds(5000);
constexpr auto handshake_limit = std::chrono::seconds(15);
constexpr auto goodbye_limit = std::chrono::seconds(1);
constexpr std::size_t batch_limit = 4096;

}  // namespace

struct Connection::State {
  State(const Settings& broker, Handlers&& calls, const Clock& time, Rng rng)
      : settings(broker), handlers(std::move(calls)), clock(time), backoff(broker.backoff, rng) {}
  ~State() { ::close(wake_fd); }

  Settings settings;
  Handlers handlers;
  const Clock& clock;
  Backoff backoff;
  std::unique_ptr<Client> client = nullptr;
  int wake_fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  std::vector<std::string> filters = {};
  std::atomic<bool> connected = false;
  bool closing = false;
  bool sent_invalid = false;  ///< by the broker, on the last connection: wait before reconnecting
  bool owes_answers = false;  ///< acknowledgements are waiting in the queue
  bool open = false;          ///< there is a socket, although the broker may not have responded yet
  Steady::time_point next_attempt = {};
  Steady::time_point handshake_until = {};
  std::size_t messages = 0;  ///< received in total

  void accepted(bool resumed);
  void received(const Client::Incoming& incoming);
  void trouble(const Error& error) const;
  void lost(const Error& error);
  void connect(const std::stop_token& stop);
  void wait(std::chrono::milliseconds limit);
  void read_what_came();
  void write_all();
  [[nodiscard]] bool has_hung_up() const;
  void clear_wake() const;
  void say_goodbye();
};

void Connection::State::accepted(bool resumed) {
  connected = true;
  if (!sent_invalid) backoff.reset();
  for (const std::string& filter : filters) client->subscribe(filter);
  if (handlers.on_connected) handlers.on_connected(resumed);
}

void Connection::State::received(const Client::Incoming& incoming) {
  ++messages;
  if (closing) return;
  if (incoming.packet_id != 0) owes_answers = true;
  if (!handlers.on_message) return;
  handlers.on_message({{incoming.topic, incoming.payload, incoming.retained, clock.now()},
                       incoming.packet_id,
                       incoming.is_repeat,
                       incoming.expires_in});
}

void Connection::State::trouble(const Error& error) const {
  if (handlers.on_trouble) handlers.on_trouble(error);
}

void Connection::State::lost(const Error& error) {
  open = false;
  const bool was_connected = connected.exchange(false);
  if (closing) return;  // the normal end after DISCONNECT
  if (was_connected) sent_invalid = client->got_invalid_packet();
  next_attempt = Steady::now() + backoff.next();
  trouble(error);
}

void Connection::State::connect(const std::stop_token& stop) {
  const Result<void> reached = reach(settings.host, settings.port, connect_limit, wake_fd);
  if (stop.stop_requested()) return;
  if (!reached) return lost(reached.error());
  const Result<void> begun = client->connect();
  if (!begun) return lost(begun.error());
  open = true;
  owes_answers = false;  // a new connection starts with an empty queue
  handshake_until = Steady::now() + handshake_limit;
  write_all();
}

/// Waits until the broker sends something, waiting output can be sent, `wake` is called, or the
/// time is over.
void Connection::State::wait(std::chrono::milliseconds limit) {
  const bool has_input = open && client->may_hold_input();
  if (has_input) limit = {};
  std::array<pollfd, 2> waits{pollfd{wake_fd, POLLIN, 0}, pollfd{-1, POLLIN, 0}};
  if (open) {
    waits[1].fd = client->socket();
    if (client->wants_write() && !owes_answers) waits[1].events |= POLLOUT;
  }
  ::poll(waits.data(), waits.size(), static_cast<int>(limit.count()));
  clear_wake();
  if (open && (waits[1].revents & POLLOUT) != 0) write_all();
  if (open && (has_input || (waits[1].revents & ~POLLOUT) != 0)) read_what_came();
}

void Connection::State::clear_wake() const {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(wake_fd, &count, sizeof count);
}

/// Reads packets until there is no complete one, or the limit per call is reached.
void Connection::State::read_what_came() {
  const std::size_t enough = messages + batch_limit;
  while (messages < enough) {
    const Result<bool> read = client->read();
    if (!read) return lost(read.error());
    if (!*read) return;
  }
}

/// The broker is gone, but its last packets may still be in the socket.
bool Connection::State::has_hung_up() const {
  pollfd one{client->socket(), POLLRDHUP, 0};
  return ::poll(&one, 1, 0) > 0;
}

/// A broker that was killed right after it acknowledged a message may have forgotten the message;
/// then only our socket has it, and a failed write would discard the socket.
void Connection::State::write_all() {
  while (open && client->wants_write()) {
    if (has_hung_up()) return read_what_came();
    const Result<bool> written = client->write();
    if (!written) return lost(written.error());
    if (!*written) return;  // the broker does not read; `wait` continues when it does
  }
}

void Connection::State::say_goodbye() {
  closing = true;  // further messages are discarded; the broker keeps them without acknowledgement
  client->say_goodbye();
  const auto until = Steady::now() + goodbye_limit;
  write_all();
  while (open && client->wants_write() && Steady::now() < until) {
    wait(std::chrono::milliseconds(50));
  }
  closing = false;
}

Result<std::unique_ptr<Connection>> Connection::make(const Settings& settings, Handlers handlers,
                                                     const Clock& clock, Rng rng) {
  auto state = std::make_unique<State>(settings, std::move(handlers), clock, rng);
  State& kept = *state;
  auto client = Client::make(settings, {[&kept](const Client::Incoming& in) { kept.received(in); },
                                        [&kept](bool resumed) { kept.accepted(resumed); },
                                        [&kept](const Error& error) { kept.trouble(error); }});
  if (!client) return client.error();
  state->client = *std::move(client);
  return std::unique_ptr<Connection>(new Connection(std::move(state)));
}

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}
Connection::~Connection() = default;

void Connection::subscribe(std::string filter) {
  if (state_->connected) state_->client->subscribe(filter);
  state_->filters.push_back(std::move(filter));
}

void Connection::receive(std::chrono::milliseconds wait, const std::stop_token& stop) {
  const std::stop_callback wakes(stop, [this] { wake(); });
  State& state = *state_;
  const auto now = Steady::now();
  if (!state.open) {
    if (now >= state.next_attempt) {
      state.connect(stop);
    } else {
      const auto pause = std::chrono::ceil<std::chrono::milliseconds>(state.next_attempt - now);
      wait = std::min(wait, pause);
    }
  } else if (!state.connected) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(state.handshake_until - now);
    wait = std::clamp(left, std::chrono::milliseconds(0), wait);
    if (now >= state.handshake_until)
      state.lost({Fault::unavailable,
                  "broker: accepts the connection but does not answer; is that "
                  "port MQTT's?"});
  }
  state.wait(wait);
}

void Connection::rest(std::chrono::milliseconds wait, const std::stop_token& stop) {
  const std::stop_callback wakes(stop, [this] { wake(); });
  std::array<pollfd, 1> waits{pollfd{state_->wake_fd, POLLIN, 0}};
  ::poll(waits.data(), waits.size(), static_cast<int>(wait.count()));
  state_->clear_wake();
}

void Connection::acknowledge() {
  State& state = *state_;
  state.owes_answers = false;
  if (!state.open) return;
  if (const Result<void> alive = state.client->keep_alive(); !alive) {
    return state.lost(alive.error());
  }
  state.write_all();
}

void Connection::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    receive(std::chrono::seconds(1), stop);
    acknowledge();
  }
  close();
}

Result<void> Connection::publish(const std::string& topic, std::string_view payload, Kept kept) {
  if (!state_->connected) {
    return Error{Fault::unavailable, "not connected to the broker; reconnecting automatically"};
  }
  Result<void> queued = state_->client->publish(topic, payload, kept == Kept::yes);
  wake();
  return queued;
}

Result<void> Connection::publish_once(const std::string& topic, std::string_view payload,
                                      std::chrono::seconds expires_in) {
  if (!state_->connected) {
    return Error{Fault::unavailable, "not connected to the broker; reconnecting automatically"};
  }
  Result<void> queued = state_->client->publish_once(topic, payload, expires_in);
  wake();
  return queued;
}

void Connection::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(state_->wake_fd, &one, sizeof one);
}

bool Connection::is_connected() const { return state_->connected; }

void Connection::close() {
  State& state = *state_;
  const bool in_order = state.open && !state.owes_answers;
  if (in_order) state.say_goodbye();
  state.open = false;
  state.connected = false;
}

}  // namespace lamplighter::mqtt
