# add_module(NAME USES module… TESTS_USE module… LIBRARIES target… PROGRAM pattern [ARITHMETIC])
#
# One folder of src/: every *.cpp in it is part of the library `NAME`, every *_test.cpp of the test program `NAME_test`, both by glob, so
# that no source and no test can be left out. USES lists the modules whose headers it includes, TESTS_USE those that only its tests include;
# the ctest case `layers` compares both with the includes. A test file whose name contains `threads` gets the label `threads`. Sources whose
# names match PROGRAM are left to a program. ARITHMETIC modules are optimised at a low level under sanitizers, where their tests
# would otherwise calculate for minutes.
include(GoogleTest)

add_custom_target(test_programs)  # everything that the preset asan needs
add_custom_target(threads_tests)  # everything that the preset tsan needs

# Compiles several sources at a time, so that headers are read once.
function(compile_together target count)
  if(LAMPLIGHTER_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${count})
    # File-local names do not concern the other files, although the compiler sees both.
    target_compile_options(${target} PRIVATE -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local> $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
endfunction()

function(add_module name)
  cmake_parse_arguments(arg "ARITHMETIC" "PROGRAM" "USES;TESTS_USE;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  if(arg_PROGRAM)
    list(FILTER sources EXCLUDE REGEX "/(${arg_PROGRAM})\\.cpp$")
  endif()
  file(GLOB tests CONFIGURE_DEPENDS *_test.cpp)
  if(tests)
    list(REMOVE_ITEM sources ${tests})
  endif()
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC ${arg_USES} ${arg_LIBRARIES})
    compile_together(${name} 8)
    if(arg_ARITHMETIC AND LAMPLIGHTER_SANITIZE)
      target_compile_options(${name} PRIVATE -O1)  # precompiled headers are of another level
    elseif("nlohmann_json::nlohmann_json" IN_LIST arg_LIBRARIES)
      use_precompiled(${name} json)
    else()
      use_precompiled(${name} standard)
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${arg_USES} ${arg_LIBRARIES})
  endif()
  set_property(GLOBAL APPEND PROPERTY LAMPLIGHTER_MODULES ${name})
  if(tests AND LAMPLIGHTER_TESTS)
    add_tests(${name} "${arg_TESTS_USE}" ${tests})
  endif()
endfunction()

# Test programs of a folder: NAME_test, and NAME_threads_test for files named *threads_test.cpp.
function(add_tests name uses)
  set(plain ${ARGN})
  list(FILTER plain EXCLUDE REGEX "threads_test\\.cpp$")
  set(threaded ${ARGN})
  list(FILTER threaded INCLUDE REGEX "threads_test\\.cpp$")
  if(plain)
    add_test_program(${name}_test "${name};${uses}" "unit" ${plain})
  endif()
  if(threaded)
    add_test_program(${name}_threads_test "${name};${uses}" "threads" ${threaded})
    add_dependencies(threads_tests ${name}_threads_test)
  endif()
endfunction()

function(add_test_program target modules label)
  add_executable(${target} ${ARGN})
  target_link_libraries(${target} PRIVATE ${modules} testing GTest::gtest_main GTest::gmock ${RAPIDCHECK} Threads::Threads)
  compile_together(${target} 5)
  use_precompiled(${target} tests)
  add_dependencies(test_programs ${target})
  # Only sources that read files contain these paths: for ccache all others are the same in every checkout.
  foreach(source ${ARGN})
    file(STRINGS ${source} paths REGEX "LAMPLIGHTER_(SHARED_DIR|TEST_DATA)|testing/shared_file" LIMIT_COUNT 1)
    if(paths)
      set_property(SOURCE ${source} APPEND PROPERTY COMPILE_DEFINITIONS
        LAMPLIGHTER_SHARED_DIR="${CMAKE_SOURCE_DIR}/../shared"
        LAMPLIGHTER_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data")
    endif()
  endforeach()
  # Test names are collected when ctest runs, and the cases of a test program may run in parallel with those of another.
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS ${label} TIMEOUT 600 ENVIRONMENT "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/cmake/tsan.supp")
endfunction()
