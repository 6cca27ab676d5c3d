# `cmake --install BUILD [--prefix DIR]`: the programs, manual pages, shell completion, the documents, an example config and the systemd
# unit. `lamplighter` starts `lamplighter-house` from its own folder, so both are installed together.
include(GNUInstallDirs)

install(TARGETS lamplighter lamplighter-house lamplighter-node RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES README.md CHANGELOG.md SECURITY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
install(FILES examples/lamplighter.toml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(FILES firmware/host/lamplighter-node.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

# Files that the program generates about its own commands, so that they are never out of date: printed_file(KIND FILE DIRECTORY)
add_custom_target(printed_files ALL)
function(printed_file kind file directory)
  set(output ${CMAKE_BINARY_DIR}/printed/${file})
  add_custom_command(OUTPUT ${output}
    COMMAND lamplighter-house completion ${kind} > ${output}
    DEPENDS lamplighter-house VERBATIM)
  target_sources(printed_files PRIVATE ${output})
  install(FILES ${output} DESTINATION ${directory})
endfunction()
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/printed)
printed_file(man lamplighter.1 ${CMAKE_INSTALL_MANDIR}/man1)
printed_file(bash lamplighter ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
printed_file(zsh _lamplighter ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
printed_file(fish lamplighter.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

# The unit contains the installed path of the program, which is known only at install time.
install(CODE "
  file(READ \"${CMAKE_SOURCE_DIR}/examples/lamplighter.service\" unit)
  string(REPLACE /usr/local/bin/ \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/\" unit \"\${unit}\")
  file(WRITE \"${CMAKE_BINARY_DIR}/lamplighter.service\" \"\${unit}\")
")
install(FILES ${CMAKE_BINARY_DIR}/lamplighter.service DESTINATION lib/systemd/system)
