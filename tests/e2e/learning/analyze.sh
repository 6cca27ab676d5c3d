#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `analyze` and `sun` as a user types them: documents on stdout, notes on stderr, exit statuses, a room from the store.
set -eu

. "$SOURCE/tests/e2e/parts/lib.sh"
# A command without a network starts quickly: it loads few libraries (docs/decisions/quick-start.md).
libraries=$(ldd "$LAMPLIGHTER" | grep -c '=>')
[ "$libraries" -le 12 ] || ! command -v ld.lld >/dev/null || fail "it loads $libraries libraries"

place="--latitude 37.3643427 --longitude -122.0080058 --time-zone America/Los_Angeles"

# An evening in July: eight dark minutes, a lamp for eight, dark again, a gap of an hour, dark.
make_day() { # SENSOR FIRST-SECOND
  awk -v sensor="$1" -v start="$2" 'BEGIN {
    print "timestamp,datetime,sensor_id,value"
    for (i = 0; i < 30; ++i) {
      lux = i >= 8 && i < 16 ? 100 : 1
      printf "%.3f,,%s,%s\n", start + 60 * i + (i >= 24 ? 3600 : 0), sensor, lux
    }
  }'
}
make_day den 1469937600 >den.csv
echo "1469999999.0,,den,dark" >>den.csv

# shellcheck disable=SC2086
"$LAMPLIGHTER" analyze den.csv $place --json --cuts 50,200,300 >den.json 2>den.notes
expected='"rows":30,"rejected_rows":1,"events":31,"gaps":[{"after":"2016-07-30T21:23:00-07:00","before":"2016-07-30T22:24:00-07:00","missing":59}]'
grep -qF "$expected" den.json || fail "the document: $(cat den.json)"
grep -qF '"on_samples":8,"runs":[["on",2,8]]' den.json || fail "the runs: $(cat den.json)"
[ "$(wc -l <den.json)" -eq 1 ] || fail "not one document"
grep -q "den.csv:32" den.notes || fail "the bad row is not named: $(cat den.notes)"

# The same readings in two files of the store, by room name.
mkdir -p store/readings/s1
make_day s1 1469937600 | head -11 >store/readings/s1/s1-2016-07-31.csv
{ make_day s1 1469937600 | head -1; make_day s1 1469937600 | tail -20; } >store/readings/s1/s1-2016-08-01.csv
cat >house.toml <<'TOML'
[home]
latitude = 37.3643427
longitude = -122.0080058
time_zone = "America/Los_Angeles"
[store]
directory = "store"
[[room]]
name = "study"
sensor = "s1"
on_level = 2
TOML
"$LAMPLIGHTER" analyze --room study --config house.toml --json --cuts 10,50,300 >study.json
grep -qF '{"room":"study","rows":30,"rejected_rows":0,"events":31' study.json || fail "$(cat study.json)"
grep -qF '"on_level":2,"on_samples":8,"runs":[["on",2,8]]' study.json || fail "$(cat study.json)"
status=0
"$LAMPLIGHTER" analyze --room attic --config house.toml 2>error || status=$?
[ "$status" -eq 1 ] && grep -q attic error || fail "an unknown room gave $status: $(cat error)"

# A usage error has another exit status than a failure.
expect_status() { # STATUS ARGUMENT…
  wanted=$1
  shift
  status=0
  "$LAMPLIGHTER" "$@" >out 2>error || status=$?
  [ "$status" -eq "$wanted" ] || fail "lamplighter $* gave $status instead of $wanted"
  [ ! -s out ] || fail "lamplighter $* wrote to stdout"
  [ -s error ] || fail "lamplighter $* said nothing"
}
# shellcheck disable=SC2086
{
  expect_status 2 analyze $place
  expect_status 2 analyze den.csv --room den $place
  expect_status 2 analyze den.csv $place --cuts 50,20,300
  expect_status 2 analyze den.csv $place --on-level 4
  expect_status 1 analyze missing.csv $place
  expect_status 1 analyze . $place
  expect_status 1 sun --date 2016-02-30 $place
}

# shellcheck disable=SC2086
"$LAMPLIGHTER" sun --date 2016-07-31 $place --json | grep -qF '"sunrise":371,"sunset":1217' || fail "sun"
"$LAMPLIGHTER" sun --date 2016-06-21 --latitude 69.65 --longitude 18.96 --time-zone Europe/Oslo |
  grep -q "does not set" || fail "the midnight sun is an answer"
