// SPDX-License-Identifier: Apache-2.0
#include "simulation/lamp_wish.h"

#include "simulation/chance.h"

namespace lamplighter::simulation {

LampWish wish_for(Doing doing, RoomKind kind, bool late, bool dusky, Rng& rng) {
  const double level = late ? rng.uniform(0.35, 0.9) : 1.0;
  if (dusky) return {false, happens(rng, 0.55), level};
  switch (doing) {
    case Doing::sleep:
      return {false, false, 0.0};
    case Doing::bedtime:
      if (kind == RoomKind::bedroom) return {happens(rng, 0.25), true, level};
      return {true, false, 1.0};
    case Doing::watch: {
      const bool main = happens(rng, late ? 0.25 : 0.5);
      return {main, !main || happens(rng, 0.4), level};
    }
    case Doing::read:
      return {happens(rng, 0.55), true, level};
    case Doing::work:
    case Doing::company:
      return {true, happens(rng, 0.7), doing == Doing::work ? 1.0 : level};
    case Doing::cook:
      return {true, happens(rng, 0.6), 1.0};
    case Doing::dress:
    case Doing::wash:
    case Doing::eat:
    case Doing::chore:
    case Doing::fetch:
    case Doing::pass:
    case Doing::go_out:
      break;
  }
  return {true, false, doing == Doing::eat ? level : 1.0};
}

}  // namespace lamplighter::simulation
