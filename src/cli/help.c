/* help.c - the command table as help, manual pages, Markdown and shell completion. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/commands.h"

enum { WRAP = 80 };

enum format { PLAIN, MARKDOWN, MAN };

static const char about[] = N_("trangbi - equipment inventory with barcodes, on a ledger that shows tampering");

/* Print `text` wrapped at WRAP columns, each line behind `indent` spaces; the first line is begun already at `column`. */
static void print_wrapped(const char *text, size_t indent, size_t column)
{
	while (*text) {
		size_t len = strcspn(text, " ");
		char word[256];

		snprintf(word, sizeof(word), "%.*s", (int)(len < sizeof(word) ? len : sizeof(word) - 1), text);
		if (column > indent && column + 1 + tb_utf8_width(word) > WRAP) {
			printf("\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			putchar(' ');
			column++;
		}
		fputs(word, stdout);
		column += tb_utf8_width(word);
		text += len + (text[len] == ' ');
	}
	putchar('\n');
}

/* An option or field as the formats print it. */
struct entry {
	char head[64];    /* "-t, --to PERSON" */
	const char *text; /* translated */
};

/* Text for roff: a hyphen that stays one, and no line that begins like a request. */
static void print_man_text(const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (; *text; text++) {
		if (*text == '-')
			fputs("\\-", stdout);
		else if (*text == '\\')
			fputs("\\e", stdout);
		else
			putchar(*text);
	}
}

/* Text in a cell of a Markdown table, where a bar would end the cell. */
static void print_cell(const char *text)
{
	for (; *text; text++) {
		if (*text == '|')
			putchar('\\');
		putchar(*text);
	}
}

static void print_markdown_entry(const struct entry *e)
{
	fputs("| `", stdout);
	print_cell(e->head);
	fputs("` | ", stdout);
	print_cell(e->text);
	puts(" |");
}

static void print_man_entry(const struct entry *e)
{
	fputs(".TP\n\\fB", stdout);
	print_man_text(e->head);
	fputs("\\fR\n", stdout);
	print_man_text(e->text);
	putchar('\n');
}

static void print_entry(enum format format, const struct entry *e)
{
	enum { COLUMN = 28 };
	size_t width = tb_utf8_width(e->head);

	switch (format) {
	case MARKDOWN: print_markdown_entry(e); break;
	case MAN: print_man_entry(e); break;
	case PLAIN:
		printf("  %s", e->head);
		if (width + 4 > COLUMN)
			printf("\n%*s", COLUMN, "");
		else
			printf("%*s", (int)(COLUMN - width - 2), "");
		print_wrapped(e->text, COLUMN, COLUMN);
		break;
	}
}

static void print_section(enum format format, const char *title)
{
	switch (format) {
	case MARKDOWN: printf("\n## %s\n\n| | |\n|---|---|\n", title); break;
	case MAN: printf(".SH \"%s\"\n", title); break;
	case PLAIN: printf("\n%s:\n", title); break;
	}
}

static void print_options(enum format format, const struct tb_opt *opts)
{
	for (; opts && opts->name; opts++) {
		struct entry e = { .text = tb_tr(opts->help) };
		char short_name[5] = "";

		if (opts->short_name)
			snprintf(short_name, sizeof(short_name), "-%c, ", opts->short_name);
		snprintf(e.head, sizeof(e.head), "%s--%s%s%s%s", short_name, opts->name, opts->arg ? " " : "",
			 opts->arg ? opts->arg : "", opts->type == TB_OPT_LIST ? "..." : "");
		print_entry(format, &e);
	}
}

static const char *field_arg(const struct tb_field *field)
{
	switch (field->type) {
	case TB_CODE: return "CODE";
	case TB_INT: return "N";
	case TB_MONEY: return "ĐỒNG";
	case TB_DATE: return "DD/MM/YYYY";
	case TB_YEAR: return "YYYY";
	case TB_BOOL: return "yes|no";
	case TB_JSON: return "JSON";
	default: return "TEXT";
	}
}

/* "ok, worn, broken": the words a field can have. */
static void add_words(struct tb_str *out, const struct tb_field *field)
{
	for (const struct tb_word *w = field->words; w && w->code; w++)
		tb_str_addf(out, "%s%s", w == field->words ? ": " : ", ", w->code);
}

static bool is_settable(const struct tb_cmd *cmd, unsigned i)
{
	unsigned flags = cmd->noun->fields[i].flags;
	bool adds = strstr(cmd->name, " add") != NULL;

	return !(flags & (TB_DERIVED | TB_KEY)) && (adds || !(flags & TB_ON_ADD));
}

static void print_fields(enum format format, const struct tb_cmd *cmd)
{
	struct tb_str text = TB_STR_INIT;

	print_section(format, tb_tr(N_("Fields")));
	for (unsigned n = 0; n < cmd->noun->n_fields; n++) {
		unsigned i = cmd->noun->show[n];
		const struct tb_field *field = &cmd->noun->fields[i];
		struct entry e;

		if (!is_settable(cmd, i))
			continue;
		snprintf(e.head, sizeof(e.head), "--%s %s", field->key, field_arg(field));
		for (char *p = e.head; *p && *p != ' '; p++)
			if (*p == '_')
				*p = '-';
		tb_str_clear(&text);
		tb_str_adds(&text, tb_tr(field->title));
		if (field->flags & TB_REQUIRED && strstr(cmd->name, " add"))
			tb_str_addf(&text, " (%s)", tb_tr(N_("required")));
		add_words(&text, field);
		e.text = text.buf;
		print_entry(format, &e);
	}
	tb_str_release(&text);
}

static void print_all_options(enum format format, const struct tb_cmd *cmd)
{
	if (cmd->opts) {
		print_section(format, tb_tr(N_("Options")));
		print_options(format, cmd->opts);
	}
	if (cmd->flags & TB_TAKES_FIELDS)
		print_fields(format, cmd);
	if (cmd->flags & (TB_WRITES | TB_ACTS)) {
		print_section(format, tb_tr(N_("About the act")));
		print_options(format, tb_act_opts);
	}
	print_section(format, tb_tr(N_("For every command")));
	print_options(format, tb_global_opts);
}

/* The lines of the example, each behind `indent`. */
static void print_example(const struct tb_cmd *cmd, const char *indent)
{
	for (const char *line = cmd->example, *end; *line; line = end + (*end == '\n')) {
		end = line + strcspn(line, "\n");
		printf("%s%.*s\n", indent, (int)(end - line), line);
	}
}

void tb_print_help(const struct tb_cmd *cmd)
{
	printf("trangbi %s%s%s\n\n", cmd->name, *cmd->args ? " " : "", cmd->args);
	printf("%s\n", tb_tr(cmd->summary));
	if (cmd->help) {
		putchar('\n');
		print_wrapped(tb_tr(cmd->help), 0, 0);
	}
	print_all_options(PLAIN, cmd);
	printf("\n%s:\n", tb_tr(N_("Example")));
	print_example(cmd, "  ");
}

/* A line for each command that begins with `word`, with all of them for an empty one; how many there are. */
static int print_rows(const char *word)
{
	size_t len = strlen(word);
	int n = 0;

	for (const struct tb_cmd *const *c = tb_commands; *c; c++) {
		if ((*c)->flags & TB_HIDDEN || (len && (strncmp((*c)->name, word, len) != 0 || (*c)->name[len] != ' ')))
			continue;
		printf("  %-17s  %s\n", (*c)->name, tb_tr((*c)->summary));
		n++;
	}
	return n;
}

static void print_hint(void)
{
	printf("\n%s\n", tb_tr(N_("'trangbi COMMAND --help' explains a command.")));
}

void tb_print_usage(void)
{
	printf("%s\n\n", tb_tr(about));
	print_rows("");
	print_hint();
}

bool tb_print_group(const char *word)
{
	if (!*word || !print_rows(word))
		return false;
	print_hint();
	return true;
}

/* ---- the formats of documents ----------------------------------------------------------------------------------- */

static void print_markdown(const struct tb_cmd *cmd)
{
	printf("# trangbi %s\n\n%s\n\n    trangbi %s%s%s\n", cmd->name, tb_tr(cmd->summary), cmd->name,
	       *cmd->args ? " " : "", cmd->args);
	if (cmd->help)
		printf("\n%s\n", tb_tr(cmd->help));
	print_all_options(MARKDOWN, cmd);
	printf("\n## %s\n\n", tb_tr(N_("Example")));
	print_example(cmd, "    ");
}

static void print_man(const struct tb_cmd *cmd)
{
	char name[64];

	snprintf(name, sizeof(name), "trangbi-%s", cmd->name);
	for (char *p = name; *p; p++)
		if (*p == ' ')
			*p = '-';
	printf(".TH \"%s\" 1 \"\" \"trangbi " TB_VERSION "\"\n.SH NAME\n", name);
	print_man_text(name);
	fputs(" \\- ", stdout);
	print_man_text(tb_tr(cmd->summary));
	printf("\n.SH SYNOPSIS\n\\fBtrangbi %s\\fR ", cmd->name);
	print_man_text(cmd->args);
	putchar('\n');
	if (cmd->help) {
		puts(".SH DESCRIPTION");
		print_man_text(tb_tr(cmd->help));
		putchar('\n');
	}
	print_all_options(MAN, cmd);
	puts(".SH EXAMPLE\n.nf");
	print_man_text(cmd->example);
	puts("\n.fi");
}

/* The page of the program as a whole. */
static void print_man_overview(void)
{
	const char *title = tb_tr(about);

	puts(".TH \"trangbi\" 1 \"\" \"trangbi " TB_VERSION "\"\n.SH NAME");
	fputs("trangbi \\- ", stdout);
	print_man_text(title + strlen("trangbi - "));
	printf("\n.SH SYNOPSIS\n\\fBtrangbi\\fR COMMAND ...\n");
	print_section(MAN, tb_tr(N_("Commands")));
	for (const struct tb_cmd *const *c = tb_commands; *c; c++) {
		struct entry e = { .text = tb_tr((*c)->summary) };

		snprintf(e.head, sizeof(e.head), "%s", (*c)->name);
		if (!((*c)->flags & TB_HIDDEN))
			print_man_entry(&e);
	}
	print_section(MAN, tb_tr(N_("For every command")));
	print_options(MAN, tb_global_opts);
}

static void print_names(const struct tb_opt *opts)
{
	for (; opts && opts->name; opts++)
		printf(" --%s", opts->name);
}

/* "--book-unit": the option that sets a field. */
static void print_field_name(const struct tb_field *field)
{
	fputs(" --", stdout);
	for (const char *p = field->key; *p; p++)
		putchar(*p == '_' ? '-' : *p);
}

/* A line of the completion script: the words that may follow a command. */
static void print_words(const struct tb_cmd *cmd)
{
	print_names(cmd->opts);
	if (cmd->flags & (TB_WRITES | TB_ACTS))
		print_names(tb_act_opts);
	for (unsigned i = 0; cmd->flags & TB_TAKES_FIELDS && i < cmd->noun->n_fields; i++)
		if (is_settable(cmd, i))
			print_field_name(&cmd->noun->fields[i]);
	print_names(tb_global_opts);
}

static bool same_first_word(const struct tb_cmd *a, const struct tb_cmd *b)
{
	size_t len = strcspn(a->name, " ");

	return len == strcspn(b->name, " ") && !strncmp(a->name, b->name, len);
}

/* What may follow the first word of `first`: the second words, and the options where it is a command by itself ("label"). */
static void print_group_row(const struct tb_cmd *const *first)
{
	int len = (int)strcspn((*first)->name, " ");

	printf("    '%.*s') words='", len, (*first)->name);
	for (const struct tb_cmd *const *c = first; *c && same_first_word(*first, *c); c++) {
		if ((*c)->name[len])
			printf(" %s", (*c)->name + len + 1);
		else
			print_words(*c);
	}
	puts("' ;;");
}

/* Commands with the same first word stand together in the table. */
static bool begins_group(const struct tb_cmd *const *c)
{
	return c == tb_commands || !same_first_word(c[-1], c[0]);
}

static void print_completion(void)
{
	puts("# bash completion for trangbi; made by 'trangbi help --completion'\n"
	     "_trangbi() {\n"
	     "  local words='' cur=${COMP_WORDS[COMP_CWORD]} cmd=${COMP_WORDS[1]}\n"
	     "  if [ \"$COMP_CWORD\" -lt 2 ]; then cmd=; fi\n"
	     "  if [ \"$COMP_CWORD\" -gt 2 ]; then\n"
	     "    case \"$cmd ${COMP_WORDS[2]}\" in");
	for (const struct tb_cmd *const *c = tb_commands; *c; c++)
		if (strchr((*c)->name, ' '))
			printf("    '%s') cmd='%s' ;;\n", (*c)->name, (*c)->name);
	puts("    esac\n"
	     "  fi\n"
	     "  case $cmd in");
	for (const struct tb_cmd *const *c = tb_commands; *c; c++) {
		if (begins_group(c))
			print_group_row(c);
		if (strchr((*c)->name, ' ')) {
			printf("    '%s') words='", (*c)->name);
			print_words(*c);
			puts("' ;;");
		}
	}
	printf("    '') words='--help --version");
	for (const struct tb_cmd *const *c = tb_commands; *c; c++)
		if (begins_group(c))
			printf(" %.*s", (int)strcspn((*c)->name, " "), (*c)->name);
	puts("' ;;\n"
	     "  esac\n"
	     "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	     "}\n"
	     "complete -o default -F _trangbi trangbi");
}

/* ---- the command ------------------------------------------------------------------------------------------------ */

struct help_opts {
	bool markdown, man, completion, names;
};

static const struct help_opts help_defaults = { false, false, false, false };

static const struct tb_opt help_options[] = {
	TB_FLAG(0, "markdown", struct help_opts, markdown, N_("as Markdown")),
	TB_FLAG(0, "man", struct help_opts, man, N_("as a manual page")),
	TB_FLAG(0, "completion", struct help_opts, completion, N_("print the completion script for bash")),
	TB_FLAG(0, "names", struct help_opts, names, N_("print the names of all commands")),
	TB_OPT_END,
};

static const struct tb_cmd *named_command(const struct tb_cli *cli)
{
	for (const struct tb_cmd *const *c = tb_commands; *c; c++) {
		char name[64] = "";

		snprintf(name, sizeof(name), "%s%s%s", cli->args[0], cli->n_args > 1 ? " " : "",
			 cli->n_args > 1 ? cli->args[1] : "");
		if (!strcmp(name, (*c)->name))
			return *c;
	}
	return NULL;
}

static enum tb_status run_help(struct tb_cli *cli, const void *opts)
{
	const struct help_opts *o = opts;
	const struct tb_cmd *cmd = cli->n_args ? named_command(cli) : NULL;

	if (cli->n_args == 1 && !cmd && tb_print_group(cli->args[0]))
		return TB_OK;
	if (cli->n_args && !cmd)
		return tb_err_set(&cli->err, TB_EINVAL, N_("there is no command '%s'; see 'trangbi --help'"),
				  cli->args[0]);
	if (o->completion)
		print_completion();
	else if (o->names)
		for (const struct tb_cmd *const *c = tb_commands; *c; c++)
			puts((*c)->name);
	else if (!cmd && o->man)
		print_man_overview();
	else if (!cmd)
		tb_print_usage();
	else if (o->markdown)
		print_markdown(cmd);
	else if (o->man)
		print_man(cmd);
	else
		tb_print_help(cmd);
	return TB_OK;
}

const struct tb_cmd tb_cmd_help = {
	.name = "help",
	.args = "[COMMAND]",
	.max_args = 2,
	.summary = N_("explain a command"),
	.example = "trangbi help checkout",
	.opts = help_options,
	.defaults = &help_defaults,
	.opts_size = sizeof(help_defaults),
	.run = run_help,
};
