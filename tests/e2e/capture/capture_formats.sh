#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Messages as real senders write them: numbers as text, a name inside the payload, another unit, "no value", two sensors in
# one message, a lamp's last will. What was heard and not understood is said to be that, and not an empty battery.
set -eu
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"

# shellcheck disable=SC2034  # for lib.sh
logs=capture.log
. "$SOURCE/tests/e2e/parts/lib.sh"
pub() { mosquitto_pub -p "$PORT" -q 1 "$@"; }

cat >lamplighter.toml <<TOML
[home]
latitude = 52.5
longitude = 13.4
time_zone = "Europe/Berlin"
[store]
directory = "store"
[broker]
port = $PORT
[[source]]
topic = "zigbee2mqtt/{sensor#}"
format = "zigbee2mqtt"
[[source]]
topic = "tele/{sensor}/SENSOR"
format = "tasmota"
[[source]]
topic = "weather/events"
format = "json"
pointer = "/light"
name_pointer = ["/model", "/id"]
only = "/kind=light"
[[source]]
topic = "gateway/sensors/2"
format = "json"
pointer = "/state/level"
sensor = "gateway"
unit = "hue-light-level"
[[source]]
topic = "stat/{room}/POWER"
format = "tasmota-power"
[[source]]
topic = "plug/{room}/state"
format = "on-off"
unavailable = "off"
[[room]]
name = "hall"
[[room]]
name = "HueMotion"
[[room]]
name = "two"
[[room]]
name = "yard"
sensor = "wh65/59"
[[room]]
name = "attic"
TOML
mkdir store
"$LAMPLIGHTER" capture --config lamplighter.toml 2>capture.log &
capture=$!
trap 'kill $capture 2>/dev/null || true' EXIT
until_true sh -c "mosquitto_sub -p $PORT -t lamplighter/status -C 1 -W 5 | grep -q online"

pub -t zigbee2mqtt/hall -m '{"battery":90,"illuminance":65534}'
pub -t zigbee2mqtt/hall -m '{"illuminance":"57"}'
pub -t zigbee2mqtt/hall/illuminance -m 58
pub -t zigbee2mqtt/hall -m '{"illuminance":3,"illuminance_lux":168}'
pub -t tele/bridge/SENSOR -m '{"ZbReceived":{"HueMotion":{"Device":"0x01","Illuminance":12096}}}'
pub -t tele/two/SENSOR -m '{"BH1750":{"Illuminance":null},"BH1750-23":{"Illuminance":12},"BH1750-5C":{"Illuminance":45}}'
pub -t weather/events -m '{"kind":"light","model":"wh65","id":59,"light":4501}'
pub -t weather/events -m '{"kind":"rain","model":"wh65","id":59,"light":1}'
pub -t gateway/sensors/2 -m '{"state":{"level":15186}}'
pub -t zigbee2mqtt/attic -m '{"illuminance":"bright"}'
pub -t stat/hall/POWER -m ON
pub -t tele/hall/LWT -m Offline
pub -t plug/two/state -m ON
pub -t plug/two/state -m unavailable

rows() { tail -q -n +2 "store/$1"/*.csv 2>/dev/null | cut -d, -f4 | tr '\n' ' '; }
until_true sh -c 'tail -q -n +2 store/lamps/two/*.csv | grep -q ",off"'
[ "$(rows readings/hall)" = "57 58 3 " ] || fail "hall: $(rows readings/hall)"
rows readings/HueMotion | grep -q '^16\.' || fail "HueMotion: $(rows readings/HueMotion)"
[ "$(rows readings/two)" = "12 " ] || fail "two: $(rows readings/two)"
[ "$(rows readings/wh65%2F59)" = "4501 " ] || fail "yard: $(rows readings/wh65%2F59)"
rows readings/gateway | grep -q '^3[23]\.' || fail "gateway: $(rows readings/gateway)"
[ "$(rows lamps/hall)" = "on unknown " ] || fail "hall's lamp: $(rows lamps/hall)"
[ "$(rows lamps/two)" = "on off " ] || fail "two's lamp: $(rows lamps/two)"

kill $capture && wait $capture || fail "capture did not end in order"
trap - EXIT
"$LAMPLIGHTER" check --config lamplighter.toml >check.txt 2>&1 || true
grep -q 'attic: messages came, but none so far could be stored (malformed)' check.txt || fail "$(cat check.txt)"
grep -q 'tele/two/SENSOR: its messages hold the light level of a second sensor' check.txt || fail "$(cat check.txt)"
! grep -q 'attic: not heard' check.txt || fail "$(cat check.txt)"
