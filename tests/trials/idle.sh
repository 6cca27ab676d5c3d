#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: SOURCE=. sh tests/trials/idle.sh PROGRAM [SECONDS [hue]]
#
# The cost of an idle `run`: a paired bridge over https with its event stream, a broker, two rooms whose sensors report once a minute; with
# `hue` only the bridge. Prints processor time and memory at home and away, in its own empty folder.
set -eu
SOURCE=$(cd "${SOURCE:-.}" && pwd)
LAMPLIGHTER=$(realpath "$1")
seconds=${2:-240}
cd "$(mktemp -d)"
. "$SOURCE/tests/e2e/parts/evening.sh"
only=${3:-}
port=$((20000 + $$ % 20000))
[ -n "$only" ] || printf 'listener %s 127.0.0.1\nallow_anonymous true\n' $port >broker.conf
[ -n "$only" ] || mosquitto -c broker.conf >broker.log 2>&1 &
fail() { echo "FAILED: $*"; exit 1; }
pids=$!
trap 'kill $pids 2>/dev/null || true' EXIT
bridge_lamps="--lamp Hall/Lamp:colour --lamp Study/Desk:colour"
. "$SOURCE/tests/e2e/parts/bridge.sh"
evening_config >lamplighter.toml
cat >>lamplighter.toml <<END
$([ -n "$only" ] || printf '[broker]\nport = %s\n[[source]]\ntopic = "n/{sensor}"\nformat = "esphome"\n' $port)
[[room]]
name = "hall"
lamps = ["Lamp"]
[[room]]
name = "study"
lamps = ["Desk"]
[hue]
key_file = "bridge.key"
ca_file = "ca.pem"
END
mkdir store
{
  echo timestamp,datetime,room,state
  awk 'BEGIN { for (t = 1790000000; t < 1792000000; t += 3600) printf "%d,,hall,on\n%d,,study,off\n", t, t }'
} >lit.csv
"$LAMPLIGHTER" train --onoff lit.csv --latitude 0 --longitude "$longitude" --time-zone "$zone" \
  --model store/model.json >/dev/null 2>&1
"$LAMPLIGHTER" run --config lamplighter.toml 2>log &
service=$!
pids="$pids $service"
while [ -z "$only" ] && sleep 60; do
  for room in hall study; do mosquitto_pub -h 127.0.0.1 -p $port -q 1 -t n/$room -m 12.5; done
done &
pids="$pids $!"

spent() { cat /proc/$service/task/*/schedstat | awk '{ sum += $1 } END { printf "%d\n", sum / 1000 }'; }
watch_it() {
  sleep 15
  before=$(spent)
  sleep "$seconds"
  after=$(spent)
  echo "$1: $((after - before)) us in $seconds s;" $(grep -E 'VmRSS|VmHWM|RssAnon' /proc/$service/status)
}
watch_it home
"$LAMPLIGHTER" away on --config lamplighter.toml >/dev/null
watch_it away
