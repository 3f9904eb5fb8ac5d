/* SPDX-License-Identifier: MIT */
/* How the encoding of texts is told.
 *
 * UTF-8 gives itself away: what is not UTF-8 hardly ever is valid by chance. GB18030 and Big5 take
 * nearly each other's every byte, and those of other languages, so that "it decodes" says
 * nothing. But a few hundred characters make up most of any Chinese text, and the wrong reading
 * of bytes hits one of them by chance only, about one time in seven. So both readings are tried,
 * and one is believed when at least half of its characters are frequent ones, SURE_HITS or more,
 * and a good deal more than in the other reading. All else is not guessed. */
#include "io/encoding_guess.h"

enum {
    SURE_HITS = 4,
    ENOUGH = 20000 /* characters: more do not make it surer */
};
static const double SURE_SHARE = 0.5, AHEAD = 1.5;

/* The characters most frequent in simplified and traditional Chinese and in names of places,
 * streets and facilities. */
static const char FREQUENT[] = "一七万三上下不与且世业东两个中丰为主丽久么义之乎乐乙九也乡书"
                               "了事二于云五亚些交产京亮亲人什今从他代令以们任会传似但位住体"
                               "何作你使來供便保信個們候做停備像儿元充先光克兒入全兩八公六关"
                               "兴其养冀内再写军决几出分切划则別利别到制前劃力办加务动動務勝"
                               "化北区医區十升半华南博卫即却厅厕厝原去县又及友双反发取受变口"
                               "古只叫可台号司吃各合吉同名后向吧听告员周命和品員商問喜單四回"
                               "因园国图國園圖團在地圳场圾坊坐坑坡垃型城埔域埤堡堤報場塘境士"
                               "声处外多夜大天太夫失头奇女她好如妻始委婚子字季学孩學宁它安完"
                               "定实客室宫家容密察實寨寮对寿将將對小少尔就尼尽局居屯山屿岁岛"
                               "岭岸峰島崙嶼川州工己已巴巷市布师希带師帶常干平年并幼幾广庄庆"
                               "应店府度廣廳延建开弄式张張強强当形影往很後得從德心必快怎思性"
                               "总您情想意愛感慶應懷成我或战戰戶房所手才打找把报拉拿指据接提"
                               "據收放政教数整數文斯新方於施无日早时昌明星是時晋晚景曙更書曾"
                               "最會月有朋服望朝期未本术机权村条来東极林果柔校样根格桂桥條業"
                               "極楼榮樂樑樓標樣橋機權次欢正此步歲死母每比民气氣水求江汽沒沟"
                               "没沪河油治泉法津洲活洼派流浙海消淀深清渝渠温港湖湘湾湿準溝溪"
                               "满滩滿演潭澤澳灘灣火点為热無然照燃爱父爾片物特王现現球理琼環"
                               "甘生產用田由甲电男画界留當病發白百的皖目直相省看真眼着知石码"
                               "研碼社神福离种科积称種稱積究空立站竹笑第等答管米类粤精紫組結"
                               "給經綠網編縣總红约组终经结给绿编罗羊美義老者而耕聲育胜胡能臨"
                               "自至臺與興舊色花苏苑苦英草药華营萬落藏藥處號行街表被装裝裡西"
                               "要見規親覺觀见观规视觉解言計訊記設訴註話認說講警議變讓计认让"
                               "记讲许论设识诉诊话该语说请读谅谈谷象豫費資贵费赣走起超越足路"
                               "身車軍轄轉车转轻農边辽达过运近还这进远连送這通造連進運過道遠"
                               "還邊那邮部郵都鄂鄉鄰酒醫里重量金銀鋪鎮鐵钱铁银镇長长門開間關"
                               "门问间闽队防阳陕院陸陽隊随際隨难雙難雲雷電青非面音頁頭類顺题"
                               "風风飞餐館馆首馬马體高魚鲁鳥麗麼黃黑點齊龍龙";

/* ---- Characters --------------------------------------------------------------------------- */

/* The code point of a valid UTF-8 sequence. */
static unsigned code_point(const char *s, int length)
{
    unsigned c = (unsigned char)s[0];
    if (length > 1) {
        c &= 0xFFU >> (length + 1);
    }
    for (int i = 1; i < length; i++) {
        c = c << 6 | ((unsigned char)s[i] & 0x3FU);
    }
    return c;
}

/* Signs that any East Asian text may have say nothing: punctuation, full-width Latin. */
static bool is_sign(unsigned c)
{
    return c < 0x80 || (c >= 0x2000 && c < 0x2600) || (c >= 0x3000 && c < 0x3040) ||
           (c >= 0xFF00 && c < 0xFFF0) || c == 0xB7;
}

static void count(geoi_guess *g, geoi_reading *r)
{
    const char *s = g->decoded.bytes, *end = s + g->decoded.length;
    while (s < end) {
        int length = geoi_utf8_length(s, end);
        unsigned c = code_point(s, length);
        s += length > 0 ? length : 1;
        if (!is_sign(c)) {
            r->characters++;
            r->frequent += c < 0x10000 && (g->is_frequent[c >> 3] >> (c & 7) & 1) != 0;
        }
    }
}

/* ---- Readings ----------------------------------------------------------------------------- */

static geo_status open_readings(geo_ctx *ctx, geoi_guess *g)
{
    geo_status status = GEO_OK;
    const char *s = FREQUENT, *end = s + sizeof FREQUENT - 1;
    for (int length; s < end; s += length) {
        length = geoi_utf8_length(s, end);
        unsigned c = code_point(s, length);
        g->is_frequent[c >> 3] = (uint8_t)(g->is_frequent[c >> 3] | 1U << (c & 7));
    }
    g->open = true;
    GEO_TRY(geoi_decoder_open(ctx, "GB18030", &g->chinese.decoder));
    GEO_TRY(geoi_decoder_open(ctx, "Big5", &g->taiwanese.decoder));
done:
    return status;
}

static geo_status try_reading(geo_ctx *ctx, geoi_guess *g, geoi_reading *r, const char *bytes,
                              int64_t length)
{
    bool cut;
    g->decoded.length = 0;
    if (r->impossible || r->characters > ENOUGH) {
        return GEO_OK;
    }
    geo_status status = geoi_decode(ctx, &r->decoder, bytes, length, &g->decoded, &cut);
    if (status == GEO_OK) {
        count(g, r);
    } else if (status == GEO_DATA) {
        r->impossible = true;
        status = GEO_OK;
    }
    return status;
}

/* Bytes that begin a character which then ends early are no fault: fields are cut. */
static bool is_utf8_but_cut(const char *bytes, int64_t length)
{
    for (int64_t less = 0; less < 4 && less < length; less++) {
        bool tail = less == 0 || ((unsigned char)bytes[length - less] & 0xC0) == 0xC0;
        if (tail && geoi_utf8_valid(bytes, length - less)) {
            return true;
        }
    }
    return false;
}

geo_status geoi_guess_add(geo_ctx *ctx, geoi_guess *g, const char *bytes, int64_t length)
{
    geo_status status = GEO_OK;
    bool ascii = true;
    for (int64_t i = 0; i < length && ascii; i++) {
        ascii = (unsigned char)bytes[i] < 0x80;
    }
    if (ascii) {
        return GEO_OK;
    }
    if (!g->open) {
        GEO_TRY(open_readings(ctx, g));
    }
    g->texts++;
    g->not_utf8 = g->not_utf8 || !is_utf8_but_cut(bytes, length);
    GEO_TRY(try_reading(ctx, g, &g->chinese, bytes, length));
    GEO_TRY(try_reading(ctx, g, &g->taiwanese, bytes, length));
done:
    return status;
}

/* ---- The verdict -------------------------------------------------------------------------- */

static double share(const geoi_reading *r)
{
    return r->impossible || r->characters == 0 ? 0.0 : (double)r->frequent / (double)r->characters;
}

static bool is_sure(const geoi_reading *r, const geoi_reading *other)
{
    return share(r) >= SURE_SHARE && r->frequent >= SURE_HITS && share(r) >= AHEAD * share(other);
}

geo_status geoi_guess_tell(geo_ctx *ctx, const geoi_guess *g, char out[40])
{
    const geoi_reading *r = NULL;
    out[0] = '\0';
    if (g->texts == 0) {
        return GEO_OK;
    }
    if (!g->not_utf8) {
        (void)snprintf(out, 40, "UTF-8");
        geoi_note(ctx,
                  "texts are read as UTF-8, though no encoding is declared: all %lld beyond "
                  "ASCII are valid as such",
                  (long long)g->texts);
        return GEO_OK;
    }
    if (is_sure(&g->chinese, &g->taiwanese)) {
        r = &g->chinese;
    } else if (is_sure(&g->taiwanese, &g->chinese)) {
        r = &g->taiwanese;
    }
    if (r == NULL) {
        geo_status status = geoi_fail(ctx, GEO_DATA,
                                      "its texts are not UTF-8, no encoding is declared, and they "
                                      "are not clearly Chinese");
        geoi_hint(ctx, "name their encoding, such as --encoding GBK, Big5 or CP1252");
        return status;
    }
    (void)snprintf(out, 40, "%s", r == &g->chinese ? "GB18030" : "Big5");
    geoi_note(ctx,
              "texts are read as %s, though no encoding is declared: %lld of %lld characters are "
              "frequent Chinese ones",
              out, (long long)r->frequent, (long long)r->characters);
    return GEO_OK;
}

void geoi_guess_clear(geoi_guess *g)
{
    geoi_decoder_close(&g->chinese.decoder);
    geoi_decoder_close(&g->taiwanese.decoder);
    geoi_release(g->decoded.bytes);
    g->decoded = (geoi_text){0};
}

geo_status geoi_guess_lines(geo_ctx *ctx, const char *bytes, int64_t size, char out[40])
{
    geo_status status = GEO_OK;
    geoi_guess *g = NULL;
    const char *end = bytes + size;
    GEO_TRY(geoi_array(ctx, 1, sizeof *g, &g));
    while (bytes < end) {
        const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
        stop = stop != NULL ? stop : end;
        GEO_TRY(geoi_guess_add(ctx, g, bytes, stop - bytes));
        bytes = stop + (stop < end);
    }
    GEO_TRY(geoi_guess_tell(ctx, g, out));
done:
    if (g != NULL) {
        geoi_guess_clear(g);
        geoi_release(g);
    }
    return status;
}
