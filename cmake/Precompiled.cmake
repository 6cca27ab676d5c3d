# Under sanitizers, headers cost more than our sources: those that nearly all read are read once, and the JSON library's
# templates are compiled once. Other builds go without, so that every header is seen to include what it needs.
if(LAMPLIGHTER_SANITIZE)
  set(folder ${CMAKE_SOURCE_DIR}/cmake/precompiled)
  add_compile_definitions(_REENTRANT)  # some libraries say it, and all must or none
  foreach(kind standard json tests)
    add_library(precompiled_${kind} OBJECT ${folder}/empty.cpp)
    target_precompile_headers(precompiled_${kind} PRIVATE ${folder}/${kind}.h)
  endforeach()
  target_link_libraries(precompiled_json PRIVATE nlohmann_json::nlohmann_json)
  add_library(json_instances STATIC ${folder}/json.cpp)
  target_link_libraries(json_instances PUBLIC nlohmann_json::nlohmann_json)
  if(LAMPLIGHTER_TESTS)
    target_link_libraries(precompiled_tests PRIVATE GTest::gmock)
  endif()
endif()

# KIND is `standard`, `json` (for a module that uses it) or `tests`.
function(use_precompiled target kind)
  if(LAMPLIGHTER_SANITIZE)
    target_precompile_headers(${target} REUSE_FROM precompiled_${kind})
    if(kind STREQUAL "json")
      target_link_libraries(${target} PUBLIC json_instances)
    endif()
  endif()
endfunction()
