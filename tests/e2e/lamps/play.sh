#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `play` on an emulated bridge with real signals, while the house is away: a dry run switches nothing; the lamps get the planned state; on a
# stop they are handled as configured, and the exit status is 0.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs="played errors"
. "$SOURCE/tests/e2e/parts/lib.sh"
say() { echo "$1" >&3; }
lamps() { "$LAMPLIGHTER" bridge lamps --key-file key | awk '$1 == "lamp" { print $3, $4 }' | sort | tr '\n' ' '; }
until_lamps() { # WANTED: waits up to half a minute for it
  for _ in $(seq 300); do
    [ "$(lamps)" = "$1 " ] && return 0
    sleep 0.1
  done
  fail "wanted '$1', lamps are '$(lamps)'"
}

mkfifo control
"$LAMPLIGHTER" emulated-bridge --lamp Study/Desk:white --lamp Hall/Radio:plug <control >address &
bridge=$!
player=
trap 'kill $bridge $player 2>/dev/null || true' EXIT
exec 3>control
while ! [ -s address ]; do kill -0 $bridge && sleep 0.1; done
address=$(sed -n 's#^http://##p' address)
say press
"$LAMPLIGHTER" bridge pair --address "$address" --key-file key 2>message || fail "pairing: $(cat message)"

# Two rooms with deterministic habits: the hall is always lit, the study never.
awk 'BEGIN { print "timestamp,datetime,room,state"
  for (day = 0; day < 30; day++) for (hour = 0; hour < 24; hour++) {
    at = 1791000000 + 3600 * (24 * day + hour)
    printf "%d,-,hall,on\n%d,-,study,off\n", at, at } }' >history.csv
. "$SOURCE/tests/e2e/parts/evening.sh"
config() { # ON_STOP
  evening_config >lamplighter.toml
  cat >>lamplighter.toml <<TOML
model = "house.json"
[[room]]
name = "hall"
lamps = ["Radio"]
[[room]]
name = "study"
lamps = ["Desk"]
[hue]
address = "$address"
key_file = "key"
[away]
on_stop = "$1"
TOML
}
config restore
mkdir store
export LAMPLIGHTER_CONFIG=lamplighter.toml
"$LAMPLIGHTER" train --onoff history.csv --model house.json >/dev/null 2>errors || fail "train"

say "on Desk"
until_lamps "Desk on Radio off"
"$LAMPLIGHTER" play --dry-run --seed 1 >planned || fail "the dry run"
grep -q hall planned || fail "the dry run does not speak of the hall"
[ "$(lamps)" = "Desk on Radio off " ] || fail "the dry run touched a lamp"

"$LAMPLIGHTER" away on
play_and_stop() { # SIGNAL LAMPS_AFTERWARDS
  env --default-signal "$LAMPLIGHTER" play --seed 1 >played 2>errors &
  player=$!
  until_lamps "Desk off Radio on"
  kill "-$1" $player
  status=0
  wait $player || status=$?
  player=
  [ $status -eq 0 ] || fail "exit status $status after SIG$1"
  [ "$(lamps)" = "$2 " ] || fail "after SIG$1 with $(tail -n 1 lamplighter.toml): '$(lamps)', wanted '$2'"
}
play_and_stop TERM "Desk on Radio off"
play_and_stop INT "Desk on Radio off"
config leave
play_and_stop TERM "Desk off Radio on"
say "on Desk"
say "off Radio"
until_lamps "Desk on Radio off"
config off
play_and_stop INT "Desk off Radio off"
echo "play: dry run, SIGTERM, SIGINT, lamps restored, left and off"
