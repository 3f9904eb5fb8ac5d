/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <inttypes.h>
#include <math.h>

#include "geo/cost_file.h"

enum { DECIMALS_OF_METRES = 3 };

const char *const table_formats[] = {"auto", "long", "matrix", "lines", "binary", NULL};

static geo_cost_write_options write_options(const cli_call *call, const table_options *o)
{
    geo_cost_write_options w = geo_cost_write_options_default();
    w.format = (geo_cost_format)o->format;
    w.overwrite = cli_overwrites(call);
    w.decimals = DECIMALS_OF_METRES;
    return w;
}

geo_status table_check(cli_call *call, const table_options *o)
{
    geo_status status = GEO_OK;
    const void *const value[] = {&o->id, &o->format, &o->cutoff_m};
    static const char *const name[] = {"--id", "--table-format", "--cutoff"};
    for (int i = 0; i < 3 && o->path == NULL; i++) {
        if (cli_given(call, value[i])) {
            return cli_fail(call, GEO_INVALID, "--table FILE", "%s needs --table", name[i]);
        }
    }
    if (o->path != NULL) {
        geo_cost_write_options w = write_options(call, o);
        CLI_TRY(geo_costs_write_check(cli_ctx(call), o->path, &w));
    }
done:
    return status;
}

static void tell(cli_call *call, const table_options *o, int64_t pairs)
{
    char cutoff[32];
    cli_result(call, "table_pairs", (double)pairs);
    if (isfinite(o->cutoff_m)) {
        cli_result(call, "table_cutoff_m", o->cutoff_m);
        cli_distance_text(o->cutoff_m, cutoff);
        cli_note(call, "%s: %s within %s", o->path, cli_count(call, pairs, "pair"), cutoff);
    } else {
        cli_note(call, "%s: %s, all there are", o->path, cli_count(call, pairs, "pair"));
    }
}

geo_status table_write(cli_call *call, const table_options *o, cli_layer *origins,
                       cli_layer *facilities, const char *label)
{
    geo_status status = GEO_OK;
    geo_costs *costs = NULL;
    geo_cost_names from, to;
    const geo_shapes *from_shapes, *to_shapes;
    int64_t pairs;
    geo_cost_write_options w = write_options(call, o);
    bool same = origins == facilities; /* then one column is enough for both */
    CLI_TRY(cli_points_only(call, origins));
    CLI_TRY(cli_points_only(call, facilities));
    CLI_TRY(cli_cost_names(call, origins, o->id == NULL && same ? label : o->id, &from));
    CLI_TRY(cli_cost_names(call, facilities, label == NULL && same ? o->id : label, &to));
    CLI_TRY(cli_project(call, origins, &from_shapes));
    CLI_TRY(cli_project(call, facilities, &to_shapes));
    CLI_TRY(geo_costs_measure(cli_ctx(call), from_shapes, to_shapes, o->cutoff_m, same, &costs));
    w.origins = origins->layer;
    w.destinations = facilities->layer;
    CLI_TRY(geo_costs_write(cli_ctx(call), o->path, costs, &from, &to, &w, &pairs));
    tell(call, o, pairs);
done:
    geo_costs_destroy(costs);
    return status;
}
