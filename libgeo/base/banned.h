/* SPDX-License-Identifier: MIT */
/* Calls the library must not make: memory goes through base.h, nothing is printed, nothing
 * ends the process, nothing depends on locale, time or global state. The poison turns a slip
 * into a compile error. Only base/memory.c may define GEOI_ALLOW_BANNED. */
#ifndef GEOI_BANNED_H
#define GEOI_BANNED_H

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__GNUC__) && !defined(GEOI_ALLOW_BANNED)
#pragma GCC poison malloc calloc realloc free strdup strndup
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets atoi atol atof sscanf
#pragma GCC poison rand srand random drand48 setlocale localtime gmtime time
#pragma GCC poison exit abort printf puts putchar perror
#endif

#endif /* GEOI_BANNED_H */
