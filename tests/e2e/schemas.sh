#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every `--json` document matches its schema in docs/schemas/, and the schema allows no other keys; each command with the flag has a schema.
# The runs of `analyze --sequences` are those that `train` learns from.
set -eu

. "$SOURCE/tests/e2e/parts/lib.sh"
python=/usr/bin/python3 # Debian's, which has Debian's packages
$python -c "import jsonschema" 2>/dev/null || { echo "skipped: no python3-jsonschema here"; exit 77; }
place="--latitude 37.3688 --longitude -122.0363 --time-zone America/Los_Angeles"

"$LAMPLIGHTER" simulate --out house --days 9 --from 2026-10-01 --rooms kitchen,hall --seed 2 --json >simulate.json
sunnyvale >lamplighter.toml
cat >>lamplighter.toml <<END
[[room]]
name = "kitchen"
END
export LAMPLIGHTER_CONFIG="$PWD/lamplighter.toml"
# shellcheck disable=SC2086
{
  "$LAMPLIGHTER" analyze house/kitchen.csv $place --json --sequences sequences.csv >analyze.json
  "$LAMPLIGHTER" analyze house/kitchen.csv house/hall.csv $place --json --sequences levels.csv --detector levels >analyze.2.json
  "$LAMPLIGHTER" detect house/kitchen.csv house/hall.csv $place --json >detect.json
  "$LAMPLIGHTER" sun $place --date today --json >sun.json
  "$LAMPLIGHTER" sun --latitude 69.6 --longitude 18.9 --time-zone Europe/Oslo --date 2026-06-21 --json >sun.2.json
  "$LAMPLIGHTER" train house/kitchen.csv $place --model model.json --restarts 3 --json >train.json 2>/dev/null
  "$LAMPLIGHTER" plan --model model.json --seed 1 --date friday --days 3 --json >plan.json
  "$LAMPLIGHTER" plan --model model.json --secret-file secret --json >plan.2.json
  "$LAMPLIGHTER" evaluate --onoff house/truth-onoff.csv $place --splits 2 --json >evaluate.json
}
"$LAMPLIGHTER" check --json >check.json
"$LAMPLIGHTER" away on --until tomorrow
"$LAMPLIGHTER" away status --json >away-status.json
"$LAMPLIGHTER" away off
"$LAMPLIGHTER" away status --json >away-status.2.json

# A bridge, emulated.
pids=
trap 'kill $pids 2>/dev/null || true' EXIT
bridge_lamps="--lamp Study/Desk:colour --lamp Hall/Radio:plug"
. "$SOURCE/tests/e2e/parts/bridge.sh"
"$LAMPLIGHTER" bridge lamps --address "$secure" --ca-file ca.pem --key-file bridge.key --json >bridge-lamps.json
printf '{"bridges":[{"id":"ecb5fafffe00da7a","name":"Hall","model":"BSB002","software":"1970084010","address":"192.168.1.2","scheme":"https","api":"v2","pin":null}]}' >bridge-discover.json # which needs Avahi

$python - "$SOURCE" <<'PY'
import copy, csv, glob, json, os, re, subprocess, sys
import jsonschema
source = sys.argv[1]
wrong = []

def keys(value):
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from keys(inner)

for path in sorted(glob.glob(source + "/docs/schemas/*.json")):
    name = os.path.basename(path)[:-5]
    schema = json.load(open(path))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    documents = sorted(glob.glob(name + ".json") + glob.glob(name + ".[0-9].json"))
    if not documents:
        wrong.append(f"{name}: no document was made")
    for document in documents:
        value = json.load(open(document))
        wrong += [f"{document}: {error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]
        for i, _ in enumerate(keys(value)):
            more = copy.deepcopy(value)
            list(keys(more))[i]["unknown-key"] = 1
            if i < 40 and validator.is_valid(more):
                wrong.append(f"{document}: a key that the schema does not have is taken")

have = {os.path.basename(path)[:-5] for path in glob.glob(source + "/docs/schemas/*.json")}
for path in glob.glob(source + "/src/cli/*_command.cpp"):
    if '"--json"' not in open(path).read():
        continue
    name = os.path.basename(path)[:-len("_command.cpp")]
    if not any(one == name or one.startswith(name + "-") for one in have):
        wrong.append(f"{name} --json: no schema in docs/schemas")

trained = {zone["zone"]: zone for zone in json.load(open("train.json"))["rooms"][0]["zones"]}
rows = list(csv.DictReader(open("sequences.csv")))
if not rows or list(rows[0]) != ["room", "zone", "sequence", "state", "samples"]:
    wrong.append("sequences.csv: another header")
for zone, fit in trained.items():
    of_zone = [row for row in rows if row["zone"] == zone]
    samples = sum(int(row["samples"]) for row in of_zone)
    sequences = len({row["sequence"] for row in of_zone})
    if (samples, sequences) != (fit["samples"], fit["subsequences"]):
        wrong.append(f"{zone}: {samples} samples in {sequences} sequences, but train says {fit}")
if {row["room"] for row in csv.DictReader(open("levels.csv"))} != {"kitchen", "hall"}:
    wrong.append("levels.csv: other rooms")
sys.exit("\n".join(wrong[:20])) if wrong else print(f"{len(have)} schemas")
PY
