# embed_folder(TARGET FOLDER)
#
# Puts every file in FOLDER that has one of web/'s extensions, compressed, into the library TARGET as web::page_assets(). Files are found by
# glob. As a script (cmake -P) this writes the one source: -D root= -D packed= -D output= -D files=a;b
function(embed_folder target folder)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${folder}
    ${folder}/*.html ${folder}/*.css ${folder}/*.js ${folder}/*.svg ${folder}/*.webmanifest)
  list(SORT files)
  set(packed ${CMAKE_CURRENT_BINARY_DIR}/packed)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/page_assets.cpp)
  list(TRANSFORM files PREPEND ${folder}/ OUTPUT_VARIABLE sources)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -D "root=${folder}" -D "packed=${packed}" -D "output=${output}" -D "files=${files}"
      -P ${CMAKE_SOURCE_DIR}/cmake/EmbedFile.cmake
    DEPENDS ${sources} ${CMAKE_SOURCE_DIR}/cmake/EmbedFile.cmake
    VERBATIM COMMENT "Packing the page")
  target_sources(${target} PRIVATE ${output})
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE)
  return()
endif()

set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_svg "image/svg+xml")
set(type_webmanifest "application/manifest+json")

file(MAKE_DIRECTORY ${packed})
set(arrays "")
set(rows "")
set(number 0)
foreach(file ${files})
  file(SHA256 ${root}/${file} tag)
  string(SUBSTRING ${tag} 0 16 tag)
  execute_process(COMMAND gzip -9 -n -c ${root}/${file} OUTPUT_FILE ${packed}/${tag}.gz COMMAND_ERROR_IS_FATAL ANY)
  file(READ ${packed}/${tag}.gz hex HEX)
  string(LENGTH "${hex}" size)
  math(EXPR size "${size} / 2")
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE ".*\\." "" kind ${file})
  string(APPEND arrays "constexpr unsigned char bytes_${number}[] = {\n${bytes}};\n")
  string(APPEND rows "    {\"/${file}\", \"${type_${kind}}\", \"${tag}\", text(bytes_${number}, ${size})},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${output} "// Made by cmake/EmbedFile.cmake.
#include \"web/asset.h\"

namespace lamplighter::web {
namespace {

${arrays}
std::string_view text(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

std::span<const Asset> page_assets() {
  static const Asset assets[] = {
${rows}  };
  return assets;
}

}  // namespace lamplighter::web
")
