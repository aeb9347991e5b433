/*
 * cli.h - the command line: one table of commands, options that fill structs, and printing.
 *
 * Data goes to the standard output, everything else to the standard error. No rule of the business is here.
 */
#ifndef TB_CLI_CLI_H
#define TB_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <trangbi/db.h>
#include <trangbi/nouns.h>
#include <trangbi/register.h>

#include "base/json.h"

enum { TB_JSON_VERSION = 1, TB_ARGS_ANY = -1 };

enum tb_opt_type { TB_OPT_FLAG, TB_OPT_STR, TB_OPT_INT, TB_OPT_LIST };

/*
 * An option of one command: fills the member at `offset` of the command's option struct: a bool, a const char *, an int, or
 * a struct tb_texts that holds the values of an option given several times, in their order.
 */
struct tb_opt {
	char short_name; /* 0 for none */
	const char *name;
	enum tb_opt_type type;
	size_t offset;
	const char *arg;  /* what stands for its value in the help; NULL for a flag */
	const char *help; /* a msgid */
};

#define TB_FLAG(c, n, s, m, h)                                                                                         \
	{                                                                                                              \
		(c), (n), TB_OPT_FLAG, offsetof(s, m), NULL, (h)                                                       \
	}
#define TB_STR(c, n, s, m, a, h)                                                                                       \
	{                                                                                                              \
		(c), (n), TB_OPT_STR, offsetof(s, m), (a), (h)                                                         \
	}
#define TB_INT(c, n, s, m, a, h)                                                                                       \
	{                                                                                                              \
		(c), (n), TB_OPT_INT, offsetof(s, m), (a), (h)                                                         \
	}
#define TB_LIST(c, n, s, m, a, h)                                                                                      \
	{                                                                                                              \
		(c), (n), TB_OPT_LIST, offsetof(s, m), (a), (h)                                                        \
	}
#define TB_OPT_END                                                                                                     \
	{                                                                                                              \
		0, NULL, TB_OPT_FLAG, 0, NULL, NULL                                                                    \
	}

enum tb_cmd_flag {
	TB_NEEDS_DB = 1,     /* the database is opened before it runs */
	TB_WRITES = 2,       /* ... for writing, and the options of an act (--as, --at, --doc, --purpose) are taken */
	TB_TAKES_FIELDS = 4, /* every field of its noun is an option */
	TB_ACTS = 8,         /* takes the options of an act but opens no database by itself */
	TB_HIDDEN = 16,      /* not listed; for the project's own use */
};

struct tb_cli;

struct tb_cmd {
	const char *name;       /* one or two words: "checkout", "asset add" */
	const char *args;       /* as shown in the help: "TAG..." */
	int min_args, max_args; /* TB_ARGS_ANY: no upper bound */
	unsigned flags;         /* of enum tb_cmd_flag */
	const struct tb_noun *noun;
	const char *summary; /* a msgid: one line, lower case */
	const char *help;    /* a msgid: a few sentences; NULL for none */
	const char *example; /* lines a user could type */
	const struct tb_opt *opts;
	const void *defaults; /* the option struct before parsing */
	size_t opts_size;
	enum tb_status (*run)(struct tb_cli *cli, const void *opts);
};

/* All commands, in the order of the help; ends with a NULL name. */
extern const struct tb_cmd *const tb_commands[];

/* One call of the program. */
struct tb_cli {
	const struct tb_cmd *cmd;
	const char *db_path, *lang, *as, *at_text;
	bool json, help;
	const char **args; /* what is left beside the options; owned */
	int n_args;
	struct tb_record fields; /* TB_TAKES_FIELDS: what the options set */
	struct tb_act act;
	struct tb_db *db; /* owned; NULL unless TB_NEEDS_DB */
	struct tb_pool pool;
	struct tb_problems problems;
	struct tb_err err;
	bool reported;     /* the error stands in the JSON that was printed already */
	struct tb_str out; /* JSON under construction */
	struct tb_json j;
};

/* Parse, open, run, report. Returns the exit status (docs/commands/README.md). */
int tb_cli_main(int argc, char **argv);

/* ---- options (options.c) ---------------------------------------------------------------------------------------- */

/* Options that every command takes, and those of an act; struct tb_cli is their option struct. */
extern const struct tb_opt tb_global_opts[], tb_act_opts[];

/* Fill `cli` and `opts` from the words behind the command. TB_EINVAL says what is wrong with them. */
TB_MUST_CHECK
enum tb_status tb_parse_options(struct tb_cli *cli, void *opts, int n, char **words);

/* The import that `--batch` names, for struct tb_query: a number, or "last"; NULL leaves `*out` as it is. TB_EINVAL */
TB_MUST_CHECK
enum tb_status tb_parse_batch(const char *text, int64_t *out, struct tb_err *err);

/* The noun that is called `text`. TB_EINVAL */
TB_MUST_CHECK
enum tb_status tb_parse_noun(const char *text, const struct tb_noun **out, struct tb_err *err);

/*
 * Where users keep files of their own: what the environment variable names, else `name` in their settings of trangbi; NULL
 * where they have none, or it is somebody else's.
 */
const char *tb_own_folder(struct tb_cli *cli, const char *variable, const char *name);

/* How many words in front of the command are options that every command takes, with their values. */
int tb_leading_options(int n, char **words);

/* ---- language (i18n.c) ------------------------------------------------------------------------------------------ */

/* Choose the language: `lang` ("vi", "en") if given, else LANGUAGE and LANG. TB_EINVAL: not one of the two. */
TB_MUST_CHECK
enum tb_status tb_i18n_init(const char *lang, struct tb_err *err);

/* The text in the chosen language; the msgid itself where it is not translated. */
const char *tb_tr(const char *msgid) __attribute__((format_arg(1)));

/* The same for a text that depends on a number: English has two forms, Vietnamese one. */
const char *tb_trn(const char *one, const char *many, int64_t n) __attribute__((format_arg(1), format_arg(2)));

/* ---- printing (print.c) ----------------------------------------------------------------------------------------- */

/* Print what others wrote (a scanned code, the name of a file, a tampered row) so that a terminal shows it and obeys nothing. */
void tb_put(const char *text, FILE *f);

/* A line of chatter on the standard error. */
void tb_say(const char *format, ...) TB_PRINTF(1, 2);

/* The message of `err` in the chosen language on the standard error, behind "trangbi: ". */
void tb_say_error(const struct tb_err *err);
void tb_say_problems(const struct tb_problems *problems);

/* A value for people: tags with dashes, money with dots, words translated, dates as 24/11/2026. */
void tb_pretty_value(const struct tb_field *field, const struct tb_value *v, struct tb_str *out);

/* One record, a line for each field that is set. */
void tb_print_record(const struct tb_record *r);

/* A table of records: give each row, then end. Columns are as wide as the first rows need. */
struct tb_table {
	const struct tb_noun *noun;
	char **cell; /* owned; rows waiting for the widths */
	size_t n, cap;
	size_t width[TB_MAX_FIELDS];
	bool started;
};

void tb_table_row(struct tb_table *t, const struct tb_record *r);
void tb_table_end(struct tb_table *t);

/* A list as a table or, with --json, as an array under the noun's plural: begin, a row for each record, end. */
struct tb_listing {
	struct tb_cli *cli; /* borrowed */
	struct tb_table table;
	int64_t n;
};

void tb_listing_begin(struct tb_listing *l, const struct tb_noun *noun);
enum tb_status tb_listing_row(void *listing, const struct tb_record *r, struct tb_err *err); /* a tb_list_fn */

/* `rc` is how the list ended; returned as it is. */
enum tb_status tb_listing_end(struct tb_listing *l, enum tb_status rc);

/* A bar on the terminal, on one line that is written again and again; gone once `done` is `all`, as with 0 of 0. */
void tb_show_progress(size_t done, size_t all);

/* The same for a file of which `done` of `all` bytes, or so many rows, were read in so many milliseconds. */
void tb_show_reading(int64_t rows, int64_t done, int64_t all, int64_t ms);

/* Begin and end the one JSON object that a command with --json prints: {"trangbi":1, ...}. */
void tb_json_begin(struct tb_cli *cli);
void tb_json_end(struct tb_cli *cli);
void tb_json_flush(struct tb_cli *cli); /* prints what there is of it so far */
void tb_json_problems(struct tb_cli *cli, const struct tb_problems *problems);
void tb_json_error(struct tb_cli *cli, enum tb_status rc); /* the members "error" and "problems" */
const char *tb_status_name(enum tb_status status);

/* ---- help (help.c) ---------------------------------------------------------------------------------------------- */

void tb_print_usage(void);

/* List the commands of which `word` is the first of two ("asset"); false where there are none. */
bool tb_print_group(const char *word);
void tb_print_help(const struct tb_cmd *cmd);

#endif
