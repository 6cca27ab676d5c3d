// SPDX-License-Identifier: Apache-2.0
#include "state/away_file.h"

#include "files/private_files.h"
#include "files/replace_file.h"
#include "system/text_file.h"

#include <nlohmann/json.hpp>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t largest_order = 4096;
constexpr int order_format = 1;

Result<std::optional<Instant>> instant_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return std::optional<Instant>();
  if (!found->is_string())
    return Error{Fault::bad_input, std::string(key) + ": expected an instant"};
  const Result<Instant> at = parse_instant(found->get_ref<const std::string&>());
  if (!at) return with_context(key, at.error());
  return std::optional<Instant>(*at);
}

Result<OccupancyOverride> order_of(const Json& json) {
  if (!json.is_object() || json.value("format", Json()) != order_format)
    return Error{Fault::bad_input, "not an order of format 1"};
  const auto away = json.find("away");
  if (away == json.end() || !away->is_boolean())
    return Error{Fault::bad_input, "away: expected true or false"};
  const auto given_at = instant_of(json, "said_at");
  if (!given_at) return given_at.error();
  if (!*given_at) return Error{Fault::bad_input, "said_at: missing"};
  const auto until = instant_of(json, "until");
  if (!until) return until.error();
  const auto synced = json.find("synced");
  if (synced != json.end() && !synced->is_boolean())
    return Error{Fault::bad_input, "synced: expected true or false"};
  // Absent in files of older versions: then an order from the broker may only end an absence.
  const bool is_synced = synced == json.end() ? away->get<bool>() : synced->get<bool>();
  const auto by_persons = json.find("by_persons");
  if (by_persons != json.end() && !by_persons->is_boolean())
    return Error{Fault::bad_input, "by_persons: expected true or false"};
  const bool is_by_persons = by_persons != json.end() && by_persons->get<bool>();
  return OccupancyOverride{away->get<bool>(), **given_at, *until, is_synced, is_by_persons};
}

}  // namespace

std::string format_away(const OccupancyOverride& order) {
  Json json{{"format", order_format},
            {"away", order.away},
            {"said_at", to_iso(order.given_at)},
            {"until", order.until ? Json(to_iso(*order.until)) : Json()},
            {"synced", order.synced}};
  if (order.by_persons) json["by_persons"] = true;
  return json.dump() + "\n";
}

Result<OccupancyOverride> parse_away(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  const Result<OccupancyOverride> order = order_of(json);
  if (order) return order;
  return Error{Fault::bad_input,
               order.error().message + "; set it again: lamplighter away on, or away off"};
}

std::string away_path(const std::string& store) { return store + "/away.json"; }

Result<OccupancyOverride> read_away(const std::string& store) {
  const Result<std::string> text = read_text_file(away_path(store), largest_order);
  if (!text && text.error().fault == Fault::not_found) return OccupancyOverride{.synced = true};
  if (!text) return text.error();
  const Result<OccupancyOverride> order = parse_away(*text);
  if (!order) return with_context(away_path(store), order.error());
  return order;
}

Result<void> keep_away(const std::string& store, const OccupancyOverride& order) {
  const auto kept = change_away(store, [&order](const OccupancyOverride&) { return order; });
  return kept ? Result<void>() : kept.error();
}

Result<OccupancyOverride> change_away(const std::string& store, const Presence::Change& change) {
  if (auto made = files::make_private_folders(store); !made) return made.error();
  const auto lock = files::FileLock::take(store + "/away.lock");
  if (!lock) return lock.error();
  const Result<OccupancyOverride> kept = read_away(store);
  const OccupancyOverride before =
      kept ? *kept : OccupancyOverride{};  // a file that cannot be read counts as `home`
  const std::optional<OccupancyOverride> wanted = change(before);
  if (!wanted || is_overtaken(*wanted, before)) return before;
  const Result<void> written = files::replace_file(away_path(store), format_away(*wanted));
  return written ? *wanted : Result<OccupancyOverride>(written.error());
}

}  // namespace lamplighter::app
