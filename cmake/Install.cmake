# `cmake --install BUILD [--prefix DIR]`: the programs, the documents, an example config and the systemd unit.
# `lamplighter` starts `lamplighter-house` beside itself, so both go into one folder.
include(GNUInstallDirs)

install(TARGETS lamplighter lamplighter-house lamplighter-node RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES README.md CHANGELOG.md SECURITY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
install(FILES examples/lamplighter.toml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)

# The unit names the program where it is installed, which is known only then.
install(CODE "
  file(READ \"${CMAKE_SOURCE_DIR}/examples/lamplighter.service\" unit)
  string(REPLACE /usr/local/bin/ \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/\" unit \"\${unit}\")
  file(WRITE \"${CMAKE_BINARY_DIR}/lamplighter.service\" \"\${unit}\")
")
install(FILES ${CMAKE_BINARY_DIR}/lamplighter.service DESTINATION lib/systemd/system)
