// SPDX-License-Identifier: Apache-2.0
#include "csv/on_off_file.h"
#include "csv/row_text.h"
#include "csv/store.h"
#include "documents/plan_text.h"
#include "learning/house_training.h"
#include "page/cached_response.h"
#include "page/house_archive.h"
#include "page/page.h"
#include "page/routes.h"
#include "system/clocks.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

namespace lamplighter::app {
namespace {

constexpr int widest = 8000;
constexpr std::size_t compared_days = 40;  // of each kind

/// An integer in a query. Errors: bad_input for anything else.
Result<std::optional<std::int64_t>> number_of(const web::Request& request, std::string_view name) {
  const auto text = request.value(name);
  if (!text) return std::optional<std::int64_t>();
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (fault != std::errc() || end != text->data() + text->size())
    return Error{Fault::bad_input, fmt::format("{}: expected a whole number", name)};
  return std::optional(number);
}

Result<SpanAsked> span_asked(const web::Request& request) {
  SpanAsked asked;
  asked.room = request.value("room").value_or("");
  for (const auto& [name, where] : {std::pair("from", &asked.from), {"until", &asked.until}}) {
    const auto number = number_of(request, name);
    if (!number) return number.error();
    if (!*number) continue;
    if (!csv::is_in_range(static_cast<double>(**number))) {
      return Error{Fault::bad_input,
                   fmt::format("{}: expected seconds since 1970, until February 2106", name)};
    }
    *where = Instant(std::chrono::seconds(**number));
  }
  const auto width = number_of(request, "width");
  if (!width) return width.error();
  asked.width = static_cast<int>(std::clamp<std::int64_t>(width->value_or(asked.width), 1, widest));
  return asked;
}

/// Readings of a time span as CSV, a week at a time, so that ten years need little memory.
class ReadingRows {
 public:
  ReadingRows(csv::StoreFolders store, RoomSpan span)
      : store_(std::move(store)), span_(std::move(span)) {}

  std::string next() {
    std::string text;
    if (!is_begun_) text = std::string(csv::readings_header) + "\n";
    is_begun_ = true;
    while (text.empty() && span_.from < span_.until) text = week();
    return text;
  }

 private:
  std::string week() {
    std::string text;
    const Instant until = std::min(span_.until, span_.from + std::chrono::hours(7 * 24));
    const auto stored = csv::read_store(store_, span_.sensor, span_.from, until);
    span_.from = until;
    if (!stored) return text;
    for (const Sample<Lux>& sample : stored->readings.samples) {
      csv::append_row(text, Reading{span_.sensor, sample.at, sample.value});
    }
    return text;
  }

  csv::StoreFolders store_;
  RoomSpan span_;
  bool is_begun_ = false;
};

web::Answer readings_csv(HouseArchive& archive, const SpanAsked& asked) {
  const Result<RoomSpan> span = archive.span_of(asked);
  if (!span) return error_answer(span.error());
  const auto rows = std::make_shared<ReadingRows>(archive.config().store.folders(), *span);
  web::Answer answer;
  answer.type = "text/csv; charset=utf-8";
  answer.more = [rows] { return rows->next(); };
  answer.file_name = "readings.csv";
  return answer;
}

web::Answer csv_answer(std::string text, const std::string& name) {
  web::Answer answer;
  answer.type = "text/csv; charset=utf-8";
  answer.body = std::move(text);
  answer.file_name = name;
  return answer;
}

web::Answer lamps_csv(HouseArchive& archive, const SpanAsked& asked) {
  const auto changes = archive.changes(asked);
  if (!changes) return error_answer(changes.error());
  return csv_answer(csv::format_on_off(*changes), "lamps.csv");
}

web::Answer plan_csv_answer(HouseArchive& archive, const SpanAsked& asked) {
  const Result<RoomSpan> span = archive.span_of(asked);
  if (!span) return error_answer(span.error());
  const auto plans = archive.plans(span->from, span->until);
  if (!plans) return error_answer(plans.error());
  return csv_answer(plan_csv(*plans), "plan.csv");
}

web::Answer readings_answer(HouseArchive& archive, const SpanAsked& asked) {
  const auto view = archive.readings(asked);
  if (!view) return error_answer(view.error());
  return {.body = views::readings_json(*view, archive.place())};
}

/// Eight weeks of plans and detected lamps, cached for requests within the same minute.
using KeptView = Kept<Result<views::HouseView>>;
constexpr auto kept_for = std::chrono::minutes(1);

web::Answer compare_answer(const HouseArchive& archive, const Result<views::HouseView>& view,
                           Instant now) {
  if (!view) return error_answer(view.error());
  const auto seed = static_cast<std::uint64_t>(now.time_since_epoch().count());
  return {.body = views::compare_json(*view, archive.place(), compared_days, Rng(seed))};
}

web::Answer models_answer(const HouseArchive& archive, const Result<views::HouseView>& view) {
  if (!view) return error_answer(view.error());
  Result<HouseModel> model = read_model_file(model_path(archive.config()));
  std::optional<HouseModel> there;
  if (model) there = *std::move(model);
  return {.body = views::models_json(*view, there, archive.place())};
}

web::Answer now_answer(HouseArchive& archive, Instant now) {
  nlohmann::ordered_json rooms = nlohmann::ordered_json::array();
  for (const auto& [room, lamps] : archive.rooms_now(now)) {
    rooms.push_back(
        {{"room", room.text()},
         {"at", archive.place().zone.to_iso(lamps.at)},
         {"lamps", to_string(lamps.state)},
         {"probability", std::round(100 * static_cast<double>(lamps.probability)) / 100},
         {"lux", std::round(10 * lamps.lux) / 10}});
  }
  return {.body = nlohmann::ordered_json{{"rooms", std::move(rooms)}}.dump()};
}

using Shared = std::shared_ptr<HouseArchive>;
using HouseObserver = BackgroundResult<Observed>;
constexpr auto observed_for = std::chrono::hours(6);

/// The observer's test over the last weeks, on a separate thread.
std::shared_ptr<HouseObserver> observer_of(const PageContext& house, const Shared& archive) {
  const auto find = [&house, archive](const std::stop_token& stop) {
    Result<views::HouseView> view = archive->house(house.clock.now());
    for (SystemClock real; view && !view->is_complete && !stop.stop_requested();) {
      real.sleep_until(real.now() + 2s, stop);  // detection has not finished yet
      view = archive->house(house.clock.now());
    }
    const Result<KnownHouse> known = load_house(house.config);
    return view && known ? observe(view->real, *known, stop) : Observed{};
  };
  return std::make_shared<HouseObserver>(
      find, [&house] { house.notify("observer"); }, house.clock, observed_for);
}

web::Answer observer_answer(HouseObserver& observer) {
  const HouseObserver::Known known = observer.latest();
  return {.body = observed_json(known.answer, known.is_looking).dump()};
}

web::Route span_route(const std::string& name, const Shared& archive,
                      web::Answer (*answer)(HouseArchive&, const SpanAsked&)) {
  return {"GET", "/api/v1/" + name, [archive, answer](const web::Request& request) {
            const Result<SpanAsked> asked = span_asked(request);
            return asked ? answer(*archive, *asked) : error_answer(asked.error());
          }};
}

}  // namespace

std::vector<web::Route> view_routes(const PageContext& house) {
  const Result<Place> place = place_of(house.config);
  if (!place) {  // every view says what is missing in the configuration
    std::vector<web::Route> routes;
    for (const char* name : {"readings", "compare", "models", "now", "observer"}) {
      routes.push_back(
          {"GET", std::string("/api/v1/") + name,
           [error = place.error()](const web::Request&) { return error_answer(error); }});
    }
    return routes;
  }
  const auto archive = std::make_shared<HouseArchive>(house.config, *place, house.notify);
  const auto view = [archive, &house, kept = std::make_shared<KeptView>(kept_for)] {
    return kept->get(house.news(), [&] { return archive->house(house.clock.now()); });
  };
  const auto compare = [archive, &house, view](const web::Request&) {
    return compare_answer(*archive, view(), house.clock.now());
  };
  const auto models = [archive, &house, view,
                       kept = std::make_shared<Kept<web::Answer>>(kept_for)](const web::Request&) {
    return kept->get(house.news(), [&] { return models_answer(*archive, view()); });
  };
  return {
      span_route("readings", archive, readings_answer),
      span_route("readings.csv", archive, readings_csv),
      span_route("lamps.csv", archive, lamps_csv),
      span_route("plan.csv", archive, plan_csv_answer),
      {"GET", "/api/v1/now",
       [archive, &house, kept = std::make_shared<CachedResponse>()](const web::Request&) {
         return kept->get(house.news(), [&] { return now_answer(*archive, house.clock.now()); });
       }},
      {"GET", "/api/v1/compare", compare},
      {"GET", "/api/v1/models", models},
      {"GET", "/api/v1/observer", [observer = observer_of(house, archive)](const web::Request&) {
         return observer_answer(*observer);
       }}};
}

}  // namespace lamplighter::app
