#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/time.h"
#include "base/utf8.h"
#include "cli/cli.h"

/* What the shell is told; the contract of docs/commands/README.md. */
static const int exit_codes[] = {
	[TB_OK] = 0, [TB_EREFUSED] = 1, [TB_EINVAL] = 2, [TB_ENOTFOUND] = 3, [TB_ECORRUPT] = 4, [TB_ESYS] = 5,
};

/* The command that the first words name, and how many words that took; NULL for none. */
static const struct tb_cmd *find_command(int n, char **words, int *taken)
{
	for (const struct tb_cmd *const *c = tb_commands; *c; c++) {
		size_t first = strcspn((*c)->name, " ");
		bool two = (*c)->name[first] == ' ';

		if (!n || strlen(words[0]) != first || strncmp(words[0], (*c)->name, first) != 0)
			continue;
		if (two && (n < 2 || strcmp(words[1], (*c)->name + first + 1) != 0))
			continue;
		*taken = two ? 2 : 1;
		return *c;
	}
	return NULL;
}

/* The value of --lang wherever it stands, so that even the first error comes in the right language. */
static const char *find_lang(int n, char **words)
{
	for (int i = 1; i < n; i++) {
		if (!strcmp(words[i], "--"))
			break;
		if (!strncmp(words[i], "--lang=", 7))
			return words[i] + 7;
		if (!strcmp(words[i], "--lang") && i + 1 < n)
			return words[i + 1];
	}
	return NULL;
}

/* Known before the options are read, so that even the first error comes as JSON. */
static bool asks_for_json(int n, char **words)
{
	for (int i = 1; i < n && strcmp(words[i], "--") != 0; i++)
		if (!strcmp(words[i], "--json"))
			return true;
	return false;
}

/* No name, file or text of this program is anything but UTF-8: say so once, and nothing behind has to. */
static enum tb_status check_words(int n, char **words, struct tb_err *err)
{
	for (int i = 1; i < n; i++) {
		size_t len = strlen(words[i]);

		if (tb_utf8_check(words[i], len) < len)
			return tb_err_set(
				err, TB_EINVAL,
				N_("word %d of the command line is not valid UTF-8: set the terminal to UTF-8, or "
				   "rename the file"),
				i);
	}
	return TB_OK;
}

static const char *login_name(void)
{
	const struct passwd *pw = getpwuid(geteuid());

	return pw ? pw->pw_name : NULL;
}

static const char *first_set(const char *a, const char *b, const char *c)
{
	if (a)
		return a;
	return b && *b ? b : c;
}

static enum tb_status prepare_act(struct tb_cli *cli)
{
	cli->act.actor = first_set(cli->as, getenv("TRANGBI_AS"), login_name());
	cli->act.channel = "cli";
	cli->act.now = time(NULL);
	cli->act.at = cli->act.now;
	if (cli->at_text && !tb_time_parse(cli->at_text, &cli->act.at))
		return tb_err_set(&cli->err, TB_EINVAL, N_("'%s' is no time for --at: write it as 2026-11-24T17:05"),
				  cli->at_text);
	return TB_OK;
}

static enum tb_status open_db(struct tb_cli *cli)
{
	enum tb_db_mode mode = cli->cmd->flags & TB_WRITES ? TB_DB_WRITE : TB_DB_READ;

	return cli->cmd->flags & TB_NEEDS_DB ? tb_db_open(cli->db_path, mode, &cli->db, &cli->err) : TB_OK;
}

/* Whatever went wrong with the standard output (a full disk) is an error too. */
static enum tb_status check_output(struct tb_cli *cli)
{
	if (!fflush(stdout) && !ferror(stdout))
		return TB_OK;
	if (cli->cmd && cli->cmd->flags & (TB_WRITES | TB_ACTS) && !cli->help)
		return tb_err_set(&cli->err, TB_ESYS,
				  N_("it is done, but the standard output cannot be written (is the disk full?)"));
	return tb_err_set(&cli->err, TB_ESYS, N_("the standard output cannot be written (is the disk full?)"));
}

static void report(struct tb_cli *cli, enum tb_status rc)
{
	tb_say_error(&cli->err);
	tb_say_problems(&cli->problems);
	if (!cli->json || cli->reported)
		return;
	tb_json_begin(cli);
	tb_json_error(cli, rc);
	tb_json_end(cli);
	fflush(stdout);
}

static enum tb_status run(struct tb_cli *cli, int n, char **words)
{
	const struct tb_cmd *cmd = cli->cmd;
	void *opts = tb_malloc(cmd->opts_size + 1);
	enum tb_status rc;

	if (cmd->opts_size)
		memcpy(opts, cmd->defaults, cmd->opts_size);
	rc = tb_parse_options(cli, opts, n, words);
	if (!rc && cli->help) {
		tb_print_help(cmd);
	} else if (!rc) {
		rc = prepare_act(cli);
		if (!rc)
			rc = open_db(cli);
		if (!rc)
			rc = cmd->run(cli, opts);
	}
	if (!rc)
		rc = check_output(cli);
	free(opts);
	return rc;
}

static bool is_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "-h");
}

/* The first word of a command of two, without a second that completes it. */
static bool begins_command(const char *word)
{
	size_t len = strlen(word);

	for (const struct tb_cmd *const *c = tb_commands; *c; c++)
		if (!strncmp((*c)->name, word, len) && (*c)->name[len] == ' ')
			return true;
	return false;
}

static enum tb_status half_command(struct tb_cli *cli, int n, char **words)
{
	bool second = n > 1 && words[1][0] != '-';

	if (n > 1 && is_help(words[1])) {
		tb_print_group(words[0]);
		return check_output(cli);
	}
	return tb_err_set(&cli->err, TB_EINVAL, N_("there is no command '%s%s%s'; see 'trangbi %s --help'"), words[0],
			  second ? " " : "", second ? words[1] : "", words[0]);
}

static enum tb_status no_command(struct tb_cli *cli, int n, char **words)
{
	if (!n) {
		if (!cli->json)
			tb_print_usage();
		return tb_err_set(&cli->err, TB_EINVAL, N_("no command is given"));
	}
	if (is_help(words[0])) {
		tb_print_usage();
		return check_output(cli);
	}
	if (!strcmp(words[0], "--version")) {
		puts("trangbi " TB_VERSION);
		return check_output(cli);
	}
	if (begins_command(words[0]))
		return half_command(cli, n, words);
	return tb_err_set(&cli->err, TB_EINVAL, N_("there is no command '%s'; see 'trangbi --help'"), words[0]);
}

/* Put the `taken` words of the command in front of the `lead` options that stand before it. */
static void put_first(char **words, int lead, int taken)
{
	for (int i = 0; i < taken; i++) {
		char *word = words[lead + i];

		memmove(words + i + 1, words + i, (size_t)lead * sizeof(*words));
		words[i] = word;
	}
}

static void release(struct tb_cli *cli)
{
	tb_db_close(cli->db);
	tb_problems_release(&cli->problems);
	tb_str_release(&cli->out);
	tb_pool_release(&cli->pool);
	free(cli->args);
}

/* A file opened in the place of a standard stream that is closed would take what is meant for that. */
static void hold_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int tb_cli_main(int argc, char **argv)
{
	struct tb_cli cli = { .out = TB_STR_INIT };
	char **words = argv + 1;
	int n = argc - 1, lead = tb_leading_options(n, words), taken = 0;
	enum tb_status rc;

	hold_streams();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error like a full disk */
	cli.db_path = first_set(NULL, getenv("TRANGBI_DB"), "trangbi.db");
	cli.args = tb_malloc((size_t)argc * sizeof(*cli.args));
	rc = tb_i18n_init(find_lang(argc, argv), &cli.err);
	cli.json = asks_for_json(argc, argv);
	if (check_words(argc, argv, &cli.err))
		rc = TB_EINVAL;
	cli.cmd = find_command(n - lead, words + lead, &taken);
	if (!rc && cli.cmd) {
		cli.fields.noun = cli.cmd->noun;
		put_first(words, lead, taken);
		rc = run(&cli, n - taken, words + taken);
	} else if (!rc) {
		rc = no_command(&cli, n - lead, words + lead);
	}
	if (rc)
		report(&cli, rc);
	release(&cli);
	return exit_codes[rc];
}
