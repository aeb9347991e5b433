#include <trangbi/code.h>

#include <ctype.h>
#include <string.h>

#include <trangbi/nouns.h>

#define DIGITS "0123456789"

/* Of a GS1 company prefix, and the character that ends a field of a GS1 symbol. */
enum { MIN_PREFIX = 4, MAX_PREFIX = 12, GS1_END = 0x1D };

const struct tb_command_text tb_command_texts[TB_N_COMMANDS] = {
	[TB_COMMAND_CHECKOUT] = { "CHECKOUT", N_("Check out") },
	[TB_COMMAND_CHECKIN] = { "CHECKIN", N_("Check in") },
	[TB_COMMAND_ISSUE] = { "ISSUE", N_("Issue") },
	[TB_COMMAND_STOCKTAKE] = { "STOCKTAKE", N_("Stocktake") },
	[TB_COMMAND_CONFIRM] = { "CONFIRM", N_("Confirm") },
	[TB_COMMAND_UNDO] = { "UNDO", N_("Undo") },
	[TB_COMMAND_NEXT] = { "NEXT", N_("Next") },
	[TB_COMMAND_OK] = { "OK", N_("In good order") },
	[TB_COMMAND_WORN] = { "WORN", N_("Worn") },
	[TB_COMMAND_BROKEN] = { "BROKEN", N_("Broken") },
};

static const char *skip_space(const char *text)
{
	return text + strspn(text, " \t\r\n");
}

/* ---- badges and commands ---------------------------------------------------------------------------------------- */

/* The key of a record of `noun`, as it may be typed; NULL where the text cannot be one. */
static const char *read_key(const struct tb_noun *noun, const char *text, struct tb_pool *pool)
{
	struct tb_value v = { .is = TB_UNSET };
	struct tb_err why = TB_ERR_INIT;

	if (tb_value_parse(&noun->fields[noun->key], text, strlen(text), pool, &v, &why) || v.is != TB_IS_TEXT)
		return NULL;
	return v.text;
}

/* A word has the form of a code. It comes before a badge: "+UNDO" is no unit. */
static bool read_command(const char *text, struct tb_pool *pool, struct tb_code_meaning *out)
{
	const char *word = read_key(&tb_unit_noun, text, pool);

	for (int i = 0; word && i < TB_N_COMMANDS; i++)
		if (!strcmp(word, tb_command_texts[i].word)) {
			*out = (struct tb_code_meaning){ TB_CODE_COMMAND, (enum tb_code_command)i,
							 tb_command_texts[i].word };
			return true;
		}
	return false;
}

static bool read_badge(const char *text, struct tb_pool *pool, struct tb_code_meaning *out)
{
	static const struct {
		char letter;
		enum tb_code_what what;
		const struct tb_noun *noun;
	} badges[] = { { 'U', TB_CODE_UNIT, &tb_unit_noun }, { 'P', TB_CODE_PERSON, &tb_person_noun } };

	for (size_t i = 0; i < sizeof(badges) / sizeof(badges[0]); i++) {
		const char *code = NULL;

		if (toupper((unsigned char)*text) == badges[i].letter)
			code = read_key(badges[i].noun, text + 1, pool);
		if (code) {
			*out = (struct tb_code_meaning){ .what = badges[i].what, .code = code };
			return true;
		}
	}
	return false;
}

void tb_code_read(const char *text, struct tb_pool *pool, struct tb_code_meaning *out)
{
	char tags[TB_CODE_MAX_TAGS][TB_TAG_SIZE];
	const char *start = skip_space(text);

	if (*start == '+' && (read_command(start + 1, pool, out) || read_badge(start + 1, pool, out)))
		return;
	*out = (struct tb_code_meaning){ .what = TB_CODE_ASSET, .code = text };
	if (tb_code_tags(text, tags))
		out->code = tb_pool_strdup(pool, tags[0]);
}

/* ---- tags in URLs and GIAIs ------------------------------------------------------------------------------------- */

/* Behind "https://"; NULL where the text is no URL. */
static const char *skip_scheme(const char *text)
{
	const char *p = text;

	while (isalnum((unsigned char)*p) || (p > text && *p && strchr("+-.", *p)))
		p++;
	return p > text && !strncmp(p, "://", 3) ? p + 3 : NULL;
}

static size_t tags_of_url(const char *rest, char out[TB_CODE_MAX_TAGS][TB_TAG_SIZE])
{
	const char *last = NULL;

	for (const char *p = rest; (p = strpbrk(p, "/=?")); p++)
		last = p + 1;
	return last && tb_code_compact(last, out[0], TB_TAG_SIZE) && tb_tag_is_valid(out[0]);
}

/* Behind the number that says "GIAI"; NULL where it does not stand there. "]C1" is how some scanners announce GS1. */
static const char *skip_giai(const char *text)
{
	static const char *const starts[] = { "8004", "]C18004", "(8004)" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (!strncmp(text, starts[i], strlen(starts[i])))
			return text + strlen(starts[i]);
	return NULL;
}

static bool take_tag(const char *bytes, size_t len, char out[TB_TAG_SIZE])
{
	for (size_t i = 0; i < len; i++)
		out[i] = (char)toupper((unsigned char)bytes[i]);
	out[len] = '\0';
	return tb_tag_is_valid(out);
}

static size_t tags_of_giai(const char *rest, char out[TB_CODE_MAX_TAGS][TB_TAG_SIZE])
{
	const char end[] = { GS1_END, ' ', '\t', '\r', '\n', '\0' };
	const size_t len = strcspn(rest, end), digits = strspn(rest, DIGITS);
	size_t n = 0;

	for (size_t prefix = MIN_PREFIX; prefix <= MAX_PREFIX && prefix <= digits && prefix < len; prefix++)
		if (len - prefix <= TB_TAG_MAX)
			n += take_tag(rest + prefix, len - prefix, out[n]);
	return n;
}

size_t tb_code_tags(const char *text, char out[TB_CODE_MAX_TAGS][TB_TAG_SIZE])
{
	const char *start = skip_space(text), *rest = skip_scheme(start);

	if (rest)
		return tags_of_url(rest, out);
	rest = skip_giai(start);
	return rest ? tags_of_giai(rest, out) : 0;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

enum tb_status tb_code_write_unit(const char *code, struct tb_str *out, struct tb_err *err)
{
	for (size_t i = 0; i < TB_N_COMMANDS; i++) {
		const char *word = tb_command_texts[i].word;

		if (*word == 'U' && !strcmp(word + 1, code))
			return tb_err_set(err, TB_EREFUSED,
					  N_("unit '%s' cannot have a badge, for it would read as the command '%s'; "
					     "type the code instead"),
					  code, word);
	}
	tb_str_addf(out, "+U%s", code);
	return TB_OK;
}

void tb_code_write_person(const char *number, struct tb_str *out)
{
	tb_str_addf(out, "+P%s", number);
}

void tb_code_write_command(enum tb_code_command command, struct tb_str *out)
{
	tb_str_addf(out, "+%s", tb_command_texts[command].word);
}
