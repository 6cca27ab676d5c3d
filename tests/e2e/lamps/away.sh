#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `away off` reports which vacation it ends, and how to undo that; before a vacation it ends nothing.
set -eu

fail() { echo "FAILED: $*"; exit 1; }
# A vacation with begin and end given in hours from now.
vacation() {
  cat >"a house.toml" <<END
[home]
latitude = 52.52
longitude = 13.40
time_zone = "Europe/Berlin"
[store]
directory = "store"
[[room]]
name = "hall"
lamps = ["zigbee2mqtt:lamp"]
[[away.vacation]]
from = $(TZ=Europe/Berlin date -d "$1 hours" +%Y-%m-%dT%H:%M)
to = $(TZ=Europe/Berlin date -d "$2 hours" +%Y-%m-%dT%H:%M)
END
}
away() { "$LAMPLIGHTER" away "$@" --config "a house.toml" >out 2>&1 || fail "away $*: $(cat out)"; }

vacation 2 300
away off
grep -qE '^home until [0-9T:+-]+, when the next vacation begins$' out || fail "before a vacation: $(cat out)"
[ "$(wc -l <out)" -eq 1 ] || fail "before a vacation, more is said: $(cat out)"

"$LAMPLIGHTER" play --dry-run --config "a house.toml" >out 2>&1 || fail "dry run: $(cat out)"
grep -q '^The vacation begins at .*; before that no lamp is switched\.$' out || fail "the dry run does not say when: $(cat out)"

rm -r store
vacation -2 300
away status
grep -q '^away; changes automatically at ' out || fail "during a vacation: $(cat out)"
away off
grep -qE '^home; this ended the vacation from [0-9T:+-]+ until [0-9T:+-]+$' out || fail "what was ended is not named: $(cat out)"
sed -n 's/^to undo: lamplighter //p' out >command
[ -s command ] || fail "how to undo it is not said: $(cat out)"
away status
[ "$(cat out)" = home ] || fail "a change is announced that does not come: $(cat out)"
away off
[ ! -s out ] || fail "a vacation is ended twice: $(cat out)"
eval "\"\$LAMPLIGHTER\" $(cat command)" || fail "the command does not work: $(cat command)"
away status
grep -q '^away; changes automatically at ' out || fail "the vacation is not back: $(cat out)"
