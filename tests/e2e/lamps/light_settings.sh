#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Light settings, from a real broker to a plan: a Zigbee2MQTT lamp reports its brightness and colour temperature, capture stores them beside
# its changes, training learns them, and every "on" of that room in a plan includes them.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v mosquitto_pub >/dev/null || exit 77
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"
service=
trap '[ -z "$service" ] || kill $service 2>/dev/null || true' EXIT

cat >lamplighter.toml <<END
[home]
latitude = 52.5
longitude = 13.4
time_zone = "Europe/Berlin"
[store]
directory = "store"
[broker]
port = $PORT
[[source]]
topic = "zigbee2mqtt/{room}"
format = "zigbee2mqtt-state"
[[room]]
name = "living"
[[room]]
name = "hall"
END
"$LAMPLIGHTER" capture --config lamplighter.toml >out 2>log &
service=$!
tell() { publish -t "zigbee2mqtt/$1" -m "$2"; }
stored() { cat store/looks/*/*.csv store/lamps/*/*.csv 2>/dev/null | grep -vc '^timestamp' || true; }
until_stored() { # ROWS
  for _ in $(seq 100); do
    [ "$(stored)" -ge "$1" ] && return
    sleep 0.1
  done
  fail "$(stored) rows in the store, not $1: $(cat store/looks/*/*.csv store/lamps/*/*.csv)"
}
for _ in $(seq 100); do # until capture has subscribed
  tell hall '{"state":"OFF","brightness":254}'
  [ "$(stored)" -ge 1 ] && break
  sleep 0.1
done
tell hall '{"state":"ON"}'
tell living '{"state":"ON","brightness":64,"color_temp":400,"color_mode":"color_temp"}'
tell living '{"state":"ON","brightness":64,"color_temp":400,"color_mode":"color_temp"}'
until_stored 4
tell living '{"state":"ON","brightness":254,"color_temp":200,"color_mode":"color_temp"}'
tell living '{"state":"OFF","brightness":254}'
tell hall '{"state":"OFF"}'
until_stored 7
kill -TERM $service
wait $service || fail "capture ends with $?"
service=

[ "$(cat store/looks/living/*.csv | cut -d, -f3,4 | tr '\n' ' ')" = "room,look living,25.2%/400 living,100%/200 " ] ||
  fail "looks of the living room: $(cat store/looks/living/*.csv)"
[ ! -e store/looks/hall ] || fail "the hall's lamp told nothing while it was on: $(cat store/looks/hall/*)"
head -1 store/lamps/living/*.csv | grep -qx 'timestamp,datetime,room,state' || fail "on/off files have another header"

"$LAMPLIGHTER" train --config lamplighter.toml --model model.json >out 2>log || fail "training"
"$LAMPLIGHTER" plan --model model.json --seed 1 --date 2026-12-01 --days 7 --json >plan.json
on() { tr -d ' \n' <plan.json | tr '{' '\n' | grep "\"room\":\"$1\",\"to\":\"on\"" || true; }
[ "$(on living | wc -l)" -ge 3 ] && [ "$(on hall | wc -l)" -ge 3 ] || fail "hardly a lamp goes on: $(cat plan.json)"
[ "$(on living | grep -vc '"brightness":25.2,"mirek":400')" = 0 ] || fail "the living room looks otherwise: $(on living)"
[ "$(on hall | grep -c brightness)" = 0 ] || fail "nothing is known of the hall: $(on hall)"
"$LAMPLIGHTER" plan --model model.json --seed 1 --date 2026-12-01 | grep -q 'living  on  25 %,  2500 K' ||
  fail "the plan does not say it to people"

# The page also shows them for an evening.
command -v curl >/dev/null || exit 0
cp model.json store/model.json
"$LAMPLIGHTER" serve --config lamplighter.toml --port 0 2>served &
service=$!
for _ in $(seq 100); do
  grep -q "^The page is at" served && break
  sleep 0.1
done
page=$(sed -n 's/^The page is at //p' served)
for day in 1 2 3 4 5 6 7; do curl -s "${page}api/v1/tonight?date=2026-12-0$day" || true; done >evenings
grep -q '"to":"on","outcome":"to_come","brightness":25.2,"mirek":400' evenings || fail "the page does not say how lamps look: $(cat evenings served)"
