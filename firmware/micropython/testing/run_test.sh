#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tests main.py with MicroPython for WebAssembly, which npm installs into SCRATCH_FOLDER. Usage: run_test.sh MICROPYTHON_FOLDER
# SCRATCH_FOLDER. Exit 77: Node is missing or the package cannot be downloaded; skipped.
set -eu
source=$1
scratch=$2
command -v node >/dev/null && command -v npm >/dev/null || { echo "skipped: no Node"; exit 77; }
mkdir -p "$scratch"
cd "$scratch"
if ! cmp -s "$source/testing/package.json" package.json || [ ! -d node_modules/@micropython ]; then
  cp "$source/testing/package.json" package.json
  npm install --no-package-lock --no-audit --no-fund --silent || { rm -f package.json; echo "skipped: npm cannot get MicroPython"; exit 77; }
fi
exec node "$source/testing/run_test.mjs" "$source"
