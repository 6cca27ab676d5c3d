// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "mqtt/detour.h"
#include "mqtt/settings.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct mosquitto;

namespace lamplighter::mqtt {

/// libmosquitto's handle as an object: one step of the protocol a call, faults as values. What it
/// sends it only queues; bytes leave in `write`. One thread, but for `publish`.
class Client {
 public:
  struct Incoming {
    std::string_view topic;
    std::string_view payload;
    bool retained;
    std::uint16_t packet_id;
    bool is_repeat;
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

  /// Opens the socket and queues CONNECT. Errors: unavailable, refused (TLS).
  Result<void> connect();

  /// -1 where there is none.
  [[nodiscard]] int socket() const;
  [[nodiscard]] bool wants_write() const;

  /// Reads at most one packet. Errors: unavailable once the connection is gone, refused where the
  /// broker does not want us.
  Result<void> read();

  /// Sends what is queued; false where not all of it fitted into the socket. That the broker is
  /// gone is told by `read`, after what it sent last. Errors: as for `read`, and only until the
  /// broker has let us in.
  Result<bool> write();

  /// Queues a ping when it is time. Errors: as for `read`.
  Result<void> keep_alive();

  void subscribe(const std::string& filter);
  Result<void> publish(const std::string& topic, std::string_view payload, bool retained);
  void say_goodbye();

 private:
  Client(const Settings& settings, Calls calls) : settings_(settings), calls_(std::move(calls)) {}

  Result<bool> write_straight();
  Result<void> set_up();
  Result<void> set_up_tls();
  void set_callbacks();
  Error fault(int code);
  Error unwelcome(const std::string& where, const char* why) const;
  void try_the_other_protocol();
  Error refusal(int code) const;

  struct Hooks;  ///< what libmosquitto calls back

  Settings settings_;
  Calls calls_;
  Detour detour_;
  mosquitto* handle_ = nullptr;
  int protocol_;                      ///< MQTT 5, or 3.1.1 for brokers that do not know 5
  std::optional<Error> reason_ = {};  ///< why the broker ended it, where it said so
  std::string library_says_;          ///< last line that libmosquitto logged as an error
  bool shaken_ = false;               ///< CONNACK came on this connection
  bool next_is_repeat_ = false;       ///< of the PUBLISH that is being read
};

}  // namespace lamplighter::mqtt
