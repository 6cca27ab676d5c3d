#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Messages as real senders write them: numbers as text, a name inside the payload, another unit, "no value", two sensors in one message, a
# lamp's last will. Messages that were received but not understood are reported as such, and not as an empty battery.
set -eu
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"

# shellcheck disable=SC2034  # for lib.sh
logs=capture.log
. "$SOURCE/tests/e2e/parts/lib.sh"

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
topic = "hub/out"
format = "json"
pointer = "/values/0"
sensor = "hub"
[[source]]
topic = "states/{sensor}/state"
format = "esphome"
[[source]]
topic = "lamps/{room}"
format = "zigbee2mqtt-state"
[[source]]
topic = "relay/{room}/0"
format = "on-off"
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
[[room]]
name = "cellar"
[[room]]
name = "porch"
sensor = "hub"
TOML
mkdir store
"$LAMPLIGHTER" capture --config lamplighter.toml 2>capture.log &
capture=$!
trap 'kill $capture 2>/dev/null || true' EXIT
until_true captures

publish -t zigbee2mqtt/hall -m '{"battery":90,"illuminance":65534}'
publish -t zigbee2mqtt/hall -m '{"illuminance":"57"}'
publish -t zigbee2mqtt/hall/illuminance -m 58
publish -t zigbee2mqtt/hall -m '{"illuminance":3,"illuminance_lux":168}'
publish -t tele/bridge/SENSOR -m '{"ZbReceived":{"HueMotion":{"Device":"0x01","Illuminance":12096}}}'
publish -t tele/two/SENSOR -m '{"BH1750":{"Illuminance":null},"BH1750-23":{"Illuminance":12},"BH1750-5C":{"Illuminance":45}}'
publish -t weather/events -m '{"kind":"light","model":"wh65","id":59,"light":4501}'
publish -t weather/events -m '{"kind":"rain","model":"wh65","id":59,"light":1}'
publish -t gateway/sensors/2 -m '{"state":{"level":15186}}'
publish -t zigbee2mqtt/attic -m '{"illuminance":"bright"}'
publish -t zigbee2mqtt/cellar -m '{"illuminance":20001,"illuminance_lux":100}'
publish -t zigbee2mqtt/cellar -m '{"illuminance":101,"illuminance_lux":null}'
publish -t zigbee2mqtt/cellar/availability -m '{"state":"offline"}'
publish -t hub/out -m '{"values":["31.5"]}'
publish -t hub/out -m '{"values":["n/a"]}'
publish -t states/hall/state -m unavailable
publish -t weather/events -m '{"kind":"light","model":"wh65","id":60,"light":7}'
publish -t lamps/cellar -m '{"state":"ON"}'
publish -t lamps/cellar/availability -m '{"state":"offline"}'
publish -t relay/yard/0 -m 128
publish -t relay/yard/0 -m overpower
publish -t relay/yard/0 -m 0
publish -t stat/hall/POWER -m ON
publish -t tele/hall/LWT -m Offline
publish -t plug/two/state -m ON
publish -t plug/two/state -m unavailable

rows() { tail -q -n +2 "store/$1"/*.csv 2>/dev/null | cut -d, -f4 | tr '\n' ' '; }
until_true sh -c 'tail -q -n +2 store/lamps/two/*.csv | grep -q ",off"'
[ "$(rows readings/hall)" = "57 58 3 " ] || fail "hall: $(rows readings/hall)"
rows readings/HueMotion | grep -q '^16\.' || fail "HueMotion: $(rows readings/HueMotion)"
[ "$(rows readings/two)" = "12 " ] || fail "two: $(rows readings/two)"
[ "$(rows readings/wh65%2F59)" = "4501 " ] || fail "yard: $(rows readings/wh65%2F59)"
rows readings/gateway | grep -q '^3[23]\.' || fail "gateway: $(rows readings/gateway)"
[ "$(rows readings/cellar)" = "100 101 " ] || fail "cellar: $(rows readings/cellar)"
[ "$(rows readings/hub)" = "31.5 " ] || fail "hub: $(rows readings/hub)"
[ ! -e store/readings/wh65%2F60 ] || fail "a sensor of no room was stored"
[ "$(rows lamps/cellar)" = "on unknown " ] || fail "cellar's lamp: $(rows lamps/cellar)"
[ "$(rows lamps/yard)" = "on unknown off " ] || fail "yard's relay: $(rows lamps/yard)"
[ "$(rows lamps/hall)" = "on unknown " ] || fail "hall's lamp: $(rows lamps/hall)"
[ "$(rows lamps/two)" = "on off " ] || fail "two's lamp: $(rows lamps/two)"

said() { grep -qF "$1" capture.log || fail "the log does not say: $1"; }
said 'failed-read on zigbee2mqtt/hall: {"battery":90,"illuminance":65534}'
said 'sensor-offline on zigbee2mqtt/cellar/availability: {"state":"offline"}'
said 'failed-read on states/hall/state: unavailable'
said 'malformed on hub/out: {"values":["n/a"]}'
said 'unknown-sensor on weather/events: {"kind":"light","model":"wh65","id":60,"light":7}'

kill $capture && wait $capture || fail "capture did not end in order"
trap - EXIT
"$LAMPLIGHTER" check --config lamplighter.toml >check.txt 2>&1 || true
grep -q 'attic: messages came, but none so far could be stored (malformed)' check.txt || fail "$(cat check.txt)"
grep -q 'tele/two/SENSOR: its messages hold the light level of a second sensor' check.txt || fail "$(cat check.txt)"
! grep -q 'attic: no message' check.txt || fail "$(cat check.txt)"
grep -q 'no \[\[room\]\] names them: wh65/60' check.txt || fail "$(cat check.txt)"
