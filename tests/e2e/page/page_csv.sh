#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The page's CSV: readings as in the store, lamp changes that `train` can read, plans as they are played.
set -eu
command -v curl >/dev/null || { echo "skipped: no curl here"; exit 77; }
. "$SOURCE/tests/e2e/parts/lib.sh"
rooms=kitchen,hall days=9 from=2026-10-20 seed=3
. "$SOURCE/tests/e2e/parts/light_house.sh"
"$LAMPLIGHTER" train --onoff house/truth-onoff.csv --config lamplighter.toml --model store/model.json >/dev/null 2>&1
serve_page
get() { curl -sS --max-time 60 -D head -o "$1" -w '%{http_code}' "${page}api/v1/$2"; }

# A little more than two days, across midnights of UTC.
from=$(date -u -d 2026-10-22T13:20 +%s)
until=$((from + 200000))
[ "$(get readings.csv "readings.csv?room=hall&from=$from&until=$until")" = 200 ] || fail "readings: $(cat readings.csv)"
grep -qi '^content-type: text/csv' head && grep -qi '^content-disposition: attachment; filename="readings.csv"' head || fail "its head: $(cat head)"
awk -F, -v from="$from" -v until="$until" 'FNR > 1 && $1 >= from && $1 < until { printf "%.3f %.2f\n", $1, $4 }' house/hall.csv >expected
awk -F, 'FNR == 1 { if ($0 != "timestamp,datetime,sensor_id,value") exit 1; next } $3 != "hall" { exit 1 } { printf "%.3f %.2f\n", $1, $4 }' readings.csv >found ||
  fail "not a readings file: $(head -3 readings.csv)"
[ "$(wc -l <expected)" -gt 2500 ] && cmp expected found || fail "other readings than in the store"

tries=0 # until it was detected in the light
until [ "$(get lamps.csv 'lamps.csv?room=hall&from=1792500000&until=1793300000')" = 200 ] && [ "$(wc -l <lamps.csv)" -gt 10 ]; do
  tries=$((tries + 1))
  [ $tries -lt 600 ] || fail "no changes of the hall: $(cat lamps.csv)"
  sleep 0.1
done
awk -F, 'FNR > 1 && ($3 != "hall" || $4 !~ /^(on|off|unknown)$/ || $1 + 0 < last + 0) { exit 1 } FNR > 1 { last = $1 }' lamps.csv || fail "not an on/off file of the hall"
"$LAMPLIGHTER" train --onoff lamps.csv --config lamplighter.toml --model again.json >/dev/null 2>said || fail "it cannot be read again: $(cat said)"

midnight=$(date -u -d 2026-11-02T08:00 +%s) # local midnight
[ "$(get plan.csv "plan.csv?from=$midnight&until=$((midnight + 3 * 86400))")" = 200 ] || fail "plan: $(cat plan.csv)"
awk -F, -v from="$midnight" 'FNR == 1 { if ($0 != "timestamp,datetime,room,state") exit 1; next }
  $3 !~ /^(hall|kitchen)$/ || $4 !~ /^(on|off)$/ || $1 + 0 < from || $1 + 0 >= from + 3 * 86400 || $1 + 0 < last + 0 { exit 1 }
  $3 in state && state[$3] == $4 { exit 1 }
  { last = $1; state[$3] = $4; ++n }
  END { exit n < 6 }' plan.csv || fail "not the plans of three days: $(cat plan.csv)"
get again.csv "plan.csv?from=$midnight&until=$((midnight + 3 * 86400))" >/dev/null
cmp plan.csv again.csv || fail "another plan at the second look"
# `plan` prints what the page draws and the player plays.
"$LAMPLIGHTER" plan --config lamplighter.toml --date 2026-11-02 --days 3 --csv >planned.csv
cmp plan.csv planned.csv || fail "the page draws another plan than the command prints"

[ "$(get wrong 'readings.csv?room=attic')" = 404 ] || fail "a room that is not there: $(cat wrong)"
for query in 'from=9&until=3' 'from=x' 'from=1e9' 'until=99999999999999999999'; do
  for file in readings.csv lamps.csv plan.csv; do
    [ "$(get wrong "$file?room=hall&$query")" = 400 ] && grep -q '^{"error":' wrong || fail "$file with $query: $(cat wrong)"
  done
done
[ "$(get wrong 'plan.csv?from=0&until=99999999')" = 400 ] || fail "plans of three years"
[ "$(curl -sS -o wrong -w '%{http_code}' -H 'Content-Type: application/json' -d '{}' "${page}api/v1/readings.csv")" = 404 ] || fail "a POST"
echo "readings, changes and plans as CSV, and what is wrong in a sentence"
