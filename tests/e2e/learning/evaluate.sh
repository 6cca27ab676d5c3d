#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The observer's test on a simulated household: one document, reproducible, and a plain sentence if there are too few days.
set -eu
. "$SOURCE/tests/e2e/parts/lib.sh"
place="--latitude 37.37 --longitude -122.03 --time-zone America/Los_Angeles"
"$LAMPLIGHTER" simulate --out house --days 25 --seed 5 >/dev/null 2>&1
"$LAMPLIGHTER" evaluate --onoff house/truth-onoff.csv $place --splits 2 --json >one 2>noise
[ ! -s noise ] || fail "it says: $(cat noise)"
"$LAMPLIGHTER" evaluate --onoff house/truth-onoff.csv $place --splits 2 --json >two
cmp one two || fail "another answer the second time"
[ "$(wc -l <one)" -eq 1 ] || fail "not one line"
for key in '"difference":{"events":' '"dark_days":{"real":' '"absences":' '"giveaways":' '"scope":"house"' '"splits":2' '"planned":{"events":\[' '"planned_share_below":' '"sentence":"2 splits of your 2'; do
  grep -q "$key" one || fail "no $key in $(cat one)"
done
"$LAMPLIGHTER" evaluate --onoff house/truth-onoff.csv $place --splits 2 >people
grep -q "^planned " people && grep -q "^difference " people && grep -q "^lit minutes, hall " people && grep -q "is guessing" people || fail "people read: $(cat people)"

"$LAMPLIGHTER" evaluate --onoff house/truth-onoff.csv $place --splits 2 --dark-only >dark
lit() { sed -n 's/^lit minutes, bathroom *\([0-9]*\).*/\1/p' "$1"; }
[ "$(lit dark)" -lt "$(lit people)" ] || fail "no less light after dark than all day: $(cat dark)"

"$LAMPLIGHTER" simulate --out short --days 9 --seed 5 >/dev/null 2>&1
"$LAMPLIGHTER" evaluate --onoff short/truth-onoff.csv $place --splits 2 | grep -q "are too few to decide" || fail "nine days are no matter"
"$LAMPLIGHTER" simulate --out shorter --days 3 --seed 5 >/dev/null 2>&1
if "$LAMPLIGHTER" evaluate --onoff shorter/truth-onoff.csv $place 2>message; then fail "three days were judged"; fi
grep -q "at least 4 are needed" message || fail "says: $(cat message)"
