#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A month of three rooms: three nodes play it in fast time through one mosquitto into capture. What stands in the files is what
# was published, in the same order, row for row.
set -eu
month() {  # ROOM LAMP_LUX: one reading a minute, daylight by a parabola, a lamp in the evening, a gap of five hours
  awk -v room="$1" -v lamp="$2" 'BEGIN {
    print "timestamp,datetime,sensor_id,value"
    for (i = 0; i < 31 * 1440; i++) {
      if (i >= 20000 && i < 20300) continue
      m = i % 1440; day = int(i / 1440)
      sun = (m > 360 && m < 1260) ? 4 * (m - 360) * (1260 - m) / 810000 * (300 + 40 * (day % 7)) : 0
      on = m >= 1150 + 3 * day && m < 1400 ? lamp : 0
      printf "%d.5,-,%s,%.3f\n", 1467331200 + 60 * i, room, 0.02 + sun + on
    }
  }'
}
month front-room 37 >front-room.csv
month dining-room 210 >dining-room.csv
month back-room 3.5 >back-room.csv

mosquitto=$(command -v mosquitto || echo /usr/sbin/mosquitto)
start_broker() {  # sets port and broker; somebody else may have the port, then the next is tried
  port=$((20000 + $$ % 20000))
  while :; do
    printf 'listener %d 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nuser root\nlog_dest stderr\n' "$port" >mosquitto.conf
    "$mosquitto" -c mosquitto.conf >mosquitto.log 2>&1 &
    broker=$!
    while kill -0 "$broker" 2>/dev/null; do
      grep -q ' running' mosquitto.log && return
      sleep 0.1
    done
    port=$((port + 1))
  done
}
capture=
trap 'kill $broker $capture 2>/dev/null || true' EXIT
start_broker

cat >lamplighter.toml <<TOML
[store]
directory = "store"
[broker]
port = $port
[[source]]
topic = "lamplighter/node/{sensor}/lux"
format = "lamplighter"
trust_clock = true
[[room]]
name = "front-room"
sensor = "front-room"
[[room]]
name = "dining-room"
sensor = "dining-room"
[[room]]
name = "back-room"
sensor = "back-room"
TOML
"$LAMPLIGHTER" capture --config lamplighter.toml 2>capture.log &
capture=$!
# The status it publishes, retained, says that its subscriptions stand.
mosquitto_sub -p "$port" -t lamplighter/status -C 1 -W 60 | grep -q online

nodes=
for room in front-room dining-room back-room; do
  "$BUILD/lamplighter-node" --id $room --lux $room.csv --port "$port" --speed max --seed 1 --log published-$room.csv 2>$room.log &
  nodes="$nodes $!"
done
for node in $nodes; do wait "$node" || { echo "a node failed"; cat ./*-room.log; exit 1; }; done
kill -TERM "$capture"
wait "$capture" || { echo "capture failed"; cat capture.log; exit 1; }

columns() { awk -F, '$1 + 0 > 0 { printf "%.6f %.4f\n", $1, $4 }'; }
for room in front-room dining-room back-room; do
  columns <published-$room.csv >published.txt
  cat store/readings/$room/$room-*.csv | columns >stored.txt
  cmp published.txt stored.txt || { echo "$room: not what was published"; diff published.txt stored.txt | head; exit 1; }
  rows=$(wc -l <stored.txt)
  [ "$rows" -eq 44338 ] || { echo "$room: $rows rows"; exit 1; }
done
echo "3 rooms, $((3 * rows)) rows, equal and in order"
