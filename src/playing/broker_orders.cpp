// SPDX-License-Identifier: Apache-2.0
#include "playing/broker_orders.h"

#include <array>
#include <cstdio>
#include <utility>

namespace lamplighter {

void BrokerOrders::connected(Uptime now) {
  has_returned_ = false;
  sent_.reset();
  since_ = now;
}

void BrokerOrders::lost() {
  has_returned_ = false;
  if (sent_) in_flight_ = std::exchange(sent_, std::nullopt)->kept;
}

std::string BrokerOrders::marker(const OccupancyOverride& kept, Uptime now) {
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%016llx%016llx",
                static_cast<unsigned long long>(rng_.bits()),
                static_cast<unsigned long long>(rng_.bits()));
  sent_ = {text.data(), kept, now};
  return sent_->text;
}

bool BrokerOrders::awaits(const OccupancyOverride& kept) const {
  return sent_ && is_same_order(sent_->kept, kept);
}

bool BrokerOrders::is_overdue(Uptime now) const {
  constexpr auto limit = std::chrono::seconds(30);
  return sent_ && !has_returned_ && now - sent_->at >= limit;
}

std::optional<OccupancyOverride> BrokerOrders::returned(std::string_view marker) {
  if (!sent_ || sent_->text != marker) return std::nullopt;
  has_returned_ = true;
  in_flight_.reset();
  since_ = sent_->at;
  return std::exchange(sent_, std::nullopt)->kept;
}

std::optional<OccupancyOverride> BrokerOrders::decide(
    bool away, std::optional<std::chrono::seconds> expires_in, const OccupancyOverride& kept,
    Instant said_at, Uptime now) const {
  const OccupancyOverride order{.away = away, .said_at = said_at, .synced = true};
  if (!away) {
    const bool is_in_doubt = in_flight_ && is_same_order(*in_flight_, kept);
    const bool said_here_since = kept.away && !kept.synced && !is_in_doubt;
    if (!has_returned_ && said_here_since) return std::nullopt;
    return order;
  }
  const Uptime longest_under_way = now - since_;
  const bool is_live = has_returned_ && longest_under_way <= live_limit;
  const bool still_counts = expires_in && *expires_in > longest_under_way;
  if (!kept.synced || is_overtaken(order, kept)) return std::nullopt;
  if (!is_live && !still_counts) return std::nullopt;
  return order;
}

}  // namespace lamplighter
