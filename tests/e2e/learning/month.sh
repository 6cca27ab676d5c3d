#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An unattended service with a manual clock, with another day of readings each night: it trains every night, keeps its model in nights when
# it cannot, and continues. Its backup, made while it runs, gives the same evenings on another machine. The first $NIGHTS nights (8; of a
# month 30) take some 13 s each, because the clock is read every ten seconds.
set -eu
[ -f "$BUILD/tests/turned_clock.so" ] || { echo "skipped: no turned_clock.so"; exit 77; }
! grep -q 'LAMPLIGHTER_SANITIZE.*address' "$BUILD/CMakeCache.txt" || { echo "skipped: nothing else goes before asan"; exit 77; }

# shellcheck disable=SC2034  # for lib.sh
logs=service.log
. "$SOURCE/tests/e2e/parts/lib.sh"
export TZ=America/Los_Angeles
set_clock() { echo $(($(date -d "$1" +%s) - $(date +%s))) >new && mv new offset; }
day() { date -d "2026-10-01 $1 days" +%F; }
result() { grep -o '"trained":[a-z]*' "$1/training.json"; }

make_house() { # FOLDER
  mkdir -p "$1"
  sunnyvale | sed "s#^directory = .*#directory = \"$1/store\"#" >"$1/lamplighter.toml"
  printf '[broker]\nport = 1\n[[source]]\ntopic = "z/{sensor}"\nformat = "zigbee2mqtt"\n[[room]]\nname = "kitchen"\n[[room]]\nname = "hall"\n[web]\nport = 0\n' \
    >>"$1/lamplighter.toml"
}
as() { # FOLDER ARGUMENT…
  folder=$1
  shift
  LAMPLIGHTER_CONFIG=$folder/lamplighter.toml "$LAMPLIGHTER" "$@" || fail "$*"
}

# A household's light, as it will be captured.
"$LAMPLIGHTER" simulate --out light --days 34 --from "$(day 0)" --rooms kitchen,hall --seed 11 >/dev/null
make_house "$PWD/future"
for room in kitchen hall; do as "$PWD/future" import light/$room.csv --room $room >/dev/null; done
captured() { # DAY: the readings captured on that day
  for room in kitchen hall; do
    mkdir -p "$here/store/readings/$room"
    cp "future/store/readings/$room/$room-$(day "$1").csv" "$here/store/readings/$room/"
  done
}

here=$PWD/here
make_house "$here"
for number in 0 1 2; do captured $number; done
set_clock "$(day 3) 00:30"
TURNED_CLOCK=$PWD/offset LD_PRELOAD=$BUILD/tests/turned_clock.so "$LAMPLIGHTER" run --config "$here/lamplighter.toml" 2>service.log &
service=$!
trap 'kill $service 2>/dev/null || true' EXIT

# The log reports the result of each training; only then the clock advances to noon, because an attempt after 03:20 counts for that night.
nights=0
ended() { [ "$(grep -cE 'trained: learned|not trained yet|training failed' service.log)" -gt "$1" ]; }
night() { # NUMBER RESULT: the night that begins it
  before=$(grep -cE 'trained: learned|not trained yet|training failed' service.log) || true
  set_clock "$(day "$1") 03:21"
  tries=1800 until_true ended "$before"
  grep -q "\"at\":\"$(day "$1")T1" "$here/store/training.json" || fail "not in the night of $(day "$1"): $(cat "$here/store/training.json")"
  [ "$(result "$here/store")" = "\"trained\":$2" ] || fail "night of $(day "$1"): $(cat "$here/store/training.json")"
  set_clock "$(day "$1") 12:00"
  nights=$((nights + 1))
}
until_true grep -q capturing service.log
set_clock "$(day 3) 00:45"  # ten minutes after its start it trains for the first time
tries=1800 until_true ended 0
[ -s "$here/store/model.json" ] || fail "no model: $(cat "$here/store/training.json")"
set_clock "$(day 3) 12:00"
failed=0
for number in $(seq 4 $((${NIGHTS:-8} + 3))); do
  captured $((number - 1))
  case $number in
    6 | 7 | 25)  # two consecutive nights, and another one, without anything to learn from
      failed=$((failed + 1))
      cp "$here/store/model.json" before.json
      mv "$here/store/readings" readings.away
      night "$number" false
      mv readings.away "$here/store/readings"
      cmp -s before.json "$here/store/model.json" || fail "a training that failed changed the model"
      ;;
    *) night "$number" true ;;
  esac
done
[ "$(grep -c 'training failed, the model stays as it was' service.log)" -eq $failed ] || fail "the log does not name $failed failures"
kill -0 $service || fail "the service ended"

# To another machine, while it runs. The first plan creates the secret that all later ones use.
there=$PWD/there
make_house "$there"
evenings() { as "$1" plan --date "$(day $((number + 1)))" --days 14 --csv; }
evenings "$here" >here.csv
as "$here" backup house.tar --with-secrets >/dev/null
as "$there" restore house.tar >/dev/null
evenings "$there" >there.csv
cmp here.csv there.csv || fail "other evenings on the other machine"
[ "$(grep -c ,on here.csv)" -ge 14 ] || fail "hardly a lamp in two weeks: $(cat here.csv)"
kill $service
wait $service || fail "it ended with an error"
echo "$nights nights, $failed without a new model, $(grep -c ,on here.csv) times on in the two weeks after them"
