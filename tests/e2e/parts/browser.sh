# SPDX-License-Identifier: Apache-2.0
# A browser for the page's scripts: sets $browser to its path and $modules to the folder of page/*.js with its driver; skips the test if it
# or npm is missing. Needs $SOURCE, $BUILD.
command -v node >/dev/null && command -v npm >/dev/null || { echo "skipped: no node and npm here"; exit 77; }
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || { echo "skipped: no Chromium here"; exit 77; }
modules=$BUILD/npm/page
mkdir -p "$modules"
cp "$SOURCE"/tests/e2e/page/* "$modules"
if [ ! -d "$modules/node_modules/axe-core" ]; then
  (cd "$modules" && npm ci --no-audit --no-fund --ignore-scripts >npm.log 2>&1) ||
    { echo "skipped: npm cannot install playwright-core and axe-core here:"; tail -3 "$modules/npm.log"; exit 77; }
fi

# A free port outside the range of automatically assigned ports (above 32767), so that it stays free until the service uses it.
free_port() {
  node -e 'const free = (port) => require("net").createServer().once("error", () => free(port + 1))
    .listen(port, "127.0.0.1", function () { console.log(port); this.close(); }); free(10000 + process.pid % 20000)'
}
