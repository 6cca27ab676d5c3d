// SPDX-License-Identifier: Apache-2.0
// Uses the machine's Avahi daemon: browses a type, and resolves what is found.
#include "system/announced_services.h"

#include "core/freed.h"

#include <avahi-client/client.h>
#include <avahi-client/lookup.h>
#include <avahi-common/address.h>
#include <avahi-common/error.h>
#include <avahi-common/simple-watch.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

namespace lamplighter::app {
namespace {

constexpr std::size_t most_services = 100;

struct Search {
  AvahiClient* client = nullptr;
  AvahiSimplePoll* poll = nullptr;
  std::vector<AnnouncedService> found;
};

std::vector<std::string> texts_of(AvahiStringList* list) {
  std::vector<std::string> texts;
  for (; list != nullptr; list = avahi_string_list_get_next(list)) {
    texts.emplace_back(reinterpret_cast<const char*>(avahi_string_list_get_text(list)),
                       avahi_string_list_get_size(list));
  }
  return texts;
}

void on_resolved(AvahiServiceResolver* resolver, AvahiIfIndex, AvahiProtocol,
                 AvahiResolverEvent what, const char*, const char*, const char*, const char*,
                 const AvahiAddress* address, std::uint16_t port, AvahiStringList* txt,
                 AvahiLookupResultFlags, void* user) {
  auto& search = *static_cast<Search*>(user);
  if (what == AVAHI_RESOLVER_FOUND && search.found.size() < most_services) {
    std::array<char, AVAHI_ADDRESS_STR_MAX> host{};
    avahi_address_snprint(host.data(), host.size(), address);
    search.found.push_back({host.data(), port, texts_of(txt)});
  }
  avahi_service_resolver_free(resolver);
}

void on_browsed(AvahiServiceBrowser*, AvahiIfIndex interface, AvahiProtocol protocol,
                AvahiBrowserEvent what, const char* name, const char* type, const char* domain,
                AvahiLookupResultFlags, void* user) {
  auto& search = *static_cast<Search*>(user);
  if (what == AVAHI_BROWSER_NEW) {
    avahi_service_resolver_new(search.client, interface, protocol, name, type, domain,
                               AVAHI_PROTO_INET, {}, on_resolved, user);
  } else if (what == AVAHI_BROWSER_FAILURE) {
    avahi_simple_poll_quit(search.poll);
  }
}

void on_client(AvahiClient*, AvahiClientState, void*) {}  // if the daemon stops, the browser fails

Error no_daemon(int fault) {
  return {Fault::unavailable, std::string("looking around by multicast DNS: ") +
                                  avahi_strerror(fault) +
                                  "; install and start avahi-daemon, or give the address"};
}

}  // namespace

Result<std::vector<AnnouncedService>> listen_for_services(const std::string& type,
                                                          std::chrono::milliseconds how_long,
                                                          const std::stop_token& stop) {
  constexpr std::chrono::milliseconds step{100};  // for checking the stop token
  const std::unique_ptr<AvahiSimplePoll, Freed<avahi_simple_poll_free>> poll(
      avahi_simple_poll_new());
  if (!poll) return no_daemon(AVAHI_ERR_NO_MEMORY);
  int fault = 0;
  Search search;
  search.poll = poll.get();
  const std::unique_ptr<AvahiClient, Freed<avahi_client_free>> client(
      avahi_client_new(avahi_simple_poll_get(poll.get()), {}, on_client, nullptr, &fault));
  if (!client) return no_daemon(fault);
  search.client = client.get();
  const std::unique_ptr<AvahiServiceBrowser, Freed<avahi_service_browser_free>> browser(
      avahi_service_browser_new(client.get(), AVAHI_IF_UNSPEC, AVAHI_PROTO_INET, type.c_str(),
                                nullptr, {}, on_browsed, &search));
  if (!browser) return no_daemon(avahi_client_errno(client.get()));
  const auto end = std::chrono::steady_clock::now() + how_long;
  for (auto left = how_long; left.count() > 0 && !stop.stop_requested();) {
    if (avahi_simple_poll_iterate(poll.get(), static_cast<int>(std::min(left, step).count())) != 0)
      break;
    left = std::chrono::duration_cast<std::chrono::milliseconds>(end -
                                                                 std::chrono::steady_clock::now());
  }
  return std::move(search.found);
}

}  // namespace lamplighter::app
