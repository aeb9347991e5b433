/* PGM and PPM as netpbm describes them (pgm(5), ppm(5)): binary only, "P5" and "P6". */
#include <ctype.h>
#include <stdlib.h>

#include "scan/decoder/picture.h"

enum { MAX_VALUE = 65535, MAX_DIGITS = 9 };

struct header {
	unsigned w, h, max;
	int samples; /* of a pixel: 1 grey, 3 colours */
	int bytes;   /* of a sample */
};

/* A comment runs from '#' to the end of its line, wherever white space may stand. */
static int skip_space(FILE *in)
{
	int c = getc(in);

	while (c == '#' || isspace(c)) {
		if (c == '#')
			while (c != '\n' && c != EOF)
				c = getc(in);
		else
			c = getc(in);
	}
	return c;
}

/* A decimal number and the one character behind it. */
static bool take_number(FILE *in, unsigned max, unsigned *out)
{
	unsigned n = 0;
	int digits = 0, c = skip_space(in);

	for (; isdigit(c) && digits < MAX_DIGITS; digits++, c = getc(in))
		n = n * 10 + (unsigned)(c - '0');
	if (!digits || !isspace(c) || n < 1 || n > max)
		return false;
	*out = n;
	return true;
}

static enum tb_picture_status read_header(FILE *in, struct header *head)
{
	const int p = getc(in), kind = getc(in);

	if (p != 'P' || (kind != '5' && kind != '6'))
		return TB_PICTURE_FORMAT;
	if (!take_number(in, UINT32_MAX, &head->w) || !take_number(in, UINT32_MAX, &head->h) ||
	    !take_number(in, MAX_VALUE, &head->max))
		return TB_PICTURE_DAMAGED;
	head->samples = kind == '6' ? 3 : 1;
	head->bytes = head->max > 255 ? 2 : 1;
	return TB_PICTURE_OK;
}

static unsigned scaled(const struct header *head, const uint8_t *at)
{
	unsigned value = head->bytes == 2 ? (unsigned)at[0] << 8 | at[1] : at[0];

	return value >= head->max ? 255 : (value * 255 + head->max / 2) / head->max;
}

static void grey_of_row(const struct header *head, const uint8_t *row, uint8_t *grey)
{
	const int sample = head->bytes, pixel = head->samples * sample;

	for (unsigned x = 0; x < head->w; x++, row += pixel)
		grey[x] = (uint8_t)(head->samples == 1 ? scaled(head, row)
						       : (77 * scaled(head, row) + 150 * scaled(head, row + sample) +
							  29 * scaled(head, row + 2 * sample)) >>
								 8);
}

static bool read_rows(FILE *in, const struct header *head, uint8_t *row, struct tb_grey *grey)
{
	const size_t len = (size_t)head->w * (size_t)(head->samples * head->bytes);

	for (unsigned y = 0; y < head->h; y++) {
		uint8_t *to = grey->px + (size_t)y * head->w;

		if (fread(row, 1, len, in) != len)
			return false;
		grey_of_row(head, row, to);
	}
	return true;
}

enum tb_picture_status tb_picture_read_pnm(FILE *in, struct tb_grey *out)
{
	struct header head;
	enum tb_picture_status rc = read_header(in, &head);
	uint8_t *row;

	*out = (struct tb_grey)TB_GREY_INIT;
	if (!rc)
		rc = tb_picture_alloc(out, head.w, head.h);
	if (rc)
		return rc;
	row = malloc((size_t)head.w * (size_t)(head.samples * head.bytes));
	if (!row)
		rc = TB_PICTURE_MEMORY;
	else if (!read_rows(in, &head, row, out))
		rc = TB_PICTURE_DAMAGED;
	free(row);
	if (rc)
		tb_grey_release(out);
	return rc;
}
