/* The file of the rows that an import refuses. */
#include "service/import_fixture.h"

#define BOM "\xEF\xBB\xBF"

static const char *rejects_path(struct fixture *f)
{
	return tb_pool_printf(&f->pool, "%s/rejects.csv", f->dir);
}

static struct run import_keeping(struct fixture *f, const char *csv, struct tb_import_req req)
{
	req.keep_good = true;
	req.rejects = rejects_path(f);
	unlink(req.rejects);
	return import_by(f, csv, req);
}

static void assert_file(struct fixture *f, const char *expected)
{
	char *text = read_file(f, "rejects.csv");

	assert_string_equal(text, expected);
	free(text);
}

static void replace(char *text, const char *from, const char *to)
{
	char *at = strstr(text, from);

	assert_non_null(at);
	assert_int_equal(strlen(from), strlen(to));
	memcpy(at, to, strlen(to));
}

/* Quotes, spaces, unknown columns and the delimiter stay as they were. */
static void test_rejects__rows_are_kept_byte_by_byte(void **state)
{
	struct fixture *f = *state;
	struct run r = import_keeping(f,
				      "name;kind;unit;\"Màu; sắc\"\n"
				      "\"a\" ; XEM;00004;\"x \"\"y\"\"\"\n"
				      " b ;\"NONE\";00004;'=1+1;too many\n",
				      (struct tb_import_req){ .path = NULL });

	assert_ok(f, r.rc);
	assert_counts(f, r, 1, 0, 0, 1);
	assert_file(f, BOM "rejected_row;rejected_column;rejected_reason;name;kind;unit;\"Màu; sắc\"\r\n"
			   "3;;the row has more cells than the header; b ;\"NONE\";00004;'=1+1;too many\r\n");
}

static void test_rejects__remember_the_first_number_of_a_row(void **state)
{
	struct fixture *f = *state;
	struct tb_import_req req = { .set = "kind=XEM,unit=00004" };
	char *text;

	assert_counts(f, import_keeping(f, "name,serial,cost\na,S1,1\nb,S2,x\nc,S3,2\nd,S4,-1\n", req), 2, 0, 0, 2);
	text = read_file(f, "rejects.csv");
	replace(text, ",x\r", ",7\r");
	assert_counts(f, import_keeping(f, text, req), 1, 0, 0, 1);
	assert_problem(f, 0, "row 5, column 'cost'", "negative");
	free(text);
	assert_file(f, BOM "rejected_row,rejected_column,rejected_reason,name,serial,cost\r\n"
			   "5,cost,\"'-1' is negative, which 'cost' cannot be\",d,S4,-1\r\n");
	assert_verifies(f);
}

/* A list of problems ends somewhere, the file does not. */
static void test_rejects__hold_every_row(void **state)
{
	struct fixture *f = *state;
	struct tb_str csv = TB_STR_INIT;
	char *text, *p;
	int lines = 0;

	tb_str_adds(&csv, "name,kind,unit\n");
	for (int i = 0; i < 250; i++)
		tb_str_addf(&csv, "%d,NONE,00004\n", i);
	assert_counts(f, import_keeping(f, csv.buf, (struct tb_import_req){ .path = NULL }), 0, 0, 0, 250);
	assert_int_equal(f->problems.n, 100);
	text = read_file(f, "rejects.csv");
	for (p = text; (p = strchr(p, '\n')); p++)
		lines++;
	assert_int_equal(lines, 251);
	free(text);
	tb_str_release(&csv);
}

static void test_rejects__an_endless_cell_is_not_cut(void **state)
{
	enum { LONG = 30000, CELL = 70000 };
	struct fixture *f = *state;
	char *csv = malloc(CELL + 100), *text;
	size_t len;

	strcpy(csv, "name,kind,unit,note\nx,XEM,00004,");
	len = strlen(csv);
	memset(csv + len, 'y', CELL);
	strcpy(csv + len + CELL, "\n");
	assert_counts(f, import_keeping(f, csv, (struct tb_import_req){ .path = NULL }), 0, 0, 0, 1);
	free(csv);
	text = malloc(CELL + 1000);
	FILE *file = fopen(rejects_path(f), "r");
	assert_non_null(file);
	text[fread(text, 1, CELL + 999, file)] = '\0';
	fclose(file);
	assert_non_null(strstr(text, ",x,XEM,00004,yyy"));
	assert_true(strlen(text) > CELL + LONG / 1000);
	free(text);
}

static void test_rejects__can_be_asked_for_where_nothing_is_imported(void **state)
{
	struct fixture *f = *state;
	struct tb_import_req req = { .rejects = rejects_path(f) };
	int64_t before = events(f);
	const char *csv = "name,kind,unit\nx,XEM,00004\ny,NONE,00004\n";

	assert_int_equal(import_by(f, csv, req).rc, TB_EREFUSED);
	assert_int_equal(events(f), before);
	assert_file(f, BOM "rejected_row,rejected_column,rejected_reason,name,kind,unit\r\n"
			   "3,,there is no kind 'NONE' in the register,y,NONE,00004\r\n");
	/* it is not overwritten; without any rejects none is made */
	assert_refused(f, import_by(f, csv, req).rc, TB_EREFUSED, "is there already");
	unlink(req.rejects);
	assert_counts(f, import_by(f, "name,kind,unit\nx,XEM,00004\n", req), 1, 0, 0, 0);
	assert_int_not_equal(access(req.rejects, F_OK), 0);
}

/* The file is UTF-8 whatever it comes from, and goes in by the same request. */
static void test_rejects__of_a_file_in_an_old_encoding(void **state)
{
	struct fixture *f = *state;
	struct tb_import_req req = { .encoding = "TCVN3", .header_row = 3 };
	char *text;

	assert_counts(f,
		      import_keeping(f,
				     "B\xB8o c\xB8o;;\n;;\nname;kind;unit\nXe m\xB8y;XEM;00004\nC\xAB"
				     "ng c\xF4;NONE;00004\n",
				     req),
		      1, 0, 0, 1);
	text = read_file(f, "rejects.csv");
	assert_memory_equal(text, BOM "rejected_row;", 16);
	assert_non_null(strstr(text, ";Công cụ;NONE;00004\r\n"));
	replace(text, "NONE;", "XEM; ");
	assert_counts(f, import_keeping(f, text, req), 1, 0, 0, 0);
	free(text);
	assert_verifies(f);
}

static void test_rejects__from_standard_input_too(void **state)
{
	struct fixture *f = *state;
	struct tb_import_req req = { .noun = &tb_asset_noun, .path = "/dev/fd/99" };
	struct tb_import_result out;
	int ends[2];
	const char csv[] = "name,kind,unit,serial,cost\nx,XEM,00004,S1,1.500\ny,XEM,00004,S2,1.234.567\n";

	/* a pipe cannot be read twice, but its numbers are explained all the same */
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], csv, sizeof(csv) - 1), sizeof(csv) - 1);
	close(ends[1]);
	assert_int_equal(dup2(ends[0], 99), 99);
	assert_ok(f, tb_import(f->db, &f->act, &req, &out, &f->err));
	tb_problems_release(&out.problems);
	close(ends[0]);
	close(99);
	assert_field(f, "S1", TB_ASSET_COST, "1500");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_rejects__rows_are_kept_byte_by_byte),
		TEST(test_rejects__remember_the_first_number_of_a_row),
		TEST(test_rejects__hold_every_row),
		TEST(test_rejects__an_endless_cell_is_not_cut),
		TEST(test_rejects__can_be_asked_for_where_nothing_is_imported),
		TEST(test_rejects__of_a_file_in_an_old_encoding),
		TEST(test_rejects__from_standard_input_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
