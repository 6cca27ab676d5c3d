#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every command line in README.md and docs/ works as written, typed in order in a fresh house; those in a block marked ```sh board, bridge,
# root or build need something that is missing here: they are only listed. Every command mentioned in a sentence exists.
set -eu

. "$SOURCE/tests/e2e/parts/lib.sh"
command -v mosquitto >/dev/null || { echo "skipped: no mosquitto here"; exit 77; }
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mosquitto -p "$port" >broker.log 2>&1 &
broker=$!
service=
trap 'kill $broker $service 2>/dev/null || true' EXIT

# The house: its config in the default place, and files as the documents name them.
mkdir bin
ln -s "$LAMPLIGHTER" bin/lamplighter
PATH=$PWD/bin:$PATH
export LAMPLIGHTER_CONFIG="$PWD/lamplighter.toml" HOME="$PWD"
sunnyvale >lamplighter.toml
cat >>lamplighter.toml <<END
[broker]
port = $port
[[source]]
topic = "zigbee2mqtt/{sensor}"
format = "zigbee2mqtt"
[[room]]
name = "kitchen"
[[room]]
name = "living"
[web]
port = 0
END
lamplighter simulate --out light --days 12 --from 2026-10-01 --rooms kitchen,living --seed 4 >/dev/null
for room in kitchen living; do lamplighter import light/$room.csv --room $room >/dev/null; done
cp light/kitchen.csv front-room.csv
cp light/truth-onoff.csv lamps.csv

# Command lines of fenced blocks: "KIND<TAB>FILE<TAB>LINE".
cd "$SOURCE"
awk 'FNR == 1 { inside = 0 }
  /^```/ { inside = !inside; kind = $1 == "```sh" ? ($2 == "" ? "here" : $2) : $1 == "```" ? "plain" : "no"; next }
  inside && kind != "no" && NF {
    line = $0
    sub(/(^|[ \t]+)#.*/, "", line)
    if (line == "") next
    if (kind == "here") sub(/^sudo /, "", line)
    if (kind == "plain" && line !~ /^((lamplighter|sudo|\.\/dev|build\/release)[ -]|mosquitto_)/) next
    print kind "\t" FILENAME "\t" line
  }' README.md docs/*.md docs/decisions/*.md >"$OLDPWD/lines"
cd "$OLDPWD"
grep -P '^plain\t' lines && fail "a command line in a block that is not marked as sh"
echo "not executed, since they need what is not here:"
grep -v '^here' lines | sed 's/^\([a-z]*\)\t[^\t]*\t/  \1: /'
echo "executed:"

# Programs that run until they are stopped are stopped.
grep '^here' lines | cut -f 3 >here
[ "$(wc -l <here)" -ge 15 ] || fail "few command lines: $(cat here)"
while read -r line; do
  status=0
  case $line in
    "lamplighter run"* | "lamplighter capture"* | "lamplighter serve" | "lamplighter emulated-bridge"* | "tail -f"*) limit=4 ;;
    *) limit=240 ;;
  esac
  echo "  $line"
  case $line in "lamplighter restore"*) mv store store.original ;; esac # as on another machine
  if [ "$line" = "lamplighter check" ]; then # with the service that it requires
    lamplighter run >service.log 2>&1 &
    service=$!
    within 300 lamplighter check >out 2>error || fail "$line: $(cat out error)"
    kill $service
    wait $service || fail "the service ended with $?: $(cat service.log)"
    continue
  fi
  echo "a long password" | timeout -k 20 $limit sh -c "$line" >out 2>error || status=$?
  [ $status -eq 0 ] || { [ $status -eq 124 ] && [ $limit -eq 4 ]; } || fail "$line: status $status: $(tail -5 out) $(cat error)"
  [ ! -e store.original ] || { [ -d store/readings ] && rm -r store && mv store.original store; }
done <here

# Commands mentioned in sentences.
cd "$SOURCE"
grep -oh '`lamplighter [a-z][a-z-]*' README.md docs/*.md docs/decisions/*.md | sort -u | cut -d' ' -f2 >"$OLDPWD/named"
cd "$OLDPWD"
while read -r name; do
  lamplighter "$name" --help >out 2>&1 || fail "\`lamplighter $name\` is not a command: $(cat out)"
  head -1 out | grep -q '^Example:' || fail "lamplighter $name --help does not begin with an example"
  LC_ALL=C awk '{ gsub(/[\200-\277]/, "") } length > 80 { print; bad = 1 } END { exit bad }' out || fail "lamplighter $name --help is wider than a terminal"
done <named
echo "$(wc -l <here) command lines executed, $(wc -l <named) commands named"
