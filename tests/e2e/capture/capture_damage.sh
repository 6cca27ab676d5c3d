#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A journal that was damaged on the disk while capture was not running: whatever was hit, every row whose line is intact reaches its file,
# once, and lost rows are counted.
set -eu
command -v mosquitto_pub >/dev/null && command -v perl >/dev/null || exit 77
[ -n "${PORT:-}" ] || exec "$BUILD/tests/with_broker_trial" sh "$0"

# shellcheck disable=SC2034  # for lib.sh
logs=capture.log
. "$SOURCE/tests/e2e/parts/lib.sh"
start_capture() {
  "$LAMPLIGHTER" capture --config /dev/null --store store --port "$PORT" --topic 'n/{sensor}' --format esphome --accept-any \
    2>>capture.log &
  capture=$!
  until_true captures
}
trap 'kill $capture 2>/dev/null || true' EXIT
stored() { cat store/readings/*/*.csv 2>/dev/null | awk -F, '!/^timestamp/ { print $4 }' | sort -n; }
# The file of the journal that has readings.
journal() { grep -l ' lux ' store/capture-?.journal; }

# 200 acknowledged readings that are in no CSV file, in a journal of which `damage` changes bytes.
trial() { # NAME, expected rows, damage (perl on $_, the whole file), expected log line
  rm -rf store && mkdir store && : >capture.log
  start_capture
  seq 1 200 | publish -t n/hall -l
  until_true sh -c '[ $(cat store/capture-?.journal | tr "\0" "\n" | grep -c " lux ") -eq 200 ]'
  kill -9 $capture
  wait $capture 2>/dev/null || true
  rm -rf store/readings # as if nothing had reached the disk
  file=$(journal)
  perl -0777 -pi -e "$3" "$file"
  cp "$file" damaged
  start_capture
  stored >found
  [ "$(sort -u found | wc -l)" -eq "$2" ] && [ "$(wc -l <found)" -eq "$2" ] || fail "$1: $(wc -l <found) rows, not $2"
  grep -q "$4" capture.log || fail "$1: the log does not say $4"
  cmp -s damaged "$file.damaged" || fail "$1: no copy of the damaged file"
  kill -9 $capture
  wait $capture 2>/dev/null || true
  start_capture
  [ "$(grep -c 'a copy of it is' capture.log)" -eq 1 ] || fail "$1: said at every start"
  [ "$(stored | wc -l)" -eq "$2" ] || fail "$1: rows changed at the next start"
  kill $capture && wait $capture || fail "$1: capture did not end in order"
  echo "$1: $2 of 200 readings"
}

trial "a bit of the header" 200 'substr($_, 23, 1) ^= "\x02"' 'its header is damaged; 200 rows'
trial "a bit in the middle" 199 'my $at = index($_, " 100 hall"); substr($_, $at, 1) ^= "\x04"' '1 of its lines is unreadable and lost; 199 rows'
trial "a block of some lines" 190 'my $at = index($_, " 100 hall"); my $end = $at; for my $i (1 .. 10) { $end = 1 + index($_, "\n", $end) }
  substr($_, $at, $end - $at - 1) = "\0" x ($end - $at - 1)' '10 of its lines are unreadable and lost; 190 rows'
trial "the last line" 199 'my $at = index($_, " 200 hall"); substr($_, $at + 1, 1) = "x"' '1 of its lines is unreadable and lost; 199 rows'
