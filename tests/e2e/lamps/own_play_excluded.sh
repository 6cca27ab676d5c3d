#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `train` learns neither its own play nor an empty house: a hall that was lit only while the house was away is never lit.
set -eu

. "$SOURCE/tests/e2e/parts/lib.sh"
cat >lamplighter.toml <<END
[home]
latitude = 52.52
longitude = 13.40
time_zone = "Europe/Berlin"
[store]
directory = "store"
[[room]]
name = "hall"
END
mkdir store

# Thirty days, dark; from the tenth to the nineteenth the household was away and the hall lit every evening.
awk 'BEGIN { print "timestamp,datetime,room,state"
  for (day = 0; day < 30; day++) for (hour = 0; hour < 24; hour++)
    printf "%d,-,hall,%s\n", 1791000000 + 3600 * (24 * day + hour), (day >= 10 && day < 20 && hour > 17) ? "on" : "off" }' >history.csv
awk -F, 'BEGIN { OFS = ","; print "timestamp,datetime,sensor_id,value" } NR > 1 {
  for (minute = 0; minute < 60; minute++) print $1 + 60 * minute, "-", "hall", ($4 == "on" ? 200 : 3) + minute % 3 }' history.csv >light.csv
train() { "$LAMPLIGHTER" train --config lamplighter.toml --model house.json --json "$@" 2>errors || fail "train: $(cat errors)"; }

train --onoff history.csv | grep -q "only off was seen" || fail "the other days are not dark"
train --onoff history.csv | grep -q '"note": *null' || fail "the play is not to be seen in the history"
printf 'timestamp,datetime,room,state\n%d,-,household,on\n%d,-,household,off\n' $((1791000000 + 864000)) $((1791000000 + 1728000)) >store/absences.csv
if train --onoff history.csv | grep -q '"note": *null'; then fail "the play was learned from an on/off file"; fi
train light.csv --cuts 50,100,150 >out
if grep -q '"note": *null' out; then fail "the play was learned from readings"; fi
grep -q "14400 readings during absences are skipped" errors || fail "no note: $(cat errors)"

# Own play while the house was not away (a lamp that was left on) is excluded too.
rm store/absences.csv
awk 'BEGIN { print "timestamp,datetime,room,state"
  for (day = 10; day < 20; day++) printf "%d,-,hall,on\n%d,-,hall,unknown\n", 1791000000 + 3600 * (24 * day + 18), 1791000000 + 3600 * (24 * day + 24) }' >store/played.csv
if train --onoff history.csv | grep -q '"note": *null'; then fail "what was played was learned"; fi
echo torn >>store/played.csv
train --onoff history.csv >/dev/null
