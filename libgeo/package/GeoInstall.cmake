# Headers, library, pkg-config and the CMake package geo::geo.
include(CMakePackageConfigHelpers)

install(TARGETS geo EXPORT geo-targets)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/geo DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/geo)
install(EXPORT geo-targets NAMESPACE geo:: DESTINATION ${package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/geo-config.cmake.in
    ${PROJECT_BINARY_DIR}/geo-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/geo-config-version.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/geo-config.cmake ${PROJECT_BINARY_DIR}/geo-config-version.cmake
    DESTINATION ${package_dir})

file(RELATIVE_PATH GEO_PC_PREFIX ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${CMAKE_CURRENT_LIST_DIR}/geo.pc.in ${PROJECT_BINARY_DIR}/geo.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/geo.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
