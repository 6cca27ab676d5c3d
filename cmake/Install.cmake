# `cmake --install BUILD [--prefix DIR]`: the programs, the documents, an example config and the systemd unit.
# `lamplighter` starts `lamplighter-house` beside itself, so both go into one folder.
include(GNUInstallDirs)

install(TARGETS lamplighter lamplighter-house lamplighter-node RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES README.md CHANGELOG.md SECURITY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
install(FILES examples/lamplighter.toml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)

# The unit names the program where it was installed.
set(unit ${CMAKE_BINARY_DIR}/lamplighter.service)
file(READ examples/lamplighter.service text)
string(REPLACE "/usr/local/bin/" "${CMAKE_INSTALL_FULL_BINDIR}/" text "${text}")
file(WRITE ${unit} "${text}")
install(FILES ${unit} DESTINATION ${CMAKE_INSTALL_PREFIX}/lib/systemd/system)
