/* SPDX-License-Identifier: MIT */
/* Moved: the columns format numbers too, so the home of this is base. */
#include "base/number.h"
