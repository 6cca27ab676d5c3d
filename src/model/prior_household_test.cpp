// SPDX-License-Identifier: Apache-2.0
#include "model/prior_household.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lamplighter {
namespace {

constexpr std::array kinds{RoomKind::bath, RoomKind::bedroom, RoomKind::hall, RoomKind::kitchen,
                           RoomKind::living};
constexpr DayLight winter{DayKind::weekday, 255, 735};  // 08:15 and 16:15
constexpr DayLight summer{DayKind::weekday, 45, 1055};  // 04:45 and 21:35

std::vector<WatchedDay> days(const DayLight& light, int count = 200) {
  Rng rng(1);
  std::vector<WatchedDay> made;
  for (int i = 0; i < count; ++i)
    made.push_back(prior_day(kinds, plus_days(*parse_date("2026-01-05"), i), light, rng));
  return made;
}

/// The share of days on which one of the rooms is lit at that minute since 04:00.
double share_lit(const std::vector<WatchedDay>& days, double at, std::vector<std::size_t> rooms) {
  const auto is_lit = [&](const WatchedDay& day) {
    return std::any_of(rooms.begin(), rooms.end(), [&](std::size_t room) {
      return std::any_of(day.rooms[room].begin(), day.rooms[room].end(),
                         [&](const LitMinutes& lit) { return lit.from <= at && at < lit.until; });
    });
  };
  return static_cast<double>(std::count_if(days.begin(), days.end(), is_lit)) /
         static_cast<double>(days.size());
}

constexpr std::size_t living = 4;
const std::vector<std::size_t> all{0, 1, 2, 3, 4};

TEST(PriorHousehold, IsHomeInTheEveningAsleepAtNightAndAwayByDay) {
  const std::vector<WatchedDay> made = days(winter);
  EXPECT_GT(share_lit(made, 1000, {living}), 0.7) << "twenty to nine";
  EXPECT_LT(share_lit(made, 1000, {living}), 1.0) << "people go out";
  EXPECT_LT(share_lit(made, 1320, all), 0.05) << "two at night";
  EXPECT_LT(share_lit(made, 500, {living}), 0.05) << "noon";
  EXPECT_GT(share_lit(made, 190, all), 0.3) << "ten past seven";
}

/// A plan must be the same on every machine; that is also tried with emulated processors.
TEST(PriorHousehold, IsTheSameWithEveryCompiler) {
  double lit = 0;
  for (const WatchedDay& day : days(winter))
    for (const std::vector<LitMinutes>& room : day.rooms)
      for (const LitMinutes& span : room) lit += span.from / 7 + span.until;
  EXPECT_NEAR(lit, 4160136.279234, 0.001);
}

TEST(PriorHousehold, FollowsTheSun) {
  EXPECT_GT(share_lit(days(winter), 900, {living}), 0.5) << "seven in winter";
  EXPECT_LT(share_lit(days(summer), 900, {living}), 0.05) << "and in summer";
  EXPECT_GT(share_lit(days(summer), 1090, {living}), 0.4) << "ten past ten in summer";
}

TEST(PriorHousehold, GetsUpLaterOnFreeDays) {
  const DayLight free{DayKind::weekend, winter.sunrise, winter.sunset};
  EXPECT_GT(share_lit(days(winter), 185, all), 2 * share_lit(days(free), 185, all));
}

TEST(PriorHousehold, DaysAreInOrderAndDifferFromEachOther) {
  const std::vector<WatchedDay> made = days(winter, 50);
  for (const WatchedDay& day : made) {
    for (const auto& spans : day.rooms) {
      for (std::size_t i = 0; i < spans.size(); ++i) {
        EXPECT_LE(0, spans[i].from);
        EXPECT_LT(spans[i].from, spans[i].until);
        EXPECT_LE(spans[i].until, watched_minutes);
        if (i > 0) {
          EXPECT_LT(spans[i - 1].until, spans[i].from);
        }
      }
    }
  }
  for (std::size_t i = 1; i < made.size(); ++i) EXPECT_GT(minutes_apart(made[0], made[i]), 60);
}

TEST(PriorHousehold, RoomsAreKnownByTheirNames) {
  EXPECT_EQ(kind_of_name("Kitchen"), RoomKind::kitchen);
  EXPECT_EQ(kind_of_name("bathroom 2"), RoomKind::bath);
  EXPECT_EQ(kind_of_name("Schlafzimmer"), RoomKind::bedroom);
  EXPECT_EQ(kind_of_name("upper hall"), RoomKind::hall);
  EXPECT_EQ(kind_of_name("study"), RoomKind::living);
}

TEST(PriorHousehold, RoomsAreKnownInTheLanguagesOfTheirHouses) {
  const std::vector<std::pair<RoomKind, std::vector<const char*>>> table{
      {RoomKind::kitchen,
       {"Küche", "KÜCHE", "Ku\u0308che", "cuisine", "Cocina", "Cucina", "keuken", "Cozinha",
        "Kuchnia", "Køkken", "Kjøkken", "Kök", "Keittiö"}},
      {RoomKind::bath,
       {"Gästebad", "WC", "Salle de bains", "Cuarto de baño", "Baño", "Bagno", "Badkamer",
        "Casa de banho", "Łazienka", "Badeværelse", "Baderom", "Badrum", "Kylpyhuone"}},
      {RoomKind::bedroom,
       {"Kinderzimmer", "Chambre d'amis", "Dormitorio", "Camera da letto", "Slaapkamer", "Quarto",
        "Sypialnia", "Soveværelse", "Soverom", "Sovrum", "Makuuhuone"}},
      {RoomKind::hall,
       {"Treppenhaus", "Couloir", "Entrée", "Pasillo", "Corridoio", "Gang", "Corredor",
        "Przedpokój", "Entré", "Eteinen"}},
      {RoomKind::living,
       {"Wohnzimmer", "Büro", "Salon", "Sala", "Soggiorno", "Woonkamer", "Kosovo", "Olohuone",
        "Vardagsrum", "Stue", "客厅", ""}},
  };
  for (const auto& [kind, names] : table)
    for (const char* name : names) EXPECT_EQ(kind_of_name(name), kind) << name;
}

TEST(PriorHousehold, RoomsOfOneKindDoNotMoveTogether) {
  constexpr std::array twice{RoomKind::living,  RoomKind::living, RoomKind::bedroom,
                             RoomKind::bedroom, RoomKind::bath,   RoomKind::bath,
                             RoomKind::hall,    RoomKind::hall};
  Rng rng(1);
  std::array<int, 4> together{};
  std::array<int, 4> all_of_kind{};
  for (int i = 0; i < 200; ++i) {
    const WatchedDay day = prior_day(twice, plus_days(*parse_date("2026-01-05"), i), winter, rng);
    for (std::size_t kind = 0; kind < 4; ++kind) {
      for (const LitMinutes& lit : day.rooms[2 * kind + 1]) {
        const auto& first = day.rooms[2 * kind];
        const auto is_near = [&](double LitMinutes::*end) {
          return std::any_of(first.begin(), first.end(), [&](const LitMinutes& one) {
            return std::abs(one.*end - lit.*end) < 2;
          });
        };
        together[kind] += is_near(&LitMinutes::from) + is_near(&LitMinutes::until);
        all_of_kind[kind] += 2;
      }
    }
  }
  for (std::size_t kind = 0; kind < 4; ++kind) {
    EXPECT_GT(all_of_kind[kind], 200) << "the second one of " << kind << " is used as well";
    EXPECT_LT(together[kind], all_of_kind[kind] / 10) << "within two minutes, of kind " << kind;
  }
}

TEST(PriorHousehold, CountsNoMoreOnceTwoDaysAreKnown) {
  EXPECT_EQ(prior_weight(0), 1);
  EXPECT_GT(prior_weight(1), 0);
  EXPECT_LT(prior_weight(1), 0.1);
  EXPECT_EQ(prior_weight(2), 0);
}

}  // namespace
}  // namespace lamplighter
