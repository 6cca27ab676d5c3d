#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compiles firmware/node for the ESP8266's processor, links it into the smallest complete program, including wide arithmetic, and checks its
# size limits. Usage: measure.sh FIRMWARE_FOLDER SCRATCH_FOLDER. Exit 77: no compiler, skipped.
set -eu
firmware=$1
scratch=$2
ram_limit=12288
code_limit=24576

# First the check that needs no compiler: the board has neither a C++ library nor a C library.
foreign=$(grep -nE '^#include <' "$firmware"/node/*.h "$firmware"/node/*.cpp | grep -v '_test.cpp:' |
  grep -vE '<(stdint|stddef)\.h>' || true)
if [ -n "$foreign" ]; then
  echo "$foreign"
  echo "firmware/node may include <stdint.h> and <stddef.h> only: the board's compiler has no library"
  exit 1
fi
waits=$(grep -nE '\b(delay|sleep|malloc|new) *\(' "$firmware"/node/*.h "$firmware"/node/*.cpp | grep -v '_test.cpp:' || true)
if [ -n "$waits" ]; then
  echo "$waits"
  echo "firmware/node neither waits nor allocates: one thread does everything on the board"
  exit 1
fi

compiler=xtensa-lx106-elf-g++
command -v $compiler >/dev/null || { echo "skipped: no $compiler (package gcc-xtensa-lx106)"; exit 77; }
rm -rf "$scratch"
mkdir -p "$scratch"
flags="-std=c++20 -ffreestanding -fno-exceptions -fno-rtti -fno-threadsafe-statics -Os -mlongcalls
  -ffunction-sections -fdata-sections -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -I$firmware"
for source in "$firmware"/node/*.cpp "$firmware"/xtensa/*.cpp; do
  case $source in *_test.cpp) continue ;; esac
  # shellcheck disable=SC2086
  $compiler $flags -c "$source" -o "$scratch/$(basename "$source" .cpp).o"
done
$compiler -nostdlib -Wl,--gc-sections -Wl,-e,start -Wl,-Map,"$scratch/node.map" "$scratch"/*.o -lgcc -o "$scratch/node.elf"
undefined=$(xtensa-lx106-elf-nm -u "$scratch/node.elf")
[ -z "$undefined" ] || { echo "left undefined: $undefined"; exit 1; }

xtensa-lx106-elf-size -A "$scratch/node.elf" | awk -v ram_limit=$ram_limit -v code_limit=$code_limit '
  $1 ~ /^\.(text|literal|init|fini)/ { code += $2 }
  $1 ~ /^\.rodata/ { constants += $2 }
  $1 ~ /^\.(data|ctors|init_array)/ { initialised += $2 }
  $1 ~ /^\.bss/ { zeroed += $2 }
  END {
    # On the ESP8266 constants are copied to RAM at the start, so they count twice.
    ram = zeroed + initialised + constants
    all = code + constants + initialised
    printf "code %d, constants %d, initialised %d, zeroed %d\n", code, constants, initialised, zeroed
    printf "static RAM %d of %d bytes, flash %d of %d bytes\n", ram, ram_limit, all, code_limit
    if (code < 2000 || zeroed < 8640) { print "something of the node was left out: nothing was measured"; exit 1 }
    if (ram > ram_limit || all > code_limit) { print "too large for the board"; exit 1 }
  }'
