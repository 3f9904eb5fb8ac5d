/* SPDX-License-Identifier: MIT */
/* Files that hold a coordinate system. Parameters are JSON, whose every member has to be known
 * and there, since a sign or unit taken wrongly moves a city without anybody seeing it. */
#include <math.h>

#include "io/crs_file.h"
#include "io/file.h"
#include "io/json.h"
#include "io/sniff.h"

enum { LARGEST = 1 << 16 }; /* bytes; the longest WKT in use has some 5,000 */

/* ---- What a parameter file says --------------------------------------------------------- */

enum { NUMBERS = 10, WORDS = 5 };

/* The members, in the order of `words` and `numbers` below. */
typedef struct parameters {
    char *word[WORDS];
    double number[NUMBERS]; /* NaN = not there */
} parameters;

enum { NAME, METHOD, TARGET, SYSTEM, ROTATION_UNIT };
enum { DX, DY, DZ, RX, RY, RZ, PPM, ROTATION, SCALE };

static const char *const words[] = {"name", "method", "target", "system", "rotation_unit", NULL};
static const char *const numbers[] = {"dx", "dy",  "dz",       "rx",    "ry",
                                      "rz", "ppm", "rotation", "scale", NULL};

static int place_of(geoi_json_text name, const char *const *known)
{
    for (int i = 0; known[i] != NULL; i++) {
        if (geoi_json_equal(name, known[i], strlen(known[i]))) {
            return i;
        }
    }
    return -1;
}

static geo_status read_word(geoi_json *j, char **out)
{
    geoi_json_text text;
    geoi_text copy = {0};
    geo_status status = GEO_OK;
    if (*out != NULL) {
        return geoi_json_fail(j, j->at, "a member comes twice");
    }
    GEO_TRY(geoi_json_string(j, &text));
    GEO_TRY(geoi_text_append(j->ctx, &copy, text.bytes, text.length));
    if (memchr(copy.bytes, '\0', (size_t)copy.length) != NULL) {
        status = geoi_json_fail(j, j->at, "a text has a zero byte");
        goto done;
    }
    *out = copy.bytes;
    copy.bytes = NULL;
done:
    geoi_release(copy.bytes);
    return status;
}

static geo_status read_number(geoi_json *j, double *out)
{
    geoi_json_number number;
    if (!isnan(*out)) {
        return geoi_json_fail(j, j->at, "a member comes twice");
    }
    geo_status status = geoi_json_number_next(j, &number);
    if (status == GEO_OK && !isfinite(number.value)) {
        status = geoi_json_fail(j, j->at, "the number is too large");
    }
    *out = number.value;
    return status;
}

static geo_status read_members(geoi_json *j, parameters *p)
{
    geo_status status = GEO_OK;
    geoi_json_text name;
    GEO_TRY(geoi_json_open(j, '{', "an object of parameters"));
    while (geoi_json_member(j, &name, &status)) {
        int word = place_of(name, words), number = place_of(name, numbers);
        if (word >= 0) {
            status = read_word(j, &p->word[word]);
        } else if (number >= 0) {
            status = read_number(j, &p->number[number]);
        } else {
            char shown[40];
            status = geoi_json_fail(j, j->at, "unknown member \"%s\"",
                                    geoi_printable(name.bytes, name.length, shown, sizeof shown));
        }
    }
    GEO_TRY(status);
    if (geoi_json_peek(j) != '\0') {
        status = geoi_json_expected(j, "the end of the file");
    }
done:
    return status;
}

/* ---- Is all there, and nothing else? ------------------------------------------------------ */

static geo_status fail_member(geo_ctx *ctx, const char *method, const char *name, bool there)
{
    geo_status status = geoi_fail(ctx, GEO_DATA,
                                  there ? "a file of method \"%s\" has no member \"%s\""
                                        : "a file of method \"%s\" needs a member \"%s\"",
                                  method, name);
    geoi_hint(ctx, strcmp(method, "plane") == 0
                       ? "it has: name, method, target, dx, dy, rotation, rotation_unit, scale"
                       : "it has: name, method, system, dx, dy, dz, rx, ry, rz, ppm");
    return status;
}

static geo_status check_members(geo_ctx *ctx, const parameters *p, unsigned need_words,
                                unsigned need_numbers)
{
    for (int i = 0; words[i] != NULL; i++) {
        bool needed = (need_words >> i & 1U) != 0;
        if (needed != (p->word[i] != NULL)) {
            return fail_member(ctx, p->word[METHOD], words[i], !needed);
        }
    }
    for (int i = 0; numbers[i] != NULL; i++) {
        bool needed = (need_numbers >> i & 1U) != 0;
        if (needed == isnan(p->number[i])) {
            return fail_member(ctx, p->word[METHOD], numbers[i], !needed);
        }
    }
    return GEO_OK;
}

/* ---- The two kinds ------------------------------------------------------------------------ */

static geo_status make_plane(geo_ctx *ctx, const parameters *p, geoi_crs **out)
{
    static const struct {
        const char *name;
        double radians;
    } units[] = {{"radian", 1.0},
                 {"degree", 3.14159265358979323846 / 180.0},
                 {"second", 3.14159265358979323846 / 648000.0}};
    geo_status status = GEO_OK;
    const double *v = p->number;
    geoi_crs_plane plane = {v[DX], v[DY], NAN, v[SCALE]};
    GEO_TRY(check_members(ctx, p, 1U << NAME | 1U << METHOD | 1U << TARGET | 1U << ROTATION_UNIT,
                          1U << DX | 1U << DY | 1U << ROTATION | 1U << SCALE));
    for (int64_t i = 0; i < GEOI_COUNT_OF(units); i++) {
        if (strcmp(p->word[ROTATION_UNIT], units[i].name) == 0) {
            plane.rotation = v[ROTATION] * units[i].radians;
        }
    }
    if (isnan(plane.rotation) || !(plane.scale > 0.5 && plane.scale < 2.0)) {
        status = geoi_fail(ctx, GEO_DATA,
                           isnan(plane.rotation) ? "rotation_unit is not radian, degree or second"
                                                 : "scale is not a factor about 1");
        goto done;
    }
    GEO_TRY(geoi_crs_create_plane(ctx, p->word[NAME], p->word[TARGET], &plane, out));
done:
    return status;
}

static geo_status make_shift(geo_ctx *ctx, const parameters *p, double sign, geoi_crs **out)
{
    geo_status status = GEO_OK;
    const double *v = p->number;
    GEO_TRY(
        check_members(ctx, p, 1U << NAME | 1U << METHOD | 1U << SYSTEM,
                      1U << DX | 1U << DY | 1U << DZ | 1U << RX | 1U << RY | 1U << RZ | 1U << PPM));
    const double shift[] = {v[DX], v[DY], v[DZ], sign * v[RX], sign * v[RY], sign * v[RZ], v[PPM]};
    GEO_TRY(geoi_crs_create_shifted(ctx, p->word[NAME], p->word[SYSTEM], shift, out));
done:
    return status;
}

static geo_status make(geo_ctx *ctx, const parameters *p, geoi_crs **out)
{
    const char *method = p->word[METHOD] != NULL ? p->word[METHOD] : "";
    if (strcmp(method, "plane") == 0) {
        return make_plane(ctx, p, out);
    }
    if (strcmp(method, "position_vector") == 0) {
        return make_shift(ctx, p, 1.0, out);
    }
    if (strcmp(method, "coordinate_frame") == 0) { /* the same rotations, seen the other way */
        return make_shift(ctx, p, -1.0, out);
    }
    return geoi_fail(ctx, GEO_DATA, "\"method\" is not plane, position_vector or coordinate_frame");
}

geo_status geoi_crs_from_parameters(geo_ctx *ctx, const char *text, int64_t size, geoi_crs **out)
{
    geo_status status = GEO_OK;
    geoi_json j;
    parameters p = {{NULL}, {0}};
    *out = NULL;
    for (int i = 0; i < NUMBERS; i++) {
        p.number[i] = (double)NAN;
    }
    geoi_json_init(&j, ctx, text, size);
    GEO_TRY(read_members(&j, &p));
    GEO_TRY(make(ctx, &p, out));
done:
    geoi_json_clear(&j);
    for (int i = 0; i < WORDS; i++) {
        geoi_release(p.word[i]);
    }
    return status;
}

/* ---- Files -------------------------------------------------------------------------------- */

static bool is_path(const char *definition)
{
    static const char *const endings[] = {".prj", ".wkt", ".txt", ".json"};
    bool found = false;
    for (int64_t i = 0; i < GEOI_COUNT_OF(endings); i++) {
        found = found || geoi_has_extension(definition, endings[i]);
    }
    return found;
}

/* Our own parameters, rather than PROJJSON? */
static bool holds_parameters(const char *text)
{
    return text[0] == '{' && strstr(text, "\"method\"") != NULL && strstr(text, "$schema") == NULL;
}

/* The text of the file without a byte order mark and blanks around it. */
static geo_status read_definition(geo_ctx *ctx, const char *path, char **out)
{
    geo_status status = GEO_OK;
    geoi_bytes bytes = {0};
    geoi_text text = {0};
    GEO_TRY(geoi_bytes_read(ctx, path, &bytes));
    const char *from = bytes.data, *to = bytes.data + bytes.size;
    if (bytes.size > LARGEST || !geoi_utf8_valid(bytes.data, bytes.size) ||
        memchr(bytes.data, '\0', (size_t)bytes.size) != NULL) {
        status = geoi_fail(ctx, GEO_DATA, "does not hold the text of a coordinate system");
        goto done;
    }
    from += to - from >= 3 && memcmp(from, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (from < to && (unsigned char)*from <= ' ') {
        from++;
    }
    while (from < to && (unsigned char)to[-1] <= ' ') {
        to--;
    }
    GEO_TRY(geoi_text_append(ctx, &text, from, to - from));
    *out = text.bytes;
    text.bytes = NULL;
done:
    geoi_release(text.bytes);
    geoi_bytes_release(&bytes);
    return status;
}

geo_status geoi_crs_asked_for(geo_ctx *ctx, const char *definition, unsigned wishes, geoi_crs **out)
{
    geo_status status = GEO_OK;
    char *text = NULL;
    *out = NULL;
    if (!is_path(definition)) {
        return geoi_crs_create(ctx, definition, wishes, out);
    }
    GEO_TRY(read_definition(ctx, definition, &text));
    status = holds_parameters(text)
                 ? geoi_crs_from_parameters(ctx, text, (int64_t)strlen(text), out)
                 : geoi_crs_create(ctx, text, wishes, out);
done:
    if (status != GEO_OK && status != GEO_MEMORY) {
        char shown[80];
        geoi_where(ctx, "%s",
                   geoi_printable(definition, (int64_t)strlen(definition), shown, sizeof shown));
    }
    geoi_release(text);
    return status;
}
