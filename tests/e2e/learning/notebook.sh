#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The example notebook runs from its first cell to its last on a simulated house, draws every picture with labelled axes, and the outputs in
# the repository belong to the current cells.
set -eu
python=/usr/bin/python3 # Debian's, which has Debian's packages
command -v jupyter-nbconvert >/dev/null && [ -x $python ] && $python -c "import pandas, matplotlib, ipykernel" 2>/dev/null ||
  { echo "skipped: no jupyter-nbconvert, python3-pandas and python3-matplotlib here"; exit 77; }

$python - "$SOURCE/examples/explore.ipynb" <<'PY'
import json, sys
cells = [cell for cell in json.load(open(sys.argv[1]))["cells"] if cell["cell_type"] == "code"]
counts = [cell.get("execution_count") for cell in cells]
if counts != list(range(1, len(cells) + 1)):
    sys.exit(f"explore.ipynb: its cells were not run in order, once each: {counts}")
for cell in cells:
    source = "".join(cell["source"])
    pictures = sum("image/png" in output.get("data", {}) for output in cell["outputs"])
    if "plt.subplots" in source and (pictures != 1 or "xlabel" not in source or "ylabel" not in source):
        sys.exit(f"explore.ipynb: cell {cell['id']}: its picture is missing, or a label of its axes")
    if any(output.get("name") == "stderr" for output in cell["outputs"]):
        sys.exit(f"explore.ipynb: cell {cell['id']} complains")
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
