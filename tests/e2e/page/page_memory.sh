#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The peak memory of the page's server, whatever the body of a request: 64 KiB plain, compressed a thousandfold or a millionfold, declared
# as anything. It stays below 32 MB, and the page is served afterwards.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v curl >/dev/null && command -v python3 >/dev/null || { echo "skipped: no curl and python3 here"; exit 77; }
pids=""
trap 'kill $pids 2>/dev/null || true' EXIT

hall_in_munich >lamplighter.toml
"$LAMPLIGHTER" serve --config lamplighter.toml --port 0 2>log &
pids=$!
until grep -q "^The page is at" log; do kill -0 $pids || fail "ended"; sleep 0.1; done
page=$(sed -n 's#^The page is at \(http://.*\)/$#\1#p' log)
[ "$(curl -s -o /dev/null -w '%{http_code}' "$page/")" = 200 ] || fail "no page"
peak() { awk '/^VmHWM/ { print $2 }' "/proc/$pids/status"; }

# Bodies of at most 64 KiB each: two plain ones, and zeros in the web's compression formats.
head -c 65536 /dev/zero | tr '\0' '[' >body.brackets
head -c 65536 /dev/zero >body.zeros
head -c 62000000 /dev/zero | gzip -9 >body.gzip
python3 - <<'END' || fail "no bombs"
import ctypes, zlib
packer = zlib.compressobj(9)
with open("body.deflate", "wb") as file:
    for _ in range(60):
        file.write(packer.compress(bytes(1 << 20)))
    file.write(packer.flush())
try:
    brotli = ctypes.CDLL("libbrotlienc.so.1")
    size, room = ctypes.c_size_t(1 << 16), ctypes.create_string_buffer(1 << 16)
    zeros = 1 << 29
    if not brotli.BrotliEncoderCompress(5, 24, 0, ctypes.c_size_t(zeros), ctypes.create_string_buffer(zeros), ctypes.byref(size), room):
        raise OSError("not packed")
    open("body.br", "wb").write(room.raw[: size.value])
except OSError as fault:
    print("no Brotli here:", fault)
END
for body in body.*; do
  [ "$(stat -c %s "$body")" -le 65536 ] || fail "$body is larger than the server takes"
  for path in / /api/v1/away; do
    for type in application/json multipart/form-data; do
      for header in "Content-Encoding: identity" "Content-Encoding: ${body#body.}" "Transfer-Encoding: chunked"; do
        curl -s -o answer --max-time 60 -H 'Expect:' -H "Content-Type: $type" -H "$header" --data-binary "@$body" "$page$path" ||
          fail "no answer to $body with $header, $type at $path; peak $(peak) kB"
      done
    done
  done
  [ "$(peak)" -lt 32768 ] || fail "$(peak) kB after $body"
done
for range in bytes=0-200 bytes=100000000000-100000000010; do
  [ "$(curl -s -H "Range: $range" "$page/api/v1/nothing" | wc -c)" = "$(curl -s "$page/api/v1/nothing" | wc -c)" ] ||
    fail "$range gives something else than the whole answer"
done
[ "$(curl -s -o /dev/null -w '%{http_code}' "$page/")" = 200 ] || fail "no page afterwards"
echo "$(peak) kB at the most"
