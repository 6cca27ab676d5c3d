// SPDX-License-Identifier: Apache-2.0
// MQTT 5.0, chapters 1.5 (data), 2 (fixed header, properties) and 3 (packets); MQTT 3.1.1 for
// brokers that use it. We subscribe and publish with QoS 1 only, never unsubscribe, and use neither
// topic aliases nor extended authentication, so packets for those are rejected too.
#include "mqtt/packet_check.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <optional>

namespace lamplighter::mqtt {
namespace {

enum Type : unsigned {
  connack = 2,
  publish = 3,
  puback = 4,
  suback = 9,
  pingresp = 13,
  disconnect = 14
};

constexpr std::array<const char*, 16> type_names{
    "reserved packet", "CONNECT",  "CONNACK",    "PUBLISH", "PUBACK",      "PUBREC",
    "PUBREL",          "PUBCOMP",  "SUBSCRIBE",  "SUBACK",  "UNSUBSCRIBE", "UNSUBACK",
    "PINGREQ",         "PINGRESP", "DISCONNECT", "AUTH"};

enum class Kind { flag, byte2, byte4, varint, text, pair };

struct Property {
  unsigned id;
  Kind kind;
  unsigned packets;  ///< one bit per packet type that may have it
};

constexpr unsigned in(Type type) { return 1U << type; }
constexpr unsigned answers = in(connack) | in(puback) | in(suback) | in(disconnect);

/// The MQTT 5 properties that a broker may send to us (table 2-4), except topic aliases and
/// subscription identifiers, which we do not request.
constexpr std::array<Property, 22> properties{{
    {0x01, Kind::flag, in(publish)},                   // payload format indicator
    {0x02, Kind::byte4, in(publish)},                  // message expiry interval
    {0x03, Kind::text, in(publish)},                   // content type
    {0x08, Kind::text, in(publish)},                   // response topic
    {0x09, Kind::text, in(publish)},                   // correlation data
    {0x11, Kind::byte4, in(connack)},                  // session expiry interval
    {0x12, Kind::text, in(connack)},                   // assigned client identifier
    {0x13, Kind::byte2, in(connack)},                  // server keep alive
    {0x15, Kind::text, in(connack)},                   // authentication method
    {0x16, Kind::text, in(connack)},                   // authentication data
    {0x1a, Kind::text, in(connack)},                   // response information
    {0x1c, Kind::text, in(connack) | in(disconnect)},  // server reference
    {0x1f, Kind::text, answers},                       // reason string
    {0x21, Kind::byte2, in(connack)},                  // receive maximum
    {0x22, Kind::byte2, in(connack)},                  // topic alias maximum
    {0x24, Kind::flag, in(connack)},                   // maximum QoS
    {0x25, Kind::flag, in(connack)},                   // retain available
    {0x26, Kind::pair, answers | in(publish)},         // user property
    {0x27, Kind::byte4, in(connack)},                  // maximum packet size
    {0x28, Kind::flag, in(connack)},                   // wildcard subscription available
    {0x29, Kind::flag, in(connack)},                   // subscription identifiers available
    {0x2a, Kind::flag, in(connack)},                   // shared subscription available
}};

constexpr unsigned user_property = 0x26;
constexpr unsigned receive_maximum = 0x21;
constexpr unsigned maximum_packet_size = 0x27;

/// Reads values from the front of a packet; nothing once it is too short.
struct Reader {
  std::string_view rest;

  std::optional<std::uint32_t> number(std::size_t bytes) {
    if (rest.size() < bytes) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
      value = value << 8U | static_cast<unsigned char>(rest[i]);
    rest.remove_prefix(bytes);
    return value;
  }

  /// At most four bytes, in the shortest form only.
  std::optional<std::uint32_t> varint() {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i) {
      const auto byte = number(1);
      if (!byte) return std::nullopt;
      value |= (*byte & 0x7fU) << (7 * i);
      if ((*byte & 0x80U) == 0) return i > 0 && *byte == 0 ? std::nullopt : std::optional(value);
    }
    return std::nullopt;
  }

  std::optional<std::string_view> text() {
    const auto size = number(2);
    if (!size) return std::nullopt;
    return take(*size);
  }

  std::optional<std::string_view> take(std::size_t size) {
    if (rest.size() < size) return std::nullopt;
    const std::string_view taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
  }
};

Error broken(unsigned type, std::string_view rule) {
  return {Fault::bad_input, fmt::format("{}: {}", type_names[type], rule)};
}

const Property* find_property(unsigned id) {
  for (const Property& one : properties) {
    if (one.id == id) return &one;
  }
  return nullptr;
}

/// Whether a value of that kind follows and is valid.
bool read_value(const Property& property, Reader& reader) {
  std::optional<std::uint32_t> value;
  switch (property.kind) {
    case Kind::flag:
      value = reader.number(1);
      return value && *value <= 1;
    case Kind::byte2:
      value = reader.number(2);
      return value && (*value > 0 || property.id != receive_maximum);
    case Kind::byte4:
      value = reader.number(4);
      return value && (*value > 0 || property.id != maximum_packet_size);
    case Kind::varint:
      return reader.varint().has_value();
    case Kind::text:
      return reader.text().has_value();
    case Kind::pair:
      return reader.text() && reader.text();
  }
  return false;
}

/// The length of the list, then each property at most once, except user properties.
Result<void> check_properties(unsigned type, Reader& packet) {
  const auto size = packet.varint();
  const auto list = size ? packet.take(*size) : std::nullopt;
  if (!list) return broken(type, "the list of properties is longer than the packet");
  std::uint64_t seen = 0;
  for (Reader reader{*list}; !reader.rest.empty();) {
    const auto id = reader.varint();
    const Property* property = id ? find_property(*id) : nullptr;
    if (property == nullptr || (property->packets & 1U << type) == 0)
      return broken(type, id ? fmt::format("property 0x{:02x} is not allowed here", *id)
                             : "malformed property identifier");
    if (!read_value(*property, reader))
      return broken(type, fmt::format("malformed property 0x{:02x}", *id));
    const std::uint64_t bit = std::uint64_t{1} << *id;
    if (*id != user_property && (seen & bit) != 0)
      return broken(type, fmt::format("duplicate property 0x{:02x}", *id));
    seen |= bit;
  }
  return {};
}

Result<void> check_publish(unsigned flags, Reader packet, Protocol protocol) {
  const unsigned qos = flags >> 1U & 3U;
  if (qos > 1)
    return broken(publish, fmt::format("QoS {}, though the subscription has QoS 1", qos));
  const auto topic = packet.text();
  if (!topic || topic->empty()) return broken(publish, "no topic");
  if (topic->find_first_of(std::string_view("+#\0", 3)) != std::string_view::npos)
    return broken(publish, "a topic with a wildcard or a NUL");
  if (qos == 1 && packet.number(2).value_or(0) == 0) return broken(publish, "no packet identifier");
  return protocol == Protocol::v5 ? check_properties(publish, packet) : Result<void>();
}

/// An MQTT 3.1.1 broker without support for MQTT 5 rejects us in its own format: two bytes.
Result<void> check_connack(Reader packet, Protocol protocol) {
  const auto flags = packet.number(1);
  const auto code = packet.number(1);
  if (!flags || !code || *flags > 1) return broken(connack, "malformed");
  if (protocol == Protocol::v311 || (packet.rest.empty() && *code != 0)) {
    return packet.rest.empty() ? Result<void>() : broken(connack, "too long");
  }
  if (Result<void> listed = check_properties(connack, packet); !listed) return listed;
  return packet.rest.empty() ? Result<void>() : broken(connack, "too long");
}

/// No properties: we tell brokers not to send any here (Request Problem Information), and
/// libmosquitto leaks their memory for unknown messages.
Result<void> check_puback(Reader packet, Protocol protocol) {
  if (packet.number(2).value_or(0) == 0) return broken(puback, "no packet identifier");
  const std::size_t more = packet.rest.size();
  if (more > (protocol == Protocol::v5 ? 2U : 0U)) return broken(puback, "too long");
  if (more == 2 && packet.rest[1] != 0)
    return broken(puback, "properties, though none were requested");
  return {};
}

Result<void> check_suback(Reader packet, Protocol protocol) {
  if (packet.number(2).value_or(0) == 0) return broken(suback, "no packet identifier");
  if (protocol == Protocol::v5) {
    if (Result<void> listed = check_properties(suback, packet); !listed) return listed;
  }
  return packet.rest.empty() ? broken(suback, "no result") : Result<void>();
}

Result<void> check_disconnect(Reader packet, Protocol protocol) {
  if (protocol != Protocol::v5) return broken(disconnect, "only clients of MQTT 3.1.1 send that");
  if (packet.rest.size() < 2) return {};
  packet.number(1);
  if (Result<void> listed = check_properties(disconnect, packet); !listed) return listed;
  return packet.rest.empty() ? Result<void>() : broken(disconnect, "too long");
}

}  // namespace

Result<std::size_t> PacketCheck::next(std::string_view bytes) {
  Reader reader{bytes};
  const auto header = reader.number(1);
  if (!header) return std::size_t{0};
  if (Result<void> expected = check_header(*header); !expected) return expected.error();
  const auto size = reader.varint();
  const std::size_t length_bytes = bytes.size() - 1 - reader.rest.size();
  if (!size) {
    const bool complete = length_bytes == 4 || (length_bytes > 1 && bytes[length_bytes] == 0);
    return complete ? Result<std::size_t>(broken(*header >> 4U, "malformed length"))
                    : Result<std::size_t>(std::size_t{0});
  }
  const std::size_t whole = 1 + length_bytes + *size;
  if (whole > max_bytes_) {
    return broken(*header >> 4U,
                  fmt::format("{} bytes, but at most {} are allowed", whole, max_bytes_));
  }
  if (bytes.size() < whole) return std::size_t{0};
  const Result<void> good = check_body(*header, reader.rest.substr(0, *size));
  if (!good) return good.error();
  return whole;
}

Result<void> PacketCheck::check_header(unsigned header) const {
  const unsigned type = header >> 4U;
  if ((type == connack) == connack_seen_)
    return broken(type, connack_seen_ ? "a second time" : "before CONNACK");
  if (type != publish && (header & 0xfU) != 0) return broken(type, "reserved flags are set");
  constexpr unsigned expected =
      in(connack) | in(publish) | in(puback) | in(suback) | in(pingresp) | in(disconnect);
  if ((expected & 1U << type) == 0) return broken(type, "a broker must not send this");
  return {};
}

Result<void> PacketCheck::check_body(unsigned header, std::string_view body) {
  switch (header >> 4U) {
    case connack:
      connack_seen_ = true;
      return check_connack({body}, protocol_);
    case publish:
      return check_publish(header & 0xfU, {body}, protocol_);
    case puback:
      return check_puback({body}, protocol_);
    case suback:
      return check_suback({body}, protocol_);
    case disconnect:
      return check_disconnect({body}, protocol_);
    default:
      return body.empty() ? Result<void>() : broken(header >> 4U, "too long");
  }
}

}  // namespace lamplighter::mqtt
