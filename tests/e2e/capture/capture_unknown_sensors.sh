#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Whatever a foreign client publishes: nothing is written outside the store, no row breaks, the number of sensors is bounded, each message
# is counted by its reason, the log stays short, and all the readings in between are stored.
set -eu
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"

# shellcheck disable=SC2034  # for lib.sh
logs=capture.log
. "$SOURCE/tests/e2e/parts/lib.sh"
health() { mosquitto_sub -h 127.0.0.1 -p "$PORT" -t lamplighter/health -C 1 -W 5; }

mkdir -p outer/store
cat >lamplighter.toml <<TOML
[store]
directory = "outer/store"
[broker]
port = $PORT
[[source]]
topic = "remote-sensors"
format = "thingflow"
accept = "any"
accept_limit = 3
[[source]]
topic = "zigbee2mqtt/{sensor#}"
format = "zigbee2mqtt"
[[room]]
name = "hall"
[[room]]
name = "attic"
sensor = "up/attic"
TOML
"$LAMPLIGHTER" capture --config lamplighter.toml 2>capture.log &
capture=$!
trap 'kill $capture 2>/dev/null || true' EXIT
until_true captures

good=0
read_hall() { good=$((good + 1)); publish -t zigbee2mqtt/hall -m "{\"illuminance\":$good}"; }
ids=0
id() { ids=$((ids + 1)); printf '["%b", 1467481502, 7]' "$1" | publish -t remote-sensors -s; read_hall; }
read_hall
id '../../etc/cron.d/x'
id '/etc/passwd'    # a valid name: it is escaped
id '..'
id 'a,b'
id 'a\\nb'          # as escaped in JSON
id 'a\\u0000b'
id 'a\0000b'        # the bytes themselves
id 'a\nb'
id '\0377\0376'
id 'x\\"y'
id "$(head -c 10000 /dev/zero | tr '\0' x)"
id '\0342\0200\0256evil'  # changes the writing direction
for n in 1 2 3 4 5 6; do id "new-$n"; done
publish -t 'zigbee2mqtt/../../../etc/x' -m '{"illuminance":5}'
publish -t 'zigbee2mqtt/up/attic' -m '{"illuminance":42}'
publish -t zigbee2mqtt/cellar -m '{"illuminance":5}'
publish -t zigbee2mqtt/hall -m '{"illuminance":'
publish -t zigbee2mqtt/hall -m '{"illuminance":null}'
publish -t zigbee2mqtt/hall -m '{"illuminance":1e9}'
publish -t zigbee2mqtt/hall -n
head -c 9000 /dev/zero | tr '\0' '[' | publish -t zigbee2mqtt/hall -s
head -c 300000 /dev/zero | publish -t zigbee2mqtt/hall -s  # the broker does not even deliver it
i=0; while [ $i -lt 5000 ]; do echo '{"illuminance":"bent"}'; i=$((i + 1)); done | publish -t zigbee2mqtt/hall -l
read_hall
until_true sh -c "mosquitto_sub -h 127.0.0.1 -p $PORT -t lamplighter/health -R -C 1 -W 70"  # the next report includes all of it
health >health.json
kill $capture && wait $capture || fail "capture did not end in order"

[ "$(find . -name '*.csv' | grep -cv '^./outer/store/readings/[^/]*/[^/]*\.csv$')" -eq 0 ] || fail "outside: $(find . -name '*.csv')"
[ "$(ls outer)" = store ] || fail "beside the store: $(ls outer)"
rows='^[0-9]{10}(\.[0-9]{1,6})?,20[0-9TZ:.-]+,[^,[:cntrl:]]+,[0-9.]+$'
for file in outer/store/readings/*/*.csv; do
  [ "$(grep -vE "$rows" "$file")" = timestamp,datetime,sensor_id,value ] || fail "a bent row in $file"
done
cut -d, -f4 outer/store/readings/hall/*.csv | tail -n +2 >found
seq 1 "$good" | cmp -s - found || fail "hall has not its $good readings"
[ "$(cut -d, -f4 outer/store/readings/up%2Fattic/*.csv | tail -n 1)" = 42 ] || fail "no reading of up/attic"
names=$(ls outer/store/readings | wc -l)
[ "$names" -eq 5 ] || fail "$names sensors, not hall, up/attic and three unknown sensors: $(ls outer/store/readings)"
for reason in bad-sensor-id unknown-sensor too-many-sensors malformed failed-read out-of-range oversized; do
  grep -q "\"reason\":\"$reason\"" health.json || fail "health does not count $reason: $(cat health.json)"
done
grep -q '"strangers":\[.*cellar' health.json || fail "health does not list cellar"
lines=$(wc -l <capture.log)
[ "$lines" -lt 200 ] || fail "$lines lines of log"
! LC_ALL=C grep -qP '[^\x20-\x7e]' capture.log || fail "strange bytes in the log"
echo "$good readings of hall beside $((ids + 5008)) messages of unknown sensors; 3 of them stored, $lines lines of log"
