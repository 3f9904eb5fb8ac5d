/* SPDX-License-Identifier: MIT */
/* geo: `geo VERB ...` runs geo-VERB, which stands beside this program or on the PATH. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"

enum { MAX_TOOLS = 64, PATH_SIZE = 4096 };

typedef struct arguments {
    const char *verb;
    const char *of; /* `geo help VERB` that could not be run */
} arguments;

/* ---- The tools beside this one ------------------------------------------------------------ */

/* The folder that holds this program, with its slash; "" when the system does not say. */
static const char *own_folder(void)
{
    static char path[PATH_SIZE];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
    path[size > 0 ? size : 0] = '\0';
    char *slash = strrchr(path, '/');
    if (slash != NULL) {
        slash[1] = '\0';
    }
    return path;
}

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
        if (strncmp(e->d_name, "geo-", 4) == 0 && access(path, X_OK) == 0) {
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

/* Become geo-VERB; returns when there is no such program. @p argv begins where its name goes. */
static void become(const char *verb, char **argv)
{
    static char path[PATH_SIZE];
    if (strchr(verb, '/') != NULL || strlen(verb) > 64) {
        return;
    }
    int length = snprintf(path, sizeof path, "%sgeo-%s", own_folder(), verb);
    if (length < 0 || (size_t)length >= sizeof path) {
        return;
    }
    char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    argv[0] = name;
    execv(path, argv);
    execvp(name, argv);
}

static geo_status run(cli_call *call, void *user)
{
    const arguments *a = user;
    const char *verbs[MAX_TOOLS];
    int n = find_verbs(call, verbs);
    const char *wanted = a->of != NULL ? a->of : a->verb;
    if (wanted != NULL && strcmp(wanted, "help") != 0) {
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
    "        COMPREPLY=($(compgen -W \"help $(compgen -c geo- | sed 's/^geo-//')\" -- \"$cur\"))\n"
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
    arguments a = {0};
    if (argc == 3 && strcmp(argv[1], "--completion") == 0 && strcmp(argv[2], "bash") == 0) {
        return fputs(completion, stdout) == EOF || fflush(stdout) == EOF ? CLI_FAILED : CLI_DONE;
    }
    bool help = argc > 2 && strcmp(argv[1], "help") == 0;
    if (help) {
        static char question[] = "--help";
        char *words[] = {NULL, question, NULL};
        a.of = argv[2];
        become(a.of, words);
    } else if (argc > 1 && argv[1][0] != '-' && strcmp(argv[1], "help") != 0) {
        char *verb = argv[1];
        become(verb, argv + 1); /* has put the program's name into argv[1] when it returns */
        argv[1] = verb;
    }
    const cli_operand operands[] = {
        {"VERB", CLI_TEXT(&a.verb), .optional = true,
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
        .user = &a,
    };
    return cli_main(&tool, help || argc > 2 ? 2 : argc, argv);
}
