#include "scan/decoder/frames.h"

#include "scan/decoder/limits.h"
#include "scan/decoder/write.h"

enum tb_picture_status tb_frames_next_pnm(void *ctx, struct tb_grey *out)
{
	int first = getc(stdin);

	(void)ctx;
	*out = (struct tb_grey)TB_GREY_INIT;
	if (first == EOF)
		return TB_PICTURE_END;
	ungetc(first, stdin);
	return tb_picture_read_pnm(stdin, out);
}

static bool answer(const struct tb_grey *frame, tb_find_codes *find)
{
	struct tb_found_list list = TB_FOUND_LIST_INIT;

	find(frame, &list);
	tb_write_codes(&list, frame);
	tb_found_release(&list);
	return !fflush(stdout);
}

int tb_frames_run(tb_next_frame *next, void *ctx, tb_find_codes *find)
{
	enum tb_picture_status rc;
	struct tb_grey frame;
	bool heard = true;

	do {
		tb_limits_time(TB_LIMIT_SECONDS);
		rc = next(ctx, &frame);
		if (!rc) {
			heard = answer(&frame, find);
			tb_grey_release(&frame);
		}
	} while (!rc && heard);
	if (rc && rc != TB_PICTURE_END)
		tb_write_failure(rc);
	return !heard || fflush(stdout) || ferror(stdout);
}
