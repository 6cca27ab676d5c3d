#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `train` as a user types it: from readings, from on/off files, from the config's store; the same seed gives the same file; input that
# cannot be learned from and output that cannot be written give a one-line error; a modified model file is refused.
set -eu

. "$SOURCE/tests/e2e/parts/lib.sh"
place="--latitude 37.3643427 --longitude -122.0080058 --time-zone America/Los_Angeles"

# Ten days of two rooms, one reading per minute: dark except for an hour or two each evening, different every day.
make_room() { # NAME FIRST-MINUTE
  awk -v room="$1" -v on="$2" 'BEGIN {
    print "timestamp,datetime,sensor_id,value"
    for (i = 0; i < 14400; ++i) {
      day = int(i / 1440); minute = i % 1440; begin = on + 7 * (day % 4)
      lit = minute >= begin && minute < begin + 60 + 11 * (day % 3)
      printf "%.3f,,%s,%s\n", 1469862000 + 60 * i, room, lit ? 80 : 2
    }
  }'
}
make_room hall 1200 >hall.csv
make_room study 1100 >study.csv

run() { # EXPECTED-STATUS ARGUMENT…
  wanted=$1
  shift
  status=0
  # shellcheck disable=SC2086
  "$LAMPLIGHTER" "$@" >out 2>error || status=$?
  [ "$status" -eq "$wanted" ] || fail "lamplighter $* gave $status instead of $wanted: $(cat error)"
}

# shellcheck disable=SC2086
{
  run 0 train hall.csv study.csv --model house.json $place --json --cuts 10,100,300 --restarts 5
  [ "$(grep -c '"room"' out)" -eq 2 ] && [ "$(grep -c '"zone"' out)" -eq 8 ] || fail "the document: $(cat out)"
  grep -q '"restarts": 5' out || fail "the restarts: $(cat out)"
  grep -q 'only off was seen' out || fail "no note on a zone that is always off: $(cat out)"
  [ ! -s error ] || fail "stderr is not empty: $(cat error)"
  cp house.json first.json
  run 0 train study.csv hall.csv --model house.json $place --cuts 10,100,300 --restarts 5
  grep -q 'log-likelihood' out || fail "nothing for a person: $(cat out)"
  cmp -s first.json house.json || fail "the same seed gave another file"
  run 0 train study.csv hall.csv --model other.json $place --cuts 10,100,300 --restarts 5 --seed 2
  cmp -s first.json other.json && fail "another seed gave the same file"

  # On/off files; one room has a single change, so its duration is unknown.
  printf 'timestamp,datetime,room,state\n1469862000,,hall,off\n1469934000,,hall,on\n1469941200,,hall,off\n1469948400,,hall,off\n1469862000,,attic,on\n' >truth.csv
  run 0 train --onoff truth.csv --model onoff.json $place --json
  grep -q '"no samples: the model stays off"' out || fail "the attic's note: $(cat out)"
  grep -q '"detector":"onoff"' onoff.json || fail "the detector: $(cat onoff.json)"

  # The model can be used for planning; a modified one cannot.
  run 0 plan --model house.json --date 2016-08-20 --seed 1 --json
  sed 's/America/Amerika/' house.json >edited.json
  run 1 plan --model edited.json --date 2016-08-20 --seed 1
  grep -q 'edited.json: wrong checksum' error || fail "edited: $(cat error)"
  head -c 2000 house.json >torn.json
  run 1 plan --model torn.json --date 2016-08-20 --seed 1
  grep -q 'torn.json: not a whole model file' error || fail "torn: $(cat error)"
  sed 's/"format": 1/"format": 99/' house.json >newer.json
  run 1 plan --model newer.json --date 2016-08-20 --seed 1
  grep -q 'format 99 is newer' error || fail "newer: $(cat error)"

  # Nothing is written if anything is wrong.
  run 1 train missing.csv --model none.json $place
  run 1 train hall.csv --model no/such/folder/none.json $place --restarts 1
  [ "$(wc -l <error)" -eq 1 ] && grep -q 'no/such/folder' error || fail "the folder: $(cat error)"
  [ ! -e none.json ] || fail "a model was written from nothing"
  run 2 train hall.csv $place
  run 2 train hall.csv --onoff truth.csv --model none.json $place
  run 2 train hall.csv --model none.json $place --states 9
  run 2 train hall.csv --model none.json $place --restarts 0
}

# Every room of the config; one has no readings yet.
mkdir -p store/readings/hall store/readings/study
cp hall.csv store/readings/hall/hall-2016-07-30.csv
cp study.csv store/readings/study/study-2016-07-30.csv
cat >lamplighter.toml <<'TOML'
[home]
latitude = 37.3643427
longitude = -122.0080058
time_zone = "America/Los_Angeles"
[store]
directory = "store"
[[room]]
name = "hall"
[[room]]
name = "cellar"
[[room]]
name = "study"
TOML
run 0 train --config lamplighter.toml --model config.json --cuts 10,100,300 --restarts 5
cmp -s first.json config.json || fail "the config's rooms gave another model than their files"
grep -q 'note: room cellar: no readings' error || fail "the cellar is not named: $(cat error)"
run 0 train --config lamplighter.toml --room hall --model hall.json --cuts 10,100,300 --restarts 1
grep -q '"room":"study"' hall.json && fail "--room took more than one room"

# A room without light that reports its lamps is learned from them.
mkdir -p store/lamps/porch
awk 'BEGIN { print "timestamp,datetime,room,state"
  for (day = 0; day < 10; ++day) for (i = 0; i < 2; ++i)
    printf "%.3f,,porch,%s\n", 1469862000 + 86400 * day + 72000 + 3600 * i + 60 * (day % 7), i ? "off" : "on" }' \
  >store/lamps/porch/porch-2016-07-30.csv
printf '[[room]]\nname = "porch"\n' >>lamplighter.toml
run 0 train --config lamplighter.toml --model config.json --cuts 10,100,300 --restarts 1
[ "$(grep -o '"room":"[a-z]*"' config.json | tr -d '\n')" = '"room":"hall""room":"porch""room":"study"' ] || fail "the rooms: $(cat error)"
run 0 train --config lamplighter.toml --room porch --model porch.json --restarts 1 --json
grep -q '"detector":"onoff"' porch.json || fail "porch was not learned from its lamps"
run 1 train --config lamplighter.toml --room cellar --model none.json

# A lamp that was switched off at the wall is recorded as on until another evening. That is not a habit.
awk 'BEGIN { print "timestamp,datetime,room,state"
  for (day = 0; day < 20; ++day) { at = 1469923200 + 86400 * day
    if (day % 7 != 6) printf "%d,,hall,on\n", at
    if (day % 7 != 5) printf "%d,,hall,off\n", at + 14400 } }' >wall.csv
run 0 train --onoff wall.csv --latitude 37.3643427 --longitude -122.0080058 --time-zone America/Los_Angeles --model wall.json --restarts 1
grep -q 'note: hall: on for 18 hours or more 2 times, where evenings last 4.0 hours' error || fail "the wall switch: $(cat error)"
echo "train: files, changes, config, lamps, refusals"
