# Under sanitizers the JSON library costs more than our sources: it is read once, and its templates are compiled once. Other
# builds go without, so that every header is seen to include what it needs.
if(LAMPLIGHTER_SANITIZE)
  set(folder ${CMAKE_SOURCE_DIR}/cmake/precompiled)
  add_library(json_instances STATIC ${folder}/json.cpp)
  target_link_libraries(json_instances PUBLIC nlohmann_json::nlohmann_json)
  add_library(precompiled OBJECT ${folder}/empty.cpp)
  target_precompile_headers(precompiled PRIVATE ${folder}/headers.h)
  target_compile_definitions(precompiled PRIVATE _REENTRANT)  # some libraries say it, and all must or none
endif()

# For a module that uses JSON.
function(use_precompiled target)
  if(LAMPLIGHTER_SANITIZE)
    target_precompile_headers(${target} REUSE_FROM precompiled)
    target_compile_definitions(${target} PRIVATE _REENTRANT)
    target_link_libraries(${target} PUBLIC json_instances)
  endif()
endfunction()
