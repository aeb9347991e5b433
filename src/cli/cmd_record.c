/* cmd_record.c - add, edit, show and list of every noun; find and history of assets, and their labels. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"

/* ---- showing ---------------------------------------------------------------------------------------------------- */

static void print_one(struct tb_cli *cli, const struct tb_record *r)
{
	if (!cli->json) {
		tb_print_record(r);
		return;
	}
	tb_json_begin(cli);
	tb_json_key(&cli->j, r->noun->name);
	tb_json_separate(&cli->j);
	tb_record_json(r, &cli->out);
	tb_json_end(cli);
}

static enum tb_status print_list(struct tb_cli *cli, const struct tb_noun *noun, const struct tb_query *query)
{
	struct tb_listing l = { .cli = cli };
	enum tb_status rc;

	tb_listing_begin(&l, noun);
	rc = tb_list(cli->db, noun, query, tb_listing_row, &l, &cli->err);
	return tb_listing_end(&l, rc);
}

/* ---- add, edit, show -------------------------------------------------------------------------------------------- */

static enum tb_status run_add(struct tb_cli *cli, const void *opts)
{
	const struct tb_noun *noun = cli->cmd->noun;
	enum tb_status rc;

	(void)opts;
	if (cli->n_args) {
		const char *key = cli->args[0];

		if (cli->fields.v[noun->key].is != TB_UNSET)
			return tb_err_set(&cli->err, TB_EINVAL,
					  N_("'%s' and --%s both name the record; give one of them"), key,
					  noun->fields[noun->key].key);
		rc = tb_value_parse(&noun->fields[noun->key], key, strlen(key), &cli->pool, &cli->fields.v[noun->key],
				    &cli->err);
		if (rc)
			return rc;
	}
	rc = tb_add(cli->db, &cli->act, &cli->fields, &cli->pool, &cli->err);
	if (rc)
		return rc;
	if (cli->json)
		print_one(cli, &cli->fields);
	else
		puts(tb_text(&cli->fields, noun->key));
	return TB_OK;
}

struct edit_opts {
	const char *alias;
};

static const struct edit_opts edit_defaults = { NULL };

static const struct tb_opt edit_asset_options[] = {
	TB_STR(0, "alias", struct edit_opts, alias, "CODE", N_("another code that finds the asset")),
	TB_OPT_END,
};

static enum tb_status run_edit(struct tb_cli *cli, const void *opts)
{
	const struct edit_opts *o = opts;
	const char *key = cli->args[0];
	struct tb_record r;
	bool changed = false;
	enum tb_status rc = TB_OK;

	if (cli->cmd->noun == &tb_asset_noun) /* by its tag: the name given may be what changes */
		rc = tb_resolve(cli->db, key, &cli->pool, &key, &cli->err);
	if (!rc)
		rc = tb_edit(cli->db, &cli->act, key, &cli->fields, o->alias, &changed, &cli->err);
	if (rc)
		return rc;
	if (!changed)
		tb_say("%s", tb_tr(N_("nothing to change")));
	rc = tb_get(cli->db, cli->cmd->noun, key, &cli->pool, &r, &cli->err);
	if (!rc)
		print_one(cli, &r);
	return rc;
}

static enum tb_status run_show(struct tb_cli *cli, const void *opts)
{
	struct tb_record r;
	enum tb_status rc = tb_get(cli->db, cli->cmd->noun, cli->args[0], &cli->pool, &r, &cli->err);

	(void)opts;
	if (!rc)
		print_one(cli, &r);
	return rc;
}

/* ---- list, find, history ---------------------------------------------------------------------------------------- */

struct list_opts {
	const char *unit, *kind, *status, *holder, *batch;
	bool unlabelled;
	int limit;
};

static const struct list_opts list_defaults = { .limit = 0 };
static const struct list_opts find_defaults = { .limit = 50 };

static const struct tb_opt list_by_unit_options[] = {
	TB_STR('u', "unit", struct list_opts, unit, "UNIT", N_("only that unit and all below it")),
	TB_INT('n', "limit", struct list_opts, limit, "N", N_("at most so many")),
	TB_OPT_END,
};

static const struct tb_opt list_kind_options[] = {
	TB_STR('k', "kind", struct list_opts, kind, "KIND", N_("only that kind and all below it")),
	TB_INT('n', "limit", struct list_opts, limit, "N", N_("at most so many")),
	TB_OPT_END,
};

static const struct tb_opt list_asset_options[] = {
	TB_STR('u', "unit", struct list_opts, unit, "UNIT", N_("only that unit and all below it")),
	TB_STR('k', "kind", struct list_opts, kind, "KIND", N_("only that kind and all below it")),
	TB_STR('s', "status", struct list_opts, status, "STATUS", N_("only in that status, such as in_use")),
	TB_STR(0, "holder", struct list_opts, holder, "PERSON", N_("only what that person has on loan")),
	TB_STR(0, "batch", struct list_opts, batch, "N|last", N_("only what that import added or changed")),
	TB_FLAG(0, "unlabelled", struct list_opts, unlabelled, N_("only those of which no label was ever printed")),
	TB_INT('n', "limit", struct list_opts, limit, "N", N_("at most so many")),
	TB_OPT_END,
};

static const struct tb_opt find_options[] = {
	TB_INT('n', "limit", struct list_opts, limit, "N", N_("at most so many (default 50)")),
	TB_OPT_END,
};

static enum tb_status run_list(struct tb_cli *cli, const void *opts)
{
	const struct list_opts *o = opts;
	struct tb_query query = { .unit = o->unit,
				  .kind = o->kind,
				  .status = o->status,
				  .holder = o->holder,
				  .unlabelled = o->unlabelled,
				  .limit = o->limit };
	enum tb_status rc = tb_parse_batch(o->batch, &query.batch, &cli->err);

	return rc ? rc : print_list(cli, cli->cmd->noun, &query);
}

static enum tb_status run_find(struct tb_cli *cli, const void *opts)
{
	const struct list_opts *o = opts;
	struct tb_str words = TB_STR_INIT;
	struct tb_query query = { .limit = o->limit };
	enum tb_status rc;

	for (int i = 0; i < cli->n_args; i++)
		tb_str_addf(&words, "%s%s", i ? " " : "", cli->args[i]);
	query.words = words.buf;
	rc = print_list(cli, &tb_asset_noun, &query);
	tb_str_release(&words);
	return rc;
}

static enum tb_status run_history(struct tb_cli *cli, const void *opts)
{
	struct tb_query query = { .tag = cli->args[0] };

	(void)opts;
	return print_list(cli, &tb_event_noun, &query);
}

/* ---- the register of labels ------------------------------------------------------------------------------------- */

struct register_opts {
	const char *unit, *kind, *status, *batch;
	bool never;
	int more_than, limit;
};

enum { NOT_GIVEN = INT_MIN };

static const struct register_opts register_defaults = { .more_than = NOT_GIVEN };

static const struct tb_opt register_options[] = {
	TB_FLAG(0, "never", struct register_opts, never, N_("only those of which no label was ever printed")),
	TB_INT(0, "more-than", struct register_opts, more_than, "N", N_("only those printed more than N times")),
	TB_STR('u', "unit", struct register_opts, unit, "UNIT", N_("only that unit and all below it")),
	TB_STR('k', "kind", struct register_opts, kind, "KIND", N_("only that kind and all below it")),
	TB_STR('s', "status", struct register_opts, status, "STATUS", N_("only in that status, such as in_use")),
	TB_STR(0, "batch", struct register_opts, batch, "N|last", N_("only what that import added or changed")),
	TB_INT('n', "limit", struct register_opts, limit, "N", N_("at most so many")),
	TB_OPT_END,
};

static enum tb_status check_more_than(struct tb_cli *cli, const struct register_opts *o)
{
	if (o->more_than == NOT_GIVEN)
		return TB_OK;
	if (o->never)
		return tb_err_set(&cli->err, TB_EINVAL,
				  N_("--never and --more-than exclude each other; give one of them"));
	if (o->more_than < 0)
		return tb_err_set(&cli->err, TB_EINVAL,
				  N_("'%d' is no number of printings for --more-than: give 0 or more"), o->more_than);
	return TB_OK;
}

static enum tb_status run_register(struct tb_cli *cli, const void *opts)
{
	const struct register_opts *o = opts;
	struct tb_query query = { .unit = o->unit,
				  .kind = o->kind,
				  .status = o->status,
				  .unlabelled = o->never,
				  .more_than = o->more_than == NOT_GIVEN ? 0 : o->more_than,
				  .limit = o->limit };
	enum tb_status rc = check_more_than(cli, o);

	if (!rc)
		rc = tb_parse_batch(o->batch, &query.batch, &cli->err);
	return rc ? rc : print_list(cli, &tb_register_noun, &query);
}

/* ---- the rows --------------------------------------------------------------------------------------------------- */

#define ADD(n, arg, text, eg)                                                                                          \
	const struct tb_cmd tb_cmd_##n##_add = {                                                                       \
		.name = #n " add",                                                                                     \
		.args = arg,                                                                                           \
		.max_args = 1,                                                                                         \
		.flags = TB_NEEDS_DB | TB_WRITES | TB_TAKES_FIELDS,                                                    \
		.noun = &tb_##n##_noun,                                                                                \
		.summary = text,                                                                                       \
		.example = eg,                                                                                         \
		.run = run_add,                                                                                        \
	}

#define EDIT(n, arg, text, options, eg)                                                                                \
	const struct tb_cmd tb_cmd_##n##_edit = {                                                                      \
		.name = #n " edit",                                                                                    \
		.args = arg,                                                                                           \
		.min_args = 1,                                                                                         \
		.max_args = 1,                                                                                         \
		.flags = TB_NEEDS_DB | TB_WRITES | TB_TAKES_FIELDS,                                                    \
		.noun = &tb_##n##_noun,                                                                                \
		.summary = text,                                                                                       \
		.help = N_("Only the fields given change; an empty value empties a field."),                           \
		.example = eg,                                                                                         \
		.opts = options,                                                                                       \
		.defaults = &edit_defaults,                                                                            \
		.opts_size = sizeof(edit_defaults),                                                                    \
		.run = run_edit,                                                                                       \
	}

#define SHOW(n, arg, text, eg)                                                                                         \
	const struct tb_cmd tb_cmd_##n##_show = {                                                                      \
		.name = #n " show",                                                                                    \
		.args = arg,                                                                                           \
		.min_args = 1,                                                                                         \
		.max_args = 1,                                                                                         \
		.flags = TB_NEEDS_DB,                                                                                  \
		.noun = &tb_##n##_noun,                                                                                \
		.summary = text,                                                                                       \
		.example = eg,                                                                                         \
		.run = run_show,                                                                                       \
	}

#define LIST(n, text, options, eg)                                                                                     \
	const struct tb_cmd tb_cmd_##n##_list = {                                                                      \
		.name = #n " list",                                                                                    \
		.args = "",                                                                                            \
		.flags = TB_NEEDS_DB,                                                                                  \
		.noun = &tb_##n##_noun,                                                                                \
		.summary = text,                                                                                       \
		.example = eg,                                                                                         \
		.opts = options,                                                                                       \
		.defaults = &list_defaults,                                                                            \
		.opts_size = sizeof(list_defaults),                                                                    \
		.run = run_list,                                                                                       \
	}

ADD(unit, "CODE", N_("register a unit"), "trangbi unit add 00004 --name 'Ba Đình' --parent 01");
EDIT(unit, "CODE", N_("change a unit"), NULL, "trangbi unit edit 00004 --valid-to 30/06/2026 --successor 00008");
SHOW(unit, "CODE", N_("show a unit"), "trangbi unit show 00004");
LIST(unit, N_("list units"), list_by_unit_options, "trangbi unit list --unit 01");

ADD(person, "NUMBER", N_("register a person"), "trangbi person add 123-456 --name 'Nguyễn Văn Đức' --unit 00004");
EDIT(person, "NUMBER", N_("change a person"), NULL, "trangbi person edit 123-456 --active no");
SHOW(person, "NUMBER", N_("show a person"), "trangbi person show 123-456");
LIST(person, N_("list persons"), list_by_unit_options, "trangbi person list --unit 00004");

ADD(kind, "CODE", N_("register a kind of equipment"), "trangbi kind add XEM --name 'Xe máy' --group vehicle");
EDIT(kind, "CODE", N_("change a kind"), NULL, "trangbi kind edit XEM --life-years 10");
SHOW(kind, "CODE", N_("show a kind"), "trangbi kind show XEM");
LIST(kind, N_("list kinds"), list_kind_options, "trangbi kind list");

ADD(asset, "[TAG]", N_("register an asset; prints its tag"),
    "trangbi asset add --kind XEM --unit 01 --name 'Xe máy Honda Wave' --plate '29-B1 123.45' --cost 18500000");
EDIT(asset, "TAG", N_("change an asset"), edit_asset_options, "trangbi asset edit 29-B1-123.45 --condition worn");
SHOW(asset, "TAG", N_("show an asset; any tag or alias finds it"), "trangbi asset show 29B112345");
LIST(asset, N_("list assets"), list_asset_options, "trangbi asset list --unit 00004 --status in_use");

LIST(stocktake, N_("list stocktakes"), list_by_unit_options, "trangbi stocktake list --unit 01");

const struct tb_cmd tb_cmd_asset_find = {
	.name = "asset find",
	.args = "WORD...",
	.min_args = 1,
	.max_args = TB_ARGS_ANY,
	.flags = TB_NEEDS_DB,
	.noun = &tb_asset_noun,
	.summary = N_("search assets by words"),
	.help = N_("Accents and case do not matter; what matches the accents as typed comes first. Searches name, "
		   "model and "
		   "maker, and the beginning of tag, serial, plate and old code."),
	.example = "trangbi asset find xe may honda",
	.opts = find_options,
	.defaults = &find_defaults,
	.opts_size = sizeof(find_defaults),
	.run = run_find,
};

const struct tb_cmd tb_cmd_asset_history = {
	.name = "asset history",
	.args = "TAG",
	.min_args = 1,
	.max_args = 1,
	.flags = TB_NEEDS_DB,
	.noun = &tb_asset_noun,
	.summary = N_("list all events about an asset"),
	.example = "trangbi asset history 29B112345",
	.run = run_history,
};

const struct tb_cmd tb_cmd_label_register = {
	.name = "label register",
	.args = "",
	.flags = TB_NEEDS_DB,
	.noun = &tb_register_noun,
	.summary = N_("list how often the label of each asset was printed"),
	.help = N_("Without --never and --more-than: every asset of which a label was printed. Each printing, with its "
		   "reason, is in 'trangbi asset history'."),
	.example = "trangbi label register --more-than 1 --unit 00004",
	.opts = register_options,
	.defaults = &register_defaults,
	.opts_size = sizeof(register_defaults),
	.run = run_register,
};
