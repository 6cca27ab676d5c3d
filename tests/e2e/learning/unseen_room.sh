#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A room without history is assumed to be lit as in any household. That must not cost more the longer the others are known:
# on a Raspberry Pi the nightly training of two years of twelve rooms once took minutes for one unused room. Processor time of
# the same year with such a room and without it.
set -eu

. "$SOURCE/tests/e2e/parts/lib.sh"
place="--latitude 52.52 --longitude 13.40 --time-zone Europe/Berlin"

# hundredths MODEL ONOFF: processor time of a training, in hundredths of a second.
hundredths() {
  # shellcheck disable=SC2086,SC2016
  sh -c '"$@" >/dev/null 2>&1 || exit 1; times >cpu' sh "$LAMPLIGHTER" train --onoff "$2" $place --model "$1" --restarts 1 --quiet ||
    fail "training of $2"
  tail -n 1 cpu | awk '{ split($1, used, /[ms]/); printf "%.0f", 100 * (60 * used[1] + used[2]) }'
}

# shellcheck disable=SC2086
"$LAMPLIGHTER" simulate --out year --days 365 --seed 5 --rooms hall,kitchen,living,bath,bedroom $place >/dev/null 2>&1
awk -F, 'NR == 2 { print $1 "," $2 ",attic,off" } NR > 1 { print $0 }' year/truth-onoff.csv >rows
{ head -n 1 year/truth-onoff.csv && cat rows; } >with-attic.csv

without=$(hundredths without.json year/truth-onoff.csv)
with=$(hundredths with.json with-attic.csv)
grep -q '"name":"attic"' with.json || fail "the unused room is not in the model"
[ "$with" -lt $((4 * without + 20)) ] || fail "a year without the unused room: $without hundredths of a second; with it: $with"
