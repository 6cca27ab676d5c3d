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

/// Wraps libmosquitto's handle: one protocol step per call, errors as values. Sending only queues;
/// bytes are sent in `write`. It sees only packets that were checked, and never the network itself
/// (BufferedSocket). Not thread-safe, except `publish`.
class Client {
 public:
  struct Incoming {
    std::string_view topic;
    std::string_view payload;
    bool retained;
    std::uint16_t packet_id;
    bool is_repeat;
    std::optional<std::chrono::seconds> expires_in;  ///< the remaining MQTT 5 message expiry
  };
  struct Calls {
    std::function<void(const Incoming&)> message;
    std::function<void(bool resumed)> accepted;  ///< on a successful CONNACK
    std::function<void(const Error&)> subscription_refused;
  };

  /// Errors: bad_input for an invalid host, client ID, password or file.
  static Result<std::unique_ptr<Client>> make(const Settings& settings, Calls calls);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Opens the socket and queues CONNECT. Errors: unavailable.
  Result<void> connect();

  /// The descriptor to poll; -1 if there is none.
  [[nodiscard]] int socket() const { return buffered_.network(); }

  /// Whether another `read` may find a packet, even if the socket is not readable.
  [[nodiscard]] bool may_hold_input() const { return buffered_.may_hold_input(); }

  [[nodiscard]] bool wants_write() const;

  /// Reads one packet; false if there is no complete one. Errors: unavailable once the connection
  /// is lost or the broker sent an invalid packet; refused if the broker rejects us, or is not the
  /// one that its certificate should name.
  Result<bool> read();

  /// Sends what is queued; false if not all of it fitted into the socket. A lost connection is
  /// reported by `read`, after the broker's last packets. Errors: after a DISCONNECT, and those of
  /// TLS.
  Result<bool> write();

  /// Queues a ping when it is due. Errors: as for `read`.
  Result<void> keep_alive();

  /// Whether the broker sent an invalid packet, on this connection or the previous one.
  [[nodiscard]] bool got_invalid_packet() const { return got_invalid_packet_; }

  void subscribe(const std::string& filter);
  Result<void> publish(const std::string& topic, std::string_view payload, bool retained);

  /// QoS 0: a message that does not reach the broker on this connection is never sent. MQTT 5
  /// brokers drop it after `expires_in`.
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

  struct Hooks;  ///< libmosquitto's callbacks

  Settings settings_;
  Calls calls_;
  std::unique_ptr<Tls> tls_;  ///< null without ca_file
  BufferedSocket buffered_;
  mosquitto* handle_ = nullptr;
  int protocol_;                      ///< MQTT 5, or 3.1.1 for brokers that do not support 5
  std::optional<Error> reason_ = {};  ///< why the connection ended, if known
  bool connack_received_ = false;     ///< on this connection
  bool got_invalid_packet_ = false;   ///< on this connection
  bool next_is_repeat_ = false;       ///< DUP flag of the PUBLISH that is being read
};

}  // namespace lamplighter::mqtt
