// SPDX-License-Identifier: Apache-2.0
// In a real house some room always has gaps: a battery is empty, a lamp is new, the recorder was
// off for an hour. If only days without any gap counted, a house with twelve rooms would have none.
// So a day counts if half of it is known, and each gap is filled with whole stays of the same room
// from the most similar day.
#include "model/house_habits.h"

#include "core/require.h"
#include "core/utf8.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace lamplighter {
namespace {

constexpr double enough_known = 0.5;  // of a day, to learn from it
constexpr double some_known = 0.25;   // of a day, while there are no better days
constexpr std::size_t few = 2;
constexpr double well_known = 0.9;      // of a room's day, to fill other days from it
constexpr double another_kind = 240;    // minimum distance between a weekday and a weekend, minutes
constexpr double a_day_later = 1;       // added per day between two days, minutes
constexpr double nothing_common = 480;  // minutes between days with no room known on both

using Lit = std::vector<LitMinutes>;
using Room = std::map<Date, RoomDay>;

bool is_weekend(Date date) {
  const std::chrono::weekday day{std::chrono::sys_days(date)};
  return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

double share_known(const Room& room, Date date) {
  const auto day = room.find(date);
  return day == room.end() ? 0 : day->second.known_minutes() / watched_minutes;
}

double days_known(const Room& room) {
  double sum = 0;
  for (const auto& [date, day] : room) sum += day.known_minutes() / watched_minutes;
  return sum;
}

/// Rooms that are not newer than others.
std::vector<const Room*> older(const std::vector<Room>& rooms) {
  double most = 0;
  for (const Room& room : rooms) most = std::max(most, days_known(room));
  std::vector<const Room*> kept;
  for (const Room& room : rooms)
    if (days_known(room) > 0 && days_known(room) * 2 >= most) kept.push_back(&room);
  return kept;
}

/// The dates on which at least the share `least` of those rooms' minutes is known.
std::vector<Date> dates_known(const std::vector<const Room*>& rooms, double least) {
  std::set<Date> all;
  for (const Room* room : rooms)
    for (const auto& [date, day] : *room) all.insert(date);
  std::vector<Date> dates;
  for (const Date date : all) {
    double sum = 0;
    for (const Room* room : rooms) sum += share_known(*room, date);
    if (sum >= least * static_cast<double>(rooms.size())) dates.push_back(date);
  }
  return dates;
}

/// The distance between two days, in minutes per room, over the rooms that are well known on both.
double apart(const std::vector<Room>& rooms, Date one, Date other) {
  double minutes = 0;
  int common = 0;
  for (const Room& room : rooms) {
    if (share_known(room, one) < well_known || share_known(room, other) < well_known) continue;
    minutes += minutes_apart(room.at(one).lit, room.at(other).lit);
    ++common;
  }
  const double days = std::abs(
      static_cast<double>((std::chrono::sys_days(other) - std::chrono::sys_days(one)).count()));
  return (common > 0 ? minutes / common : nothing_common) + a_day_later * days +
         (is_weekend(one) != is_weekend(other) ? another_kind : 0);
}

/// The day of a room to fill another day from; nothing if none is well known.
const RoomDay* likest(const std::vector<Room>& rooms, const Room& room, Date date) {
  const RoomDay* found = nullptr;
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [other, day] : room) {
    if (other == date || day.known_minutes() < well_known * watched_minutes) continue;
    const double far = apart(rooms, date, other);
    if (far >= least) continue;
    least = far;
    found = &day;
  }
  return found;
}

/// Whether a stay fits into the unknown part of a day, including its begin and end, so that filling
/// never makes a stay longer than a real one.
bool is_free(const LitMinutes& stay, const RoomDay& day) {
  const auto touches = [&](const LitMinutes& span) {
    return span.from <= stay.until && stay.from <= span.until;
  };
  return std::ranges::none_of(day.known, touches) && std::ranges::none_of(day.lit, touches);
}

/// The room's stays on that day, with gaps filled.
Lit filled(const std::vector<Room>& rooms, const Room& room, Date date) {
  const auto own = room.find(date);
  const RoomDay day = own == room.end() ? RoomDay{} : own->second;
  if (day.known_minutes() >= well_known * watched_minutes) return day.lit;
  const RoomDay* like = likest(rooms, room, date);
  if (like == nullptr) return day.lit;
  Lit lit = day.lit;
  std::ranges::copy_if(like->lit, std::back_inserter(lit),
                       [&](const LitMinutes& stay) { return is_free(stay, day); });
  std::ranges::sort(lit, {}, &LitMinutes::from);
  return lit;
}

}  // namespace

std::vector<WatchedDay> real_days_of(std::span<const std::vector<Change>> changes,
                                     const TimeZone& zone) {
  std::vector<Room> rooms;
  for (const std::vector<Change>& room : changes) rooms.push_back(room_days(room, zone));
  const std::vector<const Room*> counted = older(rooms);
  std::vector<Date> dates = dates_known(counted, enough_known);
  if (dates.size() < few) dates = dates_known(counted, some_known);
  std::vector<WatchedDay> days;
  for (const Date date : dates) {
    WatchedDay& day = days.emplace_back(WatchedDay{date, {}});
    for (const Room& room : rooms) day.rooms.push_back(filled(rooms, room, date));
  }
  return days;
}

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double loosest = 20;     // minutes
constexpr double lone_spread = 5;  // minutes, if there is only one day
constexpr double timer = 2;        // minutes within which a switch follows a timer
constexpr std::size_t most_others = 120;

constexpr std::int64_t end_of_day = 24 * 60 * 60;

double in_minutes(std::int64_t seconds) { return static_cast<double>(seconds) / 60; }

/// Rounds minutes to whole seconds.
double in_seconds(double minutes) { return in_minutes(whole_seconds(minutes)); }

/// The switches of one room in one direction on each day, ascending.
using Times = std::vector<std::vector<double>>;

Times times_of(std::span<const WatchedDay> days, std::size_t room, bool on) {
  Times times(days.size());
  for (std::size_t i = 0; i < days.size(); ++i) {
    for (const LitMinutes& lit : days[i].rooms[room]) {
      const double at = on ? lit.from : lit.until;
      if (at > 0 && at < watched_minutes) times[i].push_back(at);
    }
  }
  return times;
}

/// Distance from `at` to the nearest of ascending times.
double to_nearest(double at, const std::vector<double>& times) {
  const auto after = std::lower_bound(times.begin(), times.end(), at);
  const double above = after == times.end() ? infinity : *after - at;
  const double below = after == times.begin() ? infinity : at - *std::prev(after);
  return std::min(above, below);
}

/// The days that a switch is compared with: all, or a limited number spread evenly.
std::vector<std::size_t> compared_days(std::size_t days) {
  std::vector<std::size_t> some;
  const std::size_t count = std::min(days, most_others);
  for (std::size_t i = 0; i < count; ++i) some.push_back(i * days / count);
  return some;
}

/// Of the distances to n days, of which those of `loosest` and more are not listed.
double ranked_spread(std::vector<double>& distances, std::size_t n) {
  if (n == 0) return lone_spread;
  const std::size_t k = n < 6 ? std::max<std::size_t>(1, n / 2) : std::max<std::size_t>(3, n / 4);
  if (distances.size() < k) return loosest;
  const auto kth = distances.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(distances.begin(), kth, distances.end());
  return *kth;
}

/// Learns the spread of the switches of one room in one direction.
class Spreads {
 public:
  Spreads(std::span<const WatchedDay> days, std::span<const DayLight> lights, std::size_t room,
          bool on)
      : lights_(lights), times_(times_of(days, room, on)), others_(compared_days(days.size())) {}

  [[nodiscard]] HabitSwitch of(double at, std::size_t day) const {
    std::vector<double> by_clock;
    std::vector<double> by_sun;
    by_clock.reserve(others_.size());
    by_sun.reserve(others_.size());
    std::size_t days = 0;
    for (const std::size_t other : others_) {
      if (other == day) continue;
      ++days;
      add_distance(to_nearest(at, times_[other]), by_clock);
      const double moved = lights_[other].sunset - lights_[day].sunset;
      add_distance(to_nearest(at + moved, times_[other]), by_sun);
    }
    const bool alone = days == 0;
    const double clock = ranked_spread(by_clock, days);
    const double sun = ranked_spread(by_sun, days);
    HabitSwitch learned{in_seconds(at), in_seconds(std::min({clock, sun, loosest})),
                        Keeps::nothing};
    if (alone) return learned;
    const bool is_rather_clock = more_days_keep(by_clock, by_sun).value_or(clock <= sun);
    if (clock <= timer && (is_rather_clock || sun > timer)) {
      learned.keeps = Keeps::clock;
    } else if (sun <= timer) {
      learned.keeps = Keeps::sun;
    }
    return learned;
  }

 private:
  /// Longer distances count as `loosest`: nothing learned depends on their order.
  static void add_distance(double minutes, std::vector<double>& distances) {
    if (minutes < loosest) distances.push_back(minutes);
  }

  /// Whether the switch follows the one on more days than the other: at a solstice sunset hardly
  /// moves against the clock, until the clock changes. Nothing if the numbers are equal.
  static std::optional<bool> more_days_keep(const std::vector<double>& one,
                                            const std::vector<double>& other) {
    const auto count = [](const std::vector<double>& distances) {
      return std::ranges::count_if(distances, [](double minutes) { return minutes <= timer; });
    };
    return count(one) == count(other) ? std::nullopt : std::optional(count(one) > count(other));
  }

  std::span<const DayLight> lights_;
  Times times_;
  std::vector<std::size_t> others_;
};

/// In whole seconds two stretches may touch, and a short one may vanish: those that touch are
/// merged. Compared as integers, as in the model file.
void add(HabitSpan span, std::vector<HabitSpan>& spans) {
  const std::int64_t on = whole_seconds(span.on.at);
  const std::int64_t off = std::min(std::max(whole_seconds(span.off.at), on + 1), end_of_day);
  span.off.at = in_minutes(off);
  if (!spans.empty() && whole_seconds(spans.back().off.at) >= on) {
    spans.back().off = span.off;
  } else if (on < off) {
    spans.push_back(span);
  }
}

/// Over lit days only: dark days are all alike, and with a tenth of them no day would ever be too
/// similar to another.
double usual_distance(std::span<const WatchedDay> all_days) {
  std::vector<WatchedDay> lit_days;
  std::ranges::copy_if(all_days, std::back_inserter(lit_days), [](const WatchedDay& day) {
    return std::ranges::any_of(day.rooms, [](const auto& lit) { return !lit.empty(); });
  });
  const std::span<const WatchedDay> days = lit_days;
  std::vector<double> least;
  for (const std::size_t i : compared_days(days.size())) {
    least.push_back(std::min(nearest_distance(days[i], days.subspan(0, i)),
                             nearest_distance(days[i], days.subspan(i + 1))));
  }
  if (least.size() < 2) return 0;
  const auto rank = static_cast<std::ptrdiff_t>(0.1 * static_cast<double>(least.size() - 1) + 0.5);
  std::nth_element(least.begin(), least.begin() + rank, least.end());
  return in_seconds(least[static_cast<std::size_t>(rank)]);
}

}  // namespace

HouseHabits learn_habits(std::vector<RoomName> rooms, std::span<const WatchedDay> days,
                         std::span<const DayLight> lights) {
  require(days.size() == lights.size(), "learn_habits needs the light of every day");
  HouseHabits habits{std::move(rooms), {}, usual_distance(days)};
  for (std::size_t i = 0; i < days.size(); ++i)
    habits.days.push_back({days[i].date, lights[i], {}});
  for (std::size_t room = 0; !days.empty() && room < habits.rooms.size(); ++room) {
    const Spreads on(days, lights, room, true);
    const Spreads off(days, lights, room, false);
    for (std::size_t i = 0; i < days.size(); ++i) {
      std::vector<HabitSpan>& spans = habits.days[i].rooms.emplace_back();
      for (const LitMinutes& lit : days[i].rooms[room])
        add({on.of(lit.from, i), off.of(lit.until, i)}, spans);
    }
  }
  return habits;
}

bool is_dark_evening(const HabitDay& day) {
  return std::ranges::none_of(day.rooms, [&](const std::vector<HabitSpan>& spans) {
    return std::ranges::any_of(
        spans, [&](const HabitSpan& span) { return span.off.at > day.light.sunset; });
  });
}

namespace {

constexpr double dark_weight = 0.05;
constexpr std::size_t absence_evenings = 3;  // in a row

/// Days of the prior household are dated in a year before any readings.
bool was_seen(const HabitDay& day) { return day.date.year() > std::chrono::year(2001); }

/// The end of the run of dark evenings on consecutive days that begins at `from`; `from` if that
/// one was lit.
std::size_t end_of_dark_run(std::span<const HabitDay> days, std::size_t from) {
  std::size_t until = from;
  for (; until < days.size() && was_seen(days[until]) && is_dark_evening(days[until]); ++until)
    if (until > from && days[until].date != plus_days(days[until - 1].date, 1)) break;
  return until;
}

}  // namespace

DarkEvenings dark_evenings(const HouseHabits& habits) {
  DarkEvenings evenings;
  for (const HabitDay& day : habits.days) {
    evenings.all += was_seen(day);
    evenings.dark += was_seen(day) && is_dark_evening(day);
  }
  return evenings;
}

void play_down_dark_evenings(HouseHabits& habits) {
  const DarkEvenings evenings = dark_evenings(habits);
  if (evenings.dark == evenings.all) return;
  std::vector<HabitDay>& days = habits.days;
  for (std::size_t from = 0; from < days.size();) {
    const std::size_t until = end_of_dark_run(days, from);
    if (until - from >= absence_evenings)
      for (std::size_t i = from; i < until; ++i) days[i].weight *= dark_weight;
    from = std::max(until, from + 1);
  }
}

WatchedDay watched(const HabitDay& day) {
  WatchedDay seen{day.date, {}};
  for (const std::vector<HabitSpan>& spans : day.rooms) {
    std::vector<LitMinutes>& lit = seen.rooms.emplace_back();
    for (const HabitSpan& span : spans) lit.push_back({span.on.at, span.off.at});
  }
  return seen;
}

double nearest_distance(const WatchedDay& day, std::span<const WatchedDay> others) {
  double least = infinity;
  for (const WatchedDay& other : others) least = std::min(least, minutes_apart(day, other));
  return least;
}

namespace {

/// Words in room names, case-folded, in English, German, French, Spanish, Italian, Dutch,
/// Portuguese, Polish, Danish, Norwegian, Swedish and Finnish. They match anywhere in a word, so
/// compounds match too; `^`: only at the beginning of a word, because other words contain it.
struct KindWords {
  RoomKind kind;
  std::string_view words;
};

constexpr auto kind_words = std::to_array<KindWords>({
    {RoomKind::kitchen,
     "kitchen kuche kueche cuisine cocina cucina keuken cozinha kuchnia kokken kjokken ^kok "
     "keittio"},
    {RoomKind::bath,
     "bath toilet bad ^wc shower dusch douche bain ^bano ^aseo bagno banho banheiro lazienka "
     "toaleta kylpyhuone ^vessa ^lavabo ^doccia"},
    {RoomKind::bedroom,
     "bed schlaf kinder nursery chambre enfant dormitorio habitacion ^letto cameretta slaap quarto "
     "sypialnia ^sov barnrum barnerom ^borne barneva makuuhuone"},
    {RoomKind::hall,
     "hall corridor stair flur diele treppe korridor couloir ^entree escalier pasillo recibidor "
     "escalera corridoio ingresso ^scala ^gang overloop ^trap corredor escada korytarz przedpokoj "
     "schody ^entre eteinen kaytava"},
});

bool has_word(const std::string& name, std::string_view word) {
  const bool at_beginning = word.starts_with('^');
  if (at_beginning) word.remove_prefix(1);
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c & 0x80) != 0; };
  for (std::size_t at = name.find(word); at != name.npos; at = name.find(word, at + 1))
    if (!at_beginning || at == 0 || !is_letter(name[at - 1])) return true;
  return false;
}

}  // namespace

RoomKind kind_of_name(std::string_view name) {
  const std::string folded = folded_name(name);
  for (const auto& [kind, words] : kind_words) {
    for (std::string_view rest = words; !rest.empty();) {
      const std::string_view word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(word.size() + 1, rest.size()));
      if (has_word(folded, word)) return kind;
    }
  }
  return RoomKind::living;
}

namespace {

using namespace std::chrono_literals;

/// The look that the room had longest between `from` and `until`.
std::optional<Look> longest_look(std::span<const LookChange> looks, Instant from, Instant until) {
  const auto later = [](Instant at, const LookChange& change) { return at < change.at; };
  auto look = std::upper_bound(looks.begin(), looks.end(), from, later);
  if (look != looks.begin()) --look;
  std::optional<Look> longest;
  auto most = 0us;
  for (; look != looks.end() && look->at < until; ++look) {
    const Instant next = std::next(look) == looks.end() ? until : std::next(look)->at;
    const auto held = std::min(next, until) - std::max(look->at, from);
    if (held <= most) continue;
    most = held;
    longest = look->look;
  }
  return longest;
}

}  // namespace

RoomLooks learn_looks(const RoomName& room, std::span<const Change> changes,
                      std::span<const LookChange> looks, const TimeZone& zone) {
  RoomLooks learned{room, {}};
  for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
    if (changes[i].state != LampState::on) continue;
    const auto look = longest_look(looks, changes[i].at, changes[i + 1].at);
    if (look) learned.seen.push_back({zone.minute_of_day(changes[i].at), *look});
  }
  if (learned.seen.size() > most_looks)
    learned.seen.erase(learned.seen.begin(),
                       learned.seen.end() - static_cast<std::ptrdiff_t>(most_looks));
  return learned;
}

}  // namespace lamplighter
