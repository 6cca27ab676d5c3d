#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Many homes: workers that share one broker's messages lose and duplicate none, whichever of them is killed; each home is trained, planned
# and forgotten separately and has no access to another; a page lists their state. LAMPLIGHTER_TRIAL=full: 2,000 homes, 200 kills.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v curl >/dev/null || { echo "skipped: no curl here"; exit 77; }

homes=50 rounds=10
[ "${LAMPLIGHTER_TRIAL:-}" != full ] || { homes=2000 rounds=200; }
"$BUILD/tests/homes_trial" "$LAMPLIGHTER" kill "$homes" 3 "$rounds"

# Two homes of two rooms; the other worker has stored every third reading of each, one of them both workers.
umask 077
trap 'kill $pids 2>/dev/null || true' EXIT
pids=""
for home in a b; do
  "$LAMPLIGHTER" simulate --out "sim-$home" --days 12 --from 2026-11-01 --seed "$(printf %d "'$home")" --rooms living,hall >>log 2>&1
  for file in sim-$home/living.csv sim-$home/hall.csv; do
    awk -F, -v store="w1/homes/$home" -f "$SOURCE/tests/e2e/parts/store.awk" "$file"
    awk -F, 'FNR == 1 || FNR % 3 == 0' "$file" >third.csv
    awk -F, -v store="w2/homes/$home" -f "$SOURCE/tests/e2e/parts/store.awk" third.csv
  done
done
for file in w1/homes/*/readings/*/*.csv; do
  awk 'FNR == 1 || FNR % 3 == 1' "$file" >kept.csv && mv kept.csv "$file"
done
cat >homes.toml <<END
[home]
latitude = 52.52
longitude = 13.40
time_zone = "Europe/Berlin"
[store]
directory = "$PWD/w1"
also = ["$PWD/w2"]
[broker]
share = "workers"
[[source]]
topic = "homes/{home}/{sensor}"
format = "esphome"
accept = "any"
END
lamps() { "$LAMPLIGHTER" "$@" --config homes.toml 2>>log; }

lamps train --home a --quiet --restarts 2 || fail "home a is not trained"
lamps train --home b --quiet --restarts 2 || fail "home b is not trained"
lamps plan --home a --date 2026-12-01 --json >a.json || fail "home a is not planned"
lamps plan --home b --date 2026-12-01 --json >b.json || fail "home b is not planned"
lamps plan --home a --date 2026-12-01 --json >again.json
cmp -s a.json again.json || fail "another plan of the same day"
cmp -s a.json b.json && fail "two homes have one plan"
cmp -s w1/homes/a/planning.secret w1/homes/b/planning.secret && fail "two homes have one secret"
for home in a b; do
  for file in model.json planning.secret training.json; do
    [ "$(stat -c %a "w1/homes/$home/$file")" = 600 ] || fail "others may read $file of $home"
  done
  [ "$(stat -c %a "w1/homes/$home")" = 700 ] || fail "others may enter the folder of $home"
done
[ ! -e w1/planning.secret ] && [ ! -e w1/model.json ] || fail "something of a home is in the store of all"
# Both stores count: the number of readings is that of all rows without the duplicates.
rows=$(cat w1/homes/a/readings/hall/*.csv w2/homes/a/readings/hall/*.csv | sort -u | grep -cv timestamp)
lamps detect --room hall --home a --json >detected.json
grep -q "\"samples\":$rows[,}]" detected.json || fail "not $rows readings: $(head -c 200 detected.json)"

# No home has access to another.
for home in ../a .. a/../b "a b" ""; do
  lamps plan --home "$home" --date 2026-12-01 && fail "home \"$home\" is accepted"
done
printf '[store]\nsecret_file = "%s"\n' "$PWD/w1/homes/b/planning.secret" >w1/homes/a/lamplighter.toml
lamps plan --home a --date 2026-12-01 && fail "home a uses the secret of another"
rm w1/homes/a/lamplighter.toml
chmod 755 w1/homes/a
lamps plan --home a --date 2026-12-01 && fail "a folder that everyone may enter is used"
chmod 700 w1/homes/a
ln -s "$PWD/w1/homes/b" w1/homes/c
lamps plan --home c --date 2026-12-01 && fail "a home that is a link to another"
rm w1/homes/c

# The page lists both, and does not reveal whether anyone is home.
"$LAMPLIGHTER" serve --homes w1 w2 --config homes.toml --port 0 2>>log &
pids=$!
until_true grep -q "^The page is at" log
page=$(sed -n 's#^The page is at \(http://.*/\)#\1#p' log | tail -1)
curl -sf "$page" | grep -q homes.js || fail "no page of homes"
curl -sf "${page}api/v1/homes" >health.json || fail "no health of homes"
[ "$(grep -o '"home":"[ab]"' health.json | wc -l)" = 2 ] || fail "not both homes: $(cat health.json)"
grep -q '"sensors":2' health.json || fail "not both sensors: $(cat health.json)"
grep -q '"trained":"2' health.json || fail "not trained: $(cat health.json)"
grep -qi 'away\|secret' health.json && fail "tells more than health"

# Forgotten in both stores, and only there.
lamps forget --home a >forgotten || fail "home a is not forgotten"
[ -z "$(find w1/homes w2/homes -path '*/a/*' -o -name '.removed*')" ] || fail "something of home a is left"
lamps plan --home a --date 2026-12-01 && fail "a forgotten home is planned"
lamps plan --home b --date 2026-12-01 --json | cmp -s - b.json || fail "home b was touched"
lamps forget --home nowhere && fail "a home that was never there is forgotten"
lamps forget --home a >/dev/null || fail "a second time is an error"
[ -e w1/homes/a.forgotten ] || fail "capture would store it again"
lamps forget --home a --accept-again >/dev/null
[ ! -e w1/homes/a.forgotten ] && [ ! -e w2/homes/a.forgotten ] || fail "capture would not store it again"

# A capture of many homes is not a service of one house.
"$LAMPLIGHTER" run --config homes.toml 2>refused && fail "run plays many homes"
grep -q "lamplighter capture" refused || fail "run does not say what to do: $(cat refused)"
