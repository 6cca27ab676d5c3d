# SPDX-License-Identifier: Apache-2.0
# Sets $longitude and $zone to a place on the equator where it is now past 20:00: lamps are played after dark, and for six hours before
# midnight.
hour=$(date -u +%H)
east=$((20 - ${hour#0}))
[ $east -le 12 ] || east=$((east - 24))
longitude=$((15 * east))
if [ $east -gt 0 ]; then zone=Etc/GMT-$east; else zone=Etc/GMT+$((-east)); fi

# evening_config: the beginning of a config for that place, with the store in the current folder.
evening_config() { printf '[home]\nlatitude = 0\nlongitude = %s\ntime_zone = "%s"\n[store]\ndirectory = "store"\n' "$longitude" "$zone"; }
