// SPDX-License-Identifier: Apache-2.0
#include "mqtt/client.h"

#include <fmt/format.h>
#include <mosquitto.h>

#include <mqtt_protocol.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace lamplighter::mqtt {
namespace {

constexpr int keepalive_seconds = 60;
constexpr int qos = 1;
constexpr std::uint32_t session_seconds = 90 * 24 * 3600;
constexpr int unknown_protocol = 1;  // CONNACK codes of MQTT 3.1.1
constexpr int no_user_or_password = 4;
constexpr int not_allowed = 5;
constexpr int first_refused_filter = 0x80;
constexpr int no_shared_subscriptions = 0x9E;

/// MQTT 3.1.1 has no way to announce a maximum packet size; its brokers forward whatever others
/// publish.
constexpr std::uint32_t max_packet_bytes_v311 = 16U << 20U;

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

/// libmosquitto must be initialised once before any other call.
void open_library() {
  static const int opened = mosquitto_lib_init();
  static_cast<void>(opened);
}

struct Properties {
  mosquitto_property* list = nullptr;
  ~Properties() { mosquitto_property_free_all(&list); }
};

}  // namespace

struct Client::Hooks {
  static void connack(mosquitto*, void* self, int code, int flags) {
    auto& client = *static_cast<Client*>(self);
    if (code != 0) {
      client.reason_ = client.refusal(code);
      if (code == unknown_protocol || code == MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION) {
        client.try_the_other_protocol();
      }
      return;
    }
    client.connack_received_ = true;
    client.calls_.accepted((flags & 1) != 0);
  }

  static void message(mosquitto*, void* self, const mosquitto_message* message,
                      const mosquitto_property* properties) {
    auto& client = *static_cast<Client*>(self);
    client.calls_.message({message->topic,
                           {static_cast<const char*>(message->payload),
                            static_cast<std::size_t>(message->payloadlen)},
                           message->retain,
                           static_cast<std::uint16_t>(message->mid),
                           client.next_is_repeat_,
                           expiry_of(properties)});
  }

  static std::optional<std::chrono::seconds> expiry_of(const mosquitto_property* properties) {
    std::uint32_t seconds = 0;
    const auto* found = mosquitto_property_read_int32(properties, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL,
                                                      &seconds, false);
    if (found == nullptr) return std::nullopt;
    return std::chrono::seconds(seconds);
  }

  static void suback(mosquitto*, void* self, int, int count, const int* granted) {
    auto& client = *static_cast<Client*>(self);
    for (int i = 0; i < count; ++i) {
      if (granted[i] < first_refused_filter) continue;
      client.calls_.subscription_refused(client.refused_filter(granted[i]));
    }
  }

  static void disconnect(mosquitto*, void* self, int code) {
    auto& client = *static_cast<Client*>(self);
    if (code >= first_refused_filter) client.reason_ = client.refusal(code);
  }

  /// The message callback does not provide MQTT's DUP flag, but the line that libmosquitto logs
  /// just before it does: "Client x received PUBLISH (d1, q1, r0, m7, 'topic', ... (5 bytes))". A
  /// version with different wording causes duplicate rows, but never a lost one.
  static void log(mosquitto*, void* self, int level, const char* text) {
    auto& client = *static_cast<Client*>(self);
    if ((level & MOSQ_LOG_DEBUG) == 0) return;
    constexpr std::string_view publish = " received PUBLISH (d";
    const char* found = std::strstr(text, publish.data());
    if (found != nullptr) client.next_is_repeat_ = found[publish.size()] == '1';
  }
};

Result<std::unique_ptr<Client>> Client::make(const Settings& settings, Calls calls) {
  open_library();
  std::unique_ptr<Client> client(new Client(settings, std::move(calls)));
  if (Result<void> ready = client->set_up(); !ready) return ready.error();
  return client;
}

Client::~Client() { mosquitto_destroy(handle_); }

Result<void> Client::set_up() {
  protocol_ = MQTT_PROTOCOL_V5;
  const bool clean = !settings_.keep_session;
  handle_ = mosquitto_new(or_null(settings_.client_id), clean, this);
  if (handle_ == nullptr) {
    return Error{
        Fault::bad_input,
        fmt::format(
            "client_id \"{}\": expected UTF-8, and not empty when the broker keeps the session",
            settings_.client_id)};
  }
  constexpr bool queues_only = true;
  mosquitto_threaded_set(handle_, queues_only);
  mosquitto_int_option(handle_, MOSQ_OPT_TCP_NODELAY, 1);
  if (!settings_.user.empty()) {
    mosquitto_username_pw_set(handle_, settings_.user.c_str(), settings_.password.c_str());
  }
  if (settings_.will) {
    const Will& will = *settings_.will;
    mosquitto_will_set(handle_, will.topic.c_str(), static_cast<int>(will.payload.size()),
                       will.payload.data(), qos, will.retained);
  }
  set_callbacks();
  return set_up_tls();
}

/// TLS is handled here, not by libmosquitto: packets that it decrypts itself could not be checked
/// first.
Result<void> Client::set_up_tls() {
  if (settings_.ca_file.empty()) {
    if (settings_.cert_file.empty()) return {};
    return Error{Fault::bad_input,
                 "cert_file without ca_file: give the CA that signed the "
                 "broker's certificate too"};
  }
  auto tls = Tls::make(settings_);
  if (!tls) return tls.error();
  tls_ = *std::move(tls);
  return {};
}

void Client::set_callbacks() {
  mosquitto_connect_with_flags_callback_set(handle_, Hooks::connack);
  mosquitto_message_v5_callback_set(handle_, Hooks::message);
  mosquitto_subscribe_callback_set(handle_, Hooks::suback);
  mosquitto_disconnect_callback_set(handle_, Hooks::disconnect);
  mosquitto_log_callback_set(handle_, Hooks::log);
}

Result<void> Client::connect() {
  // A broker that closed the connection during the handshake may not support MQTT 5; the next
  // attempt uses the other version.
  Properties properties;
  mosquitto_int_option(handle_, MOSQ_OPT_PROTOCOL_VERSION, protocol_);
  if (protocol_ == MQTT_PROTOCOL_V5) {
    mosquitto_property_add_int32(&properties.list, MQTT_PROP_MAXIMUM_PACKET_SIZE,
                                 settings_.max_packet_bytes);
    mosquitto_property_add_int16(&properties.list, MQTT_PROP_RECEIVE_MAXIMUM, max_unacknowledged);
    mosquitto_property_add_byte(&properties.list, MQTT_PROP_REQUEST_PROBLEM_INFORMATION, 0);
    if (settings_.keep_session) {
      mosquitto_property_add_int32(&properties.list, MQTT_PROP_SESSION_EXPIRY_INTERVAL,
                                   session_seconds);
    }
  }
  connack_received_ = got_invalid_packet_ = false;
  reason_.reset();
  buffered_.close();
  const int code = mosquitto_connect_bind_v5(handle_, settings_.host.c_str(), settings_.port,
                                             keepalive_seconds, nullptr, properties.list);
  if (code != MOSQ_ERR_SUCCESS) return fault(code);
  const bool is_v5 = protocol_ == MQTT_PROTOCOL_V5;
  const std::size_t longest = is_v5 ? settings_.max_packet_bytes
                                    : std::max(max_packet_bytes_v311, settings_.max_packet_bytes);
  return buffered_.open(mosquitto_socket(handle_),
                        PacketCheck(is_v5 ? Protocol::v5 : Protocol::v311, longest),
                        tls_ ? std::make_unique<TlsSession>(*tls_, settings_.host) : nullptr);
}

bool Client::wants_write() const {
  return mosquitto_want_write(handle_) || buffered_.holds_output();
}

Result<bool> Client::read() {
  bool has_read = false;
  do {
    const Result<bool> fed = buffered_.feed();
    if (!fed) hang_up(fed.error());
    has_read = fed && *fed;
    const int code = mosquitto_loop_read(handle_, 1);
    if (code != MOSQ_ERR_SUCCESS || mosquitto_socket(handle_) < 0) return fault(code);
  } while (buffered_.is_feeding());
  return has_read;
}

Result<bool> Client::write() {
  const int code = mosquitto_loop_write(handle_, 1);
  const Result<void> sent = buffered_.send();
  if (!sent) hang_up(sent.error());
  if (!sent || code != MOSQ_ERR_SUCCESS || mosquitto_socket(handle_) < 0) return fault(code);
  return !buffered_.holds_output();
}

Result<void> Client::keep_alive() {
  const int code = mosquitto_loop_misc(handle_);
  if (code != MOSQ_ERR_SUCCESS || mosquitto_socket(handle_) < 0) return fault(code);
  return {};
}

void Client::subscribe(const std::string& filter) {
  const std::string whole =
      settings_.share.empty() ? filter : fmt::format("$share/{}/{}", settings_.share, filter);
  mosquitto_subscribe(handle_, nullptr, whole.c_str(), qos);
}

Error Client::refused_filter(int reason) const {
  const std::string where = fmt::format("broker {}:{}", settings_.host, settings_.port);
  if (reason == no_shared_subscriptions)
    return {Fault::refused,
            where +
                " has no shared subscriptions; allow them there, or remove share from [broker] "
                "and run a single capture"};
  return {Fault::refused, fmt::format("{} refuses a subscription; let user \"{}\" read "
                                      "the topics of every [[source]] in the broker's ACL",
                                      where, settings_.user)};
}

Result<void> Client::publish(const std::string& topic, std::string_view payload, bool retained) {
  const int code =
      mosquitto_publish(handle_, nullptr, topic.c_str(), static_cast<int>(payload.size()),
                        payload.data(), qos, retained);
  if (code == MOSQ_ERR_SUCCESS) return {};
  return Error{code == MOSQ_ERR_NO_CONN ? Fault::unavailable : Fault::bad_input,
               fmt::format("publish on \"{}\": {}", topic, mosquitto_strerror(code))};
}

Result<void> Client::publish_once(const std::string& topic, std::string_view payload,
                                  std::chrono::seconds expires_in) {
  constexpr int at_most_once = 0;
  Properties properties;
  if (protocol_ == MQTT_PROTOCOL_V5) {
    mosquitto_property_add_int32(&properties.list, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL,
                                 static_cast<std::uint32_t>(expires_in.count()));
  }
  const int code =
      mosquitto_publish_v5(handle_, nullptr, topic.c_str(), static_cast<int>(payload.size()),
                           payload.data(), at_most_once, false, properties.list);
  if (code == MOSQ_ERR_SUCCESS) return {};
  return Error{code == MOSQ_ERR_NO_CONN ? Fault::unavailable : Fault::bad_input,
               fmt::format("publish on \"{}\": {}", topic, mosquitto_strerror(code))};
}

void Client::say_goodbye() { mosquitto_disconnect(handle_); }

/// A broker that ends the handshake without a known reason may not support MQTT 5. Shared
/// subscriptions require MQTT 5, so there is no fallback for them.
void Client::try_the_other_protocol() {
  if (!settings_.share.empty()) return;
  protocol_ = protocol_ == MQTT_PROTOCOL_V5 ? MQTT_PROTOCOL_V311 : MQTT_PROTOCOL_V5;
}

/// Stores the reason and closes the connection; libmosquitto notices it at its next read.
void Client::hang_up(const Error& why) {
  const std::string where = fmt::format("broker {}:{}", settings_.host, settings_.port);
  buffered_.close();
  switch (why.fault) {
    case Fault::refused:
      reason_ = Error{Fault::refused,
                      fmt::format("{}: TLS: {}; check ca_file, cert_file and key_file, and that "
                                  "the broker's certificate names this host",
                                  where, why.message)};
      return;
    case Fault::bad_input:
      got_invalid_packet_ = true;
      reason_ = Error{Fault::unavailable,
                      fmt::format("{} sent an invalid packet, so the connection was closed: {}; "
                                  "is that port MQTT's, and the broker up to date?",
                                  where, why.message)};
      return;
    default:
      reason_ = connack_received_
                    ? Error{Fault::unavailable, fmt::format("{}: TLS: {}", where, why.message)}
                    : without_connack(why.message);
  }
}

Error Client::fault(int code) {
  buffered_.close();
  if (reason_) return *reason_;
  if (!connack_received_) try_the_other_protocol();
  const char* why = code == MOSQ_ERR_ERRNO && errno != 0 ? std::strerror(errno)
                    : code == MOSQ_ERR_SUCCESS           ? "the broker closed the connection"
                                                         : mosquitto_strerror(code);
  if (!connack_received_ && tls_) return without_connack(why);
  return {Fault::unavailable, fmt::format("broker {}:{}: {}", settings_.host, settings_.port, why)};
}

/// With TLS 1.3 a broker checks our certificate only after its own handshake is complete: a
/// rejection arrives as an alert, or as a connection that ends before CONNACK.
Error Client::without_connack(const std::string& why) const {
  return {Fault::unavailable,
          fmt::format("broker {}:{}: {}, during the MQTT handshake; if the broker requires "
                      "client certificates, check cert_file and key_file, and that it trusts the "
                      "CA that signed them",
                      settings_.host, settings_.port, why)};
}

Error Client::refusal(int code) const {
  const bool is_unknown = code == unknown_protocol || code == MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION;
  if (is_unknown && !settings_.share.empty())
    return {
        Fault::unavailable,
        fmt::format("broker {}:{}: it does not support MQTT 5, which [broker] share needs; update "
                    "it, or remove share and run a single capture",
                    settings_.host, settings_.port)};
  const bool old = code < first_refused_filter;
  const char* why = old ? mosquitto_connack_string(code) : mosquitto_reason_string(code);
  const bool person = code == no_user_or_password || code == not_allowed ||
                      code == MQTT_RC_BAD_USERNAME_OR_PASSWORD || code == MQTT_RC_NOT_AUTHORIZED;
  return {person ? Fault::refused : Fault::unavailable,
          fmt::format("broker {}:{}: {}{}", settings_.host, settings_.port, why,
                      person ? "; check the user and the password" : "")};
}

}  // namespace lamplighter::mqtt
