/* cmd_label.c - printing labels. */
#include <trangbi/label.h>

#include "cli/commands.h"

struct label_opts {
	const char *output;
	int dpi;
};

static const struct label_opts label_defaults = { .dpi = 300 };

static const struct tb_opt label_options[] = {
	TB_STR('o', "output", struct label_opts, output, "FILE",
	       N_("a .pdf for sheets of labels, a .png or .svg for one")),
	TB_INT(0, "dpi", struct label_opts, dpi, "N",
	       N_("dots per inch of the printer: 203, 300 or 600 (default 300)")),
	TB_OPT_END,
};

static enum tb_status run_label(struct tb_cli *cli, const void *opts)
{
	const struct label_opts *o = opts;
	struct tb_print_req req = { .tags = { .tag = cli->args, .n = (size_t)cli->n_args },
				    .path = o->output,
				    .dpi = o->dpi };
	enum tb_status rc;
	size_t n = 0;

	if (!o->output)
		return tb_err_set(&cli->err, TB_EINVAL, N_("give the file to write with -o"));
	rc = tb_print(cli->db, &req, &n, &cli->problems, &cli->err);
	if (rc)
		return rc;
	if (cli->json) {
		tb_json_begin(cli);
		tb_json_key(&cli->j, "labels");
		tb_json_int(&cli->j, (int64_t)n);
		tb_json_key(&cli->j, "file");
		tb_json_str(&cli->j, o->output);
		tb_json_end(cli);
	} else {
		tb_say(tb_trn("%zu label written to '%s'", "%zu labels written to '%s'", (int64_t)n), n, o->output);
	}
	return TB_OK;
}

const struct tb_cmd tb_cmd_label = {
	.name = "label",
	.args = "TAG... -o FILE",
	.min_args = 1,
	.max_args = TB_ARGS_ANY,
	.flags = TB_NEEDS_DB,
	.summary = N_("print labels with Code 128 and QR"),
	.help = N_("Each module of a symbol is a whole number of the printer's dots, so print at 100 percent, without "
		   "fitting to "
		   "the page."),
	.example = "trangbi label 00004-XEM-26-00001-W -o tem.pdf",
	.opts = label_options,
	.defaults = &label_defaults,
	.opts_size = sizeof(label_defaults),
	.run = run_label,
};
