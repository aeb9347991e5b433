#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <zbar.h>

#include <trangbi/str.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "scan/answer.h"
#include "scan/decoder/bars.h"
#include "scan/decoder/symbols.h"

/* One picture as zbar sees it. */
struct pass {
	const struct tb_grey *picture;
	int step;
	const struct tb_map *back;
};

/* Nothing but our two symbologies: the others read codes where there are none, and Codabar writes past its memory. */
static zbar_image_scanner_t *open_scanner(int step)
{
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();

	zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
	zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY, step);
	zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, step);
	zbar_image_scanner_set_config(scanner, ZBAR_CODE128, ZBAR_CFG_ENABLE, 1);
	zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
	zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1); /* else it guesses charsets */
	return scanner;
}

/* Bytes that are no UTF-8 are read as Latin-1. */
static void add_text(struct tb_str *out, const char *bytes, size_t len)
{
	if (tb_utf8_check(bytes, len) == len) {
		tb_str_add(out, bytes, len);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c >= 0x80)
			tb_str_addc(out, (char)(0xC0 | c >> 6));
		tb_str_addc(out, (char)(c < 0x80 ? c : 0x80 | (c & 0x3F)));
	}
}

static struct tb_point map_point(const struct tb_map *back, double u, double v)
{
	return (struct tb_point){ back->ax * u + back->bx * v + back->cx, back->ay * u + back->by * v + back->cy };
}

static void add_qrcode(const zbar_symbol_t *symbol, char *text, const struct tb_map *back, struct tb_found_list *list)
{
	struct tb_found code = { .kind = TB_FOUND_QRCODE, .text = text, .quality = 1 };

	for (unsigned i = 0; i < 4; i++)
		code.corner[i] = map_point(back, zbar_symbol_get_loc_x(symbol, i), zbar_symbol_get_loc_y(symbol, i));
	tb_found_add(list, &code);
}

/* ---- Code 128 -------------------------------------------------------------------------------------------------- */

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

	return map_point(back, lines->down ? v : u, lines->down ? u : v);
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

static void add_hits(const struct tb_hit *hits, size_t n, const struct lines *lines, char *text,
		     const struct tb_map *back, struct tb_found_list *list)
{
	struct tb_bars *bars = tb_malloc(n * sizeof(*bars));
	size_t n_bars = tb_bars_group(hits, n, bars);

	for (size_t i = 0; i < n_bars; i++) {
		struct tb_found code = { .kind = TB_FOUND_CODE128, .text = text, .quality = bars[i].quality };

		box_bars(&bars[i], lines, back, code.corner);
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

static void add_code128(const zbar_symbol_t *symbol, unsigned n, char *text, const struct pass *pass,
			struct tb_found_list *list)
{
	const struct lines across = lay_lines(pass->picture, pass->step, false);
	const struct lines down = lay_lines(pass->picture, pass->step, true);
	const unsigned n_rows = count_row_hits(symbol, n);
	struct tb_hit *hits = tb_malloc(n * sizeof(*hits));

	for (unsigned i = 0; i < n; i++)
		hits[i] = hit_on(i < n_rows ? &across : &down, zbar_symbol_get_loc_x(symbol, i),
				 zbar_symbol_get_loc_y(symbol, i));
	add_hits(hits, n_rows, &across, text, pass->back, list);
	add_hits(hits + n_rows, n - n_rows, &down, text, pass->back, list);
	free(hits);
}

/* ---- all of a picture ------------------------------------------------------------------------------------------ */

static void add_symbol(const zbar_symbol_t *symbol, const struct pass *pass, struct tb_found_list *list)
{
	const char *data = zbar_symbol_get_data(symbol);
	const size_t len = zbar_symbol_get_data_length(symbol);
	const unsigned n = zbar_symbol_get_loc_size(symbol);
	struct tb_str text = TB_STR_INIT;

	if (!len || len > TB_ANSWER_MAX_TEXT || memchr(data, '\0', len))
		return;
	add_text(&text, data, len);
	if (text.len > TB_ANSWER_MAX_TEXT)
		; /* no symbol holds as much */
	else if (zbar_symbol_get_type(symbol) == ZBAR_CODE128)
		add_code128(symbol, n, text.buf, pass, list);
	else if (zbar_symbol_get_type(symbol) == ZBAR_QRCODE && n >= 4)
		add_qrcode(symbol, text.buf, pass->back, list);
	tb_str_release(&text);
}

void tb_symbols_find(const struct tb_grey *g, int step, const struct tb_map *back, struct tb_found_list *list)
{
	const struct pass pass = { g, step, back };
	zbar_image_scanner_t *scanner = open_scanner(step);
	zbar_image_t *image = zbar_image_create();

	zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(image, (unsigned)g->w, (unsigned)g->h);
	zbar_image_set_data(image, g->px, (size_t)g->w * (size_t)g->h, NULL);
	if (zbar_scan_image(scanner, image) > 0)
		for (const zbar_symbol_t *s = zbar_image_first_symbol(image); s; s = zbar_symbol_next(s))
			add_symbol(s, &pass, list);
	zbar_image_destroy(image);
	zbar_image_scanner_destroy(scanner);
}
