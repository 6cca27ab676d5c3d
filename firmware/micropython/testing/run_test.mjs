// SPDX-License-Identifier: Apache-2.0
// Runs node_test.py in MicroPython. Usage: node run_test.mjs FOLDER_OF_MAIN_PY (with the package in ./node_modules).
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const loader = resolve('node_modules/@micropython/micropython-webassembly-pyscript/micropython.mjs');
const { loadMicroPython } = await import(pathToFileURL(loader));
const python = await loadMicroPython({ stdout: (line) => console.log(line), linebuffer: true });
// The board's own files, and beside them stand-ins for the modules of its firmware.
const copy = (from, to) => python.FS.writeFile(to, readFileSync(from, 'utf8'));
for (const name of ['main.py', 'board.py']) copy(join(folder, name), name);
copy(join(folder, 'config.example.py'), 'config.py');
for (const name of ['stand_ins.py', 'node_test.py']) {
  copy(join(folder, 'testing', name), name);
}

// This build of MicroPython collects garbage only between calls from outside, so the heap is weighed there.
function heap() {
  python.runPython('import gc; gc.collect()');
  python.runPython('import gc; heap = gc.mem_alloc()');
  return python.globals.get('heap');
}

// What the node takes of a board's heap, and whether ten hours without a broker take more.
function weigh() {
  const empty = heap();
  python.runPython('import main');
  const code = heap();
  python.runPython('import node_test; from node_test import House; del node_test');
  const tests = heap();
  python.runPython('house = House()');
  const node = heap();
  python.runPython('house.run_fast(30); house.broker.published.clear(); house.broker.reachable = False');
  const settled = heap();
  for (let hour = 0; hour < 10; ++hour) python.runPython('house.run_fast(60)');
  const later = heap();
  python.runPython('assert house.outbox.size == 600, house.outbox.size');
  console.log(`heap: code ${code - empty}, node with an outbox of 600 and its surroundings ${node - tests}, ` +
    `after ten hours ${later - settled} bytes more`);
  if (code - empty + node - tests > 24000 || later - settled > 256) throw new Error('too much for a board');
}

function runCases() {
  python.runPython('import node_test; cases = ",".join(sorted(n for n in dir(node_test) if n.startswith("test_")))');
  const cases = python.globals.get('cases').split(',');
  for (const name of cases) {
    python.runPython(`node_test.${name}()`);
    console.log(`ok ${name}`);
  }
  console.log(`${cases.length} cases`);
}

try {
  weigh();
  runCases();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
