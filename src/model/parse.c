/* parse.c - what a person types or a CSV file holds, read by the type of its field (tb_value_parse). */
#include <ctype.h>
#include <string.h>

#include <trangbi/nouns.h>

#include "base/json.h"
#include "base/time.h"
#include "base/utf8.h"
#include "model/number.h"

enum { MAX_TEXT = 1000, MAX_CODE = 32 };
static const int64_t MAX_MONEY = 1000000000000000;

static enum tb_status not_a(struct tb_err *err, const char *msgid, const struct tb_field *field, const char *text)
{
	return tb_err_set(err, TB_EINVAL, msgid, text, field->key);
}

/* Also the spaces that do not break: currency formats and web pages put them where nobody sees that they are others. */
static const char *const blanks[] = { " ", "\t", "\r", "\n", "\u00A0", "\u202F" };

/* How many bytes of `text` are one blank at its beginning or its end; 0 for none. */
static size_t blank_of(const char *text, size_t len, bool at_end)
{
	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
		size_t n = strlen(blanks[i]);

		if (n <= len && !memcmp(at_end ? text + len - n : text, blanks[i], n))
			return n;
	}
	return 0;
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
		if (tb_utf8_control(p) && !(field->type == TB_LINES && (*p == '\n' || *p == '\t')))
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
	size_t len = strlen(text), blank;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t n = strlen(names[i]);

		if (len > n && !strcmp(text + len - n, names[i])) {
			text[len - n] = '\0';
			break;
		}
	}
	len = strlen(text);
	while ((blank = blank_of(text, len, true)) > 0)
		len -= blank;
	text[len] = '\0';
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

/* A number as spreadsheets and programs write it. */
static enum tb_status parse_amount(const struct tb_field *field, const struct tb_spelling *how, const char *given,
				   const char *text, int64_t max, int64_t *out, struct tb_err *err)
{
	int64_t multiplier = field->type == TB_MONEY && how->multiplier ? how->multiplier : 1;

	if (*text == '-')
		return not_a(err, N_("'%s' is negative, which '%s' cannot be"), field, given);
	switch (tb_number_read(text, how->marks, multiplier, out)) {
	case TB_NUMBER_OK: break;
	case TB_NUMBER_NONE:
		return not_a(err, N_("'%s' is no whole number for '%s': write digits only, such as 12500000"), field,
			     given);
	case TB_NUMBER_OPEN:
		return not_a(err,
			     N_("'%s' can be read in two ways as '%s': write it in digits only, such as 12500000, or "
				"import with --numbers vi (1.500 is 1500) or --numbers en (1,500 is 1500)"),
			     field, given);
	case TB_NUMBER_FRACTION:
		return not_a(err, N_("'%s' has a fraction, but '%s' is a whole number; correct it"), field, given);
	case TB_NUMBER_LARGE: return not_a(err, N_("'%s' is too large for '%s'"), field, given);
	}
	if (*out > max)
		return tb_err_set(err, TB_EINVAL, N_("'%s' is out of range for '%s': from %lld to %lld"), given,
				  field->key, 0LL, (long long)max);
	return TB_OK;
}

static enum tb_status parse_money(const struct tb_field *field, const struct tb_spelling *how, char *text,
				  struct tb_pool *pool, int64_t *out, struct tb_err *err)
{
	const char *given = text[strspn(text, "0123456789")] ? tb_pool_strdup(pool, text) : text;

	drop_currency(text);
	return parse_amount(field, how, given, text, MAX_MONEY, out, err);
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

/* A date that is one only if its month comes first is not read like that by a guess. */
static enum tb_status no_date(const struct tb_field *field, const struct tb_spelling *how, const char *text,
			      struct tb_err *err)
{
	char iso[TB_DATE_SIZE];

	if (how->table && !how->month_first && tb_date_parse_table(text, true, iso))
		return not_a(err,
			     N_("'%s' is no date for '%s' with the day first: write it as 24/11/2026 or 2026-11-24, or "
				"say dates = mdy in a profile"),
			     field, text);
	return not_a(err, N_("'%s' is no date for '%s': write it as 24/11/2026 or 2026-11-24"), field, text);
}

static enum tb_status parse_date(const struct tb_field *field, const struct tb_spelling *how, const char *text,
				 struct tb_pool *pool, const char **out, struct tb_err *err)
{
	char iso[TB_DATE_SIZE];

	if (how->table ? !tb_date_parse_table(text, how->month_first, iso) : !tb_date_parse(text, iso))
		return no_date(field, how, text, err);
	*out = tb_pool_strdup(pool, iso);
	return TB_OK;
}

/* Also from a month or a day, as in "7/2025"; whoever needs the rest of it keeps the text beside. */
static enum tb_status parse_year(const struct tb_field *field, const struct tb_spelling *how, const char *text,
				 int64_t *out, struct tb_err *err)
{
	char iso[TB_DATE_SIZE];

	if (how->table && text[strspn(text, "0123456789")] && tb_date_parse_table(text, how->month_first, iso)) {
		iso[4] = '\0';
		text = iso;
	}
	return parse_number(field, text, 1900, 2200, out, err);
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

static enum tb_status parse_typed(const struct tb_field *field, const struct tb_spelling *how, char *text,
				  struct tb_pool *pool, struct tb_value *v, struct tb_err *err)
{
	v->text = text;
	switch (field->type) {
	case TB_TEXT:
	case TB_LINES: return parse_text(field, text, err);
	case TB_CODE: return parse_code(field, text, err);
	case TB_INT:
		if (how->table)
			return parse_amount(field, how, text, text, INT32_MAX, &v->num, err);
		return parse_number(field, text, 0, INT32_MAX, &v->num, err);
	case TB_YEAR: return parse_year(field, how, text, &v->num, err);
	case TB_MONEY: return parse_money(field, how, text, pool, &v->num, err);
	case TB_DATE: return parse_date(field, how, text, pool, &v->text, err);
	case TB_WORD: return parse_word(field, text, &v->text, err);
	case TB_BOOL: return parse_bool(field, text, &v->num, err);
	case TB_INSTANT: return parse_instant(field, text, &v->num, err);
	case TB_JSON: return parse_json(field, text, pool, &v->text, err);
	}
	return TB_EINVAL;
}

/* 1.20E+11: what a spreadsheet makes of a long number, whose other digits are gone. */
static bool is_scientific(const char *text)
{
	const char *p = text + strspn(text, "0123456789");

	if (p == text)
		return false;
	if (*p == '.' || *p == ',')
		p += 1 + strspn(p + 1, "0123456789");
	return (p[0] == 'E' || p[0] == 'e') && p[1] == '+' && p[2] && strlen(p + 2) <= 2 &&
	       !p[2 + strspn(p + 2, "0123456789")];
}

/* A number that is a name has no value to a spreadsheet, which rounds it or takes off its zeros. */
static enum tb_status check_spoiled(const struct tb_field *field, const struct tb_spelling *how, const char *text,
				    struct tb_err *err)
{
	size_t len = strspn(text, "0123456789");

	if ((field->type == TB_CODE || field->flags & TB_IDENTITY) && is_scientific(text))
		return not_a(err,
			     N_("'%s' for '%s' is a number that a spreadsheet has rounded; make the column a text "
				"column there and enter it again"),
			     field, text);
	if (!text[len] && len < 32 && how->lost_zeros >> len & 1)
		return not_a(err,
			     N_("'%s' for '%s' has too few digits: a spreadsheet took off the zeros in front; make the "
				"column a text column there and enter it again"),
			     field, text);
	return TB_OK;
}

enum tb_status tb_value_parse(const struct tb_field *field, const char *text, size_t len, struct tb_pool *pool,
			      struct tb_value *out, struct tb_err *err)
{
	static const struct tb_spelling typed = { .table = false };

	return tb_value_read(field, &typed, text, len, pool, out, err);
}

enum tb_status tb_value_read(const struct tb_field *field, const struct tb_spelling *how, const char *text, size_t len,
			     struct tb_pool *pool, struct tb_value *out, struct tb_err *err)
{
	struct tb_value v = { .is = tb_field_is_text(field) ? TB_IS_TEXT : TB_IS_INT };
	enum tb_status rc;
	const char *nfc;
	size_t blank;
	char *copy;

	while ((blank = blank_of(text, len, false)) > 0)
		text += blank, len -= blank;
	while ((blank = blank_of(text, len, true)) > 0)
		len -= blank;
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
	rc = how->table ? check_spoiled(field, how, copy, err) : TB_OK;
	if (!rc)
		rc = parse_typed(field, how, copy, pool, &v, err);
	if (!rc)
		*out = v;
	return rc;
}
