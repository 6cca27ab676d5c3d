#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Data recorded by other programs is imported once, counts as if it had been captured, and can be removed again.
set -eu
fail() { echo "FAILED: $*"; exit 1; }
"$LAMPLIGHTER" simulate --out house --days 21 --seed 3 --rooms hall,study >/dev/null 2>&1
cat >lamplighter.toml <<'END'
[home]
latitude = 37.3688
longitude = -122.0363
time_zone = "America/Los_Angeles"
[store]
directory = "store"
[[room]]
name = "hall"
[[room]]
name = "study"
END
export LAMPLIGHTER_CONFIG=lamplighter.toml

# Before the import: the message about missing data names the command that imports it.
"$LAMPLIGHTER" detect --room hall 2>message && fail "a room without readings"
grep -q "lamplighter import FILE --room hall" message || fail "no way out: $(cat message)"

# Lamps, in the format of Home Assistant's "Download data".
awk -F, 'BEGIN { print "entity_id,state,last_changed" } NR > 1 { sub(/Z$/, ".000Z", $2); sub(/\.[0-9]+\.000Z$/, ".000Z", $2)
  print "light." $3 "," $4 "," $2 }' house/truth-onoff.csv >history.csv
"$LAMPLIGHTER" train --onoff history.csv --model model.json 2>message && fail "a foreign table as one of ours"
grep -q "lamplighter import history.csv" message || fail "no way out: $(cat message)"
"$LAMPLIGHTER" import history.csv --room hall 2>message && fail "two lamps for one room"
grep -q -- "--entity light.hall=hall" message || fail "no option named: $(cat message)"
"$LAMPLIGHTER" import history.csv --entity light.hall=hall --entity light.study=study --dry-run >dry
grep -q "Home Assistant's history" dry && grep -q "dry run: nothing was written" dry || fail "dry run: $(cat dry)"
[ -e store ] && fail "a dry run wrote"
"$LAMPLIGHTER" import history.csv --entity light.hall=hall --entity light.study=study >first
name=$(sed -n 's/^\(import-[0-9-]*\): .*/\1/p' first)
[ -n "$name" ] || fail "no name: $(cat first)"
"$LAMPLIGHTER" import history.csv --entity light.hall=hall --entity light.study=study >second
grep -q "nothing new" second || fail "doubles: $(cat second)"
"$LAMPLIGHTER" train --model model.json >trained 2>&1 || fail "train: $(cat trained)"
"$LAMPLIGHTER" plan --model model.json --seed 1 --date 2027-01-15 --csv >plan.csv || fail "no plan"

# The imported changes are the real ones, up to the last change, whose end is unknown.
cat store/lamps/hall/*.csv | awk -F, '$1 != "timestamp" { print $4 }' | sed '$d' >imported
awk -F, '$3 == "hall" { print $4 }' house/truth-onoff.csv | uniq | head -n "$(wc -l <imported)" >lived
uniq imported | cmp - lived || fail "other changes than lived"

# Light, in a Central European spreadsheet format: the detection result is the same as for our own file.
awk -F, 'BEGIN { print "Zeit;Lux\r" } NR > 1 { sub(/\./, ",", $4); t = $2; sub(/T/, " ", t); printf "%s;%s\r\n", t, $4 }' house/hall.csv >light.csv
"$LAMPLIGHTER" import light.csv --room hall >light || fail "light: $(cat light)"
"$LAMPLIGHTER" detect --room hall --csv >detected.csv
"$LAMPLIGHTER" detect house/hall.csv --csv >expected.csv
cmp detected.csv expected.csv || fail "other lamps are detected in what was imported"

# Undo.
"$LAMPLIGHTER" import --undo "$name" >undone || fail "undo: $(cat undone)"
"$LAMPLIGHTER" import --undo "$(sed -n 's/^\(import-[0-9-]*\): .*/\1/p' light)" >undone || fail "undo: $(cat undone)"
left=$(find store -name '*.csv' | wc -l)
[ "$left" -eq 0 ] || fail "$left files are left"
"$LAMPLIGHTER" import --undo import-none 2>message && fail "an import that never was"

# An endless line, from a pipe and from a sparse file, costs neither time nor memory.
(ulimit -v 400000 && yes x | tr -d '\n' | "$LAMPLIGHTER" import /dev/stdin --room hall 2>message) && fail "a line without end"
grep -q "longer than 256 KiB" message || fail "a line without end: $(cat message)"
truncate -s 10G sparse.csv
"$LAMPLIGHTER" import sparse.csv --room hall 2>message && fail "zeros"
rm sparse.csv
exit 0
