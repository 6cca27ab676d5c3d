// SPDX-License-Identifier: Apache-2.0
#include "model/room_kind.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace lamplighter {

RoomKind kind_of_name(std::string_view name) {
  std::string lower;
  for (const char letter : name)
    lower += static_cast<char>('A' <= letter && letter <= 'Z' ? letter - 'A' + 'a' : letter);
  constexpr std::array<std::pair<std::string_view, RoomKind>, 14> words{
      {{"kitchen", RoomKind::kitchen},
       {"k\xc3\xbc"
        "che",
        RoomKind::kitchen},
       {"kueche", RoomKind::kitchen},
       {"bath", RoomKind::bath},
       {"toilet", RoomKind::bath},
       {"bad", RoomKind::bath},
       {"wc", RoomKind::bath},
       {"bed", RoomKind::bedroom},
       {"schlaf", RoomKind::bedroom},
       {"kinder", RoomKind::bedroom},
       {"hall", RoomKind::hall},
       {"corridor", RoomKind::hall},
       {"stair", RoomKind::hall},
       {"flur", RoomKind::hall}}};
  for (const auto& [word, kind] : words)
    if (lower.find(word) != std::string::npos) return kind;
  return RoomKind::living;
}

}  // namespace lamplighter
