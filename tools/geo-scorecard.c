/* SPDX-License-Identifier: MIT */
/* geo-scorecard: every indicator of every study area, and the layers behind each number. */
#include <string.h>

#include "scorecard/scorecard.h"

typedef struct arguments {
    scorecard card;
    int language;
} arguments;

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    arguments *a = user;
    scorecard *card = &a->card;
    card->call = call;
    card->ctx = cli_ctx(call);
    card->chinese = a->language == 1;

    CLI_TRY(indicators_read(card));
    CLI_TRY(studies_open(card));
    CLI_TRY(outputs_refuse(card));
    CLI_TRY(card_measure(card));
    CLI_TRY(outputs_write(card));
    card_print(card);
done:
    card_clear(card);
    return status;
}

int main(int argc, char **argv)
{
    static const char *const languages[] = {"en", "zh", NULL};
    arguments a = {.language = 0};
    a.card.max_scale_error = geo_frame_options_default().max_scale_error;

    const cli_operand operands[] = {
        {"FOLDER", CLI_FOLDER(&a.card.folder),
         "indicators.csv, and a folder per study area with its boundary.geojson and layers", false},
        {0}};
    const cli_option options[] = {
        {"output", 'o', CLI_FOLDER(&a.card.out),
         .help = "folder to write to; it is made when missing", .required = true},
        {"overwrite", 0, CLI_FLAG(&a.card.overwrite),
         .help = "replace files of an earlier scorecard"},
        {"lang", 0, CLI_CHOICE(&a.language), .choices = languages,
         .help = "language of the table and the notes"},
        {"crs", 0, CLI_TEXT(&a.card.crs), .help = "projected system to measure in",
         .unless = "chosen for each study area"},
        {"max-scale-error", 0, CLI_SHARE(&a.card.max_scale_error),
         .help = "refuse a system whose lengths are wrong by more"},
        {0}};
    const cli_example examples[] = {
        {"the three science cities", "geo scorecard datasets -o out"},
        {"the same in Chinese, again", "geo scorecard datasets -o out --overwrite --lang zh"},
        {0}};
    const cli_tool tool = {
        .name = "geo-scorecard",
        .summary = "measure every indicator of every study area",
        .about =
            "Each folder in FOLDER that holds a boundary.geojson is a study area. Each row of "
            "FOLDER/indicators.csv names a tool, one of its measures with the tool's own options "
            "(access, gini, --method e2sfca --cutoff 60km --decay gaussian:sigma=30km), the layers "
            "it looks at and, where one is published, a target. The table goes to standard output; "
            "scorecard.geojson (a "
            "feature per study area), scorecard.csv and the layers behind each number, with "
            "styles for QGIS, to the output folder.\n"
            "Rows of cluster, pattern and hotspot are a table of their own: do features gather, "
            "with whom, at which distance. agglomeration.csv has the study areas side by side: of "
            "each the number, how many features it stands on (_n), among how many (_of), how often "
            "chance goes as far (_p) and what must be known (_note). Curves of Kd are drawn.\n"
            "What is missing stays missing: a study area without a layer shows \"no data\", and "
            "incomplete data are not judged against a target. scorecard.csv says how each number "
            "is "
            "defined. datasets/README.md lists the measures, and says how to measure another city.",
        .examples = examples,
        .operands = operands,
        .options = options,
        .uses = CLI_READS | CLI_CHECKS,
        .run = run,
        .user = &a};
    return cli_main(&tool, argc, argv);
}
