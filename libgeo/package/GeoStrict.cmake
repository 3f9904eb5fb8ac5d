# geo_strict(<target>): the warnings and sanitizers that every target of ours gets.
function(geo_strict target)
    if(NOT CMAKE_C_COMPILER_ID MATCHES "^(GNU|Clang|AppleClang)$")
        message(FATAL_ERROR "geo_strict: no warnings are known for ${CMAKE_C_COMPILER_ID}")
    endif()
    target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
        -Wcast-qual -Wformat=2 -Wmissing-prototypes -Wstrict-prototypes
        -Wundef -Wvla -Wswitch-enum
        $<$<C_COMPILER_ID:GNU>:-Wdouble-promotion> # clang means the C library's NAN by it, too
        -ffp-contract=off # the same bits with and without fused multiply-add
        -fstack-protector-strong
        $<$<BOOL:${GEO_WERROR}>:-Werror>)
    if(GEO_SANITIZE)
        target_compile_options(${target} PRIVATE
            -fsanitize=${GEO_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
        target_link_options(${target} PUBLIC -fsanitize=${GEO_SANITIZE})
    endif()
endfunction()
