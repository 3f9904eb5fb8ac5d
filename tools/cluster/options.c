/* SPDX-License-Identifier: MIT */
/* Which options are of which method. */
#include <string.h>

#include "cluster.h"

bool cluster_takes(const cluster_method *method, const char *option)
{
    for (const char *const *name = method->takes; *name != NULL; name++) {
        if (strcmp(*name, option) == 0) {
            return true;
        }
    }
    return false;
}

/* Whose it is: "dbscan", "dbscan and optics", "dbscan, optics and hdbscan". */
static const char *owners_of(cli_call *call, const cluster_method *methods, const char *option,
                             const char **first)
{
    char *words = NULL;
    const char *last = NULL;
    for (const cluster_method *m = methods; m->name != NULL; m++) {
        if (!cluster_takes(m, option)) {
            continue;
        }
        if (last != NULL) {
            words = words == NULL ? cli_format(call, "%s", last)
                                  : cli_format(call, "%s, %s", words, last);
        }
        *first = last == NULL ? m->name : *first;
        last = m->name;
    }
    return words == NULL ? last : cli_format(call, "%s and %s", words, last);
}

geo_status cluster_check_options(cli_call *call, const cluster_method *methods, int chosen,
                                 const cli_option *options)
{
    for (const cli_option *o = options; o->name != NULL; o++) {
        const char *first = NULL;
        if (o->group == NULL || !cli_given(call, o->value) ||
            cluster_takes(&methods[chosen], o->name)) {
            continue;
        }
        const char *owners = owners_of(call, methods, o->name, &first);
        if (owners != NULL) { /* an option of no method is of all */
            return cli_fail(call, GEO_INVALID, cli_format(call, "--method %s", first),
                            "--%s is of %s", o->name, owners);
        }
    }
    return GEO_OK;
}
