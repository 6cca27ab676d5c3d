// SPDX-License-Identifier: Apache-2.0
#include "playing/presence.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace lamplighter {

bool is_overtaken(const OccupancyOverride& order, const OccupancyOverride& known) {
  return order.away && order.given_at < known.given_at &&
         known.given_at - order.given_at <= std::chrono::minutes(1);
}

bool is_same_order(const OccupancyOverride& one, const OccupancyOverride& other) {
  return one.away == other.away && one.given_at == other.given_at && one.until == other.until;
}

std::optional<Vacation> vacation_under_way(const OccupancyOverride& order,
                                           std::span<const Vacation> vacations, Instant now) {
  const Instant given_at = std::min(order.given_at, now);
  const auto one = std::find_if(vacations.begin(), vacations.end(), [&](const Vacation& vacation) {
    const bool is_ended = !order.away && vacation.from <= given_at;
    return vacation.from <= now && now < vacation.until && !is_ended;
  });
  return one == vacations.end() ? std::nullopt : std::optional(*one);
}

bool is_away(const OccupancyOverride& order, std::span<const Vacation> vacations, Instant now) {
  if (order.away && (!order.until || now < *order.until)) return true;
  return vacation_under_way(order, vacations, now).has_value();
}

std::optional<Instant> next_change(const OccupancyOverride& order,
                                   std::span<const Vacation> vacations, Instant now) {
  std::optional<Instant> next;
  const bool is_away_now = is_away(order, vacations, now);
  const auto consider = [&](Instant at) {
    const bool is_sooner = at > now && (!next || at < *next);
    if (is_sooner && is_away(order, vacations, at) != is_away_now) next = at;
  };
  if (order.away && order.until) consider(*order.until);
  for (const Vacation& vacation : vacations) {
    consider(vacation.from);
    consider(vacation.until);
  }
  return next;
}

std::optional<OccupancyOverride> order_by_persons(const OccupancyOverride& kept,
                                                  const PersonsSeen& seen, Instant now) {
  constexpr auto patience = std::chrono::hours(1);
  const bool is_gone = seen.are == PersonsSeen::Are::gone;
  if (kept.away && kept.by_persons && !is_gone)
    return OccupancyOverride{.away = false, .given_at = now, .by_persons = true};
  const bool is_time = is_gone && now - seen.since >= patience;
  const bool is_overruled = !kept.by_persons && kept.given_at >= seen.since;
  if (kept.away || !is_time || is_overruled) return std::nullopt;
  return OccupancyOverride{.away = true, .given_at = now, .by_persons = true};
}

Presence::Presence(OccupancyOverride order, std::vector<Vacation> vacations, Keep keep, Bell& bell)
    : order_(order), vacations_(std::move(vacations)), keep_(std::move(keep)), bell_(bell) {}

bool Presence::is_away(Instant now) const {
  const std::lock_guard lock(mutex_);
  return lamplighter::is_away(order_, vacations_, now);
}

std::optional<Instant> Presence::next_change(Instant now) const {
  const std::lock_guard lock(mutex_);
  return lamplighter::next_change(order_, vacations_, now);
}

Result<void> Presence::set(const OccupancyOverride& order) {
  return change([&order](const OccupancyOverride&) { return order; });
}

Result<void> Presence::change(const Change& change) {
  const std::lock_guard lock(keeping_);
  const Result<OccupancyOverride> kept = keep_(change);
  if (kept) {
    if (*kept != order()) apply(*kept);
    return {};
  }
  const std::optional<OccupancyOverride> wanted = change(order());
  if (wanted && !wanted->away) apply(*wanted);
  return kept.error();
}

OccupancyOverride Presence::order() const {
  const std::lock_guard lock(mutex_);
  return order_;
}

void Presence::watch(std::function<void()> on_order) {
  const std::lock_guard lock(watching_);
  on_order_ = std::move(on_order);
}

void Presence::apply(const OccupancyOverride& order) {
  {
    const std::lock_guard lock(mutex_);
    if (is_overtaken(order, order_)) return;
    order_ = order;
  }
  bell_.ring();
  const std::lock_guard lock(watching_);
  if (on_order_) on_order_();
}

void Presence::reload(const std::function<OccupancyOverride()>& read) {
  const std::lock_guard lock(keeping_);
  apply(read());
}

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
    Instant given_at, Uptime now) const {
  const OccupancyOverride order{.away = away, .given_at = given_at, .synced = true};
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
