# SPDX-License-Identifier: Apache-2.0
# A simulated house with light readings only: files in house/, readings in store/, lamplighter.toml. Needs $rooms (comma-separated), $days,
# $from and $seed, $SOURCE, $LAMPLIGHTER. `serve_page` serves it: sets $server, and $page to its address with a slash.
"$LAMPLIGHTER" simulate --out house --days "$days" --from "$from" --seed "$seed" --rooms "$rooms" >/dev/null
cat >lamplighter.toml <<'TOML'
[home]
latitude = 37.3688
longitude = -122.0363
time_zone = "America/Los_Angeles"
[store]
directory = "store"
TOML
for room in $(echo "$rooms" | tr , ' '); do
  awk -F, -v store=store -f "$SOURCE/tests/e2e/parts/store.awk" "house/$room.csv"
  printf '[[room]]\nname = "%s"\n' "$room" >>lamplighter.toml
done

server=
serve_page() {
  : >address # not the previous one
  "$LAMPLIGHTER" serve --config lamplighter.toml --port 0 2>address &
  server=$!
  while ! grep -q "http:" address; do kill -0 $server && sleep 0.1; done
  page=$(sed -n 's|.*\(http://[0-9.:]*/\).*|\1|p' address)
}
trap 'kill $server 2>/dev/null || true' EXIT
