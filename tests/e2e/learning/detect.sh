#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `detect` as a user types it, on a simulated household with known ground truth, and training on its result.
set -eu

. "$SOURCE/tests/e2e/parts/lib.sh"
place="--latitude 37.3688 --longitude -122.0363 --time-zone America/Los_Angeles"

"$LAMPLIGHTER" simulate --out house --days 10 --from 2026-10-01 --seed 3 --rooms living-room,kitchen --scene plain \
  >/dev/null 2>&1
# shellcheck disable=SC2086
{
  "$LAMPLIGHTER" detect house/living-room.csv house/kitchen.csv $place --csv >found.csv 2>notes
  "$LAMPLIGHTER" detect house/living-room.csv $place --json >found.json
  "$LAMPLIGHTER" detect house/living-room.csv $place >found.txt
}
[ "$(wc -l <found.json)" -eq 1 ] || fail "not one document"
grep -q '^{"rooms":\[{"room":"living-room","samples":[0-9]*,' found.json || fail "$(head -c 200 found.json)"
grep -q '"state":"on","probability":[01]' found.json || fail "no interval"
[ "$(grep -c '^2026-10-' found.txt)" -ge 10 ] || fail "not a line a day: $(cat found.txt)"
grep -q '█' found.txt || fail "no lamp in the bands"

# Minute by minute against the ground truth: of the minutes that are not unknown, at most two in a hundred are wrong.
minutes() { # FILE ROOM
  awk -F, -v room="$2" '$3 == room { if (since) for (t = since; t < $1; t += 60) print int(t / 60), state; since = int($1 / 60 + 1) * 60; state = $4 }' "$1"
}
for room in living-room kitchen; do
  minutes house/truth-onoff.csv $room >truth
  minutes found.csv $room >said
  awk 'NR == FNR { truth[$1] = $2; next }
       $2 == "unknown" { unknown++ ; next }
       ($1 in truth) { all++; wrong += truth[$1] != $2 }
       END { printf "%d %d %d\n", all, wrong, unknown; exit !(all > 8000 && wrong * 50 <= all) }' truth said ||
    fail "$room: $(awk 'END { print NR }' said) minutes said, too many wrong"
done

# Its result can be used for training.
# shellcheck disable=SC2086
"$LAMPLIGHTER" train --onoff found.csv --model found-model.json $place --restarts 2 --json 2>/dev/null |
  grep -q '"zone"' || fail "train --onoff"

# Usage errors and missing files.
for wrong in "--json --csv" "--on-level 2"; do
  status=0
  # shellcheck disable=SC2086
  "$LAMPLIGHTER" detect house/kitchen.csv $place $wrong >out 2>error || status=$?
  [ "$status" -eq 2 ] || fail "detect $wrong gave $status"
done
status=0
# shellcheck disable=SC2086
"$LAMPLIGHTER" detect missing.csv $place >out 2>error || status=$?
[ "$status" -eq 1 ] && [ ! -s out ] && grep -q missing.csv error || fail "a missing file: $status"
