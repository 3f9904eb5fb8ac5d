#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes powers_of_ten.c: python3 powers_of_ten.py > powers_of_ten.c"""

FIRST, LAST = -292, 324  # what the shortest digits of any double need


def power(k):
    """10^k times the power of two that makes it 128 bits long, rounded up."""
    shift = 127 - (k * 1741647 >> 19)
    top = 10 ** max(k, 0) << max(shift, 0)
    bottom = 10 ** max(-k, 0) << max(-shift, 0)
    value = -(-top // bottom)
    assert value.bit_length() == 128
    return "{0x%016x, 0x%016x}" % (value >> 64, value & (1 << 64) - 1)


print("/* SPDX-License-Identifier: MIT */")
print("/* Written by powers_of_ten.py. */")
print('#include "base/powers_of_ten.h"')
print()
print("/* clang-format off */")
print("const geoi_power geoi_powers_of_ten[GEOI_LAST_POWER - GEOI_FIRST_POWER + 1] = {")
entries = [power(k) for k in range(FIRST, LAST + 1)]
for i in range(0, len(entries), 2):
    print("    " + ", ".join(entries[i:i + 2]) + ",")
print("};")
