#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A house with a Hue bridge and nothing else: manual switches are stored, across restarts of the bridge, gaps in its event stream and kill
# -9 of the service; what happened meanwhile is unknown if it cannot be known. Needs no broker and reports none as missing.
set -eu

. "$SOURCE/tests/e2e/parts/lib.sh"
# shellcheck disable=SC2034  # for lib.sh
logs=log
rounds=${ROUNDS:-5}
pids=
trap 'kill $pids 2>/dev/null || true' EXIT
bridge_lamps="--lamp Hall/Ceiling:dimmable --lamp Study/Desk:white --lamp Study/Shelf:plug --sensor Hall/Watcher"
. "$SOURCE/tests/e2e/parts/bridge.sh"
page=$((20000 + $$ % 20000))
cat >lamplighter.toml <<END
[home]
latitude = 52.52
longitude = 13.40
time_zone = "Europe/Berlin"
[store]
directory = "store"
[hue]
key_file = "bridge.key"
ca_file = "ca.pem"
[web]
port = $page
[[room]]
name = "hall"
lamps = ["room:Hall"]
sensor = "hue:Watcher"
[[room]]
name = "study"
lamps = ["Desk", "Shelf"]
END
mkdir store

now() { date +%s.%N; }
note() { echo "$(now) $*" >>events; }
say() { echo "$1" >&3; }
# LAMP on|off: switches a lamp manually; the bridge reports once a second.
hand() {
  note "lamp $1 $2"
  say "$2 $1"
  sleep 1.2
}
start() {
  "$LAMPLIGHTER" run --config lamplighter.toml 2>>log &
  service=$!
  pids="$pids $service"
}
rows() { cat store/lamps/"$1"/*.csv 2>/dev/null | grep -v timestamp; }
is_last() { [ "$(rows "$1" | tail -n 1 | cut -d, -f4)" = "$2" ]; }
hole() { note "hole from"; }
over() { # until both rooms have their current state again
  until_true is_last hall "$1"
  until_true is_last study "$2"
  note "hole until"
}

hole
start
over off off

# Each round: a restart of the bridge, a gap in the stream, or a kill of the service; sometimes a lamp is switched meanwhile.
for round in $(seq "$rounds"); do
  hand Ceiling on
  hand Desk on
  hole
  say "power off"
  sleep $((round % 3 * 2 + 1))
  say "power on"
  over on on
  hand Shelf on
  hand Desk off # the shelf is still on
  hand Ceiling off
  hole
  say "streams off"
  [ $((round % 2)) -eq 0 ] || hand Ceiling on
  sleep 0.3
  say "streams on"
  [ $((round % 2)) -eq 0 ] || sleep 3.5
  if [ $((round % 2)) -eq 0 ]; then over off on; else over on on; fi
  [ $((round % 2)) -eq 0 ] || hand Ceiling off
  hand Shelf off
  hole
  kill -9 $service
  wait $service 2>/dev/null || true
  [ $((round % 3)) -ne 0 ] || hand Desk on
  start
  if [ $((round % 3)) -eq 0 ]; then over off on; hand Desk off; else over off off; fi
done
hand Desk on

"$LAMPLIGHTER" check --config lamplighter.toml >checked 2>&1 || true
grep -q "last reported" checked || fail "check does not say what was heard: $(cat checked)"
if grep -i -E "broker|source" checked log; then fail "a broker is spoken of"; fi
if command -v curl >/dev/null; then
  curl -s "http://127.0.0.1:$page/api/v1/health" >health
  grep -q "bridge: last heard" health || fail "the page does not show the bridge: $(cat health)"
  grep -q '"sensor":"hue:Watcher"' health || fail "the page does not show the sensor: $(cat health)"
fi
kill $service
wait $service || fail "the service did not end in peace"

# Compares the switches with the stored changes, room by room.
cat >judge.awk <<'END'
function complain(why) { print why; faults++ }
FILENAME == "events" && $2 == "hole" { if ($3 == "from") from[++holes] = $1; else till[holes] = $1; next }
FILENAME == "events" {
  lamp[$3] = $4
  room = $3 == "Ceiling" ? "hall" : "study"
  to = room == "hall" ? lamp["Ceiling"] : (lamp["Desk"] == "on" || lamp["Shelf"] == "on" ? "on" : "off")
  if (to == is[room]) next
  is[room] = to
  n = ++truths[room]; at[room, n] = $1; state[room, n] = to
  next
}
{ split($0, field, ","); room = field[3]; n = ++rows[room]; row_at[room, n] = field[1]; row[room, n] = field[4] }
function in_hole(when,    i) { for (i = 1; i <= holes; i++) if (when > from[i] - 1 && when < till[i] + 1) return 1; return 0 }
END {
  for (room in truths) {
    for (n = 1; n <= truths[room]; n++) {
      found = 0
      for (i = 1; i <= rows[room]; i++) if (row[room, i] == state[room, n] && row_at[room, i] > at[room, n] - 1.1 && row_at[room, i] < at[room, n] + 2.5) found = 1
      if (!found && !in_hole(at[room, n])) complain(room " " state[room, n] " at " at[room, n] " is lost")
      switched++
    }
    for (i = 1; i <= rows[room]; i++) {
      if (i > 1 && row_at[room, i] + 0 <= row_at[room, i - 1] + 0) complain(room ": row " i " is not behind the one before")
      end = i < rows[room] ? row_at[room, i + 1] : row_at[room, i]
      if (row[room, i] == "unknown") {
        unknown += end - row_at[room, i]
        fits = 0
        for (h = 1; h <= holes; h++) if (row_at[room, i] > from[h] - 95 && end < till[h] + 10) fits = 1
        if (!fits) complain(room ": unknown from " row_at[room, i] " until " end " is in no hole")
        continue
      }
      # Every known state is correct, except for the second in which the bridge reports.
      for (t = row_at[room, i] + 2.5; t < end - 2.5; t += 0.5) {
        real = ""
        for (n = 1; n <= truths[room]; n++) if (at[room, n] <= t) real = state[room, n]
        if (real != "" && real != row[room, i]) { complain(room " is " row[room, i] " at " t " and was " real); break }
      }
    }
  }
  printf "%d switches of rooms, %d holes, %.0f s unknown, %d faults\n", switched, holes, unknown, faults
  exit faults > 0
}
END
rows hall >hall.csv
rows study >study.csv
awk -f judge.awk events hall.csv study.csv || fail "what is stored is not what was switched"
grep -q "hue:Watcher" store/readings/*/*.csv || fail "no light is stored"
grep -q "%" store/looks/hall/*.csv || fail "no light settings are stored"
