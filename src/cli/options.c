#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

/* clang-format off */
const struct tb_opt tb_global_opts[] = {
	TB_STR(0, "db", struct tb_cli, db_path, "FILE", N_("the database (default: $TRANGBI_DB, else trangbi.db)")),
	TB_STR(0, "lang", struct tb_cli, lang, "vi|en", N_("language of messages (default: $LANGUAGE, $LANG)")),
	TB_FLAG(0, "json", struct tb_cli, json, N_("print the result as JSON")),
	TB_FLAG('h', "help", struct tb_cli, help, N_("explain this command")),
	TB_OPT_END
};

const struct tb_opt tb_act_opts[] = {
	TB_STR(0, "as", struct tb_cli, as, "USER", N_("who does it (default: $TRANGBI_AS, else the login name)")),
	TB_STR(0, "at", struct tb_cli, at_text, "TIME", N_("when it happened, such as 2026-11-24T17:05 (default: now)")),
	TB_STR(0, "doc", struct tb_cli, act.doc, "NO", N_("number of the document that orders it")),
	TB_STR(0, "purpose", struct tb_cli, act.purpose, "TEXT", N_("what for")),
	TB_OPT_END
};
/* clang-format on */

/* The words still to be read. */
struct words {
	int n;
	char **word;
};

static const struct tb_opt *find_long(const struct tb_opt *opts, const char *name, size_t len)
{
	for (; opts && opts->name; opts++)
		if (strlen(opts->name) == len && !strncmp(opts->name, name, len))
			return opts;
	return NULL;
}

static const struct tb_opt *find_short(const struct tb_opt *opts, char c)
{
	for (; opts && opts->name; opts++)
		if (opts->short_name && opts->short_name == c)
			return opts;
	return NULL;
}

int tb_leading_options(int n, char **words)
{
	int i = 0;

	while (i < n && !strncmp(words[i], "--", 2)) {
		const struct tb_opt *opt = find_long(tb_global_opts, words[i] + 2, strcspn(words[i] + 2, "="));

		if (!opt || !strcmp(opt->name, "help"))
			break;
		i += opt->type == TB_OPT_FLAG || strchr(words[i], '=') ? 1 : 2;
	}
	return i < n ? i : n;
}

static enum tb_status set_int(const char *name, const char *value, int *out, struct tb_err *err)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(value, &end, 10);
	if (errno || *end || end == value || n < INT_MIN || n > INT_MAX)
		return tb_err_set(err, TB_EINVAL, N_("'%s' is no whole number for --%s"), value, name);
	*out = (int)n;
	return TB_OK;
}

enum tb_status tb_parse_batch(const char *text, int64_t *out, struct tb_err *err)
{
	char *end = NULL;
	long long n = 0;

	if (!text)
		return TB_OK;
	if (!strcmp(text, "last")) {
		*out = TB_BATCH_LAST;
		return TB_OK;
	}
	errno = 0;
	if (isdigit((unsigned char)*text))
		n = strtoll(text, &end, 10);
	if (errno || n <= 0 || *end)
		return tb_err_set(err, TB_EINVAL,
				  N_("'%s' is no import: give the number that 'trangbi import' said, or 'last' for the "
				     "newest"),
				  text);
	*out = n;
	return TB_OK;
}

enum tb_status tb_parse_noun(const char *text, const struct tb_noun **out, struct tb_err *err)
{
	*out = tb_noun_find(text);
	if (*out)
		return TB_OK;
	return tb_err_set(err, TB_EINVAL, N_("'%s' is unknown; use assets, units, persons, kinds or events"), text);
}

const char *tb_own_folder(struct tb_cli *cli, const char *variable, const char *name)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME"), *named = getenv(variable);
	const char *folder = NULL;

	if (named && *named)
		return named;
	if (config && *config)
		folder = tb_pool_printf(&cli->pool, "%s/trangbi/%s", config, name);
	else if (home && *home)
		folder = tb_pool_printf(&cli->pool, "%s/.config/trangbi/%s", home, name);
	return folder && !access(folder, R_OK | X_OK) ? folder : NULL;
}

/* The value of an option: what stands behind "=", else the next word. */
static enum tb_status take_value(struct words *w, const char *name, const char *inline_value, const char **out,
				 struct tb_err *err)
{
	if (inline_value) {
		*out = inline_value;
		return TB_OK;
	}
	if (!w->n)
		return tb_err_set(err, TB_EINVAL, N_("--%s needs a value"), name);
	*out = *w->word++;
	w->n--;
	return TB_OK;
}

static void add_text(struct tb_texts *list, const char *value, struct tb_pool *pool)
{
	const char **more = tb_pool_alloc(pool, (list->n + 1) * sizeof(*more));

	for (size_t i = 0; i < list->n; i++)
		more[i] = list->text[i];
	more[list->n] = value;
	*list = (struct tb_texts){ .text = more, .n = list->n + 1 };
}

static enum tb_status set_option(struct tb_cli *cli, const struct tb_opt *opt, void *base, struct words *w,
				 const char *inline_value)
{
	void *member = (char *)base + opt->offset;
	const char *value = "";
	enum tb_status rc = TB_OK;

	if (opt->type == TB_OPT_FLAG && inline_value)
		return tb_err_set(&cli->err, TB_EINVAL, N_("--%s takes no value"), opt->name);
	if (opt->type != TB_OPT_FLAG)
		rc = take_value(w, opt->name, inline_value, &value, &cli->err);
	if (rc)
		return rc;
	switch (opt->type) {
	case TB_OPT_FLAG: *(bool *)member = true; break;
	case TB_OPT_STR: *(const char **)member = value; break;
	case TB_OPT_INT: rc = set_int(opt->name, value, member, &cli->err); break;
	case TB_OPT_LIST: add_text(member, value, &cli->pool); break;
	}
	return rc;
}

/* "--cost 12500000": a field of the command's noun. An empty value empties the field. */
static enum tb_status set_field(struct tb_cli *cli, const char *name, size_t len, struct words *w,
				const char *inline_value)
{
	const struct tb_noun *noun = cli->cmd->noun;
	const char *key = tb_pool_dup(&cli->pool, name, len), *value = "";
	int field = tb_field_find(noun, key);
	enum tb_status rc = take_value(w, key, inline_value, &value, &cli->err);

	if (rc)
		return rc;
	return tb_value_parse(&noun->fields[field], value, strlen(value), &cli->pool, &cli->fields.v[field], &cli->err);
}

static bool is_field(const struct tb_cli *cli, const char *name, size_t len)
{
	struct tb_str key = TB_STR_INIT;
	bool found;

	if (!(cli->cmd->flags & TB_TAKES_FIELDS))
		return false;
	tb_str_add(&key, name, len);
	found = tb_field_find(cli->cmd->noun, key.buf) >= 0;
	tb_str_release(&key);
	return found;
}

static enum tb_status parse_long(struct tb_cli *cli, void *opts, const char *name, struct words *w)
{
	const char *equals = strchr(name, '='), *value = equals ? equals + 1 : NULL;
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const struct tb_opt *opt = find_long(cli->cmd->opts, name, len);

	if (opt)
		return set_option(cli, opt, opts, w, value);
	opt = find_long(tb_global_opts, name, len);
	if (!opt && cli->cmd->flags & (TB_WRITES | TB_ACTS))
		opt = find_long(tb_act_opts, name, len);
	if (opt)
		return set_option(cli, opt, cli, w, value);
	if (is_field(cli, name, len))
		return set_field(cli, name, len, w, value);
	return tb_err_set(&cli->err, TB_EINVAL, N_("unknown option --%s; see 'trangbi %s --help'"), name,
			  cli->cmd->name);
}

static enum tb_status parse_short(struct tb_cli *cli, void *opts, const char *word, struct words *w)
{
	const struct tb_opt *opt = find_short(cli->cmd->opts, word[1]);
	const char *value = word[2] ? word + 2 : NULL;

	if (opt)
		return set_option(cli, opt, opts, w, value);
	opt = find_short(tb_global_opts, word[1]);
	if (opt)
		return set_option(cli, opt, cli, w, value);
	return tb_err_set(&cli->err, TB_EINVAL, N_("unknown option %s; see 'trangbi %s --help'"), word, cli->cmd->name);
}

static enum tb_status check_count(struct tb_cli *cli)
{
	const struct tb_cmd *cmd = cli->cmd;

	if (cli->help)
		return TB_OK;
	if (cli->n_args < cmd->min_args)
		return tb_err_set(&cli->err, TB_EINVAL, N_("something is missing: trangbi %s %s"), cmd->name,
				  cmd->args);
	if (cmd->max_args != TB_ARGS_ANY && cli->n_args > cmd->max_args)
		return tb_err_set(&cli->err, TB_EINVAL, N_("'%s' is too much: trangbi %s %s"), cli->args[cmd->max_args],
				  cmd->name, cmd->args);
	return TB_OK;
}

enum tb_status tb_parse_options(struct tb_cli *cli, void *opts, int n, char **words)
{
	struct words w = { .n = n, .word = words };
	bool only_args = false;
	enum tb_status rc = TB_OK;

	while (!rc && w.n) {
		const char *word = *w.word++;

		w.n--;
		if (only_args || word[0] != '-' || !word[1])
			cli->args[cli->n_args++] = word;
		else if (!strcmp(word, "--"))
			only_args = true;
		else if (word[1] == '-')
			rc = parse_long(cli, opts, word + 2, &w);
		else
			rc = parse_short(cli, opts, word, &w);
	}
	return rc ? rc : check_count(cli);
}
