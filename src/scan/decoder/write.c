#include "scan/decoder/write.h"

#include <stdio.h>

#include "scan/answer.h"

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
	printf("code %s 4", code->kind == TB_FOUND_QRCODE ? "qrcode" : "code128");
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
		if (!tb_found_is_sure(&list->at[i]))
			continue;
		size += write_code(&list->at[i], picture);
		n++;
	}
	puts("end");
}
