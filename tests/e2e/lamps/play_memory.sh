#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An interrupted play whose play.json was damaged afterwards: the file is kept, a lamp switched on by the play is switched off when the
# household is home again, and a lamp that was switched manually stays. A file of a newer version is refused and unchanged.
set -eu
# shellcheck disable=SC2034  # for lib.sh
logs=errors
. "$SOURCE/tests/e2e/parts/lib.sh"
pids=
player=
trap 'kill $pids $player 2>/dev/null || true' EXIT
bridge_lamps="--lamp Hall/Radio:plug --lamp Study/Desk:white"
. "$SOURCE/tests/e2e/parts/bridge.sh"
lamps() { "$LAMPLIGHTER" bridge lamps --key-file bridge.key --ca-file ca.pem | awk '$1 == "lamp" { print $3, $4 }' | sort | tr '\n' ' '; }
until_lamps() { # WANTED: waits up to half a minute for it
  for _ in $(seq 300); do
    [ "$(lamps)" = "$1 " ] && return 0
    sleep 0.1
  done
  fail "wanted '$1', lamps are '$(lamps)'"
}
. "$SOURCE/tests/e2e/parts/evening.sh"
evening_config >lamplighter.toml
cat >>lamplighter.toml <<TOML
model = "house.json"
[hue]
address = "$secure"
key_file = "bridge.key"
ca_file = "ca.pem"
[[room]]
name = "hall"
lamps = ["Radio"]
[[room]]
name = "study"
lamps = ["Desk"]
TOML
export LAMPLIGHTER_CONFIG=lamplighter.toml
# The hall is always lit, the study never.
awk 'BEGIN { print "timestamp,datetime,room,state"
  for (day = 0; day < 30; day++) for (hour = 0; hour < 24; hour++) {
    at = 1791000000 + 3600 * (24 * day + hour)
    printf "%d,-,hall,on\n%d,-,study,off\n", at, at } }' >history.csv
"$LAMPLIGHTER" train --onoff history.csv --model house.json >/dev/null 2>errors || fail "train"

"$LAMPLIGHTER" away on
env --default-signal "$LAMPLIGHTER" play --seed 1 >played 2>errors &
player=$!
until_lamps "Desk off Radio on"
until grep -q "hall,on" store/played.csv 2>/dev/null; do sleep 0.1; done
kill -KILL $player
wait $player 2>/dev/null || true
sed 's/"told"/"tole"/' store/play.json >damaged
cmp -s damaged store/play.json && fail "play.json has no told: $(cat store/play.json)"
cp damaged store/play.json
"$LAMPLIGHTER" away off
echo "on Desk" >&3
env --default-signal "$LAMPLIGHTER" play --seed 1 >played 2>errors &
player=$!
until_lamps "Desk on Radio off"
kill -TERM $player
wait $player || fail "exit status $? after a damaged memory"
player=
cmp damaged store/play.json.damaged || fail "the damaged file was not kept"
grep -q "play.json: damaged; it is kept as" errors || fail "says nothing of the damage"
[ "$(lamps)" = "Desk on Radio off " ] || fail "at the end '$(lamps)'"

# A newer version: no lamp is switched on, because that could not be remembered.
newer='{"format":3,"rooms":{"hall":"on"}}'
echo "$newer" >store/play.json
"$LAMPLIGHTER" away on
env --default-signal "$LAMPLIGHTER" play --seed 1 >played 2>errors &
player=$!
for _ in $(seq 300); do grep -q "hall.*failed:.*format 3 is newer" played && break; sleep 0.1; done
grep -q "hall.*failed:.*format 3 is newer" played || fail "the hall was not refused: $(cat played)"
kill -TERM $player
wait $player || fail "exit status $? after a newer memory"
player=
[ "$(cat store/play.json)" = "$newer" ] || fail "the newer file was replaced: $(cat store/play.json)"
case $(lamps) in *"Radio off"*) ;; *) fail "a lamp was switched on: $(lamps)" ;; esac
echo "play_memory: a damaged memory is kept and what was played is restored, a newer one is refused"
