#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The demo as a user sees it, smaller: every delivered reading is stored, the evening is played, no lamp stays on.
set -eu
command -v mosquitto >/dev/null || [ -x /usr/sbin/mosquitto ] || { echo "mosquitto is not installed"; exit 77; }
command -v curl >/dev/null || { echo "skipped: no curl here"; exit 77; }
# shellcheck disable=SC2034  # for lib.sh
logs="demo.txt errors.txt"
. "$SOURCE/tests/e2e/parts/lib.sh"
"$LAMPLIGHTER" demo --days 8 --seconds 20 --keep kept >demo.txt 2>errors.txt &
demo=$!
trap 'kill $demo 2>/dev/null || true' EXIT

# Its page, while the evening is played: the fast clock, completed switches, events about them, and Away, which the demo obeys.
until page=$(sed -n 's|^While the evening lasts, its page is at \(http://.*/\)$|\1|p' demo.txt) && [ -n "$page" ]; do
  kill -0 $demo 2>/dev/null || fail "ended before its page"
  sleep 0.1
done
ask() { curl -s --max-time 10 "$@"; }
curl -s -N --max-time 120 "${page}api/v1/stream" >stream &
ask "$page" | grep -q '<main' || fail "no page"
# sees WHAT WORD: waits until the document `tonight` contains the word
sees() {
  until ask "${page}api/v1/tonight" | grep -q "$2"; do
    kill -0 $demo 2>/dev/null || fail "never seen on the page: $1"
    sleep 0.1
  done
}
sees "the fast clock" '"speed":1259'
sees "away" '"away":true'
sees "a switch that was done" '"outcome":"done"'
ask -H "Content-Type: application/json" -d '{"away":false}' "${page}api/v1/away" | grep -q '"away":false' || fail "home"
until [ "$(tail -1 kept/store/absences.csv | cut -d, -f3-)" = household,off ]; do
  kill -0 $demo 2>/dev/null || fail "the demo does not hear that somebody is home"
  sleep 0.1
done
ask -H "Content-Type: application/json" -d '{"away":true}' "${page}api/v1/away" | grep -q '"away":true' || fail "away again"
wait $demo || fail "did not end well"
grep -q "^data: tonight" stream || fail "no news while the evening was played"

grep -q "^\$ lamplighter capture --config kept/lamplighter.toml" demo.txt || fail "capture was not shown"
[ "$(grep -c "^\$ lamplighter-node --id " demo.txt)" -ge 3 ] || fail "a node a room"
sent=$(sed -n 's/ readings were acknowledged to the nodes, .*//p' demo.txt)
stored=$(sed -n 's/.* to the nodes, \([0-9]*\) are in the files\./\1/p' demo.txt)
[ "$sent" -gt 20000 ] && [ "$sent" = "$stored" ] || fail "$sent sent, $stored stored"
grep -q ", 0 lamps did not respond, 0 left on after" demo.txt || fail "the lamps at the end"
[ "$(find kept/store/readings -name '*.csv' | wc -l)" -ge 24 ] || fail "a file a day and sensor"
if pgrep -f "capture --config kept/lamplighter.toml" >/dev/null; then fail "capture was left running"; fi
echo "demo: $sent readings sent and stored, an evening played, and seen on its page"
