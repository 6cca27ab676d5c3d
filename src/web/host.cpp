// SPDX-License-Identifier: Apache-2.0
#include "web/host.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace lamplighter::web {
namespace {

constexpr std::size_t longest_name = 253;

struct Parts {
  std::string name;
  std::string port;  ///< empty where there is none
};

char lower(char letter) {
  return 'A' <= letter && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port > 0 && port < 65536;
}

bool is_name(std::string_view text) {
  const auto fits = [](char letter) {
    return ('a' <= letter && letter <= 'z') || ('0' <= letter && letter <= '9') || letter == '-' ||
           letter == '.' || letter == '_';
  };
  return !text.empty() && text.size() <= longest_name &&
         std::all_of(text.begin(), text.end(), fits);
}

bool is_address_of(int family, const std::string& name) {
  unsigned char bytes[sizeof(in6_addr)];
  const bool is_whole = name.find('\0') == std::string::npos;  // inet_pton stops there
  return is_whole && ::inet_pton(family, name.c_str(), bytes) == 1;
}

std::optional<Parts> parts_of(std::string_view header) {
  if (header.size() > longest_name + 8) return std::nullopt;
  std::string text(header);
  std::transform(text.begin(), text.end(), text.begin(), lower);
  const bool in_brackets = text.starts_with('[');
  const std::size_t name_end = in_brackets ? text.find(']') : text.find(':');
  if (in_brackets && name_end == std::string::npos) return std::nullopt;
  Parts parts;
  parts.name = in_brackets ? text.substr(1, name_end - 1) : text.substr(0, name_end);
  const std::string rest =
      name_end == std::string::npos ? "" : text.substr(name_end + (in_brackets ? 1 : 0));
  if (!rest.empty()) {
    if (rest.front() != ':' || !is_port(std::string_view(rest).substr(1))) return std::nullopt;
    parts.port = rest.substr(1);
  }
  const bool good = in_brackets ? is_address_of(AF_INET6, parts.name) : is_name(parts.name);
  if (!good) return std::nullopt;
  return parts;
}

}  // namespace

std::optional<std::string> host_name(std::string_view header) {
  std::optional<Parts> parts = parts_of(header);
  if (!parts) return std::nullopt;
  return std::move(parts->name);
}

bool is_address(const std::string& name) {
  return is_address_of(AF_INET, name) || is_address_of(AF_INET6, name);
}

bool is_loopback(const std::string& name) {
  return name == "localhost" || name == "::1" ||
         (name.starts_with("127.") && is_address_of(AF_INET, name));
}

bool is_our_host(std::string_view header, std::span<const std::string> names) {
  const std::optional<std::string> name = host_name(header);
  if (!name) return false;
  return is_address(*name) || *name == "localhost" ||
         std::find(names.begin(), names.end(), *name) != names.end();
}

bool is_same_origin(std::string_view origin, std::string_view host) {
  for (const auto& [scheme, usual_port] :
       {std::pair{std::string_view("http://"), "80"}, {std::string_view("https://"), "443"}}) {
    if (!origin.starts_with(scheme)) continue;
    const std::optional<Parts> theirs = parts_of(origin.substr(scheme.size()));
    const std::optional<Parts> ours = parts_of(host);
    const auto port = [usual = usual_port](const Parts& parts) {
      return parts.port.empty() ? usual : parts.port;
    };
    return theirs && ours && theirs->name == ours->name && port(*theirs) == port(*ours);
  }
  return false;
}

}  // namespace lamplighter::web
