#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Dependencies point inward (docs/architecture.md). Compares the includes of each folder of src/ with its CMakeLists.txt, and both with the
# rules. Every message gives the reason for the rule.
set -u
cd "$1" || exit 1

for folder in */; do
  [ -f "$folder/CMakeLists.txt" ] || { echo "src/$folder: no CMakeLists.txt: a folder is a module"; exit 1; }
done

# shellcheck disable=SC2046
awk '
function list(words, set,    parts, n, i) { n = split(words, parts, " "); for (i = 1; i <= n; ++i) set[parts[i]] = 1 }
function complain(why) { print why; faults++ }
function here() { return "src/" FILENAME ":" FNR }

BEGIN {
  split("system config state lamps documents learning backup check setup page service demo cli", floors, " ")
  for (i in floors) floor[floors[i]] = i
  list("core sky analysis detection model planning observer payloads importing views", pure)
  list("csv mqtt hue home_assistant calendar web simulation hue_emulator home_assistant_emulator http", adapter)
  list("ports files capturing playing testing", other)
  list("hue home_assistant calendar", http_user)  # one client limits the time and memory of every peer
}

FNR == 1 { split(FILENAME, path, "/"); module = path[1]; test = FILENAME ~ /_test\.cpp$/; header = FILENAME ~ /\.h$/ }

FNR == 1 && FILENAME ~ /CMakeLists\.txt$/ && !(module in pure || module in adapter || module in floor || module in other) {
  complain("src/" module ": add it to a list in tests/layers.sh and to the table of docs/architecture.md, so that its place is known and checked")
}

FILENAME ~ /CMakeLists\.txt$/ {
  sub(/#.*/, "")
  for (i = 1; i <= NF; ++i) {
    word = $i
    gsub(/[()]/, "", word)
    if (word == "USES" || word == "TESTS_USE") using = word
    else if (word == "LIBRARIES" || word == "PROGRAM" || word == "ARITHMETIC" || word ~ /^(add_|target_|set_)/) using = 0
    else if (using && word != "") {
      if (using == "TESTS_USE") tests[module, word] = 1
      else uses[module, word] = 1
      if (using == "TESTS_USE") word = ""
      if (word != "" && module in pure && !(word in pure))
        complain("src/" module " uses " word ": pure stages know no port and no adapter, so that they cannot do I/O")
      if (module in adapter && word in adapter && !(word == "http" && module in http_user))
        complain("src/" module " uses " word ": adapters do not know each other; only the program above them sees both")
      if (word in floor && !(module in floor))
        complain("src/" module " uses " word ": stages and adapters do not know the program that is made of them")
      if (word in floor && module in floor && floor[word] + 0 >= floor[module] + 0)
        complain("src/" module " uses " word ": the program is built floor on floor, and nothing below knows what stands on it")
    }
    if ($i ~ /\)$/) using = 0
  }
  next
}

/^#include "[a-z_]+\// {
  included = $2
  gsub(/"|\/.*/, "", included)
  if (included != module && !(test && included == "testing") && !((module, included) in uses) &&
      !(test && (module, included) in tests))
    complain(here() ": includes " included "/, which src/" module "/CMakeLists.txt does not name after USES")
}

module in pure && !test &&
/<(fstream|iostream|thread|filesystem|random)>|spdlog|system_clock::now|steady_clock::now|sleep_/ {
  complain(here() ": a pure stage does no I/O, no sleeping, no logging; time and chance are passed in")
}

header && module != "testing" && /<(nlohmann\/json\.hpp|httplib|curl\/|mosquitto|toml\+\+\/toml|CLI\/CLI)/ {
  complain(here() ": heavy libraries stay in .cpp files, so that a header costs its readers nothing")
}

/<date\// {
  complain(here() ": calendars are <chrono>, so that time has one vocabulary and its header is cheap")
}

END {
  if (faults) exit 1
  print "layers: every include points inward"
}' $(ls */CMakeLists.txt) $(find . -name '*.h' -o -name '*.cpp' | sed 's|^\./||' | sort)
