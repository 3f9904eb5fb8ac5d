/* SPDX-License-Identifier: MIT */
#include "place.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- A folder, and what the library told ------------------------------------------- */

static void keep_note(const char *text, void *user)
{
    place *p = user;
    size_t used = strlen(p->notes);
    (void)snprintf(p->notes + used, sizeof p->notes - used, "%s\n", text);
}

int make_place(void **state)
{
    place *p = calloc(1, sizeof *p);
    geo_ctx_options options = geo_ctx_options_default();
    options.note = keep_note;
    options.note_user = p;
    (void)snprintf(p->folder, sizeof p->folder, "/tmp/geo-test-XXXXXX");
    *state = p;
    return mkdtemp(p->folder) != NULL && geo_ctx_create(&options, &p->ctx) == GEO_OK ? 0 : -1;
}

int free_place(void **state)
{
    place *p = *state;
    DIR *d = opendir(p->folder);
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        (void)unlinkat(dirfd(d), e->d_name, 0);
    }
    closedir(d);
    (void)rmdir(p->folder);
    geo_ctx_destroy(p->ctx);
    free(p);
    return 0;
}

/* "<folder>/<name>", kept in slot 0, 1 or 2. */
const char *in_folder(place *p, int slot, const char *name)
{
    (void)snprintf(p->path[slot], sizeof p->path[slot], "%s/%s", p->folder, name);
    return p->path[slot];
}

int entries(const char *folder)
{
    int n = 0;
    DIR *d = opendir(folder);
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        n += e->d_name[0] != '.' || e->d_name[1] > '.';
    }
    closedir(d);
    return n;
}

void put_text(place *p, const char *path, const char *text)
{
    assert_ok(p->ctx, geo_file_write(p->ctx, path, text, strlen(text), 1));
}

char *bytes_of(const char *path, size_t *size)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    *size = (size_t)info.st_size;
    char *bytes = malloc(*size + 1);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fread(bytes, 1, *size, f), *size);
    fclose(f);
    bytes[*size] = '\0';
    return bytes;
}

geo_layer *read_layer(place *p, const char *path)
{
    geo_layer *layer;
    assert_ok(p->ctx, geo_layer_read(p->ctx, path, NULL, &layer));
    return layer;
}

geo_status read_text_as(place *p, const char *name, const char *text, const geo_read_options *o,
                        geo_layer **out)
{
    const char *path = in_folder(p, 0, name);
    put_text(p, path, text);
    p->notes[0] = '\0';
    return geo_layer_read(p->ctx, path, o, out);
}

void convert(place *p, const char *from, const char *to)
{
    geo_write_options o = geo_write_options_default();
    geo_layer *layer = read_layer(p, from);
    o.overwrite = 1;
    assert_ok(p->ctx, geo_layer_write(p->ctx, to, layer, &o));
    geo_layer_destroy(layer);
}

/* Files are equal but for the line that names the layer. */
void assert_same_features(const char *left, const char *right)
{
    size_t n, m;
    char *a = bytes_of(left, &n), *b = bytes_of(right, &m);
    assert_string_equal(strstr(a, "\"features\""), strstr(b, "\"features\""));
    free(a);
    free(b);
}

/* ---- Texts ------------------------------------------------------------------------- */

void assert_same_file_on_any_threads(void (*write)(geo_ctx *, const char *path), const char *path)
{
    static const int64_t threads[] = {1, 2, 3, 7};
    char *first = NULL;
    size_t n = 0, m;
    for (int t = 0; t < 4; t++) {
        geo_ctx *ctx = ctx_with_threads(threads[t]);
        write(ctx, path);
        geo_ctx_destroy(ctx);
        char *bytes = bytes_of(path, &m);
        n = first == NULL ? m : n;
        first = first == NULL ? bytes : first;
        assert_int_equal(n, m);
        assert_memory_equal(first, bytes, n);
        if (bytes != first) {
            free(bytes);
        }
    }
    free(first);
}

geo_status read_path_once(geo_ctx *ctx, void *path)
{
    geo_layer *layer = NULL;
    geo_status status = geo_layer_read(ctx, path, NULL, &layer);
    assert_true((status == GEO_OK) == (layer != NULL));
    geo_layer_destroy(layer);
    return status;
}

geo_status copy_once(geo_ctx *ctx, void *data)
{
    const copy_job *job = data;
    geo_layer *layer;
    geo_status status = geo_layer_read(ctx, job->from, NULL, &layer);
    if (status == GEO_OK) {
        status = geo_layer_write(ctx, job->to, layer, &job->options);
    }
    geo_layer_destroy(layer);
    return status;
}

/* All types of geometry and of columns, nulls, an empty geometry, Z, Chinese, quotes. */
const char all_types_text[] =
    "{\"type\":\"FeatureCollection\",\"features\":[\n"
    "{\"type\":\"Feature\",\"id\":3,\"properties\":{\"text\":\"学院路 "
    "\\\"a\\\"\",\"int\":9007199254740993,"
    "\"real\":0.1,\"flag\":true,\"json\":{\"a\":[1,null]}},\"geometry\":{\"type\":\"Point\","
    "\"coordinates\":[116.3,40.1,52.5]}},\n"
    "{\"type\":\"Feature\",\"id\":5,\"properties\":{\"text\":\"\",\"int\":-1,\"real\":-2.5e-300,"
    "\"flag\":false,\"json\":[\"x\"]},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],["
    "9,0],"
    "[9,9],[0,0]],[[5,2],[6,3],[6,2],[5,2]]]}},\n"
    "{\"type\":\"Feature\",\"id\":6,\"properties\":{\"text\":null,\"int\":null,\"real\":null,"
    "\"flag\":null,\"json\":null},\"geometry\":null},\n"
    "{\"type\":\"Feature\",\"id\":7,\"properties\":{\"text\":\"e\",\"int\":1,\"real\":2,\"flag\":"
    "true,"
    "\"json\":[]},\"geometry\":{\"type\":\"MultiPoint\",\"coordinates\":[]}},\n"
    "{\"type\":\"Feature\",\"id\":8,\"properties\":{\"text\":\"m\",\"int\":0,\"real\":1e300,"
    "\"flag\":true,"
    "\"json\":1},\"geometry\":{\"type\":\"MultiLineString\",\"coordinates\":[[[1,1],[2,2]],[[3,3],["
    "4,4],"
    "[5,5]]]}},\n"
    "{\"type\":\"Feature\",\"id\":9,\"properties\":{\"text\":\"c\",\"int\":1,\"real\":2,\"flag\":"
    "true,"
    "\"json\":\"s\"},\"geometry\":{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":"
    "\"Point\","
    "\"coordinates\":[1,2]},{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]]"
    ","
    "[[[5,5],[6,5],[6,6],[5,5]]]]},{\"type\":\"LineString\",\"coordinates\":[[7,7],[8,8]]}]}}\n]}"
    "\n";

/* What FlatGeobuf can keep: no ids, no JSON, all positions with a height or none. */
const char common_types_text[] =
    "{\"type\":\"FeatureCollection\",\"features\":[\n"
    "{\"type\":\"Feature\",\"properties\":{\"text\":\"学院路 \\\"a\\\"\",\"int\":9007199254740993,"
    "\"real\":0.1,\"flag\":true},\"geometry\":{\"type\":\"Point\",\"coordinates\":[116.3,40.1]}},\n"
    "{\"type\":\"Feature\",\"properties\":{\"text\":\"\",\"int\":-1,\"real\":-2.5e-300,\"flag\":"
    "false},"
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,0]],[[5,2],[6,3],"
    "[6,2],[5,2]]]}},\n"
    "{\"type\":\"Feature\",\"properties\":{\"text\":null,\"int\":null,\"real\":null,\"flag\":null},"
    "\"geometry\":{\"type\":\"MultiLineString\",\"coordinates\":[[[1,1],[2,2]],[[3,3],[4,4],[5,5]]]"
    "}},"
    "\n"
    "{\"type\":\"Feature\",\"properties\":{\"text\":\"c\",\"int\":1,\"real\":2,\"flag\":true},"
    "\"geometry\":{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\","
    "\"coordinates\":[1,2]},{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]]"
    ","
    "[[[5,5],[6,5],[6,6],[5,5]]]]},{\"type\":\"LineString\",\"coordinates\":[[7,7],[8,8]]}]}}\n]}"
    "\n";

/* ---- Real files -------------------------------------------------------------------- */

/* "<shared data>/<name>", or NULL (and a word) when the folder is not there. */
const char *shared_file(const char *name, char path[200])
{
    const char *folder = shared_data();
    if (folder == NULL) {
        print_message("no ../shared/data: skipped\n");
        return NULL;
    }
    (void)snprintf(path, 200, "%s/%s", folder, name);
    return path;
}
