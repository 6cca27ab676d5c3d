#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Capture's clock passes midnight, jumps ahead a day and back two: every reading has its row, in the file of the day that the clock showed,
# and no existing row is changed.
set -eu
[ -f "$BUILD/tests/turned_clock.so" ] || { echo "skipped: no turned_clock.so"; exit 77; }
! grep -q 'LAMPLIGHTER_SANITIZE.*address' "$BUILD/CMakeCache.txt" || { echo "skipped: nothing else goes before asan"; exit 77; }
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"

# shellcheck disable=SC2034  # for lib.sh
logs=capture.log
. "$SOURCE/tests/e2e/parts/lib.sh"
set_clock() { echo $(($(date -u -d "$1" +%s) - $(date +%s))) >new && mv new offset; }
send() { seq "$1" "$2" | publish -t n/a -l; }
stored() { cat store/readings/a/*.csv 2>/dev/null | awk -F, '!/^timestamp/ { print $4 }' | sort -n; }
has() { [ "$(stored | wc -l)" -eq "$1" ]; }
day() { cut -d, -f4 "store/readings/a/a-$1.csv" | tail -n +2 | tr '\n' ' '; }

set_clock '2026-03-28T23:59:50Z'
TURNED_CLOCK=$PWD/offset LD_PRELOAD=$BUILD/tests/turned_clock.so "$LAMPLIGHTER" capture --config /dev/null --store store \
  --port "$PORT" --topic 'n/{sensor}' --format esphome --accept-any 2>capture.log &
capture=$!
trap 'kill $capture 2>/dev/null || true' EXIT
until_true captures
set_clock '2026-03-28T23:59:50Z'
send 1 10
until_true has 10       # ten seconds later: past midnight
set_clock '2026-03-29T00:00:05Z'
send 11 20
until_true has 20
cp -r store/readings before
set_clock '2026-03-30T12:00:00Z'  # ahead, over the change to summer time
send 21 30
until_true has 30
set_clock '2026-03-28T12:00:00Z'  # back two days, before existing rows
send 31 40
until_true has 40
set_clock '2026-03-28T23:59:50Z'  # and again to times that have rows already
send 41 50
until_true has 50
kill $capture && wait $capture || fail "capture did not end in order"

seq 1 50 >expected && stored | cmp -s - expected || fail "not every reading once"
[ "$(day 2026-03-28)" = "$(echo $(seq 1 10) $(seq 31 50)) " ] || fail "2026-03-28 has $(day 2026-03-28)"
[ "$(day 2026-03-29)" = "$(echo $(seq 11 20)) " ] || fail "2026-03-29 has $(day 2026-03-29)"
[ "$(day 2026-03-30)" = "$(echo $(seq 21 30)) " ] || fail "2026-03-30 has $(day 2026-03-30)"
for file in before/a/*.csv; do
  head -c "$(wc -c <"$file")" "store/readings/a/$(basename "$file")" | cmp -s - "$file" || fail "$file was changed"
done
echo "50 readings over midnight, a day ahead and two back: none lost, none overwritten"
