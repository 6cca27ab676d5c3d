// SPDX-License-Identifier: Apache-2.0
#include "planning/day_pool.h"

#include "model/prior_household.h"
#include "sky/sun.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace lamplighter {
namespace {

constexpr std::size_t largest_pool = 120;
constexpr double negligible = 1e-9;  // relative to the heaviest
constexpr double another_kind = 0.1;
constexpr double narrowest = 30;  // minutes of sunrise and sunset
constexpr double day_begins = 240;

DayKind kind_of(Date date, const Holidays& holidays) {
  if (std::binary_search(holidays.begin(), holidays.end(), date)) return DayKind::holiday;
  const std::chrono::weekday weekday{std::chrono::sys_days(date)};
  const bool is_weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
  return is_weekend ? DayKind::weekend : DayKind::weekday;
}

/// The weight of a day of another kind, depending on how many there are of the wanted kind.
double kind_weight(DayKind kind, DayKind wanted, std::size_t same) {
  if (kind == wanted) return 1;
  const double other = another_kind / (1 + static_cast<double>(same));
  const bool is_far = wanted == DayKind::holiday && kind == DayKind::weekday;
  return is_far ? other / 3 : other;
}

double effective_number(const std::vector<PoolDay>& sources) {
  double sum = 0;
  double squares = 0;
  for (const PoolDay& source : sources) {
    sum += source.weight;
    squares += source.weight * source.weight;
  }
  return squares > 0 ? sum * sum / squares : 0;
}

double heaviest(const std::vector<PoolDay>& days) {
  double most = 0;
  for (const PoolDay& day : days) most = std::max(most, day.weight);
  return most;
}

std::vector<PoolDay> weighted(const HouseHabits& habits, const DayLight& target, double width) {
  const auto same = static_cast<std::size_t>(
      std::count_if(habits.days.begin(), habits.days.end(),
                    [&](const HabitDay& day) { return day.light.kind == target.kind; }));
  std::vector<PoolDay> sources;
  for (std::size_t i = 0; i < habits.days.size(); ++i) {
    const DayLight& light = habits.days[i].light;
    const double apart =
        (std::abs(light.sunrise - target.sunrise) + std::abs(light.sunset - target.sunset)) / 2;
    const double near = std::exp(-0.5 * (apart / width) * (apart / width));
    sources.push_back(
        {i, kind_weight(light.kind, target.kind, same) * near * habits.days[i].weight});
  }
  return sources;
}

}  // namespace

DayLight day_light(const Place& place, Date date, const Holidays& holidays) {
  const SunTimes times = sun(place, date);
  const double half = times.daylight == Daylight::up_all_day ? 720 : 0;
  const double noon = times.noon - day_begins;
  return {kind_of(date, holidays), times.sunrise ? *times.sunrise - day_begins : noon - half,
          times.sunset ? *times.sunset - day_begins : noon + half};
}

std::vector<PoolDay> day_pool(const HouseHabits& habits, const DayLight& target) {
  const double enough = std::min(8.0, 0.8 * static_cast<double>(habits.days.size()));
  double width = narrowest;
  std::vector<PoolDay> sources = weighted(habits, target, width);
  for (int wider = 0; wider < 20 && effective_number(sources) < enough; ++wider) {
    width *= 1.5;
    sources = weighted(habits, target, width);
  }
  if (sources.size() > largest_pool) {
    std::nth_element(sources.begin(), sources.begin() + largest_pool, sources.end(),
                     [](const PoolDay& a, const PoolDay& b) {
                       return std::pair(-a.weight, a.day) < std::pair(-b.weight, b.day);
                     });
    sources.resize(largest_pool);
    std::sort(sources.begin(), sources.end(),
              [](const PoolDay& a, const PoolDay& b) { return a.day < b.day; });
  }
  const double most = heaviest(sources);
  for (PoolDay& day : sources) day.weight /= most;
  std::erase_if(sources, [](const PoolDay& day) { return day.weight < negligible; });
  return sources;
}

namespace {

constexpr double once_more = 1e-5;
constexpr double most = 20;          // times; more than that makes no difference
constexpr double slot_minutes = 30;  // minutes of half an hour
constexpr double ahead = 120;        // minutes to look ahead

/// Minutes within one half hour of the day.
double overlap(double from, double until, std::size_t half) {
  const double begin = static_cast<double>(half) * slot_minutes;
  return std::max(0.0, std::min(until, begin + slot_minutes) - std::max(from, begin));
}

}  // namespace

void PlayCount::add(const PlayedPart& part) {
  for (std::size_t half = 0; half < halves; ++half)
    played_[part.day][half] +=
        static_cast<float>(overlap(part.from, part.until, half) / slot_minutes);
}

void PlayCount::add_due(const std::vector<std::size_t>& days, const std::vector<double>& weights) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t i = 0; i < days.size(); ++i) due_[days[i]] += weights[i] / total;
}

PlayCount PlayCount::beyond_due(const std::vector<std::size_t>& days) const {
  const double planned = std::accumulate(due_.begin(), due_.end(), 0.0);
  const double most_due = std::max(1.0, planned / real_days_);
  PlayCount beyond(days.size(), days.size());
  for (std::size_t i = 0; i < days.size(); ++i) {
    beyond.played_[i] = played_[days[i]];
    const double due = std::min(due_[days[i]], most_due);
    for (float& half : beyond.played_[i]) half -= static_cast<float>(due);
  }
  return beyond;
}

double PlayCount::welcome(std::size_t day, double at) const {
  const double until = std::min(at + ahead, watched_minutes);
  double played = 0;
  for (std::size_t half = 0; half < halves; ++half)
    played += overlap(at, until, half) * static_cast<double>(played_[day][half]);
  return until <= at ? 1 : std::pow(once_more, std::clamp(played / (until - at), -most, most));
}

namespace {

constexpr double short_visit = 30;     // minutes: moves as a whole
constexpr double of_sunset = 75;       // switched on within this time of sunset: because of it
constexpr double before_sunrise = 60;  // off from then …
constexpr double after_sunrise = 40;   // … to then: because of it
constexpr double always_lit = 0.5;     // from this share on, lamps do not depend on the sun
constexpr double low_sun = 150;        // minutes after sunrise, before sunset: may need light
constexpr double least_move = 40;      // minutes: smaller moves of the sun have no effect
constexpr double whole_move = 75;      // minutes: from here on they have full effect
constexpr double dim = 25;             // minutes after sunrise and before sunset that need a lamp
constexpr double loose = 10;           // minutes: the spread of unobserved habits
constexpr double horizon = 0.02;       // of the sun's height: the lower limit by day
constexpr double unseen = 2;           // times, for an earlier dusk

using Spans = std::vector<HabitSpan>;
using Lit = std::vector<std::vector<LitMinutes>>;

struct Times {
  double day = 0;
  double dark = 0;
};

/// How much a move of the sun affects people. Days under nearly the same sun are used as they are,
/// because moving the lamps of one room separates them from those of others.
double felt(double move, double times_as_far = 1) {
  const double share = (std::abs(move) / times_as_far - least_move) / (whole_move - least_move);
  return move * std::clamp(share, 0.0, 1.0);
}

/// With an earlier dusk, rooms must be lit at hours that the history shows in daylight.
double felt_at_dusk(double move) { return felt(move, move < 0 ? unseen : 1); }

/// The height of the sun at a minute between sunrise and sunset: sin(elevation) / (cos(latitude)
/// cos(declination)) = cos(hour angle) − cos(hour angle at sunset).
double sun_height(const DayLight& light, double at) {
  const double noon = (light.sunrise + light.sunset) / 2;
  const double half = (light.sunset - light.sunrise) / 2;
  constexpr double turn = std::numbers::pi / 720;
  return std::cos((at - noon) * turn) - std::cos(half * turn);
}

/// A day moved from its own sun to another one.
class Moved {
 public:
  Moved(const HabitDay& day, const DayLight& target, Rng& rng)
      : from_(day.light), to_(target), sunset_later_(target.sunset - day.light.sunset), rng_(&rng) {
    to_.sunrise = from_.sunrise + felt(target.sunrise - from_.sunrise);
    to_.sunset = from_.sunset + felt_at_dusk(target.sunset - from_.sunset);
  }

  /// Whether a lamp is needed there by day too: the higher the sun, the fewer clouds are dark
  /// enough.
  [[nodiscard]] bool is_wanted(const HabitSpan& span) const {
    const double at = (span.on.at + span.off.at) / 2;
    if (at < from_.sunrise + dim || at > from_.sunset - dim) return true;
    return rng_->uniform() * sun_height(to_, at) <= std::max(horizon, sun_height(from_, at));
  }

  [[nodiscard]] const DayLight& target() const { return to_; }

  /// When lamps are needed now and were not before: in the morning and in the evening.
  [[nodiscard]] std::array<LitMinutes, 2> newly_dark() const {
    return {{{from_.sunrise + dim, to_.sunrise + dim}, {to_.sunset - dim, from_.sunset - dim}}};
  }

  void move(HabitSpan& span) const {
    if (span.on.keeps != Keeps::nothing || span.off.keeps != Keeps::nothing) {
      move_timer(span);
      return;
    }
    const bool is_evening = span.on.at > (from_.sunrise + from_.sunset) / 2;
    if (!is_evening) {
      move_morning(span);
    } else if (later() > 0) {
      shorten(span);
    }
  }

 private:
  [[nodiscard]] double later() const { return to_.sunset - from_.sunset; }

  /// A timer follows the sun exactly. An end without a habit moves with one that has one.
  void move_timer(HabitSpan& span) const {
    const bool is_by_clock = span.on.keeps == Keeps::clock || span.off.keeps == Keeps::clock;
    for (HabitSwitch* end : {&span.on, &span.off}) {
      const bool stays =
          end->keeps == Keeps::clock || (end->keeps == Keeps::nothing && is_by_clock);
      if (!stays) end->at += sunset_later_;
    }
  }

  void shorten(HabitSpan& span) const {
    const double length = span.length();
    if (span.on.at < from_.sunset + of_sunset) {
      if (span.on.at < from_.sunset - of_sunset) return;
      span.on.at += later();
      if (length <= short_visit) span.off.at = span.on.at + length;
    } else if (later() > least_move) {
      span.on.at = std::max(span.on.at, to_.sunset + rng_->uniform(-5, 25));
    }
  }

  void move_morning(HabitSpan& span) const {
    const double up = to_.sunrise - from_.sunrise;
    const double off = span.off.at - from_.sunrise;
    const bool is_long = span.length() > short_visit;
    if (is_long && -before_sunrise <= off && off <= after_sunrise) span.off.at += up;
    const bool was_dark = span.on.at <= from_.sunrise + after_sunrise;
    if (up != 0 && was_dark && span.on.at > to_.sunrise + after_sunrise) span.off.at = span.on.at;
  }

  DayLight from_;
  DayLight to_;          ///< as far as it affects people
  double sunset_later_;  ///< the actual move
  Rng* rng_;
};

/// Sorted, merged, within the day, and without empty intervals.
Spans tidy(Spans spans) {
  std::sort(spans.begin(), spans.end(),
            [](const HabitSpan& a, const HabitSpan& b) { return a.on.at < b.on.at; });
  Spans kept;
  for (HabitSpan span : spans) {
    span.on.at = std::max(span.on.at, 0.0);
    span.off.at = std::min(span.off.at, watched_minutes);
    if (span.off.at <= span.on.at) continue;
    if (!kept.empty() && kept.back().off.at >= span.on.at) {
      if (kept.back().off.at < span.off.at) kept.back().off = span.off;
    } else {
      kept.push_back(span);
    }
  }
  return kept;
}

bool has_timer(const Spans& spans) {
  return std::any_of(spans.begin(), spans.end(), [](const HabitSpan& span) {
    return span.on.keeps != Keeps::nothing || span.off.keeps != Keeps::nothing;
  });
}

/// The intervals of an ordinary household in the newly dark hours: each room on as many days as it
/// is lit at all.
Lit unseen_hours(const Moved& mover, Date date, const std::vector<RoomInSeason>& rooms, Rng& rng) {
  Lit lit(rooms.size());
  const auto hours = mover.newly_dark();
  if (hours[0].from >= hours[0].until && hours[1].from >= hours[1].until) return lit;
  std::vector<RoomKind> kinds;
  for (const RoomInSeason& room : rooms) kinds.push_back(room.kind);
  const WatchedDay prior = prior_day(kinds, date, mover.target(), rng);
  for (std::size_t room = 0; room < rooms.size(); ++room) {
    if (rng.uniform() >= rooms[room].is_lit) continue;
    for (const LitMinutes& span : prior.rooms[room]) {
      for (const LitMinutes& dark : hours) {
        const LitMinutes part{std::max(span.from, dark.from), std::min(span.until, dark.until)};
        if (part.from < part.until) lit[room].push_back(part);
      }
    }
  }
  return lit;
}

}  // namespace

std::vector<double> lit_by_day(const HouseHabits& habits) {
  const std::size_t rooms = habits.days.empty() ? 0 : habits.days.front().rooms.size();
  std::vector<Times> switched(rooms, Times{0, 1});
  Times minutes;
  for (const HabitDay& day : habits.days) {
    const DayLight& light = day.light;
    const double from = light.sunrise + low_sun;
    const double until = light.sunset - low_sun;
    const double length = std::clamp(until - from, 0.0, watched_minutes);
    minutes.day += length;
    minutes.dark += watched_minutes - length;
    for (std::size_t room = 0; room < rooms; ++room) {
      for (const HabitSpan& span : day.rooms[room]) {
        const bool is_day = from <= span.on.at && span.on.at < until;
        if (span.on.at > 0) (is_day ? switched[room].day : switched[room].dark) += 1;
      }
    }
  }
  std::vector<double> shares;
  for (const Times& count : switched) {
    const double day = count.day / std::max(minutes.day, 1.0);
    const double dark = count.dark / std::max(minutes.dark, 1.0);
    shares.push_back(std::min(1.0, day / dark));
  }
  return shares;
}

std::vector<RoomInSeason> rooms_in_season(const HouseHabits& habits) {
  const std::vector<double> by_day = lit_by_day(habits);
  std::vector<RoomInSeason> rooms;
  for (std::size_t room = 0; room < by_day.size(); ++room) {
    const auto is_lit = [&](const HabitDay& day) { return !day.rooms[room].empty(); };
    const auto lit = std::count_if(habits.days.begin(), habits.days.end(), is_lit);
    rooms.push_back(
        {by_day[room], static_cast<double>(lit) / static_cast<double>(habits.days.size()),
         habits.kinds.empty() ? kind_of_name(habits.rooms[room].text()) : habits.kinds[room]});
  }
  return rooms;
}

HabitDay in_season(const HabitDay& day, const DayLight& target,
                   const std::vector<RoomInSeason>& rooms, Rng& rng) {
  HabitDay moved = day;
  moved.light = target;
  const bool is_dark = std::ranges::all_of(day.rooms, [](const Spans& lit) { return lit.empty(); });
  if (is_dark) return moved;  // the household is assumed to be out
  const Moved mover(day, target, rng);
  const Lit unseen_rooms = unseen_hours(mover, day.date, rooms, rng);
  for (std::size_t room = 0; room < moved.rooms.size(); ++room) {
    if (rooms[room].by_day > always_lit) continue;
    Spans& spans = moved.rooms[room];
    for (HabitSpan& span : spans) {
      const bool stays = span.off.at >= watched_minutes;
      if (span.on.at > 0) mover.move(span);
      if (stays) span.off.at = watched_minutes;
    }
    if (!has_timer(spans)) {
      std::erase_if(spans, [&](const HabitSpan& span) { return !mover.is_wanted(span); });
      for (const LitMinutes& lit : unseen_rooms[room])
        spans.push_back({{lit.from, loose, Keeps::nothing}, {lit.until, loose, Keeps::nothing}});
    }
    spans = tidy(std::move(spans));
  }
  return moved;
}

}  // namespace lamplighter
