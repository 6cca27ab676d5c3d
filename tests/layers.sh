#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Dependencies point inward (docs/architecture.md). Compares what each folder of src/ includes with what its
# CMakeLists.txt says it uses, and both with the rules of the house. Every message says why the rule is there.
set -u
src=$1
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT

pure="core sky analysis model planning observer wire"
adapters="csv mqtt hue web simulation"

complain() { echo "$1" >>"$faults"; }
contains() { case " $1 " in *" $2 "*) return 0 ;; *) return 1 ;; esac; }
uses_of() { tr '\n' ' ' <"$src/$1/CMakeLists.txt" | sed -n 's/.*add_module([a-z_]* *USES \([a-z_ ]*\).*/\1/p'; }

for folder in "$src"/*/; do
  module=$(basename "$folder")
  [ -f "$folder/CMakeLists.txt" ] || { complain "src/$module: no CMakeLists.txt: a folder is a module"; continue; }
  uses=$(uses_of "$module")
  [ "$module" = app ] || [ "$module" = testing ] || for used in $uses; do
    if contains "$pure" "$module" && ! contains "$pure" "$used"; then
      complain "src/$module uses $used: pure stages know no port and no adapter, so that they cannot do I/O"
    fi
    if contains "$adapters" "$module" && contains "$adapters" "$used"; then
      complain "src/$module uses $used: adapters do not know each other; only app sees both"
    fi
    [ "$used" = app ] && complain "src/$module uses app: nothing points outward"
  done
  for file in "$folder"*.h "$folder"*.cpp; do
    [ -f "$file" ] || continue
    name="src/$module/$(basename "$file")"
    for included in $(sed -n 's/^#include "\([a-z_]*\)\/.*/\1/p' "$file" | sort -u); do
      [ "$included" = "$module" ] && continue
      case $included:$name in testing:*_test.cpp) continue ;; esac
      contains "$uses" "$included" ||
        complain "$name includes $included/, which src/$module/CMakeLists.txt does not name after USES"
    done
    case $name in *_test.cpp | src/testing/*) continue ;; esac
    if contains "$pure" "$module"; then
      grep -nE '<(fstream|iostream|thread|filesystem|random)>|spdlog|system_clock::now|steady_clock::now|sleep_' "$file" |
        while read -r line; do
          complain "$name:$line: a pure stage does no I/O, no sleeping, no logging; time and chance are passed in"
        done
    fi
    case $name in *.h)
      grep -nE '<(nlohmann/json\.hpp|httplib|mosquitto|toml\+\+/toml|CLI/CLI)' "$file" | while read -r line; do
        complain "$name:$line: heavy libraries stay in .cpp files, so that a header costs its readers nothing"
      done ;;
    esac
    case $name in src/core/instant.h | src/core/time_zone.cpp) ;; *)
      grep -nE '<date/' "$file" | while read -r line; do
        complain "$name:$line: only core/instant.h and core/time_zone.cpp include date/, so that time has one vocabulary"
      done ;;
    esac
  done
done

if [ -s "$faults" ]; then
  cat "$faults"
  exit 1
fi
echo "layers: every include points inward"
