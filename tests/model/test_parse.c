#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <trangbi/nouns.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What a field makes of a text: its value as text, "(null)" for no value, or NULL where it is refused. */
struct sample {
	int id;
	const char *typed, *value;
};

static void check_value(const struct tb_field *field, const struct sample *s, struct tb_pool *pool)
{
	struct tb_value v = { .num = 4711, .is = TB_UNSET };
	struct tb_err err = TB_ERR_INIT;
	struct tb_str got = TB_STR_INIT;
	enum tb_status rc = tb_value_parse(field, s->typed, strlen(s->typed), pool, &v, &err);

	if (rc != (s->value ? TB_OK : TB_EINVAL) || err.status != rc)
		fail_msg("%s, row %d: status %d", field->key, s->id, rc);
	if (rc && (v.is != TB_UNSET || v.num != 4711 || v.text))
		fail_msg("%s, row %d: the value was touched", field->key, s->id);
	if (rc)
		return;
	if (v.is == TB_NULL)
		tb_str_adds(&got, "(null)");
	else
		tb_value_text(field, &v, &got);
	if (strcmp(got.buf, s->value) != 0)
		fail_msg("%s, row %d: '%s'", field->key, s->id, got.buf);
	tb_str_release(&got);
}

static void check_values(const struct tb_noun *noun, unsigned field, const struct sample *samples, size_t n)
{
	struct tb_pool pool = TB_POOL_INIT;

	for (size_t i = 0; i < n; i++)
		check_value(&noun->fields[field], &samples[i], &pool);
	tb_pool_release(&pool);
}

static void test_parse__text(void **state)
{
	static const struct sample samples[] = {
		{ 1, "Xe máy", "Xe máy" },
		{ 2, " \t Xe máy \r\n", "Xe máy" },
		{ 3, "", "(null)" },
		{ 4, " \t\r\n ", "(null)" },
		{ 5, "a\nb", NULL },
		{ 6, "a\tb", NULL },
		{ 7,
		  "a\x01"
		  "b",
		  NULL },
		{ 8,
		  "a\x7F"
		  "b",
		  NULL },
		{ 9, "a\xC2\x85z", NULL }, /* C1: next line, and what starts a terminal's sequences */
		{ 10, "a\xC2\x9B[31m", NULL },
		{ 11, "a\u00A0b", "a\u00A0b" },
		{ 12, "x\xFF", NULL },
		{ 13, "x\xC3", NULL },
		{ 14, "\xC0\xAF", NULL },
		{ 15, "\xED\xA0\x80", NULL },
		{ 16, "\xF4\x90\x80\x80", NULL },
		{ 17, "\"quoted\" \\ 'too'", "\"quoted\" \\ 'too'" },
		{ 18, "a\x1B[31m", NULL },
		{ 19, "a\u202Eb", NULL }, /* what turns the direction of the text behind it */
		{ 20, "a\u2067b", NULL },
		{ 21, "a\u2026\u200Bb\u2060", "a\u2026\u200Bb\u2060" },
	};

	(void)state;
	check_values(&tb_asset_noun, TB_ASSET_NAME, samples, COUNT(samples));
}

static void test_parse__text_becomes_nfc(void **state)
{
	static const struct sample samples[] = {
		{ 1, "\u0110a\u0306\u0301k La\u0306\u0301k", "Đắk Lắk" },
		{ 2, "Hoa\u0301", "Hoá" },
		{ 3, "Thu\u0309y", "Thủy" },
		{ 4, "E\u0302\u0309", "Ể" },
		{ 5, "Đắk", "Đắk" },
		/* marks in another order are the same letter */
		{ 6, "a\u0323\u0302", "ậ" },
		{ 7, "a\u0302\u0323", "ậ" },
	};

	(void)state;
	check_values(&tb_asset_noun, TB_ASSET_NAME, samples, COUNT(samples));
	check_values(&tb_asset_noun, TB_ASSET_NOTE, samples, COUNT(samples));
}

static void test_parse__text_with_a_nul_or_too_long_is_refused(void **state)
{
	struct tb_pool pool = TB_POOL_INIT;
	const struct tb_field *name = &tb_asset_noun.fields[TB_ASSET_NAME];
	struct tb_value v;
	char text[1002];

	(void)state;
	assert_int_equal(tb_value_parse(name, "a\0b", 3, &pool, &v, NULL), TB_EINVAL);
	memset(text, 'x', sizeof(text));
	assert_int_equal(tb_value_parse(name, text, 1000, &pool, &v, NULL), TB_OK);
	assert_int_equal(strlen(v.text), 1000);
	assert_int_equal(tb_value_parse(name, text, 1001, &pool, &v, NULL), TB_EINVAL);
	tb_pool_release(&pool);
}

static void test_parse__lines(void **state)
{
	static const struct sample samples[] = {
		{ 1, "a\nb\tc", "a\nb\tc" }, { 2, "a\r\nb\r\n\r\nc", "a\nb\n\nc" }, /* as Windows writes them */
		{ 3, "a\x08", NULL },        { 4, "a\rb", NULL },
		{ 5, "\n\n a \n", "a" },
	};

	(void)state;
	check_values(&tb_asset_noun, TB_ASSET_NOTE, samples, COUNT(samples));
}

static void test_parse__code(void **state)
{
	static const struct sample samples[] = {
		{ 1, "00004", "00004" },
		{ 2, " xe-may_1.2/3 ", "XE-MAY_1.2/3" },
		{ 3, "a b", NULL },
		{ 4, "Đ1", NULL },
		{ 5, "12345678901234567890123456789012", "12345678901234567890123456789012" },
		{ 6, "123456789012345678901234567890123", NULL },
		{ 7, "a'b", NULL },
		{ 8, "a%", NULL },
		{ 9, "", "(null)" },
	};

	(void)state;
	check_values(&tb_asset_noun, TB_ASSET_UNIT, samples, COUNT(samples));
}

static void test_parse__int(void **state)
{
	static const struct sample samples[] = {
		{ 1, "0", "0" },
		{ 2, "12", "12" },
		{ 3, "2147483647", "2147483647" },
		{ 4, "2147483648", NULL },
		{ 5, "-1", NULL },
		{ 6, "+1", NULL },
		{ 7, "1.5", NULL },
		{ 8, "1,000", NULL },
		{ 9, "1e3", NULL },
		{ 10, "0x10", NULL },
		{ 11, "99999999999999999999999999", NULL },
		{ 12, "một", NULL },
		{ 13, "1 2", NULL },
		{ 14, "٣", NULL },
		{ 15, "-", NULL },
	};

	(void)state;
	check_values(&tb_asset_noun, TB_ASSET_QUANTITY, samples, COUNT(samples));
}

static void test_parse__money(void **state)
{
	static const struct sample samples[] = {
		{ 1, "12500000", "12500000" },
		{ 2, "1.234.567", "1234567" },
		{ 3, "1,234,567", "1234567" },
		{ 4, "12.500.000 đ", "12500000" },
		{ 5, "12.500.000đ", "12500000" },
		{ 6, "12.500.000 đồng", "12500000" },
		{ 7, "12500000 VND", "12500000" },
		{ 8, "12500000 ₫", "12500000" },
		{ 9, "0", "0" },
		{ 10, "1000000000000000", "1000000000000000" },
		{ 11, "1000000000000001", NULL },
		{ 12, "9223372036854775807", NULL },
		{ 13, "9223372036854775808", NULL },
		{ 14, "99999999999999999999999999999999", NULL },
		{ 15, "-5", NULL },
		{ 16, "-5.000.000", NULL },
		{ 17, "1.500", NULL }, /* one and a half, or fifteen hundred? */
		{ 18, "1,500", NULL },
		{ 19, "1500.00", "1500" },
		{ 20, "1.234.567,00 đ", "1234567" },
		{ 21, "1.234,567", NULL },
		{ 22, "12.34.567", NULL },
		{ 23, "1234.567.890", NULL },
		{ 24, "1.5E+07", "15000000" },
		{ 25, ".123.456", NULL },
		{ 26, "1.234.", NULL },
		{ 27, "đ", NULL },
		{ 28, "12 500 000", NULL },
		{ 29, "", "(null)" },
		/* the same with its accents written apart */
		{ 30, "12.500.000 đo\u0302\u0300ng", "12500000" },
		/* whole đồng only */
		{ 31, "1.234.567,50", NULL },
		{ 32, "1500.5", NULL },
		{ 33, "1,5E+00", NULL },
		{ 34, "1.25E+01", NULL },
		{ 35, "1,25E+03", "1250" },
		{ 36, "1.500E+03", "1500" },
		{ 37, "1E+16", NULL },
		/* with spaces that do not break */
		{ 38, "12.500.000\u00A0₫", "12500000" },
		{ 39, "\u00A0 12500000\u202Fđ\u00A0", "12500000" },
		{ 40, "\u00A0", "(null)" },
		{ 38, "1E+99", NULL },
		{ 39, "0E+99", "0" },
		{ 40, "1E", NULL },
		{ 41, "1E+", NULL },
		{ 42, "E+07", NULL },
		{ 43, "1.5E+007", NULL },
		{ 44, "1,234,567.00", "1234567" },
		{ 45, "1.234,567.00", NULL },
		{ 46, "0.500", NULL },
		{ 47, "1.", NULL },
		{ 48, "1234567.000", "1234567" },
		{ 49, "15E-01", NULL },
		{ 50, "150E-01", "15" },
	};

	(void)state;
	check_values(&tb_asset_noun, TB_ASSET_COST, samples, COUNT(samples));
}

/* ---- texts of a table ------------------------------------------------------------------------------------------- */

struct table_sample {
	int id;
	const struct tb_noun *noun;
	unsigned field;
	struct tb_spelling how;
	const char *text, *value;
};

static void check_table_values(const struct table_sample *samples, size_t n)
{
	struct tb_pool pool = TB_POOL_INIT;

	for (size_t i = 0; i < n; i++) {
		const struct table_sample *s = &samples[i];
		const struct tb_field *field = &s->noun->fields[s->field];
		struct tb_str got = TB_STR_INIT;
		struct tb_value v = { .is = TB_UNSET };
		enum tb_status rc = tb_value_read(field, &s->how, s->text, strlen(s->text), &pool, &v, NULL);

		if (!rc)
			tb_value_text(field, &v, &got);
		if (rc != (s->value ? TB_OK : TB_EINVAL) || (s->value && strcmp(got.buf, s->value) != 0))
			fail_msg("row %d: status %d, '%s'", s->id, rc, got.buf);
		tb_str_release(&got);
	}
	tb_pool_release(&pool);
}

static void test_parse__numbers_of_a_table(void **state)
{
	static const struct table_sample samples[] = {
		{ 1, &tb_asset_noun, TB_ASSET_COST, { .table = true }, "1.500", NULL },
		{ 2, &tb_asset_noun, TB_ASSET_COST, { .table = true, .marks = TB_MARKS_VI }, "1.500", "1500" },
		{ 3, &tb_asset_noun, TB_ASSET_COST, { .table = true, .marks = TB_MARKS_EN }, "1,500", "1500" },
		{ 4, &tb_asset_noun, TB_ASSET_COST, { .table = true, .marks = TB_MARKS_VI }, "1,500", NULL },
		{ 5, &tb_asset_noun, TB_ASSET_COST, { .table = true, .marks = TB_MARKS_EN }, "1.500", NULL },
		/* what contradicts the others is not what it seems */
		{ 6, &tb_asset_noun, TB_ASSET_COST, { .table = true, .marks = TB_MARKS_VI }, "1,234,567", NULL },
		{ 7, &tb_asset_noun, TB_ASSET_COST, { .table = true, .marks = TB_MARKS_EN }, "1.234,00", NULL },
		{ 8, &tb_asset_noun, TB_ASSET_COST, { .table = true, .marks = TB_MARKS_VI }, "1.5E+07", "15000000" },
		{ 10, &tb_asset_noun, TB_ASSET_COST, { .multiplier = 1000 }, "12500", "12500000" },
		{ 11, &tb_asset_noun, TB_ASSET_COST, { .multiplier = 1000 }, "1.234,5", "1234500" },
		{ 12, &tb_asset_noun, TB_ASSET_COST, { .multiplier = 1000 }, "1.234,5678", NULL },
		{ 13, &tb_asset_noun, TB_ASSET_COST, { .multiplier = 1000, .marks = TB_MARKS_VI }, "1,500", "1500" },
		{ 14, &tb_asset_noun, TB_ASSET_COST, { .multiplier = 1000 }, "1000000000001", NULL },
		{ 15, &tb_asset_noun, TB_ASSET_COST, { .multiplier = 1000 }, "9300000000000000", NULL },
		{ 20, &tb_asset_noun, TB_ASSET_QUANTITY, { .table = true, .multiplier = 1000 }, "2,00", "2" },
		{ 21, &tb_asset_noun, TB_ASSET_QUANTITY, { .table = true }, "2.5", NULL },
		{ 22, &tb_asset_noun, TB_ASSET_QUANTITY, { .table = true }, "2.000", NULL },
		{ 23, &tb_asset_noun, TB_ASSET_QUANTITY, { .table = true }, "-2", NULL },
		{ 24, &tb_asset_noun, TB_ASSET_QUANTITY, { .table = true }, "2147483648", NULL },
	};

	(void)state;
	check_table_values(samples, COUNT(samples));
}

static void test_parse__which_marks_a_number_shows(void **state)
{
	static const struct {
		const char *text;
		enum tb_marks marks;
	} samples[] = {
		{ "1.234.567", TB_MARKS_VI }, { "1.234,5", TB_MARKS_VI },      { "12,5", TB_MARKS_VI },
		{ "1,234,567", TB_MARKS_EN }, { "1,234.50 VND", TB_MARKS_EN }, { "12.50", TB_MARKS_EN },
		{ "1.500", TB_MARKS_OPEN },   { "1,500 đ", TB_MARKS_OPEN },    { "1234", TB_MARKS_OPEN },
		{ "", TB_MARKS_OPEN },        { "abc", TB_MARKS_OPEN },        { " 1.234.567 đồng ", TB_MARKS_VI },
		{ "12.34.5", TB_MARKS_OPEN }, { "0,500", TB_MARKS_VI },        { "1,5E+07", TB_MARKS_VI },
		{ "1234,567", TB_MARKS_VI },  { "Giá (1.000", TB_MARKS_OPEN }, { "x1.5", TB_MARKS_OPEN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(samples); i++)
		if (tb_number_shows(samples[i].text, strlen(samples[i].text)) != samples[i].marks)
			fail_msg("'%s'", samples[i].text);
}

static void test_parse__dates_of_a_table(void **state)
{
	static const struct table_sample samples[] = {
		{ 1, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "24/11/2026", "2026-11-24" },
		{ 2, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "7/2025", "2025-07-01" },
		{ 3, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "07-2025", "2025-07-01" },
		{ 4, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "2025", "2025-01-01" },
		{ 5, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "45839", "2025-07-01" },
		{ 6, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "45839.5", NULL },
		{ 7, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "19999", NULL },
		{ 8, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "13/2025", NULL },
		{ 9, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "11/24/2026", NULL },
		{ 10,
		  &tb_asset_noun,
		  TB_ASSET_BOOKED,
		  { .table = true, .month_first = true },
		  "11/24/2026",
		  "2026-11-24" },
		{ 11, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true, .month_first = true }, "24/11/2026", NULL },
		{ 12, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "1/7/2025 00:00:00", "2025-07-01" },
		{ 13, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "1/7/2025 10:00", NULL },
		{ 14, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "1899", NULL },
		{ 15, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "20000", "1954-10-03" },
		{ 16, &tb_asset_noun, TB_ASSET_BOOKED, { .table = true }, "2024-01-15T00:00:00", "2024-01-15" },
		{ 20, &tb_asset_noun, TB_ASSET_YEAR_IN_USE, { .table = true }, "7/2025", "2025" },
		{ 21, &tb_asset_noun, TB_ASSET_YEAR_IN_USE, { .table = true }, "15/07/2025", "2025" },
		{ 22, &tb_asset_noun, TB_ASSET_YEAR_IN_USE, { .table = true }, "2025", "2025" },
		{ 23, &tb_asset_noun, TB_ASSET_YEAR_IN_USE, { .table = true }, "45839", NULL },
		{ 24, &tb_asset_noun, TB_ASSET_YEAR_IN_USE, { .table = false }, "7/2025", NULL },
	};

	(void)state;
	check_table_values(samples, COUNT(samples));
}

static void test_parse__what_a_spreadsheet_has_spoiled(void **state)
{
	enum { PHONE = 1 << 9, CITIZEN = 1 << 10 | 1 << 11 };
	static const struct table_sample samples[] = {
		{ 1, &tb_asset_noun, TB_ASSET_SERIAL, { .table = true }, "1.20E+11", NULL },
		{ 2, &tb_asset_noun, TB_ASSET_SERIAL, { .table = true }, "1,20E+11", NULL },
		{ 3, &tb_asset_noun, TB_ASSET_SERIAL, { .table = true }, "1E+12", NULL },
		{ 4, &tb_asset_noun, TB_ASSET_SERIAL, { .table = true }, "1E12", "1E12" },
		{ 5, &tb_asset_noun, TB_ASSET_SERIAL, { .table = true }, "12E+A", "12E+A" },
		{ 6, &tb_asset_noun, TB_ASSET_SERIAL, { .table = true }, "E+12", "E+12" },
		{ 7, &tb_asset_noun, TB_ASSET_SERIAL, { .table = false }, "1.20E+11", "1.20E+11" },
		{ 8, &tb_asset_noun, TB_ASSET_NAME, { .table = true }, "1.20E+11", "1.20E+11" },
		{ 9, &tb_person_noun, TB_PERSON_NUMBER, { .table = true }, "1.2E+11", NULL },
		{ 10, &tb_person_noun, TB_PERSON_PHONE, { .table = true, .lost_zeros = PHONE }, "912345678", NULL },
		{ 11,
		  &tb_person_noun,
		  TB_PERSON_PHONE,
		  { .table = true, .lost_zeros = PHONE },
		  "0912345678",
		  "0912345678" },
		{ 12, &tb_person_noun, TB_PERSON_NOTE, { .table = true, .lost_zeros = CITIZEN }, "1090012345", NULL },
		{ 13, &tb_person_noun, TB_PERSON_NOTE, { .table = true, .lost_zeros = CITIZEN }, "10900123456", NULL },
		{ 14,
		  &tb_person_noun,
		  TB_PERSON_NOTE,
		  { .table = true, .lost_zeros = CITIZEN },
		  "001090012345",
		  "001090012345" },
		{ 15,
		  &tb_person_noun,
		  TB_PERSON_NOTE,
		  { .table = true, .lost_zeros = CITIZEN },
		  "10900123 6",
		  "10900123 6" },
	};

	(void)state;
	check_table_values(samples, COUNT(samples));
}

static void test_parse__date(void **state)
{
	static const struct sample samples[] = {
		{ 1, "24/11/2026", "2026-11-24" },
		{ 2, "1/7/2025", "2025-07-01" },
		{ 3, "01.07.2025", "2025-07-01" },
		{ 4, "2026-11-24", "2026-11-24" },
		{ 5, "31/02/2026", NULL },
		{ 6, "29/02/2026", NULL },
		{ 7, "29/02/2028", "2028-02-29" },
		{ 8, "29/02/2100", NULL },
		{ 9, "11/24/2026", NULL },
		{ 10, "31/04/2026", NULL },
		{ 11, "0/1/2026", NULL },
		{ 12, "1/0/2026", NULL },
		{ 13, "1/1/26", NULL },
		{ 14, "7/2025", NULL },
		{ 15, "45839", NULL },
		{ 16, "2026-11-24T10:00", NULL },
		{ 17, "24/11-2026", NULL },
		{ 18, "1/1/1899", NULL },
		{ 19, "31/12/9999", "9999-12-31" },
		{ 20, "hôm nay", NULL },
		{ 21, "2026-13-01", NULL },
		{ 22, "", "(null)" },
	};

	(void)state;
	check_values(&tb_asset_noun, TB_ASSET_PURCHASED, samples, COUNT(samples));
}

static void test_parse__year(void **state)
{
	static const struct sample samples[] = {
		{ 1, "1900", "1900" }, { 2, "2200", "2200" }, { 3, "1899", NULL },
		{ 4, "2201", NULL },   { 5, "26", NULL },
	};

	(void)state;
	check_values(&tb_asset_noun, TB_ASSET_YEAR_MADE, samples, COUNT(samples));
}

static void test_parse__words_in_vietnamese_and_english(void **state)
{
	static const struct sample conditions[] = {
		{ 1, "ok", "ok" },          { 2, "OK", "ok" },         { 3, "Tốt", "ok" },
		{ 4, "TỐT", "ok" },         { 5, "tot", "ok" },        { 6, "Hỏng", "broken" },
		{ 7, "hư hỏng", "broken" }, { 8, "Broken", "broken" }, { 9, "To\u0302\u0301t", "ok" },
		{ 10, "cũ", "worn" },       { 11, "brok", NULL },      { 12, "tốt|good", NULL },
		{ 13, "-", NULL },          { 14, "ok ok", NULL },     { 15, "", "(null)" },
	};
	static const struct sample groups[] = {
		{ 20, "Phương tiện", "vehicle" },    { 21, "xe", "vehicle" }, { 22, "CCDC", "tool" },
		{ 23, "Công nghệ thông tin", "it" }, { 24, "IT", "it" },      { 25, "xe máy", NULL },
	};
	static const struct sample statuses[] = {
		{ 30, "in_stock", "in_stock" },
		{ 31, "in stock", "in_stock" },
		{ 32, "Đang sử dụng", "in_use" },
		{ 33, "In use", "in_use" },
	};

	(void)state;
	check_values(&tb_asset_noun, TB_ASSET_CONDITION, conditions, COUNT(conditions));
	check_values(&tb_kind_noun, TB_KIND_GROUP, groups, COUNT(groups));
	check_values(&tb_asset_noun, TB_ASSET_STATUS, statuses, COUNT(statuses));
}

static void test_parse__bool(void **state)
{
	static const struct sample samples[] = {
		{ 1, "1", "1" },     { 2, "0", "0" },    { 3, "yes", "1" }, { 4, "No", "0" }, { 5, "Có", "1" },
		{ 6, "KHÔNG", "0" }, { 7, "true", "1" }, { 8, "2", NULL },  { 9, "y", NULL }, { 10, "", "(null)" },
	};

	(void)state;
	check_values(&tb_person_noun, TB_PERSON_ACTIVE, samples, COUNT(samples));
}

static void test_parse__instant(void **state)
{
	static const struct sample samples[] = {
		{ 1, "2026-11-24T17:05", "2026-11-24T17:05:00+07:00" },
		{ 2, "2026-11-24T10:05:30Z", "2026-11-24T17:05:30+07:00" },
		{ 3, "2026-11-24", "2026-11-24T00:00:00+07:00" },
		{ 4, "2026-11-24T25:00", NULL },
		{ 5, "24/11/2026 17:05", "2026-11-24T17:05:00+07:00" },
		{ 6, "31/02/2026", NULL },
	};

	(void)state;
	check_values(&tb_asset_noun, TB_ASSET_SEEN_AT, samples, COUNT(samples));
}

static void test_parse__json_becomes_canonical(void **state)
{
	static const struct sample samples[] = {
		{ 1, "{ \"b\" : 1, \"a\" : \"x\" }", "{\"a\":\"x\",\"b\":1}" },
		{ 2, "{}", "{}" },
		{ 3, "{\"a\":{\"c\":[1,true,null],\"b\":2}}", "{\"a\":{\"b\":2,\"c\":[1,true,null]}}" },
		{ 4, "[1]", NULL },
		{ 5, "\"x\"", NULL },
		{ 6, "{\"a\":1,\"a\":2}", NULL },
		{ 7, "{\"a\":1", NULL },
		{ 8, "{\"a\":\"\\u0110\"}", "{\"a\":\"Đ\"}" },
		{ 9, "{\"a\":1.5}", NULL }, /* no real numbers in the ledger, and nothing is dropped silently */
		{ 10, "{\"a\":[{\"b\":1e3}]}", NULL },
		{ 11, "{\"a\":99999999999999999999}", NULL },
		{ 12, "{\"a\":\"\\u0000\"}", NULL },
		{ 13, "{} {}", NULL },
	};

	(void)state;
	check_values(&tb_asset_noun, TB_ASSET_EXTRA, samples, COUNT(samples));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse__text),
		cmocka_unit_test(test_parse__text_becomes_nfc),
		cmocka_unit_test(test_parse__text_with_a_nul_or_too_long_is_refused),
		cmocka_unit_test(test_parse__lines),
		cmocka_unit_test(test_parse__code),
		cmocka_unit_test(test_parse__int),
		cmocka_unit_test(test_parse__money),
		cmocka_unit_test(test_parse__numbers_of_a_table),
		cmocka_unit_test(test_parse__which_marks_a_number_shows),
		cmocka_unit_test(test_parse__dates_of_a_table),
		cmocka_unit_test(test_parse__what_a_spreadsheet_has_spoiled),
		cmocka_unit_test(test_parse__date),
		cmocka_unit_test(test_parse__year),
		cmocka_unit_test(test_parse__words_in_vietnamese_and_english),
		cmocka_unit_test(test_parse__bool),
		cmocka_unit_test(test_parse__instant),
		cmocka_unit_test(test_parse__json_becomes_canonical),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
