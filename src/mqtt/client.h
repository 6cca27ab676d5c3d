// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "mqtt/buffered_socket.h"
#include "mqtt/settings.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct mosquitto;

namespace lamplighter::mqtt {

/// libmosquitto's handle as an object: one step of the protocol per call, faults as values. What it
/// sends it only queues; bytes leave in `write`. It sees only packets that were checked, and never
/// the network itself (BufferedSocket). One thread, but for `publish`.
class Client {
 public:
  struct Incoming {
    std::string_view topic;
    std::string_view payload;
    bool retained;
    std::uint16_t packet_id;
    bool is_repeat;
    std::optional<std::chrono::seconds> expires_in;  ///< MQTT 5 message expiry, what is left of it
  };
  struct Calls {
    std::function<void(const Incoming&)> message;
    std::function<void(bool resumed)> accepted;  ///< CONNACK, all well
    std::function<void(const Error&)> subscription_refused;
  };

  /// Errors: bad_input for a host, client id, password or file that cannot be used.
  static Result<std::unique_ptr<Client>> make(const Settings& settings, Calls calls);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Opens the socket and queues CONNECT. Errors: unavailable.
  Result<void> connect();

  /// What to poll; -1 where there is none.
  [[nodiscard]] int socket() const { return buffered_.network(); }

  /// Another `read` may find a packet, whatever a poll of the socket says.
  [[nodiscard]] bool may_hold_input() const { return buffered_.may_hold_input(); }

  [[nodiscard]] bool wants_write() const;

  /// Reads one packet; false where no whole one is there. Errors: unavailable once the connection
  /// is gone or the broker sent a packet that it must not, refused where the broker does not want
  /// us, or is not the one that its certificate should name.
  Result<bool> read();

  /// Sends what is queued; false where not all of it fitted into the socket. That the broker is
  /// gone is reported by `read`, after what it sent last. Errors: after a goodbye, and of TLS.
  Result<bool> write();

  /// Queues a ping when it is time. Errors: as for `read`.
  Result<void> keep_alive();

  /// Whether the broker sent a packet that it must not, on this connection or the last one.
  [[nodiscard]] bool got_invalid_packet() const { return got_invalid_packet_; }

  void subscribe(const std::string& filter);
  Result<void> publish(const std::string& topic, std::string_view payload, bool retained);

  /// QoS 0: what does not reach the broker on this connection is never sent. Brokers of MQTT 5 drop
  /// it once it waited for `expires_in`.
  Result<void> publish_once(const std::string& topic, std::string_view payload,
                            std::chrono::seconds expires_in);
  void say_goodbye();

 private:
  Client(const Settings& settings, Calls calls) : settings_(settings), calls_(std::move(calls)) {}

  Result<void> set_up();
  Result<void> set_up_tls();
  void set_callbacks();
  Error fault(int code);
  [[nodiscard]] Error without_connack(const std::string& why) const;
  void hang_up(const Error& why);
  void try_the_other_protocol();
  Error refusal(int code) const;
  [[nodiscard]] Error refused_filter(int reason) const;

  struct Hooks;  ///< what libmosquitto calls back

  Settings settings_;
  Calls calls_;
  std::unique_ptr<Tls> tls_;  ///< none without ca_file
  BufferedSocket buffered_;
  mosquitto* handle_ = nullptr;
  int protocol_;                      ///< MQTT 5, or 3.1.1 for brokers that do not know 5
  std::optional<Error> reason_ = {};  ///< why it ended, where the broker or we know
  bool connack_received_ = false;     ///< on this connection
  bool got_invalid_packet_ = false;   ///< on this connection
  bool next_is_repeat_ = false;       ///< of the PUBLISH that is being read
};

}  // namespace lamplighter::mqtt
