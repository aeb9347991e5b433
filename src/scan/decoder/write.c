#include "scan/decoder/write.h"

#include <stdio.h>

#include "scan/answer.h"
#include "scan/decoder/symbols.h"

/* zbar places corners a little outside where a code touches the edge. */
static int inside(double at, int side)
{
	return at < 0 ? 0 : at > side - 1 ? side - 1 : (int)at;
}

static size_t write_code(const struct tb_found *code, const struct tb_grey *picture)
{
	size_t len = 0;

	while (code->text[len])
		len++;
	printf("%s %s 4", tb_found_is_sure(code) ? "code" : "weak", tb_symbols_name(code->kind));
	for (int i = 0; i < 4; i++)
		printf(" %d %d", inside(code->corner[i].x, picture->w), inside(code->corner[i].y, picture->h));
	printf(" %zu\n%s\n", len, code->text);
	return len + 100;
}

void tb_write_codes(struct tb_found_list *list, const struct tb_grey *picture)
{
	size_t n = 0, size = 0;

	tb_found_sort(list);
	for (size_t i = 0; i < list->n && n < TB_ANSWER_MAX_CODES && size < TB_ANSWER_MAX_SIZE - 10000; i++) {
		size += write_code(&list->at[i], picture);
		n++;
	}
	puts("end");
}

void tb_write_failure(enum tb_picture_status why)
{
	static const char *const fails[] = {
		[TB_PICTURE_FORMAT] = TB_ANSWER_FAIL_FORMAT, [TB_PICTURE_DAMAGED] = TB_ANSWER_FAIL_DAMAGED,
		[TB_PICTURE_LARGE] = TB_ANSWER_FAIL_LARGE,   [TB_PICTURE_MEMORY] = TB_ANSWER_FAIL_MEMORY,
		[TB_PICTURE_CAMERA] = TB_ANSWER_FAIL_CAMERA, [TB_PICTURE_BUSY] = TB_ANSWER_FAIL_BUSY,
		[TB_PICTURE_SILENT] = TB_ANSWER_FAIL_SILENT, [TB_PICTURE_GONE] = TB_ANSWER_FAIL_GONE,
	};

	printf("fail %s\nend\n", fails[why]);
}

void tb_write_grey(const struct tb_grey *picture)
{
	printf("grey %d %d\n", picture->w, picture->h);
	fwrite(picture->px, (size_t)picture->w, (size_t)picture->h, stdout);
}
