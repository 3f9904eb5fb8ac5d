/* SPDX-License-Identifier: MIT */
/* geo-help: what geo says by itself: the list of tools, its help, and that there is no such tool.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "own_folder.h"

enum { MAX_TOOLS = 64 };

/* ---- The tools beside this one ------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The verbs of the tools beside this one, sorted. */
static int find_verbs(cli_call *call, const char **verbs)
{
    int n = 0;
    DIR *folder = opendir(own_folder());
    for (struct dirent *e; folder != NULL && n < MAX_TOOLS && (e = readdir(folder)) != NULL;) {
        char *path = cli_format(call, "%s%s", own_folder(), e->d_name);
        if (strncmp(e->d_name, "geo-", 4) == 0 && strcmp(e->d_name, "geo-help") != 0 &&
            access(path, X_OK) == 0) {
            verbs[n++] = cli_format(call, "%s", e->d_name + 4);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    qsort(verbs, (size_t)n, sizeof *verbs, by_name);
    return n;
}

/* What the tool says of itself in one line; "" when it says nothing. */
static const char *summary_of(cli_call *call, const char *verb)
{
    char *path = cli_format(call, "%sgeo-%s", own_folder(), verb);
    char line[256] = "";
    int ends[2];
    if (pipe(ends) != 0) {
        return "";
    }
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(path, path, "--summary", (char *)NULL);
        _exit(CLI_FAILED);
    }
    close(ends[1]);
    FILE *said = fdopen(ends[0], "r");
    if (said != NULL) {
        if (fgets(line, sizeof line, said) == NULL) {
            line[0] = '\0';
        }
        fclose(said);
    }
    if (child > 0) {
        waitpid(child, NULL, 0);
    }
    line[strcspn(line, "\n")] = '\0';
    return cli_format(call, "%s", line);
}

/* ---- Run --------------------------------------------------------------------------------- */

static geo_status run(cli_call *call, void *user)
{
    const char *wanted = *(const char **)user;
    const char *verbs[MAX_TOOLS];
    int n = find_verbs(call, verbs);
    if (wanted != NULL) {
        const char *near = geo_closest_word(wanted, verbs, n);
        const char *mend = near != NULL ? cli_format(call, "geo %s", near) : "geo help";
        return cli_fail(call, GEO_INVALID, mend, "there is no tool geo-%s", wanted);
    }
    printf("geo %s: spatial planning analysis\n\n", geo_version());
    for (int i = 0; i < n; i++) {
        printf("  geo %-12s %s\n", verbs[i], summary_of(call, verbs[i]));
    }
    printf("\ngeo help VERB tells more of one.\n");
    return GEO_OK;
}

static const char completion[] =
    "_geo()\n"
    "{\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} verb=geo-${COMP_WORDS[1]}\n"
    "    COMPREPLY=()\n"
    "    if ((COMP_CWORD == 1)); then\n"
    "        COMPREPLY=($(compgen -W \"$(compgen -c geo- | sed 's/^geo-//')\" -- \"$cur\"))\n"
    "        return\n"
    "    fi\n"
    "    declare -F \"_${verb//-/_}\" >/dev/null || _completion_loader \"$verb\"\n"
    "    COMP_WORDS=(\"$verb\" \"${COMP_WORDS[@]:2}\")\n"
    "    ((COMP_CWORD--))\n"
    "    declare -F \"_${verb//-/_}\" >/dev/null && \"_${verb//-/_}\"\n"
    "}\n"
    "complete -o filenames -F _geo geo\n";

int main(int argc, char **argv)
{
    const char *verb = NULL;
    if (argc == 3 && strcmp(argv[1], "--completion") == 0 && strcmp(argv[2], "bash") == 0) {
        return fputs(completion, stdout) == EOF || fflush(stdout) == EOF ? CLI_FAILED : CLI_DONE;
    }
    const cli_operand operands[] = {
        {"VERB", CLI_TEXT(&verb), .optional = true,
         .help = "which tool to run, with all arguments that follow; help lists them, help VERB "
                 "tells of one"},
        {0},
    };
    const cli_option options[] = {{0}};
    static const cli_example examples[] = {
        {"what there is", "geo help"},
        {"the options of one tool", "geo help coverage"},
        {"run it", "geo coverage areas.geojson -f stations.geojson -r 800m -o covered.gpkg"},
        {0},
    };
    const cli_tool tool = {
        .name = "geo",
        .summary = "spatial planning analysis",
        .about = "geo VERB runs geo-VERB. Each tool answers one question; standard output is "
                 "data only, so tools can be joined by pipes.",
        .examples = examples,
        .operands = operands,
        .options = options,
        .run = run,
        .user = &verb,
    };
    return cli_main(&tool, argc, argv);
}
