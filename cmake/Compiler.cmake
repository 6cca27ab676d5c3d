# Compiler settings: language, warnings, sanitizers.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # Paths are made relative to the checkout, so that all checkouts share the compiler cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

# A plan must be the same on every machine, so fused multiply-add is disabled.
add_compile_options(-ffp-contract=off)
# The code reads neither errno nor floating-point traps; without them the compiler can vectorise the detector's loops over levels, three
# times as fast, with the same results.
add_compile_options(-fno-math-errno -fno-trapping-math)
add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False positives of g++ 12 with -O2: in std::variant, std::optional and std::string.
  add_compile_options(-Wno-maybe-uninitialized -Wno-restrict)
  if(CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)  # of g++ 14 with -O3: in the assignment of a std::vector
    add_compile_options(-Wno-array-bounds -Wno-stringop-overread -Wno-stringop-overflow)
  endif()
endif()
if(LAMPLIGHTER_WERROR)
  add_compile_options(-Werror)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-fstack-protector-strong)
  add_compile_definitions(_FORTIFY_SOURCE=2)
  # A program is linked only with the functions it uses, not with everything compiled together with them, and with lld only with the
  # libraries those need (docs/decisions/quick-start.md).
  add_compile_options(-ffunction-sections -fdata-sections)
  add_link_options(-Wl,--gc-sections)
endif()
find_program(LLD ld.lld)
if(LLD)
  add_link_options(-fuse-ld=lld)
  if(CMAKE_CROSSCOMPILING)  # a cross compiler searches for linkers only where its own is, and where -B says
    file(REAL_PATH ${LLD} LLD_FILE)
    get_filename_component(LLD_FOLDER ${LLD_FILE} DIRECTORY)
    add_link_options(-B${LLD_FOLDER})
  endif()
endif()

if(LAMPLIGHTER_SANITIZE)
  add_compile_options(-fsanitize=${LAMPLIGHTER_SANITIZE} -fno-omit-frame-pointer -g1 -fpch-preprocess)
  if(LAMPLIGHTER_SANITIZE MATCHES "undefined")
    # Checks for null and for alignment at each access produce five sixths of the data and a quarter of the compile time. The address
    # sanitizer detects null itself, nothing here reads bytes as wider types, and the fuzz targets keep both checks.
    add_compile_options(-fno-sanitize-recover=all -fno-sanitize=null,alignment)
  endif()
  add_link_options(-fsanitize=${LAMPLIGHTER_SANITIZE} -Wl,--compress-debug-sections=zlib)
endif()
if(LAMPLIGHTER_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()

include_directories(${CMAKE_SOURCE_DIR}/src)
