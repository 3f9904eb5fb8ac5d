/* SPDX-License-Identifier: MIT */
/* Preloaded into a tool, it lets one allocation of the whole process fail, or that and all after
 * it, and tells whose it was. From the environment:
 *
 *   FAILMALLOC_LOG   file for what happened (needed)
 *   FAILMALLOC_AT    number of the allocation to fail, from 1; 0 fails none and logs every
 *                    allocation: "<number> <site> <owner>", the site being a hash of the stack
 *   FAILMALLOC_EVER  1 to fail all after it, too
 *
 * A failure is logged as "failed <number> <site> <owner>", a fatal signal as "signal <number>
 * <owner>". The owner is the first object on the stack that is not the C or C++ runtime. */
#define _GNU_SOURCE /* dladdr */ /* NOLINT(bugprone-reserved-identifier,cert-dcl37-c) */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FRAMES = 48, SITE_FRAMES = 12, LINE = 160, LOG_BUFFER = 1 << 16 };

/* The C library's own, under the names it keeps for such as us. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static long at, number;
static bool ever, ready;
static int log_file = -1;
static char log_text[LOG_BUFFER];
static size_t log_used;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static __thread int inside __attribute__((tls_model("initial-exec")));

/* ---- Whose it is ------------------------------------------------------------------------ */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool is_runtime(const char *name)
{
    static const char *const runtime[] = {"libc.so",     "ld-linux",     "libstdc++.so",
                                          "libgcc_s.so", "libm.so",      "libpthread.so",
                                          "libdl.so",    "libfailmalloc"};
    for (size_t i = 0; i < sizeof runtime / sizeof runtime[0]; i++) {
        if (strncmp(name, runtime[i], strlen(runtime[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* FNV-1a over offsets within objects, so that it is the same wherever they are loaded. */
static const char *owner_of_stack(uint32_t *site)
{
    void *frame[FRAMES];
    const char *owner = "none";
    bool found = false;
    int n = backtrace(frame, FRAMES), hashed = 0;
    *site = 2166136261u;
    for (int i = 0; i < n && (!found || hashed < SITE_FRAMES); i++) {
        Dl_info info;
        if (dladdr(frame[i], &info) == 0 || info.dli_fname == NULL) {
            continue;
        }
        const char *name = base_name(info.dli_fname);
        if (!is_runtime(name) && !found) {
            owner = name;
            found = true;
        }
        if (found) {
            uintptr_t offset = (uintptr_t)frame[i] - (uintptr_t)info.dli_fbase;
            *site = (*site ^ (uint32_t)offset) * 16777619u;
            hashed++;
        }
    }
    return owner;
}

/* ---- The log ---------------------------------------------------------------------------- */

static void flush_log(void)
{
    for (size_t done = 0; done < log_used && log_file >= 0;) {
        ssize_t n = write(log_file, log_text + done, log_used - done);
        if (n <= 0) {
            break;
        }
        done += (size_t)n;
    }
    log_used = 0;
}

static void put_line(const char *line)
{
    size_t length = strlen(line);
    if (log_used + length > LOG_BUFFER) {
        flush_log();
    }
    memcpy(log_text + log_used, line, length);
    log_used += length;
}

static void die(int signal_number)
{
    uint32_t site;
    char line[LINE];
    inside++;
    (void)snprintf(line, sizeof line, "signal %d %s\n", signal_number, owner_of_stack(&site));
    put_line(line);
    flush_log();
    (void)signal(signal_number, SIG_DFL);
    (void)raise(signal_number);
}

__attribute__((constructor)) static void begin(void)
{
    static const int fatal[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
    static char stack[1 << 16];
    const char *text = getenv("FAILMALLOC_AT"), *path = getenv("FAILMALLOC_LOG");
    const char *all = getenv("FAILMALLOC_EVER");
    void *frame[1];
    inside++;
    (void)backtrace(frame, 1); /* loads what it needs, which takes memory */
    if (path != NULL) {
        log_file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    at = text != NULL ? strtol(text, NULL, 10) : 0;
    ever = all != NULL && all[0] == '1';
    stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
    (void)sigaltstack(&other, NULL);
    for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++) {
        struct sigaction action = {.sa_handler = die, .sa_flags = SA_ONSTACK | SA_NODEFER};
        (void)sigaction(fatal[i], &action, NULL);
    }
    ready = log_file >= 0;
    inside--;
}

__attribute__((destructor)) static void end(void)
{
    inside++;
    flush_log();
}

/* ---- Allocations ------------------------------------------------------------------------ */

/* Counts an allocation; true when it shall fail. */
static bool fails(void)
{
    bool fail = false;
    if (!ready || inside > 0) {
        return false;
    }
    inside++;
    (void)pthread_mutex_lock(&lock);
    number++;
    fail = at > 0 && (number == at || (ever && number > at));
    if (at == 0 || number == at) {
        uint32_t site;
        char line[LINE];
        const char *owner = owner_of_stack(&site);
        (void)snprintf(line, sizeof line, "%s%ld %08x %s\n", at > 0 ? "failed " : "", number, site,
                       owner);
        put_line(line);
        if (at > 0) {
            flush_log();
        }
    }
    (void)pthread_mutex_unlock(&lock);
    inside--;
    if (fail) {
        errno = ENOMEM;
    }
    return fail;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *block, size_t size)
{
    return size > 0 && fails() ? NULL : __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    void *got = fails() ? NULL : __libc_memalign(alignment, size);
    if (got == NULL) {
        return ENOMEM;
    }
    *block = got;
    return 0;
}
