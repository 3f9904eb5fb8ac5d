/* SPDX-License-Identifier: MIT */
/* Memory of a call: freed at its end, never asked for in vain (a tool may end, a library not). */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"

struct cli_block {
    cli_block *next;
    _Alignas(max_align_t) unsigned char bytes[];
};

void *cli_array(cli_call *call, int64_t count, size_t size)
{
    if (count < 0 || (uint64_t)count > (SIZE_MAX / 2 - sizeof(cli_block)) / size) {
        cli_out_of_memory();
    }
    cli_block *block = calloc(1, sizeof *block + (size_t)count * size);
    if (block == NULL) {
        cli_out_of_memory();
    }
    block->next = call->blocks;
    call->blocks = block;
    return block->bytes;
}

char *cli_format(cli_call *call, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0) {
        cli_out_of_memory();
    }
    char *text = cli_array(call, (int64_t)size + 1, 1);
    va_start(args, format);
    vsnprintf(text, (size_t)size + 1, format, args);
    va_end(args);
    return text;
}

void cli_free_blocks(cli_call *call)
{
    while (call->blocks != NULL) {
        cli_block *next = call->blocks->next;
        free(call->blocks);
        call->blocks = next;
    }
}
