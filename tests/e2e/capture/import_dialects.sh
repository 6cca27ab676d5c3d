#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Twelve table dialects with the same 40 readings, which are imported unchanged from each. Each has malformed variants: ragged rows, mixed
# units, a repeated header, times that jump back, two sensors in one column, an endless line. These are imported correctly, with a report of
# what was skipped and why, or refused with a sentence that says what to do.
set -eu
. "$SOURCE/tests/e2e/parts/lib.sh"
dialects="home_assistant influx_annotated influx_cli grafana thingspeak ours spreadsheet blanks tabs bars american wide"

# dialect NAME: stdin has lines "UNIX_SECONDS,LUX"; prints the same in that dialect.
dialect() {
  TZ=UTC awk -F, -v name="$1" '
    function at(format) { return strftime(format, $1, 1) }
    function local(format) { return strftime(format, $1 + 3600, 1) }  # Berlin in winter
    NR == 1 && name == "home_assistant" { print "entity_id,state,last_changed" }
    NR == 1 && name == "influx_annotated" {
      print "#group,false,false,true,false\r\n#datatype,string,long,dateTime:RFC3339,double\r\n#default,_result,,,\r"
      print ",result,table,_time,_value\r"
    }
    NR == 1 && name == "influx_cli" { print "name,time,value" }
    NR == 1 && name == "grafana" { print "sep=;\n\"Time\";\"Desk\"" }
    NR == 1 && name == "thingspeak" { print "created_at,entry_id,field1,latitude,longitude,elevation,status" }
    NR == 1 && name == "ours" { print "timestamp,datetime,sensor_id,value" }
    NR == 1 && name == "spreadsheet" { print "\357\273\277Zeit;Lux\r" }
    NR == 1 && name == "american" { print "Date,Time,Light" }
    NR == 1 && name == "wide" { print "time,temperature,illuminance (lx),humidity" }
    name == "home_assistant" { print "sensor.desk_lux," $2 "," at("%Y-%m-%dT%H:%M:%S.000Z") }
    name == "influx_annotated" { print ",,0," at("%Y-%m-%dT%H:%M:%SZ") "," $2 "\r" }
    name == "influx_cli" { print "lux," $1 "000000000," $2 }
    name == "grafana" { print at("%Y-%m-%d %H:%M:%S") ";" $2 " lx" }
    name == "thingspeak" { print at("%Y-%m-%d %H:%M:%S UTC") "," NR "," $2 ",,,," }
    name == "ours" { print $1 "," at("%Y-%m-%dT%H:%M:%SZ") ",desk," $2 }
    name == "spreadsheet" { sub(/\./, ",", $2); print local("%d.%m.%Y %H:%M:%S") ";" $2 "\r" }
    name == "blanks" { print at("%Y-%m-%d %H:%M:%S") "  " $2 }
    name == "tabs" { print $1 "000\t\"" $2 "\"" }
    name == "bars" { print $1 "|" $2 }
    name == "american" { print at("%m/%d/%Y") "," at("%I:%M:%S %p") "," $2 }
    name == "wide" { print at("%Y-%m-%dT%H:%M:%SZ") ",21.5," $2 ",40" }'
}

options() {
  case $1 in
    grafana | blanks) echo "--time-zone UTC" ;;
    american) echo "--time-zone UTC" ;;
    spreadsheet) echo "--time-zone Europe/Berlin" ;;
  esac
}

cat >lamplighter.toml <<'END'
[home]
latitude = 52.52
longitude = 13.4
time_zone = "America/New_York"
[store]
directory = "store"
[[room]]
name = "study"
END
export LAMPLIGHTER_CONFIG=lamplighter.toml

# 40 readings, a minute apart, from the 30th of the month on.
awk 'BEGIN { for (i = 0; i < 40; i++) printf "%d,%.1f\n", 1764493320 + 60 * i, 10.5 + 3 * i }' >truth

# import_as DIALECT FILE
import_as() {
  rm -rf store
  # shellcheck disable=SC2046
  "$LAMPLIGHTER" import "$2" --room study $(options "$1") >said 2>message
}
stored() { cat store/readings/study/*.csv | awk -F, '$1 != "timestamp" { printf "%d,%.1f\n", $1, $4 }'; }
# shellcheck disable=SC2034  # for lib.sh
logs="said message"

# is_taken DIALECT FILE EXPECTED [WORDS]: all valid rows are imported, and skipped ones are reported.
is_taken() {
  import_as "$1" "$2" || fail "$2: $(cat message)"
  stored | cmp - "$3" || fail "$2: other readings than there are"
  [ -z "${4:-}" ] || grep -q -- "$4" said || fail "$2 does not say \"$4\": $(cat said)"
}

# is_refused DIALECT FILE OPTION
is_refused() {
  import_as "$1" "$2" && fail "$2 was taken: $(cat said)"
  grep -q -- "$3" message || fail "$2 does not name $3: $(cat message)"
  [ ! -e store ] || [ -z "$(find store -name '*.csv')" ] || fail "$2 was refused and wrote"
}

# The lines of a file before its first row of data: header, annotations etc.
head_of() { grep -n -m1 "10[.,]5" "$1" | cut -d: -f1 | xargs -I N expr N - 1; }

mkfifo pipe
awk 'NR % 4 != 0' truth >three_quarters
for name in $dialects; do
  dialect "$name" <truth >"$name.csv"
  is_taken "$name" "$name.csv" truth "40 of 40 rows taken"
  before=$(head_of "$name.csv") || true

  # Every fourth row has an extra field.
  case $name in blanks) more="  x" ;; tabs) more="$(printf '\tx')" ;; bars) more="|x" ;; grafana | spreadsheet) more=";x" ;; *) more=",x" ;; esac
  awk -v from="$before" -v more="$more" '{ sub(/\r$/, "") } NR > from && (NR - from) % 4 == 0 { $0 = $0 more } { print }' \
    "$name.csv" >"$name-ragged.csv"
  is_taken "$name" "$name-ragged.csv" three_quarters "10 left out: more or fewer columns than the table has"

  # Every fourth value has the unit of another quantity.
  awk -F, -v OFS=, 'NR % 4 == 0 { $2 = $2 "%" } { print }' truth | dialect "$name" >"$name-units.csv"
  is_taken "$name" "$name-units.csv" three_quarters "10 left out: the unit is not one of light"

  # Two concatenated exports, of which the second has the earlier half.
  { tail -n 20 truth | dialect "$name"; head -n 20 truth | dialect "$name"; } >"$name-twice.csv"
  is_taken "$name" "$name-twice.csv" truth

  # Pairs of rows are swapped.
  awk 'NR % 2 { first = $0; next } { print; print first }' truth | dialect "$name" >"$name-back.csv"
  is_taken "$name" "$name-back.csv" truth

  # A second sensor in the same column, at the same times.
  awk -F, -v OFS=, '{ print; print $1, $2 + 500 }' truth | dialect "$name" >"$name-two.csv"
  is_refused "$name" "$name-two.csv" "two sensors seem to share a column.*--room"

  # An endless line.
  { cat "$name.csv"; yes 1 | tr -d '\n'; } >pipe &
  writer=$!
  # if it is not supported, the memory is not limited
  (ulimit -v 400000 && import_as "$name" pipe) && fail "$name: a line without end: $(cat said)"
  kill $writer 2>/dev/null || true
  grep -q "longer than 256 KiB" message || fail "$name: a line without end: $(cat message)"
done
