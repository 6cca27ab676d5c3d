#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A house without history is planned like an average one, by its rooms' types; a model file that is named explicitly must exist
# nevertheless.
set -eu
. "$SOURCE/tests/e2e/parts/lib.sh"
cat >lamplighter.toml <<END
[home]
latitude = 52.5
longitude = 13.4
time_zone = "Europe/Berlin"
[store]
directory = "store"
[[room]]
name = "parlour"
type = "living"
[[room]]
name = "scullery"
type = "kitchen"
END
"$LAMPLIGHTER" plan --config lamplighter.toml --date 2026-12-01 --days 14 --csv >days.csv
evenings() { # ROOM: the number of dates on which it is switched on between 15:00 and 22:00
  awk -F, -v room="$1" '$3 == room && $4 == "on" { hour = substr($2, 12, 2) + 1; if (hour >= 15 && hour < 22) print substr($2, 1, 10) }' \
    days.csv | sort -u | wc -l
}
[ "$(evenings parlour)" -ge 10 ] || fail "the parlour is lit on $(evenings parlour) of 14 evenings"
[ "$(evenings scullery)" -ge 8 ] || fail "the scullery is lit on $(evenings scullery) of 14 evenings"
"$LAMPLIGHTER" plan --config lamplighter.toml --date 2026-12-01 --days 14 --csv >again.csv
cmp days.csv again.csv || fail "not the same again"
"$LAMPLIGHTER" plan --config lamplighter.toml --model none.json --date 2026-12-01 2>error && fail "no model, and that is well"
grep -q 'none.json' error || fail "not said: $(cat error)"
sed -i 's/type = "kitchen"/type = "kitchn"/' lamplighter.toml
"$LAMPLIGHTER" check --config lamplighter.toml >out 2>&1 || true
grep -q 'type: expected one of' out || fail "a wrong type is not said: $(cat out)"
