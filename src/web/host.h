// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lamplighter::web {

/// The name in a Host header, lower case, without its port: "localhost", "192.168.1.4", "::1".
/// Nothing for what is no host.
std::optional<std::string> host_name(std::string_view header);

/// Whether it is an address, written as numbers.
bool is_address(const std::string& name);

/// Whether only this machine can reach it: 127.0.0.0/8, ::1 and localhost.
bool is_loopback(const std::string& name);

/// Whether a browser that was told this Host may be ours. A name that somebody else's name server
/// gives our address (DNS rebinding) is not; an address is no name, so nobody gives it.
bool is_our_host(std::string_view header, std::span<const std::string> names);

/// Whether an Origin header is the origin of the page that is served under this Host header. Only
/// the names and ports are compared: something in front of us may speak TLS.
bool is_same_origin(std::string_view origin, std::string_view host);

}  // namespace lamplighter::web
