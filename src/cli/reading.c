#include "cli/reading.h"

#include <ctype.h>
#include <string.h>

static enum tb_status choose_delimiter(const char *text, char *out, struct tb_err *err)
{
	if (!text)
		return TB_OK;
	if (strcmp(text, "tab") != 0 && (strlen(text) != 1 || !ispunct((unsigned char)*text) || *text == '"'))
		return tb_err_set(err, TB_EINVAL, N_("'%s' cannot stand between cells; give one character, or 'tab'"),
				  text);
	*out = strcmp(text, "tab") ? *text : '\t';
	return TB_OK;
}

enum tb_status tb_reading_take(struct tb_cli *cli, const struct tb_reading_opts *o, struct tb_import_req *req)
{
	req->profile = o->profile;
	req->own_folder = o->profiles ? o->profiles : tb_own_folder(cli, "TRANGBI_IMPORT", "import");
	req->numbers = o->numbers;
	req->multiplier = o->multiplier;
	req->encoding = o->encoding;
	req->header_row = o->header_row;
	req->translate = tb_tr;
	if (o->header_row < 0)
		return tb_err_set(&cli->err, TB_EINVAL, N_("'%d' is no row; the first row is 1"), o->header_row);
	return choose_delimiter(o->delimiter, &req->delimiter, &cli->err);
}

void tb_say_reading(const char *encoding, int64_t titles, int64_t repeated, int64_t totals)
{
	if (encoding && strcmp(encoding, "UTF-8") != 0)
		tb_say(tb_tr(N_("read as %s")), encoding);
	if (titles + repeated + totals)
		tb_say(tb_tr(N_("left out: %lld rows above the header, %lld headers and numbers of columns, %lld "
				"totals")),
		       (long long)titles, (long long)repeated, (long long)totals);
}
