#include <stdlib.h>
#include <string.h>

#include <zbar.h>

#include <trangbi/str.h>

#include "base/utf8.h"
#include "scan/answer.h"
#include "scan/decoder/symbols.h"

/* Nothing but our two symbologies: the others read codes where there are none, and Codabar writes past its memory. */
static zbar_image_scanner_t *open_scanner(void)
{
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();

	zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
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

static struct tb_point point_of(const zbar_symbol_t *symbol, unsigned i, const struct tb_map *back)
{
	const double u = zbar_symbol_get_loc_x(symbol, i), v = zbar_symbol_get_loc_y(symbol, i);

	return (struct tb_point){ back->ax * u + back->bx * v + back->cx, back->ay * u + back->by * v + back->cy };
}

/* zbar gives a point for each scan line that read a Code 128. */
static void box_points(const zbar_symbol_t *symbol, const struct tb_map *back, struct tb_point box[4])
{
	const unsigned n = zbar_symbol_get_loc_size(symbol);
	struct tb_point low = point_of(symbol, 0, back), high = low;

	for (unsigned i = 1; i < n; i++) {
		struct tb_point p = point_of(symbol, i, back);

		low = (struct tb_point){ p.x < low.x ? p.x : low.x, p.y < low.y ? p.y : low.y };
		high = (struct tb_point){ p.x > high.x ? p.x : high.x, p.y > high.y ? p.y : high.y };
	}
	box[0] = low;
	box[1] = (struct tb_point){ high.x, low.y };
	box[2] = high;
	box[3] = (struct tb_point){ low.x, high.y };
}

static void add_symbol(const zbar_symbol_t *symbol, const struct tb_map *back, struct tb_found_list *list)
{
	const char *data = zbar_symbol_get_data(symbol);
	const size_t len = zbar_symbol_get_data_length(symbol);
	const unsigned n_points = zbar_symbol_get_loc_size(symbol);
	struct tb_found code = { .kind = TB_FOUND_CODE128, .quality = zbar_symbol_get_quality(symbol) };
	struct tb_str text = TB_STR_INIT;

	if (!len || len > TB_ANSWER_MAX_TEXT || memchr(data, '\0', len) || !n_points)
		return;
	if (zbar_symbol_get_type(symbol) == ZBAR_QRCODE)
		code.kind = TB_FOUND_QRCODE;
	if (code.kind == TB_FOUND_QRCODE && n_points == 4)
		for (unsigned i = 0; i < 4; i++)
			code.corner[i] = point_of(symbol, i, back);
	else
		box_points(symbol, back, code.corner);
	add_text(&text, data, len);
	code.text = text.buf;
	if (text.len <= TB_ANSWER_MAX_TEXT)
		tb_found_add(list, &code);
	tb_str_release(&text);
}

void tb_symbols_find(const struct tb_grey *g, const struct tb_map *back, struct tb_found_list *list)
{
	zbar_image_scanner_t *scanner = open_scanner();
	zbar_image_t *image = zbar_image_create();

	zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(image, (unsigned)g->w, (unsigned)g->h);
	zbar_image_set_data(image, g->px, (size_t)g->w * (size_t)g->h, NULL);
	if (zbar_scan_image(scanner, image) > 0)
		for (const zbar_symbol_t *s = zbar_image_first_symbol(image); s; s = zbar_symbol_next(s))
			add_symbol(s, back, list);
	zbar_image_destroy(image);
	zbar_image_scanner_destroy(scanner);
}
