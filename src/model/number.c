#include "model/number.h"

#include <stdbool.h>
#include <string.h>

/* A number taken apart. */
struct parts {
	const char *text;
	size_t len;          /* of the part before the exponent */
	char decimal;        /* the mark before the fraction; 0 for none */
	char group;          /* the mark between groups of three; 0 for none */
	int exponent;        /* power of ten behind E */
	enum tb_marks shows; /* which habit the text shows */
};

static size_t digits_at(const char *p, const char *end)
{
	const char *start = p;

	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return (size_t)(p - start);
}

/* "E+07" at the end of it, as spreadsheets write it. */
static bool take_exponent(struct parts *p)
{
	const char *e = strchr(p->text, 'E');

	p->len = e ? (size_t)(e - p->text) : strlen(p->text);
	if (!e)
		return true;
	if ((e[1] != '+' && e[1] != '-') || strlen(e) != 4 || digits_at(e + 2, e + 4) != 2)
		return false;
	p->exponent = (e[2] - '0') * 10 + (e[3] - '0');
	if (e[1] == '-')
		p->exponent = -p->exponent;
	return true;
}

/* Whether the part up to `end` is 1 to 3 digits and then groups of three behind `mark`. */
static bool is_grouped(const char *p, const char *end, char mark)
{
	size_t n = digits_at(p, end);

	if (!n || n > 3)
		return false;
	for (p += n; p < end; p += 4)
		if (*p != mark || digits_at(p + 1, end) < 3 || digits_at(p + 1, end) > 3)
			return false;
	return true;
}

static enum tb_marks habit(char decimal, char group)
{
	return decimal == ',' || group == '.' ? TB_MARKS_VI : TB_MARKS_EN;
}

static bool set_group(struct parts *p, const char *end, char mark)
{
	p->group = mark;
	p->shows = habit(p->decimal, p->group);
	return is_grouped(p->text, end, mark);
}

static bool set_decimal(struct parts *p, const char *at)
{
	p->decimal = *at;
	p->shows = habit(p->decimal, p->group);
	return digits_at(at + 1, p->text + p->len) > 0;
}

/*
 * Find out what the marks are. One mark that stands once before three digits, with one to three before it, could be
 * either; what it is then follows from `marks`.
 */
static enum tb_number take_marks(struct parts *p, enum tb_marks marks)
{
	const char *end = p->text + p->len, *first = NULL, *last = NULL;
	bool open;

	for (const char *c = p->text; c < end; c++)
		if (*c == '.' || *c == ',') {
			first = first ? first : c;
			last = c;
		}
	if (!first)
		return TB_NUMBER_OK;
	if (*first != *last) /* the last is the decimal mark */
		return set_group(p, last, *first) && set_decimal(p, last) ? TB_NUMBER_OK : TB_NUMBER_NONE;
	if (first != last)
		return set_group(p, end, *first) ? TB_NUMBER_OK : TB_NUMBER_NONE;
	open = !p->exponent && is_grouped(p->text, end, *first) && p->text[0] != '0';
	if (!open)
		return set_decimal(p, first) ? TB_NUMBER_OK : TB_NUMBER_NONE;
	if (marks == TB_MARKS_OPEN)
		return TB_NUMBER_OPEN;
	if (habit(0, *first) == marks)
		return set_group(p, end, *first) ? TB_NUMBER_OK : TB_NUMBER_NONE;
	return set_decimal(p, first) ? TB_NUMBER_OK : TB_NUMBER_NONE;
}

/* Read the digits; `*places` is how many of them stand behind the decimal mark. */
static enum tb_number take_digits(const struct parts *p, int64_t *n, int *places)
{
	bool fraction = false;

	if (!p->len || p->text[0] < '0' || p->text[0] > '9')
		return TB_NUMBER_NONE;
	for (size_t i = 0; i < p->len; i++) {
		char c = p->text[i];

		if (c == p->decimal && c)
			fraction = true;
		else if ((c < '0' || c > '9') && (!c || c != p->group))
			return TB_NUMBER_NONE;
		if (c < '0' || c > '9')
			continue;
		if (__builtin_mul_overflow(*n, 10, n) || __builtin_add_overflow(*n, c - '0', n))
			return TB_NUMBER_LARGE;
		*places += fraction;
	}
	return TB_NUMBER_OK;
}

enum tb_number tb_number_read(const char *text, enum tb_marks marks, int64_t multiplier, int64_t *out)
{
	struct parts p = { .text = text, .shows = TB_MARKS_OPEN };
	enum tb_number is = take_exponent(&p) ? take_marks(&p, marks) : TB_NUMBER_NONE;
	int64_t n = 0;
	int places = 0;

	if (is == TB_NUMBER_OK)
		is = take_digits(&p, &n, &places);
	if (is != TB_NUMBER_OK)
		return is;
	if (marks != TB_MARKS_OPEN && p.shows != TB_MARKS_OPEN && !p.exponent && p.shows != marks)
		return TB_NUMBER_OPEN;
	if (__builtin_mul_overflow(n, multiplier, &n))
		return TB_NUMBER_LARGE;
	for (places -= p.exponent; places < 0; places++)
		if (__builtin_mul_overflow(n, 10, &n))
			return TB_NUMBER_LARGE;
	for (; places > 0 && n; places--, n /= 10)
		if (n % 10)
			return TB_NUMBER_FRACTION;
	*out = n;
	return TB_NUMBER_OK;
}

enum tb_marks tb_number_shows(const char *text, size_t len)
{
	enum { LONGEST = 40 };
	struct parts p = { .shows = TB_MARKS_OPEN };
	char copy[LONGEST + 1];
	int64_t n = 0;
	int places = 0;

	while (len && (text[len - 1] < '0' || text[len - 1] > '9')) /* the currency */
		len--;
	while (len && *text == ' ')
		text++, len--;
	if (len > LONGEST)
		return TB_MARKS_OPEN;
	memcpy(copy, text, len);
	copy[len] = '\0';
	p.text = copy;
	if (!take_exponent(&p) || take_marks(&p, TB_MARKS_OPEN) != TB_NUMBER_OK)
		return TB_MARKS_OPEN;
	return take_digits(&p, &n, &places) == TB_NUMBER_OK ? p.shows : TB_MARKS_OPEN;
}
