#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A plug that acknowledges every command and whose bulb is broken: the room's sensor sees no light, three times in a row. The health changes
# to trouble at once, the log names the room once someone is home again, and a new bulb clears it.
set -eu
[ -f "$BUILD/tests/turned_clock.so" ] || { echo "skipped: no turned_clock.so"; exit 77; }
! grep -q 'LAMPLIGHTER_SANITIZE.*address' "$BUILD/CMakeCache.txt" || { echo "skipped: nothing else goes before asan"; exit 77; }
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"

# shellcheck disable=SC2034  # for lib.sh
logs="log heard"
. "$SOURCE/tests/e2e/parts/lib.sh"

# The household has its lamps on at all times.
now=$(date +%s)
ahead=0
set_clock() { echo "$ahead" >new && mv new offset; }
set_clock
. "$SOURCE/tests/e2e/parts/evening.sh"
evening_config >lamplighter.toml
cat >>lamplighter.toml <<END
[web]
port = 0
[broker]
port = $PORT
[[source]]
topic = "light/{sensor}"
format = "esphome"
[[room]]
name = "hall"
sensor = "window"
lamps = ["tasmota:plug"]
END
mkdir store
{
  echo timestamp,datetime,room,state
  awk -v now="$now" 'BEGIN { for (t = now - 2000000; t < now; t += 3600) printf "%d,,hall,on\n", t }'
} >lit.csv
"$LAMPLIGHTER" train --onoff lit.csv --latitude 0 --longitude "$longitude" --time-zone "$zone" --model store/model.json \
  2>train.log || fail "training: $(cat train.log)"
# Trained just now, so that the service does not train again during the test.
printf '{"format":1,"at":"%s","trained":true}\n' "$(date -u -d "@$now" +%Y-%m-%dT%H:%M:%SZ)" >store/training.json

# The plug, which reports what it was commanded.
mkfifo orders
mosquitto_sub -h 127.0.0.1 -p "$PORT" -q 1 -t cmnd/plug/POWER -F '%p;' >orders &
pids=$!
trap 'kill $pids 2>/dev/null || true' EXIT
{
  while read -r order; do
    [ "$order" = ";" ] || echo "${order%;}" >state
    publish -t stat/plug/POWER -m "$(cat state 2>/dev/null || echo OFF)"
  done <orders
} &
pids="$pids $!"
mosquitto_sub -h 127.0.0.1 -p "$PORT" -q 1 -t lamplighter/player/state >heard &
pids="$pids $!"
TURNED_CLOCK=$PWD/offset LD_PRELOAD=$BUILD/tests/turned_clock.so "$LAMPLIGHTER" run --config lamplighter.toml 2>log &
service=$!
pids="$pids $service"
until_true grep -q capturing log
until_true grep -q "has started a new MQTT session" log

away() { TURNED_CLOCK=$PWD/offset LD_PRELOAD=$BUILD/tests/turned_clock.so "$LAMPLIGHTER" away "$@" --config lamplighter.toml; }
is() { [ "$(cat state 2>/dev/null || echo OFF)" = "$1" ]; }
health() { tail -n 1 heard | grep -q "\"health\":\"$1\""; }
minutes() { # HOW MANY, LUX
  for _ in $(seq "$1"); do
    publish -t light/window -m "$2"
    sleep 0.3 # it has arrived
    ahead=$((ahead + 60))
    set_clock
  done
}
leave() { # LUX with the lamps on
  minutes 6 1
  away on
  until_true is ON
  minutes 5 "$1"
}
come_home() {
  away off
  until_true is OFF
}

leave 1; come_home
leave 1
health ok || fail "trouble after two evenings"
come_home
leave 1
until_true health trouble
if grep -q hall log; then fail "the log tells that lamps were switched"; fi
come_home
until_true grep -q "room hall: its sensor saw no light the last 3 times" log
leave 1
health trouble || fail "well, though nobody changed the bulb"
come_home
[ "$(grep -c "saw no light" log)" -eq 1 ] || fail "said more than once"
leave 40
until_true health ok
come_home
until_true grep -q "sees its lamps again" log
kill -TERM $service
wait $service || fail "ends with $? after SIGTERM"
echo "a dead bulb was found at its third evening, said once somebody was home, and its end too"
