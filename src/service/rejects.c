#include "service/rejects.h"

#include <string.h>
#include <sys/stat.h>

#include <trangbi/str.h>

#define BOM "\xEF\xBB\xBF"

const char *const tb_reject_headers[TB_REJECT_COLUMNS] = { "rejected_row", "rejected_column", "rejected_reason" };

bool tb_is_reject_header(const char *name)
{
	for (size_t i = 0; i < TB_REJECT_COLUMNS; i++)
		if (!strcmp(name, tb_reject_headers[i]))
			return true;
	return false;
}

static bool is_file(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

enum tb_status tb_rejects_open(struct tb_rejects *r, const char *path, const char *from, struct tb_err *err)
{
	if (tb_file_is_same(from, path))
		return tb_err_set(err, TB_EINVAL, N_("'%s' is the file to import; name another for the rejects"), path);
	if (is_file(path))
		return tb_err_set(
			err, TB_EREFUSED,
			N_("'%s' is there already, perhaps being corrected; move it away, or name another with "
			   "--rejects"),
			path);
	return tb_outfile_open(&r->out, path, err);
}

static struct tb_csv_out begin_row(struct tb_rejects *r, const char *const front[TB_REJECT_COLUMNS])
{
	struct tb_csv_out out = { .f = r->out.f, .delimiter = r->delimiter };

	for (size_t i = 0; i < TB_REJECT_COLUMNS; i++)
		tb_csv_put(&out, front[i], strlen(front[i]));
	return out;
}

/* It is UTF-8 and says so, because a spreadsheet would take it for something else. */
void tb_rejects_header(struct tb_rejects *r, const struct tb_csv_row *row, bool again, char delimiter)
{
	struct tb_csv_out out;

	r->again = again;
	r->delimiter = delimiter;
	if (!r->out.f)
		return;
	fputs(BOM, r->out.f);
	out = begin_row(r, tb_reject_headers);
	for (size_t i = again ? TB_REJECT_COLUMNS : 0; i < row->n; i++)
		tb_csv_put(&out, row->cell[i].text, row->cell[i].len);
	tb_csv_end_row(&out);
}

void tb_rejects_put(struct tb_rejects *r, const struct tb_csv_row *row, int64_t number, const char *column,
		    const char *reason)
{
	struct tb_str text = TB_STR_INIT;
	struct tb_csv_out out;
	struct tb_cell raw;

	if (!r->out.f)
		return;
	tb_str_addint(&text, number);
	raw = tb_csv_behind(&row->raw, r->again ? TB_REJECT_COLUMNS : 0, r->delimiter);
	out = begin_row(r, (const char *const[]){ text.buf, column, reason });
	tb_csv_put_raw(&out, &raw);
	tb_csv_end_row(&out);
	tb_str_release(&text);
}

bool tb_rejects_is(FILE *f)
{
	char start[sizeof(BOM "rejected_row") - 1];
	size_t n = fread(start, 1, sizeof(start), f), bom = sizeof(BOM) - 1, name = strlen(tb_reject_headers[0]);

	rewind(f);
	if (n < bom || memcmp(start, BOM, bom) != 0)
		bom = 0;
	return n >= bom + name && !memcmp(start + bom, tb_reject_headers[0], name);
}

int64_t tb_rejects_number(const struct tb_rejects *r, const struct tb_csv_row *row)
{
	int64_t n = 0;

	if (!r->again || !row->n || !row->cell[0].len || row->cell[0].len > 15)
		return row->number;
	for (size_t i = 0; i < row->cell[0].len; i++) {
		char c = row->cell[0].text[i];

		if (c < '0' || c > '9')
			return row->number;
		n = n * 10 + (c - '0');
	}
	return n;
}
