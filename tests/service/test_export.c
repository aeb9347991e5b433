#include "random.h"
#include "service/fixture.h"

enum { ROUNDS = 6, RECORDS = 25 };

static const struct tb_noun *const nouns[] = { &tb_unit_noun, &tb_kind_noun, &tb_person_noun, &tb_asset_noun };

static const char *export(struct fixture *f, const struct tb_export_req *req)
{
	char *text = NULL;
	size_t len = 0;
	int64_t rows = 0;
	FILE *file = open_memstream(&text, &len);
	const char *copy;
	enum tb_status rc = tb_export(f->db, req, file, &rows, &f->err);

	fclose(file);
	copy = tb_pool_dup(&f->pool, text, len);
	free(text);
	assert_ok(f, rc);
	return copy;
}

static struct tb_import_result import(struct fixture *f, const struct tb_noun *noun, const char *text)
{
	char path[80];
	struct tb_import_req req = { .noun = noun, .path = path };
	struct tb_import_result result;
	enum tb_status rc;
	FILE *file;

	snprintf(path, sizeof(path), "%s/in.csv", f->dir);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	rc = tb_import(f->db, &f->act, &req, &result, &f->err);
	tb_problems_release(&f->problems);
	f->problems = result.problems;
	assert_ok(f, rc);
	return result;
}

/* ---- records at random ------------------------------------------------------------------------------------------- */

static const char *random_text(struct fixture *f, uint32_t *seed, bool lines)
{
	static const char *const pieces[] = { "a", "ế",  "Đ", "\"", ",", ";",        "|", " ", "'",
					      "=", "+1", "-", "@",  "0", "\xC2\xA0", "4", "/", "\n" };
	const char *text = "x";

	for (unsigned n = 1 + next_random(seed) % 6; n; n--)
		text = tb_pool_printf(&f->pool, "%s%s", pieces[next_random(seed) % (COUNT(pieces) - !lines)],
				      n % 2 ? text : "");
	return text[strspn(text, " \n\xC2\xA0")] ? text : "x"; /* blanks alone are nothing */
}

static const char *random_value(struct fixture *f, const struct tb_field *field, uint32_t *seed)
{
	const unsigned n = next_random(seed);
	unsigned words = 0;

	switch (field->type) {
	case TB_TEXT: return random_text(f, seed, false);
	case TB_LINES: return random_text(f, seed, true);
	case TB_MONEY: return tb_pool_printf(&f->pool, "%u", n);
	case TB_INT: return tb_pool_printf(&f->pool, "%u", 1 + n % 90);
	case TB_YEAR: return "2010";
	case TB_DATE: return tb_pool_printf(&f->pool, "2025-%02u-%02u", 1 + n % 12, 1 + n % 28);
	case TB_BOOL: return n % 2 ? "1" : "0";
	case TB_JSON: return tb_pool_printf(&f->pool, "{\"Màu\":\"=đỏ\",\"số %u\":\"0%u\"}", n % 3, n);
	case TB_WORD:
		while (field->words[words].code)
			words++;
		return field->words[n % words].code;
	default: return NULL; /* codes name other records */
	}
}

static void add_random(struct fixture *f, const struct tb_noun *noun, unsigned i, uint32_t *seed)
{
	struct tb_record r = { .noun = noun };
	const char *code = tb_pool_printf(&f->pool, "000%u", i);

	for (unsigned k = 0; k < noun->n_fields; k++) {
		const struct tb_field *field = &noun->fields[k];
		const char *text =
			field->flags & TB_REQUIRED || next_random(seed) % 3 ? random_value(f, field, seed) : NULL;

		if (text && !(field->flags & TB_DERIVED) && strncmp(field->key, "valid_", 6) != 0)
			assert_ok(f, tb_value_parse(field, text, strlen(text), &f->pool, &r.v[k], &f->err));
	}
	if (noun != &tb_asset_noun)
		tb_set_text(&r, noun->key, code);
	if (noun == &tb_asset_noun)
		tb_set_text(&r, TB_ASSET_KIND, "XEM");
	if (noun == &tb_asset_noun || noun == &tb_person_noun)
		tb_set_text(&r, (unsigned)tb_field_find(noun, "unit"), i % 2 ? "00004" : "00008");
	assert_ok(f, tb_add(f->db, &f->act, &r, &f->pool, &f->err));
}

/* ---- tests ---------------------------------------------------------------------------------------------------------- */

static void export_all(struct fixture *f, enum tb_export_format format, const char *out[COUNT(nouns)])
{
	for (size_t i = 0; i < COUNT(nouns); i++) {
		const struct tb_export_req req = { .noun = nouns[i], .format = format };

		out[i] = export(f, &req);
	}
}

/* In another register that knows nothing, and once more in the first, where it changes nothing. */
static void move_all(struct fixture *f, enum tb_export_format format)
{
	const char *out[COUNT(nouns)], *back[COUNT(nouns)];
	struct fixture *other = NULL;
	void *state = NULL;

	export_all(f, format, out);
	assert_int_equal(set_up_empty(&state), 0);
	other = state;
	for (size_t i = 0; i < COUNT(nouns); i++) {
		int64_t before = events(f);

		import(other, nouns[i], out[i]);
		assert_int_equal(import(f, nouns[i], out[i]).changed, 0);
		assert_int_equal(events(f), before);
	}
	export_all(other, format, back);
	for (size_t i = 0; i < COUNT(nouns); i++)
		assert_string_equal(back[i], out[i]);
	assert_verifies(other);
	assert_int_equal(tear_down(&state), 0);
}

static void test_export__everything_comes_back_the_same(void **state)
{
	struct fixture *f = *state;
	uint32_t seed = 20261125;

	for (unsigned round = 0; round < ROUNDS; round++) {
		for (unsigned i = 0; i < RECORDS; i++)
			add_random(f, nouns[i % COUNT(nouns)], 100 + round * RECORDS + i, &seed);
		move_all(f, round % 2 ? TB_EXPORT_EXCEL : TB_EXPORT_CSV);
	}
}

static void test_export__chosen_columns_in_their_order(void **state)
{
	struct fixture *f = *state;
	struct tb_export_req req = { .noun = &tb_asset_noun, .columns = "name,Màu,cost" };

	assert_ok(f, try_add(f, &tb_asset_noun, "name", "Xe", "kind", "XEM", "unit", "00004", "cost", "5", "extra",
			     "{\"Màu\":\"đỏ\"}", NULL));
	assert_string_equal(export(f, &req), "name,Màu,cost\r\nXe,đỏ,5\r\n");
	req.columns = "cost,cost";
	assert_string_equal(export(f, &req), "cost,cost\r\n5,5\r\n");
}

static void test_export__a_column_that_there_is_not(void **state)
{
	static const char *const lists[] = { "", "tag,", "tag, name", "Màu", "tag,,name" };
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(lists); i++) {
		struct tb_export_req req = { .noun = &tb_asset_noun, .columns = lists[i] };
		int64_t rows = -1;
		FILE *file = tmpfile();

		assert_refused(f, tb_export(f->db, &req, file, &rows, &f->err), TB_EINVAL, "there are: tag, name");
		assert_int_equal(ftell(file), 0);
		assert_int_equal(rows, -1);
		fclose(file);
	}
}

/* As a profile spells its columns and in its order; so it can be read again by the same one. */
static void test_export__columns_of_a_profile(void **state)
{
	struct fixture *f = *state;
	struct tb_export_req req = { .noun = &tb_asset_noun, .profile = "s26-h" };
	struct tb_import_req back = { .noun = &tb_asset_noun, .profile = "s26-h", .set = "unit=00004,kind=XEM" };
	struct tb_import_result result;
	char path[80];
	FILE *file;

	assert_ok(f, try_add(f, &tb_asset_noun, "name", "Đèn pin", "kind", "XEM", "unit", "00004", "cost", "2100000",
			     "quantity", "6", "old_code", "CC-01", "booked", "2026-03-05", NULL));
	assert_string_equal(export(f, &req), "\"Ngày, tháng ghi sổ\",Chứng từ: Số hiệu,\"Chứng từ: Ngày, tháng\",Mã số,"
					     "\"Tên tài sản cố định và công cụ, dụng cụ\",Đơn vị tính,Ghi tăng: Số "
					     "lượng,Ghi tăng: Thành tiền\r\n2026-03-05,,,CC-01,Đèn pin,,6,2100000\r\n");
	snprintf(path, sizeof(path), "%s/book.csv", f->dir);
	back.path = path;
	file = fopen(path, "w");
	fputs(export(f, &req), file);
	fclose(file);
	assert_ok(f, tb_import(f->db, &f->act, &back, &result, &f->err));
	assert_int_equal(result.same, 1);
	req.profile = "trangbi";
	assert_int_equal(strncmp(export(f, &req), "tag,name,kind,", 14), 0);
}

static void test_export__a_profile_that_does_not_fit(void **state)
{
	struct fixture *f = *state;
	struct tb_export_req req = { .noun = &tb_unit_noun, .profile = "s24-h" };
	int64_t rows = -1;
	FILE *file = tmpfile();

	assert_refused(f, tb_export(f->db, &req, file, &rows, &f->err), TB_EINVAL, "is for assets, not for units");
	req = (struct tb_export_req){ .noun = &tb_asset_noun, .profile = "nothing" };
	assert_refused(f, tb_export(f->db, &req, file, &rows, &f->err), TB_ENOTFOUND, "'nothing'");
	assert_int_equal(ftell(file), 0);
	fclose(file);
}

static void test_export__excel_keeps_codes_and_counts_numbers(void **state)
{
	struct fixture *f = *state;
	const struct tb_export_req req = { .noun = &tb_asset_noun,
					   .columns = "unit,cost,name,purchased",
					   .format = TB_EXPORT_EXCEL };

	assert_ok(f, try_add(f, &tb_asset_noun, "name", "=1+1;", "kind", "XEM", "unit", "00004", "cost", "12500000",
			     "purchased", "2025-07-01", NULL));
	assert_string_equal(export(f, &req), "\xEF\xBB\xBFunit;cost;name;purchased\r\n"
					     "\"=\"\"00004\"\"\";12500000;\"'=1+1;\";2025-07-01\r\n");
}

static void test_export__json_lines(void **state)
{
	struct fixture *f = *state;
	struct tb_export_req req = { .noun = &tb_unit_noun, .format = TB_EXPORT_JSONL, .columns = "name,code" };

	assert_string_equal(export(f, &req), "{\"code\":\"00004\",\"name\":\"Ba Đình\"}\n"
					     "{\"code\":\"00008\",\"name\":\"Ngọc Hà\"}\n"
					     "{\"code\":\"01\",\"name\":\"Hà Nội\"}\n");
	req = (struct tb_export_req){ .noun = &tb_asset_noun, .format = TB_EXPORT_JSONL };
	assert_string_equal(export(f, &req), "");
}

static void test_export__events(void **state)
{
	struct fixture *f = *state;
	const struct tb_export_req req = { .noun = &tb_event_noun, .format = TB_EXPORT_JSONL };
	const char *p = export(f, &req);
	int64_t lines = 0;

	for (; (p = strchr(p, '\n')); p++)
		lines++;
	assert_int_equal(lines, events(f));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_export__everything_comes_back_the_same),
		TEST(test_export__chosen_columns_in_their_order),
		TEST(test_export__a_column_that_there_is_not),
		TEST(test_export__columns_of_a_profile),
		TEST(test_export__a_profile_that_does_not_fit),
		TEST(test_export__excel_keeps_codes_and_counts_numbers),
		TEST(test_export__json_lines),
		TEST(test_export__events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
