#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <zbar.h>

#include <trangbi/str.h>

#include "base/alloc.h"
#include "scan/answer.h"
#include "scan/decoder/bars.h"
#include "scan/decoder/fnc4.h"
#include "scan/decoder/symbols.h"
#include "scan/decoder/text.h"

static const struct symbology {
	const char *name, *asked; /* in answers, in requests */
	zbar_symbol_type_t type;
} symbologies[TB_FOUND_KINDS] = {
	[TB_FOUND_CODE128] = { "code128", "code128", ZBAR_CODE128 },
	[TB_FOUND_QRCODE] = { "qrcode", "qrcode", ZBAR_QRCODE },
	[TB_FOUND_CODE39] = { "code39", "code39", ZBAR_CODE39 },
	[TB_FOUND_EAN13] = { "ean13", "ean", ZBAR_EAN13 },
	[TB_FOUND_EAN8] = { "ean8", "ean", ZBAR_EAN8 },
	[TB_FOUND_I25] = { "i25", "i25", ZBAR_I25 },
};

const char *tb_symbols_name(enum tb_found_kind kind)
{
	return symbologies[kind].name;
}

unsigned tb_symbols_asked(const char *name)
{
	unsigned kinds = 0;

	for (unsigned i = 0; i < TB_FOUND_KINDS; i++)
		if (!strcmp(symbologies[i].asked, name))
			kinds |= 1u << i;
	return kinds;
}

/* Nothing but what is asked for: the others read codes where there are none, and Codabar writes past its memory. */
static zbar_image_scanner_t *open_scanner(const struct tb_look *look)
{
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();

	zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
	zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY, look->step);
	zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, look->step);
	for (unsigned i = 0; i < TB_FOUND_KINDS; i++)
		if (look->kinds >> i & 1)
			zbar_image_scanner_set_config(scanner, symbologies[i].type, ZBAR_CFG_ENABLE, 1);
	zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1); /* else it guesses charsets */
	return scanner;
}

static void add_qrcode(const zbar_symbol_t *symbol, char *text, const struct tb_look *look, struct tb_found_list *list)
{
	struct tb_found code = { .kind = TB_FOUND_QRCODE, .text = text, .quality = 1, .pass = look->pass };

	for (unsigned i = 0; i < 4; i++)
		code.corner[i] =
			tb_map_point(&look->back, zbar_symbol_get_loc_x(symbol, i), zbar_symbol_get_loc_y(symbol, i));
	tb_found_add(list, &code);
}

/* ---- bars ----------------------------------------------------------------------------------------------------- */

/* Scan lines in one direction, numbered from 0: `step` pixels apart from the pixel `first` on, as zbar lays them. */
struct lines {
	bool down; /* they run from top to bottom */
	int step, first;
};

static struct lines lay_lines(const struct tb_grey *g, int step, bool down)
{
	const int side = down ? g->w : g->h;

	return (struct lines){ down, step, ((side - 1) % step + 1) / 2 };
}

/* Hits are counted in steps both ways, so that lengths along and across lines compare. */
static struct tb_hit hit_on(const struct lines *lines, int x, int y)
{
	const int along = lines->down ? y : x, across = lines->down ? x : y;

	return (struct tb_hit){ along / lines->step, (across - lines->first) / lines->step };
}

static struct tb_point point_on(const struct lines *lines, int along, int line, const struct tb_map *back)
{
	const int u = along * lines->step, v = line * lines->step + lines->first;

	return tb_map_point(back, lines->down ? v : u, lines->down ? u : v);
}

/* The upright box around a symbol, which turned passes see aslant. */
static void box_bars(const struct tb_bars *bars, const struct lines *lines, const struct tb_map *back,
		     struct tb_point box[4])
{
	struct tb_point low = { INFINITY, INFINITY }, high = { -INFINITY, -INFINITY };

	for (int i = 0; i < 4; i++) {
		int along = i & 1 ? bars->low : bars->high, line = i & 2 ? bars->first : bars->last;
		struct tb_point p = point_on(lines, along, line, back);

		low = (struct tb_point){ fmin(low.x, p.x), fmin(low.y, p.y) };
		high = (struct tb_point){ fmax(high.x, p.x), fmax(high.y, p.y) };
	}
	box[0] = low;
	box[1] = (struct tb_point){ high.x, low.y };
	box[2] = high;
	box[3] = (struct tb_point){ low.x, high.y };
}

/* A code of bars as zbar reports it. */
struct bars {
	const struct tb_grey *picture;
	const struct tb_look *look;
	enum tb_found_kind kind;
	char *text;
};

static bool misses_fnc4(const struct bars *of, const struct tb_bars *bars, const struct lines *lines)
{
	const struct tb_crossing crossing = {
		.down = lines->down,
		.first = bars->first * lines->step + lines->first,
		.last = bars->last * lines->step + lines->first,
		.low = bars->left * lines->step,
		.high = bars->right * lines->step,
		.len = (int)strlen(of->text),
	};

	return of->kind == TB_FOUND_CODE128 && tb_fnc4_is_in(of->picture, &crossing);
}

static void add_hits(const struct bars *of, const struct tb_hit *hits, size_t n, const struct lines *lines,
		     struct tb_found_list *list)
{
	struct tb_bars *bars = tb_malloc(n * sizeof(*bars));
	size_t n_bars = 0;

	if (of->kind == TB_FOUND_CODE128)
		n_bars = tb_bars_group(hits, n, bars);
	else if (n)
		bars[n_bars++] = tb_bars_join(hits, n);

	for (size_t i = 0; i < n_bars; i++) {
		struct tb_found code = {
			.kind = of->kind,
			.text = of->text,
			.quality = bars[i].quality,
			.pass = of->look->pass,
			.doubtful = misses_fnc4(of, &bars[i], lines),
		};

		box_bars(&bars[i], lines, &of->look->back, code.corner);
		tb_found_add(list, &code);
	}
	free(bars);
}

/* zbar scans all rows, then all columns: where y goes back, the columns begin. */
static unsigned count_row_hits(const zbar_symbol_t *symbol, unsigned n)
{
	const zbar_orientation_t first = zbar_symbol_get_orientation(symbol);
	unsigned i = 1;

	if (first == ZBAR_ORIENT_RIGHT || first == ZBAR_ORIENT_LEFT)
		return 0;
	while (i < n && zbar_symbol_get_loc_y(symbol, i) >= zbar_symbol_get_loc_y(symbol, i - 1))
		i++;
	return i;
}

static void add_bars(const zbar_symbol_t *symbol, unsigned n, const struct bars *of, struct tb_found_list *list)
{
	const struct lines across = lay_lines(of->picture, of->look->step, false);
	const struct lines down = lay_lines(of->picture, of->look->step, true);
	const unsigned n_rows = count_row_hits(symbol, n);
	struct tb_hit *hits = tb_malloc(n * sizeof(*hits));

	for (unsigned i = 0; i < n; i++)
		hits[i] = hit_on(i < n_rows ? &across : &down, zbar_symbol_get_loc_x(symbol, i),
				 zbar_symbol_get_loc_y(symbol, i));
	add_hits(of, hits, n_rows, &across, list);
	add_hits(of, hits + n_rows, n - n_rows, &down, list);
	free(hits);
}

/* ---- all of a picture ------------------------------------------------------------------------------------------ */

/* TB_FOUND_KINDS for one that was not asked for. */
static unsigned kind_of(const zbar_symbol_t *symbol)
{
	unsigned kind = 0;

	while (kind < TB_FOUND_KINDS && symbologies[kind].type != zbar_symbol_get_type(symbol))
		kind++;
	return kind;
}

static void add_symbol(const zbar_symbol_t *symbol, const struct tb_grey *picture, const struct tb_look *look,
		       struct tb_found_list *list)
{
	const char *data = zbar_symbol_get_data(symbol);
	const size_t len = zbar_symbol_get_data_length(symbol);
	const unsigned n = zbar_symbol_get_loc_size(symbol);
	const unsigned kind = kind_of(symbol);
	struct tb_str text = TB_STR_INIT;

	if (!len || len > TB_ANSWER_MAX_TEXT || memchr(data, '\0', len) || kind == TB_FOUND_KINDS)
		return;
	tb_text_read(data, len, &text);
	if (text.len > TB_ANSWER_MAX_TEXT)
		; /* no symbol holds as much */
	else if (kind != TB_FOUND_QRCODE)
		add_bars(symbol, n, &(struct bars){ picture, look, kind, text.buf }, list);
	else if (n >= 4)
		add_qrcode(symbol, text.buf, look, list);
	tb_str_release(&text);
}

void tb_symbols_find(const struct tb_grey *g, const struct tb_look *look, struct tb_found_list *list)
{
	zbar_image_scanner_t *scanner = open_scanner(look);
	zbar_image_t *image = zbar_image_create();

	zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(image, (unsigned)g->w, (unsigned)g->h);
	zbar_image_set_data(image, g->px, (size_t)g->w * (size_t)g->h, NULL);
	if (zbar_scan_image(scanner, image) > 0)
		for (const zbar_symbol_t *s = zbar_image_first_symbol(image); s; s = zbar_symbol_next(s))
			add_symbol(s, g, look, list);
	zbar_image_destroy(image);
	zbar_image_scanner_destroy(scanner);
}
