#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kill -9 during an import, of a table, of Home Assistant's database and of its history: the next import completes the store, without
# duplicates and without a loss.
set -eu
# shellcheck disable=SC2034  # for lib.sh
logs="message server.log"
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v python3 >/dev/null && command -v curl >/dev/null || { echo "skipped: no python3 and curl here"; exit 77; }
pids=
trap 'kill $pids 2>/dev/null || true' EXIT

sunnyvale >lamplighter.toml
printf '[[room]]\nname = "hall"\n' >>lamplighter.toml
for i in 1 2 3 4; do printf '[[room]]\nname = "r%s"\n' $i; done >>lamplighter.toml
export LAMPLIGHTER_CONFIG=lamplighter.toml

# A table of 40,000 readings.
awk 'BEGIN { print "time,lux"; for (i = 0; i < 40000; ++i) printf "%d,%d.%d\n", 1750000000 + 60 * i, i % 700, i % 10 }' >light.csv

# A database of four lamps, ten days, one change every two minutes.
python3 - <<'END'
import sqlite3, time
db = sqlite3.connect("recorder.db")
db.executescript("""
CREATE TABLE schema_changes(change_id INTEGER PRIMARY KEY, schema_version INTEGER, changed DATETIME);
INSERT INTO schema_changes VALUES(1, 43, '2024-05-01 00:00:00.000000');
CREATE TABLE states_meta(metadata_id INTEGER PRIMARY KEY, entity_id VARCHAR(255));
CREATE TABLE state_attributes(attributes_id INTEGER PRIMARY KEY, hash BIGINT, shared_attrs TEXT);
CREATE TABLE states(state_id INTEGER PRIMARY KEY, entity_id CHAR(0), state VARCHAR(255), attributes CHAR(0), event_id SMALLINT,
  last_changed CHAR(0), last_changed_ts FLOAT, last_reported_ts FLOAT, last_updated CHAR(0), last_updated_ts FLOAT,
  old_state_id INTEGER, attributes_id INTEGER, context_id CHAR(0), context_user_id CHAR(0), context_parent_id CHAR(0),
  origin_idx SMALLINT, context_id_bin BLOB, context_user_id_bin BLOB, context_parent_id_bin BLOB, metadata_id INTEGER);
CREATE INDEX ix_states_metadata_id_last_updated_ts ON states(metadata_id, last_updated_ts);
""")
begin = int(time.time()) - 864000
for lamp in range(1, 5):
    db.execute("INSERT INTO states_meta VALUES(?,?)", (lamp, f"light.l{lamp}"))
    db.executemany("INSERT INTO states(state, last_updated_ts, metadata_id) VALUES(?,?,?)",
                   (("on" if i % 2 else "off", begin + lamp + 120 * i, lamp) for i in range(7000)))
db.commit()
END

python3 "$SOURCE/tests/e2e/parts/home_assistant.py" port 2>server.log &
pids="$pids $!"
until_true test -s port
for i in 1 2 3 4; do curl -sf -X PUT "http://127.0.0.1:$(cat port)/set/light.l$i/on?ago=864000&times=3000" >/dev/null; done
(umask 077 && echo good >token)
printf '[home_assistant]\nurl = "http://127.0.0.1:%s"\ntoken_file = "token"\n' "$(cat port)" >>lamplighter.toml

entities="--entity light.l1=r1 --entity light.l2=r2 --entity light.l3=r3 --entity light.l4=r4"
import_of() {
  case $1 in
  table) set -- light.csv --room hall ;;
  database) set -- --home-assistant-db recorder.db ;;
  history) set -- --home-assistant --days 12 ;;
  esac
  # shellcheck disable=SC2086
  case $1 in light.csv) exec "$LAMPLIGHTER" import "$@" ;; *) exec "$LAMPLIGHTER" import "$@" $entities ;; esac
}

# The real states: rows in order, without those that change nothing. Each import ends with "unknown" from its own time on.
lived() {
  find store/readings store/lamps -name '*.csv' 2>/dev/null | sort | while read -r file; do
    grep -v -e ^timestamp -e ,unknown$ "$file" | sort -t , -k 1,1 -n
  done | awk -F, '{ if (kept[$3] != $4) print; kept[$3] = $4 }'
}

for source in table database history; do
  rm -rf store
  began=$(date +%s%N)
  (import_of $source) >message 2>&1 || fail "$source: $(cat message)"
  took=$((($(date +%s%N) - began) / 1000000))
  lived >expected
  [ "$(wc -l <expected)" -gt 10000 ] || fail "$source: $(wc -l <expected) rows"
  interrupted=0
  for part in 15 40 60 70 75 80 85 90 95 98; do
    rm -rf store
    (import_of $source) >message 2>&1 &
    import=$!
    sleep "$(echo "$took $part" | awk '{ print $1 * $2 / 100000 }')"
    if kill -9 $import 2>/dev/null; then interrupted=$((interrupted + 1)); fi
    wait $import 2>/dev/null || true
    (import_of $source) >message 2>&1 || fail "$source, killed after $part %: $(cat message)"
    lived >found
    cmp found expected || fail "$source, killed after $part %: other rows than without it"
    find store/readings store/lamps -name '*.csv' -exec sort {} + 2>/dev/null | grep -v ^timestamp | uniq -d >doubles
    [ ! -s doubles ] || fail "$source, killed after $part %: doubles: $(head -3 doubles)"
    [ -z "$(find store/imports -name '*.begun' -o -name '*.pending')" ] || fail "$source: something is left undone"
  done
  [ $interrupted -gt 0 ] || fail "$source: none was interrupted"
  echo "$source: $took ms, $(wc -l <expected) rows, completed after $interrupted kills"
done
