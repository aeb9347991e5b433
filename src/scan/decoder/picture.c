#include "scan/decoder/picture.h"

enum tb_picture_status tb_picture_alloc(struct tb_grey *out, size_t w, size_t h)
{
	if (!w || !h)
		return TB_PICTURE_DAMAGED;
	if (w > TB_PICTURE_MAX_PIXELS / h)
		return TB_PICTURE_LARGE;
	return tb_grey_alloc(out, (int)w, (int)h) ? TB_PICTURE_OK : TB_PICTURE_MEMORY;
}

/* One byte tells the formats apart, and only one can be given back to a pipe; the readers check the rest. */
enum tb_picture_status tb_picture_read(FILE *in, struct tb_grey *out)
{
	int first = getc(in);

	*out = (struct tb_grey)TB_GREY_INIT;
	ungetc(first, in);
	if (first == 0x89)
		return tb_picture_read_png(in, out);
	if (first == 0xFF)
		return tb_picture_read_jpeg(in, out);
	if (first == 'R')
		return tb_picture_read_webp(in, out);
	if (first == 'P')
		return tb_picture_read_pnm(in, out);
	return TB_PICTURE_FORMAT;
}
