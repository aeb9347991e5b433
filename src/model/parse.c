/* parse.c - what a person types or a CSV file holds, read by the type of its field (tb_value_parse). */
#include <ctype.h>
#include <string.h>

#include <trangbi/nouns.h>

#include "base/json.h"
#include "base/time.h"
#include "base/utf8.h"

enum { MAX_TEXT = 1000, MAX_CODE = 32 };
static const int64_t MAX_MONEY = 1000000000000000;

static enum tb_status not_a(struct tb_err *err, const char *msgid, const struct tb_field *field, const char *text)
{
	return tb_err_set(err, TB_EINVAL, msgid, text, field->key);
}

/* U+202A..U+202E and U+2066..U+2069, by which a text shows in another order than it has. */
static bool is_bidi_control(const char *p)
{
	unsigned char c = (unsigned char)p[2];

	if (!strncmp(p, "\xE2\x80", 2))
		return c >= 0xAA && c <= 0xAE;
	return !strncmp(p, "\xE2\x81", 2) && c >= 0xA6 && c <= 0xA9;
}

/* C0 and DEL, and C1 (U+0080..U+009F), which a terminal obeys as well. */
static bool is_control(const char *p)
{
	unsigned char c = (unsigned char)p[0], next = (unsigned char)p[1];

	return c < 0x20 || c == 0x7F || (c == 0xC2 && next < 0xA0) || (c == 0xE2 && is_bidi_control(p));
}

/* Lines end with LF alone, also those of a file from Windows. */
static void drop_cr(char *text)
{
	char *to = text;

	for (; *text; text++)
		if (text[0] != '\r' || text[1] != '\n')
			*to++ = *text;
	*to = '\0';
}

static enum tb_status parse_text(const struct tb_field *field, char *text, struct tb_err *err)
{
	if (field->type == TB_LINES)
		drop_cr(text);
	if (strlen(text) > MAX_TEXT)
		return tb_err_set(err, TB_EINVAL, N_("'%s' is longer than %d bytes: '%s'"), field->key, MAX_TEXT, text);
	for (const char *p = text; *p; p++)
		if (is_control(p) && !(field->type == TB_LINES && (*p == '\n' || *p == '\t')))
			return not_a(err, N_("'%s' holds a control character or line break, which '%s' cannot have"),
				     field, text);
	return TB_OK;
}

static enum tb_status parse_code(const struct tb_field *field, char *text, struct tb_err *err)
{
	for (char *p = text; *p; p++) {
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
		if (!isalnum((unsigned char)*p) && !strchr("._/-", *p))
			return not_a(err, N_("'%s' is no code for '%s': use letters A-Z, digits and . _ / -"), field,
				     text);
	}
	if (strlen(text) > MAX_CODE)
		return not_a(err, N_("'%s' is no code for '%s': it is longer than 32 characters"), field, text);
	return TB_OK;
}

/* Drop "đ", "đồng" or "VND" at the end of an amount, and spaces before it. */
static void drop_currency(char *text)
{
	static const char *const names[] = { "đ", "₫", "đồng", "VND", "VNĐ", "vnd" };
	size_t len = strlen(text);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t n = strlen(names[i]);

		if (len > n && !strcmp(text + len - n, names[i])) {
			text[len - n] = '\0';
			break;
		}
	}
	len = strlen(text);
	while (len && text[len - 1] == ' ')
		text[--len] = '\0';
}

/*
 * Take the separators out of "1.234.567" or "1,234,567". One separator alone could be a decimal mark ("1.500"), so at
 * least two are needed, each before exactly three digits. False where the text is not grouped like that.
 */
static bool drop_groups(char *text)
{
	const char *first = strpbrk(text, ".,");
	char mark = first ? *first : 0;
	unsigned groups = 0;
	char *to = text;

	if (!first)
		return true;
	if (first == text || first - text > 3)
		return false;
	for (const char *p = text; *p; p++) {
		if (*p != mark) {
			*to++ = *p;
			continue;
		}
		if (strspn(p + 1, "0123456789") != 3)
			return false;
		groups++;
	}
	*to = '\0';
	return groups >= 2;
}

static enum tb_status parse_number(const struct tb_field *field, const char *given, int64_t min, int64_t max,
				   int64_t *out, struct tb_err *err)
{
	const char *p = given;
	int64_t n = 0;

	if (*p == '-')
		return not_a(err, N_("'%s' is negative, which '%s' cannot be"), field, given);
	if (!*p)
		return not_a(err, N_("'%s' is no number for '%s'"), field, given);
	for (; *p; p++) {
		if (!isdigit((unsigned char)*p))
			return not_a(err, N_("'%s' is no whole number for '%s': write digits only, such as 12500000"),
				     field, given);
		if (n > (INT64_MAX - 9) / 10)
			return not_a(err, N_("'%s' is too large for '%s'"), field, given);
		n = n * 10 + (*p - '0');
	}
	if (n < min || n > max)
		return tb_err_set(err, TB_EINVAL, N_("'%s' is out of range for '%s': from %lld to %lld"), given,
				  field->key, (long long)min, (long long)max);
	*out = n;
	return TB_OK;
}

static enum tb_status parse_money(const struct tb_field *field, char *text, struct tb_pool *pool, int64_t *out,
				  struct tb_err *err)
{
	const char *given = tb_pool_strdup(pool, text);

	drop_currency(text);
	if (!drop_groups(text))
		return not_a(
			err,
			N_("'%s' can be read in two ways as '%s': write the amount in digits only, such as 12500000"),
			field, given);
	return parse_number(field, text, 0, MAX_MONEY, out, err);
}

static bool has_alternative(const char *alternatives, const char *key)
{
	size_t len = strlen(key);

	for (const char *p = alternatives; p && *p; p = strchr(p, '|'), p = p ? p + 1 : NULL)
		if (!strncmp(p, key, len) && (p[len] == '|' || !p[len]))
			return true;
	return false;
}

static const struct tb_word *find_typed_word(const struct tb_field *field, const char *text)
{
	struct tb_str key = TB_STR_INIT, code = TB_STR_INIT;
	const struct tb_word *w;

	tb_utf8_fold(&key, text);
	for (w = field->words; w->code; w++) {
		tb_str_clear(&code);
		tb_utf8_fold(&code, w->code);
		if (!strcmp(code.buf, key.buf) || has_alternative(w->typed, key.buf))
			break;
	}
	tb_str_release(&key);
	tb_str_release(&code);
	return w->code ? w : NULL;
}

static enum tb_status parse_word(const struct tb_field *field, const char *text, const char **out, struct tb_err *err)
{
	const struct tb_word *found = find_typed_word(field, text);
	struct tb_str all = TB_STR_INIT;

	if (found) {
		*out = found->code;
		return TB_OK;
	}
	for (const struct tb_word *w = field->words; w->code; w++)
		tb_str_addf(&all, "%s%s", all.len ? ", " : "", w->code);
	tb_err_set(err, TB_EINVAL, N_("'%s' is no value for '%s'; it can be: %s"), text, field->key, all.buf);
	tb_str_release(&all);
	return TB_EINVAL;
}

static enum tb_status parse_bool(const struct tb_field *field, const char *text, int64_t *out, struct tb_err *err)
{
	struct tb_str key = TB_STR_INIT;
	bool yes, no;

	tb_utf8_fold(&key, text);
	yes = has_alternative("1|yes|true|co|x", key.buf);
	no = has_alternative("0|no|false|khong", key.buf);
	tb_str_release(&key);
	if (!yes && !no)
		return not_a(err, N_("'%s' is neither yes nor no for '%s'"), field, text);
	*out = yes;
	return TB_OK;
}

static enum tb_status parse_date(const struct tb_field *field, const char *text, struct tb_pool *pool, const char **out,
				 struct tb_err *err)
{
	char iso[TB_DATE_SIZE];

	if (!tb_date_parse(text, iso))
		return not_a(err, N_("'%s' is no date for '%s': write it as 24/11/2026 or 2026-11-24"), field, text);
	*out = tb_pool_strdup(pool, iso);
	return TB_OK;
}

static enum tb_status parse_instant(const struct tb_field *field, const char *text, int64_t *out, struct tb_err *err)
{
	if (!tb_time_parse(text, out))
		return not_a(err, N_("'%s' is no time for '%s': write it as 2026-11-24T17:05"), field, text);
	return TB_OK;
}

/* Whether there is a number in it that is not whole: the ledger knows integers only. */
static bool has_real(const json_t *value)
{
	const char *key;
	json_t *member;
	size_t i;

	json_array_foreach(value, i, member) if (has_real(member)) return true;
	json_object_foreach((json_t *)value, key, member) if (has_real(member)) return true;
	return json_is_real(value);
}

static enum tb_status parse_json(const struct tb_field *field, const char *text, struct tb_pool *pool, const char **out,
				 struct tb_err *err)
{
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	struct tb_str canonical = TB_STR_INIT;

	if (!json_is_object(root)) {
		json_decref(root);
		return not_a(err, N_("'%s' is no JSON object for '%s'"), field, text);
	}
	if (has_real(root)) {
		json_decref(root);
		return not_a(err, N_("'%s' holds a number that is not whole, which '%s' cannot have; write it as text"),
			     field, text);
	}
	tb_json_value(&TB_JSON_INIT(&canonical), root);
	*out = tb_pool_dup(pool, canonical.buf, canonical.len);
	tb_str_release(&canonical);
	json_decref(root);
	return TB_OK;
}

static enum tb_status parse_typed(const struct tb_field *field, char *text, struct tb_pool *pool, struct tb_value *v,
				  struct tb_err *err)
{
	v->text = text;
	switch (field->type) {
	case TB_TEXT:
	case TB_LINES: return parse_text(field, text, err);
	case TB_CODE: return parse_code(field, text, err);
	case TB_INT: return parse_number(field, text, 0, INT32_MAX, &v->num, err);
	case TB_YEAR: return parse_number(field, text, 1900, 2200, &v->num, err);
	case TB_MONEY: return parse_money(field, text, pool, &v->num, err);
	case TB_DATE: return parse_date(field, text, pool, &v->text, err);
	case TB_WORD: return parse_word(field, text, &v->text, err);
	case TB_BOOL: return parse_bool(field, text, &v->num, err);
	case TB_INSTANT: return parse_instant(field, text, &v->num, err);
	case TB_JSON: return parse_json(field, text, pool, &v->text, err);
	}
	return TB_EINVAL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

enum tb_status tb_value_parse(const struct tb_field *field, const char *text, size_t len, struct tb_pool *pool,
			      struct tb_value *out, struct tb_err *err)
{
	struct tb_value v = { .is = tb_field_is_text(field) ? TB_IS_TEXT : TB_IS_INT };
	enum tb_status rc;
	const char *nfc;
	char *copy;

	while (len && is_blank(*text))
		text++, len--;
	while (len && is_blank(text[len - 1]))
		len--;
	if (!len) {
		*out = (struct tb_value){ .is = TB_NULL };
		return TB_OK;
	}
	if (memchr(text, '\0', len) || tb_utf8_check(text, len) < len)
		return tb_err_set(err, TB_EINVAL,
				  N_("'%s' is not valid UTF-8 text: save the file or set the terminal to UTF-8"),
				  field->key);
	copy = tb_pool_dup(pool, text, len);
	nfc = tb_utf8_nfc(pool, copy, len);
	if (nfc != copy)
		copy = tb_pool_strdup(pool, nfc);
	rc = parse_typed(field, copy, pool, &v, err);
	if (!rc)
		*out = v;
	return rc;
}
