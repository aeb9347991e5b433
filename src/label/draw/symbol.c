#include <stdlib.h>
#include <string.h>

#include <zint.h>

#include "label/draw/symbol.h"

enum { MAX_TAG = 16, LEVEL_Q = 3, VERSION_1 = 1 };

enum tb_status tb_symbol_check(const char *tag, struct tb_err *err)
{
	size_t len = strspn(tag, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

	if (len && len <= MAX_TAG && !tag[len])
		return TB_OK;
	return tb_err_set(err, TB_EINVAL, N_("the tag '%s' cannot be a symbol: it takes 1 to 16 of A-Z and 0-9"), tag);
}

struct zint_symbol *tb_symbol_new(enum tb_symbology which)
{
	struct zint_symbol *z = ZBarcode_Create();

	if (!z)
		abort();
	z->symbology = which == TB_QR ? BARCODE_QRCODE : BARCODE_CODE128;
	if (which == TB_QR) {
		z->option_1 = LEVEL_Q;
		z->option_2 = VERSION_1;
	}
	return z;
}

void tb_symbol_free(struct zint_symbol *z)
{
	ZBarcode_Delete(z);
}

enum tb_status tb_symbol_encode(struct zint_symbol *z, const char *tag, struct tb_matrix *out, struct tb_err *err)
{
	ZBarcode_Clear(z);
	/* A warning counts too: it would be a symbol other than the one asked for. */
	if (ZBarcode_Encode(z, (const unsigned char *)tag, (int)strlen(tag)))
		return tb_err_set(err, TB_EINVAL, N_("the tag '%s' cannot be a symbol: %s"), tag, z->errtxt);
	*out = (struct tb_matrix){ .width = z->width, .height = z->rows, .rows = z->encoded_data };
	return TB_OK;
}

bool tb_matrix_dark(const struct tb_matrix *m, int x, int y)
{
	return m->rows[y][x / 8] >> (x % 8) & 1;
}
