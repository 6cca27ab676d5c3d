#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compiles the board code for the ESP8266's processor without the Arduino framework, against declarations of the parts it uses. Usage:
# compile.sh FIRMWARE_FOLDER SCRATCH_FOLDER. Exit 77: no compiler, skipped.
set -eu
firmware=$1
scratch=$2
waits=$(grep -nE '\bdelay *\(' "$firmware"/esp8266/src/* || true)
[ -z "$waits" ] || { echo "$waits"; echo "the board does everything in one thread: nothing waits"; exit 1; }
compiler=xtensa-lx106-elf-g++
command -v $compiler >/dev/null || { echo "skipped: no $compiler (package gcc-xtensa-lx106)"; exit 77; }
mkdir -p "$scratch"
cp "$firmware/esp8266/src/secrets.example.h" "$scratch/secrets.h"
$compiler -std=gnu++20 -ffreestanding -fno-exceptions -fno-rtti -fno-threadsafe-statics -Os -mlongcalls -Wall -Wextra -Werror \
  -I"$scratch" -I"$firmware" -isystem "$firmware/esp8266/declarations" -c "$firmware/esp8266/src/main.cpp" -o "$scratch/main.o"
echo "compiled: $(xtensa-lx106-elf-size "$scratch/main.o" | tail -1 | awk '{print $1}') bytes of wiring"
