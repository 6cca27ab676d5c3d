#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The current lamp states on the page, detected from the light of a simulated house. It is an evening in March, three weeks after the first
# reading, and the living room is lit.
set -eu
command -v curl >/dev/null || { echo "skipped: no curl here"; exit 77; }
[ -f "$BUILD/tests/turned_clock.so" ] || { echo "skipped: no turned_clock.so"; exit 77; }
rooms=kitchen,hall,living days=23 from=2026-03-01 seed=3
. "$SOURCE/tests/e2e/parts/light_house.sh"
now=$(date -u -d '2026-03-22 03:00' +%s)
echo $((now - $(date +%s))) >offset
export TURNED_CLOCK="$PWD/offset" LD_PRELOAD="$BUILD/tests/turned_clock.so"
serve_page
unset LD_PRELOAD
tries=0 # until the last weeks have been processed
while [ "$(curl -s "${page}api/v1/now" | grep -o '"room"' | wc -l)" -lt 3 ]; do
  tries=$((tries + 1))
  [ $tries -lt 600 ] || { echo "FAILED: it never knows"; curl -s "${page}api/v1/now"; exit 1; }
  sleep 0.1
done
{ curl -s "${page}api/v1/now"; echo; } | tr '{' '\n' | sed -n 's/.*"room":"\([a-z]*\)".*"lamps":"\([a-z]*\)".*/\1 \2/p' >said
for room in kitchen hall living; do
  awk -F, -v room=$room -v now="$now" '$3 == room && $1 <= now { state = $4 } END { print room, state }' house/truth-onoff.csv
done >truth
grep -q on truth || { echo "FAILED: the house is another one"; exit 1; }
diff truth said || { echo "FAILED: told wrong"; exit 1; }
