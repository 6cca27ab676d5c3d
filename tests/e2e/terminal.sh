#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a new user sees in a terminal of 80 columns: help that begins with an example, the nearest command if one does not exist, tables that
# fit, and a suggested next command at the end of each, which works as written. The example config matches its sensors.
set -eu

. "$SOURCE/tests/e2e/parts/lib.sh"
unset LAMPLIGHTER_CONFIG
mkdir bin
ln -s "$LAMPLIGHTER" bin/lamplighter
PATH=$PWD/bin:$PATH
place="--latitude 37.3688 --longitude -122.0363 --time-zone America/Los_Angeles"

fits() { # FILE
  LC_ALL=C awk '{ gsub(/[\200-\277]/, "") } length > 80 { print; bad = 1 } END { exit bad }' "$1" || fail "$said: wider than 80 columns"
}

say() { # ARGUMENT… : must succeed and fit
  said="lamplighter $*"
  lamplighter "$@" >out 2>error || fail "$said: $(cat error)"
  fits out
}

# next_works: runs the commands that the last output suggests.
next_works() {
  sed -n '/^Next/,$p' out | grep '^  ' >next || true
  [ -s next ] || fail "$said: nothing to do next: $(cat out)"
  sh -eu next >after 2>error || fail "$said: its next command, $(cat next), fails: $(cat error)"
}

lamplighter --help >out
head -1 out | grep -qx 'Example:' || fail "the help does not begin with an example"
said="lamplighter --help"
fits out

status=0
lamplighter trian 2>error || status=$?
[ $status -eq 2 ] && grep -q 'did you mean `lamplighter train`?' error || fail "trian: $(cat error)"
lamplighter bridge par 2>error && fail "bridge par works"
grep -q 'did you mean `lamplighter bridge pair`?' error || fail "bridge par: $(cat error)"
lamplighter xyzzy 2>error && fail "xyzzy works"
grep -q 'is not a command; `lamplighter --help` lists them' error || fail "xyzzy: $(cat error)"

# Without a config.
say simulate --out house --days 9 --from 2026-10-01 --rooms kitchen,the-living-room-of-the-first-floor --seed 2
next_works
long=house/the-living-room-of-the-first-floor.csv
# shellcheck disable=SC2086
{
  say detect house/kitchen.csv $long $place
  grep -q 'observed .* % of the time' out || fail "detect: no share of the time: $(cat out)"
  next_works
  say train house/kitchen.csv $long --model house.json --restarts 2 $place
  grep -q '^learned [0-9]* of 14 days' out || fail "train: $(cat out)"
  next_works
  say evaluate --onoff house/truth-onoff.csv --splits 2 $place
  next_works
  say sun $place
  cp out today
  say sun $place --date today
  cmp out today || fail "sun --date today"
  said=analyze
  say analyze house/kitchen.csv --explain $place
}
say plan --model house.json --seed 1 --date friday
[ "$(date -d "$(head -1 out)" +%u)" -eq 5 ] || fail "friday is $(head -1 out)"
say plan --model house.json --seed 1 --date tomorrow
lamplighter plan --model house.json --seed 1 --date someday 2>error && fail "someday is a date"
grep -q 'today, tomorrow or a weekday' error || fail "someday: $(cat error)"
lamplighter train house/kitchen.csv $place 2>error && fail "one room became the house's model"

# With one: the model is where `run` looks for it, and messages name commands for this config.
sunnyvale >lamplighter.toml
cat >>lamplighter.toml <<END
[[room]]
name = "kitchen"
END
said=check
lamplighter check --config lamplighter.toml >out 2>error || fail "a house in which nothing is wrong: $(cat out error)"
grep -q '^to do  model .*lamplighter train --config lamplighter.toml$' out || fail "check without a model: $(cat out)"
mkdir store
lamplighter train --config lamplighter.toml 2>error && fail "trained from nothing"
lamplighter check --config lamplighter.toml >out || fail "nothing to learn from yet is wrong: $(cat out)"
lamplighter import house/kitchen.csv --room kitchen --config lamplighter.toml >/dev/null
say train --config lamplighter.toml
next_works
[ -e store/model.json ] || fail "the model is not in the store"
lamplighter check --config lamplighter.toml >out || fail "check: $(cat out)"
grep -q '^ok     model .*learned [0-9]* of 14 days$' out || fail "check: $(cat out)"

# With a damaged model the previous one is used, and check says so.
lamplighter train --config lamplighter.toml >/dev/null 2>&1
lamplighter plan --config lamplighter.toml --date 2026-11-30 --csv >before
echo "{}" >store/model.json
lamplighter plan --config lamplighter.toml --date 2026-11-30 --csv >after
cmp before after || fail "the model before is not played"
lamplighter check --config lamplighter.toml >out 2>&1 && fail "a damaged model is not wrong"
grep -q '^wrong  model .*the model before it is played; to make it again: lamplighter train' out || fail "check: $(cat out)"

# A missing config is reported as to do. Every sensor of the example's rooms is one level of its source's topic.
lamplighter check --config none.toml >out || fail "no config is wrong"
grep -q '^to do  config' out || fail "no config: $(cat out)"
sed "s#/var/lib/lamplighter#$PWD/store#" "$SOURCE/examples/lamplighter.toml" >example.toml
grep -q '^topic = "zigbee2mqtt/{sensor}"' example.toml && grep '^sensor = ' example.toml | grep -q '^sensor = "[^"]*/' && fail "a sensor of the example has two levels"
echo "80 columns are enough"
