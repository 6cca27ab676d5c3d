#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: recorder_file.sh PROGRAM [MEGABYTES] [FOLDER]
#
# Creates a recorder file of Home Assistant of that size (1000 MB) with the schema of 2024, forty entities of which six are lamps, imports
# the lamps from it, and prints the time and the memory used. A second import must add nothing. Needs python3 and /usr/bin/time.
set -eu
program=$(realpath "$1")
megabytes=${2:-1000}
folder=${3:-$(mktemp -d)}
mkdir -p "$folder"
cd "$folder"
rm -f recorder.db.part
[ -f recorder.db ] || python3 - "$megabytes" <<'END'
import os, sqlite3, sys
rows = int(float(sys.argv[1]) * 6800)
db = sqlite3.connect("recorder.db.part", isolation_level=None)
db.executescript("""
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
CREATE TABLE schema_changes(change_id INTEGER PRIMARY KEY, schema_version INTEGER, changed DATETIME);
INSERT INTO schema_changes VALUES(1, 43, '2024-05-01 00:00:00.000000');
CREATE TABLE states_meta(metadata_id INTEGER PRIMARY KEY, entity_id VARCHAR(255));
CREATE TABLE state_attributes(attributes_id INTEGER PRIMARY KEY, hash BIGINT, shared_attrs TEXT);
CREATE TABLE recorder_runs(run_id INTEGER PRIMARY KEY, start DATETIME, "end" DATETIME, closed_incorrect BOOLEAN, created DATETIME);
CREATE TABLE states(state_id INTEGER PRIMARY KEY, entity_id CHAR(0), state VARCHAR(255), attributes CHAR(0), event_id SMALLINT,
  last_changed CHAR(0), last_changed_ts FLOAT, last_reported_ts FLOAT, last_updated CHAR(0), last_updated_ts FLOAT,
  old_state_id INTEGER, attributes_id INTEGER, context_id CHAR(0), context_user_id CHAR(0), context_parent_id CHAR(0),
  origin_idx SMALLINT, context_id_bin BLOB, context_user_id_bin BLOB, context_parent_id_bin BLOB, metadata_id INTEGER);
""")
entities = [f"light.lamp_{i}" for i in range(6)] + [f"sensor.power_{i}" for i in range(33)] + ["sensor.hall_illuminance"]
db.executemany("INSERT INTO states_meta VALUES(?,?)", enumerate(entities, 1))
# One row in five hundred belongs to a lamp.
db.execute("""
INSERT INTO states(state_id, state, last_updated_ts, old_state_id, attributes_id, context_id_bin, metadata_id, origin_idx)
WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < ?)
SELECT n, CASE WHEN n % 500 = 0 THEN CASE n / 3000 % 2 WHEN 0 THEN 'on' ELSE 'off' END ELSE round(abs(random() % 10000) / 10.0, 1) END,
  1764000000.0 + n * 0.2, n - 1, n % 1000, randomblob(16),
  CASE WHEN n % 500 = 0 THEN 1 + n / 500 % 6 ELSE 7 + n % 34 END, 0
FROM row""", (rows,))
db.executescript("""
CREATE INDEX ix_states_metadata_id_last_updated_ts ON states(metadata_id, last_updated_ts);
CREATE INDEX ix_states_last_updated_ts ON states(last_updated_ts);
CREATE INDEX ix_states_context_id_bin ON states(context_id_bin);
CREATE INDEX ix_states_attributes_id ON states(attributes_id);
CREATE UNIQUE INDEX ix_states_meta_entity_id ON states_meta(entity_id);
""")
db.close()
os.rename("recorder.db.part", "recorder.db")
END
rm -rf store
import() {
  /usr/bin/time -f '%e s, %M kB' "$program" import --home-assistant-db recorder.db --store store \
    --entity light.lamp_0=a --entity light.lamp_1=a --entity light.lamp_2=b --entity light.lamp_3=c \
    --entity light.lamp_4=d --entity light.lamp_5=e
}
ls -l recorder.db | awk '{ print $5, "bytes" }'
import >first
tail -n 1 first
import >second
grep -q "nothing new" second || { echo "a second import added rows"; exit 1; }
