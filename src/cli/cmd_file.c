/* cmd_file.c - init, backup and restore. */
#include <stdio.h>

#include "cli/commands.h"

struct init_opts {
	const char *site, *pattern;
};

static const struct init_opts init_defaults = { .site = "trangbi" };

static const struct tb_opt init_options[] = {
	TB_STR(0, "site", struct init_opts, site, "NAME", N_("name of this installation, as printed on papers")),
	TB_STR(0, "tag-pattern", struct init_opts, pattern, "PATTERN",
	       N_("how tags are made of unit, kind, year, serial number and check character (default "
		  "UUUUUKKKYYSSSSSC)")),
	TB_OPT_END,
};

/* {"trangbi":1,KEY:PATH}, and what was kept, if anything. */
static void print_json(struct tb_cli *cli, const char *key, const char *path, const char *kept)
{
	tb_json_begin(cli);
	tb_json_key(&cli->j, key);
	tb_json_str(&cli->j, path);
	tb_json_member(&cli->j, "kept", kept);
	tb_json_end(cli);
}

static enum tb_status run_init(struct tb_cli *cli, const void *opts)
{
	const struct init_opts *o = opts;
	struct tb_init_req req = { .site = o->site, .tag_pattern = o->pattern };
	enum tb_status rc = tb_db_init(cli->db_path, &req, &cli->act, &cli->err);

	if (!rc && cli->json)
		print_json(cli, "database", cli->db_path, NULL);
	else if (!rc)
		tb_say(tb_tr(N_("made the database '%s'; next: trangbi import units FILE")), cli->db_path);
	return rc;
}

const struct tb_cmd tb_cmd_init = {
	.name = "init",
	.args = "",
	.flags = TB_ACTS,
	.summary = N_("make a new database"),
	.example = "trangbi --db /srv/trangbi.db init --site 'Phòng Hậu cần'",
	.opts = init_options,
	.defaults = &init_defaults,
	.opts_size = sizeof(init_defaults),
	.run = run_init,
};

static enum tb_status run_backup(struct tb_cli *cli, const void *opts)
{
	enum tb_status rc = tb_backup(cli->db, cli->args[0], &cli->err);

	(void)opts;
	if (!rc && cli->json)
		print_json(cli, "backup", cli->args[0], NULL);
	else if (!rc)
		tb_say(tb_tr(N_("backup written to '%s' and verified")), cli->args[0]);
	return rc;
}

const struct tb_cmd tb_cmd_backup = {
	.name = "backup",
	.args = "FILE",
	.min_args = 1,
	.max_args = 1,
	.flags = TB_NEEDS_DB,
	.summary = N_("copy the database while it is in use"),
	.help = N_("The copy is verified before it gets its name. A file that exists is never overwritten."),
	.example = "trangbi backup /media/usb/trangbi-2026-11-24.db",
	.run = run_backup,
};

struct restore_opts {
	bool replace;
};

static const struct restore_opts restore_defaults = { false };

static const struct tb_opt restore_options[] = {
	TB_FLAG(0, "replace", struct restore_opts, replace,
		N_("put it in the place of the database that is there, which is kept beside")),
	TB_OPT_END,
};

static enum tb_status run_restore(struct tb_cli *cli, const void *opts)
{
	const struct restore_opts *o = opts;
	const char *kept = NULL;
	enum tb_status rc =
		tb_restore(cli->args[0], cli->db_path, o->replace, cli->act.now, &cli->pool, &kept, &cli->err);

	if (rc)
		return rc;
	if (cli->json) {
		print_json(cli, "database", cli->db_path, kept);
		return TB_OK;
	}
	tb_say(tb_tr(N_("'%s' restored from '%s'")), cli->db_path, cli->args[0]);
	if (kept)
		tb_say(tb_tr(N_("what was there before is kept as '%s'")), kept);
	return TB_OK;
}

const struct tb_cmd tb_cmd_restore = {
	.name = "restore",
	.args = "FILE",
	.min_args = 1,
	.max_args = 1,
	.summary = N_("put a backup in the place of the database"),
	.help = N_("The backup is verified first; nothing happens if it is damaged. A database that is there is "
		   "replaced only "
		   "while no other program has it open."),
	.example = "trangbi restore --replace /media/usb/trangbi-2026-11-24.db",
	.opts = restore_options,
	.defaults = &restore_defaults,
	.opts_size = sizeof(restore_defaults),
	.run = run_restore,
};
