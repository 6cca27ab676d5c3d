#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A household leaves one lamp dimmed, one red and one off in a room that is dark while the house is away, and a plug and a warm-white lamp
# off in one that is lit, with a brightness and a colour temperature. A lamp is renamed meanwhile. When the household comes home every lamp
# is exactly as it was.
set -eu
command -v curl >/dev/null || exit 77
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"
# shellcheck disable=SC2034  # for lib.sh
logs="log problems"
. "$SOURCE/tests/e2e/parts/lib.sh"

pids=""
trap 'kill $pids 2>/dev/null || true' EXIT
bridge_lamps="--lamp Study/Table:white --lamp Study/Stove:dimmable --lamp Study/Shelf:colour --lamp Hall/Radio:plug --lamp Hall/Ceiling:white"
. "$SOURCE/tests/e2e/parts/bridge.sh"
api=$(grep http: address)/api/$(sed -n 's/.*"key": *"\([^"]*\)".*/\1/p' bridge.key)
put() { curl -s -X PUT -d "$2" "$api/lights/$1$3" >/dev/null; sleep 0.2; }
lamp() { curl -s "$api/lights/$1"; }
# Their visible state: for a lamp that is off, nothing else.
lamps() { for number in 1 2 3 4 5; do lamp $number | grep -o '"state":{[^}]*}' | sed 's/.*"on":false.*/off/'; done; }
put 1 '{"on":true,"bri":58,"ct":370}' /state
put 3 '{"on":true,"bri":254,"xy":[0.675,0.322]}' /state
lamps >before

awk 'BEGIN { print "timestamp,datetime,room,state"
  for (hour = 0; hour < 24 * 30; hour++) printf "%d,-,hall,on\n%d,-,study,off\n", 1791000000 + 3600 * hour, 1791000000 + 3600 * hour }' >history.csv
. "$SOURCE/tests/e2e/parts/evening.sh"
evening_config >lamplighter.toml
cat >>lamplighter.toml <<TOML
model = "house.json"
[broker]
port = $PORT
[web]
port = 0
[[room]]
name = "hall"
lamps = ["Radio", "Ceiling"]
brightness = 60
mirek = 300
[[room]]
name = "study"
lamps = ["Table", "Stove", "Shelf"]
[hue]
address = "$secure"
ca_file = "ca.pem"
key_file = "bridge.key"
TOML
mkdir store
"$LAMPLIGHTER" train --onoff history.csv --latitude 0 --longitude "$longitude" --time-zone "$zone" --model house.json >/dev/null 2>log || fail "train"
away() { "$LAMPLIGHTER" away "$@" --config lamplighter.toml >/dev/null; }
"$LAMPLIGHTER" run --config lamplighter.toml 2>log &
service=$!
pids="$pids $service"
: >problems
wrong() { echo "FAILED: $*" | tee -a problems; }
is() { lamp "$1" | grep -q "\"on\":$2"; }
must() { within "$1" is "$2" "$3" || wrong "after $1 tenths of a second lamp $2 is not on:$3"; }

sleep 1
away on
must 400 5 true
must 400 4 true
must 400 1 false
must 400 3 false
lamp 5 | grep -q '"bri":152' || wrong "the ceiling lamp is not at 60 %"
if grep -q "room hall" log; then wrong "a lamp of the hall was sent what it cannot do"; fi
put 1 '{"name":"Renamed"}' ""
sleep 12

away off
must 50 1 true
must 100 3 true
must 100 4 false
must 100 5 false
as_before() { lamps | cmp -s - before; }
within 100 as_before || wrong "not as before: $(lamps | diff before - || true)"
kill -TERM $service
wait $service || fail "ends with $?"
[ ! -s problems ] || exit 1
