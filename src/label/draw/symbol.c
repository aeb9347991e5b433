#include <stdlib.h>
#include <string.h>

#include <zint.h>

#include "label/draw/symbol.h"

enum {
	MAX_PAYLOAD = 48,
	/* a Code 128 of zint takes 60 at most, some of which change its character set */ LEVEL_M = 2,
	LEVEL_Q = 3
};

enum tb_status tb_symbol_check(const char *payload, struct tb_err *err)
{
	size_t len = 0;

	while (payload[len] >= ' ' && payload[len] <= '~')
		len++;
	if (len && len <= MAX_PAYLOAD && !payload[len])
		return TB_OK;
	return tb_err_set(err, TB_EINVAL,
			  N_("'%s' cannot be a symbol: it takes 1 to 48 letters, digits and signs without accents"),
			  payload);
}

struct zint_symbol *tb_symbol_new(enum tb_symbology which)
{
	static const int ids[] = {
		[TB_QR] = BARCODE_QRCODE,
		[TB_QR_LONG] = BARCODE_QRCODE,
		[TB_CODE128] = BARCODE_CODE128,
		[TB_GS1_128] = BARCODE_GS1_128,
	};
	struct zint_symbol *z = ZBarcode_Create();

	if (!z)
		abort();
	z->symbology = ids[which];
	if (which == TB_QR)
		z->option_1 = LEVEL_Q;
	else if (which == TB_QR_LONG)
		z->option_1 = LEVEL_M;
	return z;
}

void tb_symbol_free(struct zint_symbol *z)
{
	ZBarcode_Delete(z);
}

enum tb_status tb_symbol_encode(struct zint_symbol *z, const char *text, struct tb_matrix *out, struct tb_err *err)
{
	ZBarcode_Clear(z);
	/* A warning counts too: it would be a symbol other than the one asked for. */
	if (ZBarcode_Encode(z, (const unsigned char *)text, (int)strlen(text)))
		return tb_err_set(err, TB_EINVAL, N_("'%s' cannot be a symbol: %s"), text, z->errtxt);
	*out = (struct tb_matrix){ .width = z->width, .height = z->rows, .rows = z->encoded_data };
	return TB_OK;
}

static bool is_dark(const struct tb_matrix *m, int x, int y)
{
	return m->rows[y][x / 8] >> (x % 8) & 1;
}

/* Dark modules from (x, y) to the right. */
static int run_length(const struct tb_matrix *m, int x, int y)
{
	int n = 0;

	while (x + n < m->width && is_dark(m, x + n, y))
		n++;
	return n;
}

/* Does row y have exactly this run of n dark modules too? */
static bool has_run(const struct tb_matrix *m, int x, int n, int y)
{
	return y >= 0 && y < m->height && !(x && is_dark(m, x - 1, y)) && run_length(m, x, y) == n;
}

bool tb_matrix_next(const struct tb_matrix *m, struct tb_rect *r)
{
	for (int x = r->x + r->width, y = r->y, n; y < m->height; y++, x = 0)
		for (; x < m->width; x += n + 1) {
			n = run_length(m, x, y);
			if (!n || has_run(m, x, n, y - 1))
				continue;
			*r = (struct tb_rect){ x, y, n, 1 };
			while (has_run(m, x, n, y + r->height))
				r->height++;
			return true;
		}
	return false;
}
