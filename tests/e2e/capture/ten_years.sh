#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Readings of one room, one per minute, on the page: the picture of all of them and of windows keeps the maximum and minimum reading, and a
# damaged summary is not used. One year; LAMPLIGHTER_TRIAL=full makes it ten, and the figures it prints are those of docs/performance.md.
set -eu
command -v curl >/dev/null || { echo "skipped: no curl here"; exit 77; }
days=366
[ "${LAMPLIGHTER_TRIAL:-}" = full ] && days=3652

rooms=hall from=2016-07-01 seed=2
. "$SOURCE/tests/e2e/parts/light_house.sh"

begin() { serve_page; page=${page%/}; }
finish() { kill $server && wait $server || true; }

# From the request to the last byte, in milliseconds; the response is in `answer`.
ask() { curl -sS -o answer -w '%{http_code} %{time_total}' "$page/api/v1/readings?room=hall&width=1200$1" |
  awk -v what="$2" '$1 != 200 { print what ": status " $1; exit 1 } { printf "%s: %.1f ms\n", what, $2 * 1000 }'; }
memory() { awk -v what="$1" '/^RssAnon/ { printf "%s: %.1f MB beside files\n", what, $2 / 1000 }' "/proc/$server/status"; }

first=$(awk -F, 'FNR == 2 { print int($1) }' house/hall.csv)
last=$(tail -1 house/hall.csv | awk -F, '{ print int($1) + 1 }')
day=86400

# What a picture must contain: the maximum and minimum reading from `from` until `until`.
holds() {
  awk -F, -v from="$1" -v until="$2" 'FNR > 1 && $1 >= from && $1 < until { if (!n++ || $4 > high) high = $4; if (n == 1 || $4 < low) low = $4 }
    END { printf "%.2f %.2f\n", low, high }' house/hall.csv >expected
  tr -d ' \n' <answer | awk -v from="$1" '
    function ends(list, a, n, i) { gsub(/[\[\]]/, "", list); n = split(list, a, ","); for (i = 1; i <= n; ++i) { if (!seen++ || a[i] + 0 > high) high = a[i] + 0; if (seen == 1 || a[i] + 0 < low) low = a[i] + 0 } }
    { if (match($0, /"low":\[[^]]*\]/)) ends(substr($0, RSTART + 6, RLENGTH - 6)); if (match($0, /"high":\[[^]]*\]/)) ends(substr($0, RSTART + 7, RLENGTH - 7)); printf "%.2f %.2f\n", low, high }' >found
  cmp -s expected found || { echo "from $1 until $2: the least and greatest are $(cat expected), the picture has $(cat found)"; exit 1; }
}

begin
ask "&from=$first&until=$last" "all of $days days, asked at the start, no summaries yet"
holds "$first" "$last"
finish
months=$(find store/summaries/hall -name '*.summary' | wc -l)
[ "$months" -ge $((days / 31)) ] || { echo "$months summaries"; exit 1; }

# They are created before the first request.
rm -r store/summaries
begin
tries=0
until [ "$(find store/summaries -name '*.summary' 2>/dev/null | wc -l)" = "$months" ]; do
  tries=$((tries + 1))
  [ $tries -lt 1200 ] || { echo "summaries are not made by themselves"; exit 1; }
  sleep 0.1
done
memory "before the first request"
ask "&from=$first&until=$last" "all of $days days, first picture"
holds "$first" "$last"
finish
begin
ask "&from=$first&until=$last" "all of $days days, asked at the start, summaries there"
holds "$first" "$last"
for span in 1 7 31 62 99 101 200; do
  [ $span -lt "$days" ] || continue
  middle=$((first + days * day / 2))
  ask "&from=$middle&until=$((middle + span * day))" "$span days"
  ask "&from=$((middle + span * day / 3))&until=$((middle + span * day * 4 / 3))" "$span days, moved on"
done
holds "$((middle + span * day / 3))" "$((middle + span * day * 4 / 3))" # 200 days in whole hours, from the beginning of an hour
memory "after all of that"
finish

# A truncated summary is created again.
for file in store/summaries/hall/*.summary; do head -c 500 "$file" >torn && cp torn "$file"; done
begin
ask "&from=$first&until=$last" "all of $days days, summaries torn"
holds "$first" "$last"
finish
