#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The example notebook runs from its first cell to its last on a simulated house, draws every picture, and holds no outputs itself.
set -eu
python=/usr/bin/python3 # Debian's, which has Debian's packages
command -v jupyter-nbconvert >/dev/null && [ -x $python ] && $python -c "import pandas, matplotlib, ipykernel" 2>/dev/null ||
  { echo "skipped: no jupyter-nbconvert, python3-pandas and python3-matplotlib here"; exit 77; }

$python - "$SOURCE/examples/explore.ipynb" <<'PY'
import json, sys
cells = json.load(open(sys.argv[1]))["cells"]
dirty = [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")]
sys.exit(f"explore.ipynb: outputs are in it: {dirty}" if dirty else 0)
PY

"$LAMPLIGHTER" simulate --out house --days 21 --from 2026-10-20 --rooms kitchen --seed 1 >/dev/null
export LAMPLIGHTER HOUSE="$PWD/house" ROOM=kitchen MODEL="$PWD/model.json"
export HOME="$PWD" JUPYTER_DATA_DIR="$PWD/jupyter" IPYTHONDIR="$PWD/ipython" JUPYTER_RUNTIME_DIR="$PWD/run"
PATH=/usr/bin:/bin jupyter-nbconvert --to notebook --execute --ExecutePreprocessor.timeout=300 --output-dir "$PWD" --output done "$SOURCE/examples/explore.ipynb" 2>log ||
  { tail -30 log; exit 1; }

$python - done.ipynb <<'PY'
import json, sys
cells = json.load(open(sys.argv[1]))["cells"]
outputs = [output for cell in cells for output in cell.get("outputs", [])]
pictures = sum("image/png" in output.get("data", {}) for output in outputs)
complaints = ["".join(output["text"]) for output in outputs if output.get("name") == "stderr"]
if pictures != 6:
    sys.exit(f"{pictures} pictures, expected 6")
if complaints:
    sys.exit("a cell complains: " + complaints[0])
print(f"{pictures} pictures")
PY
