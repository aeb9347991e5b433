/* Official papers: what stands on them, where pages break, and that each mistake in a form is told. */
#include <sys/resource.h>

#include "label/paper.h"
#include "labels.h"

#define FORM "[form]\nsize = 10 pt\ntable_size = 8 pt\npage_word = Page\n"
#define TABLE                                                                                                          \
	"[column no]\ncaption = No\nwidth = 10\nalign = right\n"                                                       \
	"[column what]\ncaption = Group | What\nwidth = 60\n"                                                          \
	"[column amount]\ncaption = Group | Amount\nwidth = 30\nalign = right\n"
#define SIGN "[signature a]\nrole = Chief\nname = {who}\n[signature b]\nrole = Clerk\n"

/* ---- papers --------------------------------------------------------------------------------------------------------- */

static const char *const words[] = { "who", "when", NULL };
static const char *const columns[] = { "no", "what", "amount", NULL };
static const char *const item_words[] = { "thing", NULL };

/* A paper of numbered rows, written into a file of the folder. */
struct writing {
	size_t rows, given;
	const char *what;    /* in each row; NULL for "item 17" */
	bool heading, total; /* one above each ten rows, one at the end */
	bool headed;         /* the heading of the rows at hand was given */
	size_t fail_at;      /* a row that is answered with TB_EREFUSED; 0 for none */
	size_t fail_after;   /* bytes, behind which nothing can be written; 0 for none */
	FILE *f;
	size_t bytes;
	char no[20], text[40];
	const char *cell[3];
};

static enum tb_status next_row(void *ctx, struct tb_paper_row *row, struct tb_err *err)
{
	struct writing *w = ctx;

	memset(w->cell, 0, sizeof(w->cell));
	row->texts = w->cell;
	if (w->fail_at && w->given + 1 == w->fail_at)
		return tb_err_set(err, TB_EREFUSED, "row '%zu' is not wanted", w->fail_at);
	if (w->given == w->rows) {
		row->kind = w->total ? TB_PAPER_TOTAL : TB_PAPER_END;
		w->total = false;
		w->cell[2] = "999.999";
		return TB_OK;
	}
	if (w->heading && w->given % 10 == 0 && !w->headed) {
		row->kind = TB_PAPER_HEADING;
		w->headed = true;
		snprintf(w->text, sizeof(w->text), "Chapter-%zu", w->given / 10);
		w->cell[0] = w->text;
		return TB_OK;
	}
	w->headed = false;
	row->kind = TB_PAPER_ROW;
	w->given++;
	snprintf(w->no, sizeof(w->no), "%zu", w->given);
	snprintf(w->text, sizeof(w->text), "item-%zu.", w->given);
	w->cell[0] = w->no;
	w->cell[1] = w->what ? w->what : w->text;
	w->cell[2] = "1.000";
	return TB_OK;
}

static enum tb_status write_bytes(void *ctx, const void *bytes, size_t len, struct tb_err *err)
{
	struct writing *w = ctx;

	w->bytes += len;
	if (w->fail_after && w->bytes > w->fail_after)
		return tb_err_set(err, TB_ESYS, "no room");
	assert_int_equal(fwrite(bytes, 1, len, w->f), len);
	return TB_OK;
}

/* The paper by the form's text, into `file`. */
static enum tb_status try_draw(const char *form, const char *qr, struct writing *w, const char *file,
			       struct tb_err *err)
{
	const char *const texts[] = { "Nguyễn Văn Đức", NULL };
	const char *const things[] = { "first", "second", "third" };
	const struct tb_paper_list list = { "items", item_words, things, 3 };
	const struct tb_paper paper = { .form = "ours",
					.own_folder = the_folder(),
					.head = { words, texts },
					.lists = &list,
					.n_lists = 1,
					.columns = columns,
					.foot = "foot of the page",
					.qr = qr,
					.next = next_row,
					.write = write_bytes,
					.ctx = w };
	enum tb_status rc;

	put_file("forms/ours.ini", form);
	w->f = fopen(in_folder(file), "w");
	assert_non_null(w->f);
	rc = tb_paper_draw(&paper, err);
	assert_int_equal(fclose(w->f), 0);
	return rc;
}

static void draw_paper(const char *form, const char *qr, struct writing *w, const char *file)
{
	struct tb_err err = TB_ERR_INIT;

	assert_drawn(try_draw(form, qr, w, file, &err), &err);
	assert_string_equal(output_of("qpdf --check %s 2>&1 | grep -ci -e warn -e error: -e damaged", file), "0\n");
}

static int page_count(const char *file)
{
	return (int)strtol(output_of("qpdf --show-npages %s", file), NULL, 10);
}

/* A page's words, one a line; page 0 for all. */
static const char *words_of(const char *file, int page)
{
	char only[40] = "";

	if (page)
		snprintf(only, sizeof(only), "-f %d -l %d", page, page);
	return output_of("pdftotext -layout %s %s - | tr -s ' \\f' '\\n\\n'", only, file);
}

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static void assert_has(const char *text, const char *part)
{
	if (!has(text, part))
		fail_msg("'%s' is not in: %s", part, text);
}

static int make_forms(void **state)
{
	if (make_folder(state))
		return -1;
	output_of("mkdir forms");
	return 0;
}

/* ---- what stands on them ---------------------------------------------------------------------------------------------- */

static void test_paper__texts_are_filled_in_and_extracted(void **state)
{
	static const char form[] = FORM "[left a]\ntext = Công an xã Đắk Ơ\nletters = capitals\n"
					"[right b]\ntext = Mẫu số C00\nweight = bold\n"
					"[line c]\ntext = BIÊN BẢN KIỂM KÊ\nalign = centre\n"
					"[line d]\ntext = Signed by {who} on {when}, {not a word} {\n"
					"[line e]\neach = items\ntext = - {thing} of {who}\nstyle = italic\n" TABLE SIGN
					"[after f]\ntext = Behind the table\n";
	struct writing w = { .rows = 2, .total = true };
	const char *text;

	(void)state;
	draw_paper(form, NULL, &w, "a.pdf");
	assert_int_equal(page_count("a.pdf"), 1);
	text = output_of("pdftotext -layout a.pdf - | tr -s ' '");
	assert_has(text, "CÔNG AN XÃ ĐẮK Ơ");
	assert_has(text, "Mẫu số C00");
	assert_has(text, "BIÊN BẢN KIỂM KÊ");
	assert_has(text, "Signed by Nguyễn Văn Đức on ....");
	assert_has(text, ", {not a word} {");
	assert_has(text, "- first of Nguyễn Văn Đức");
	assert_has(text, "- third of Nguyễn Văn Đức");
	assert_has(text, "item-1.");
	assert_has(text, "999.999");
	assert_has(text, "Behind the table");
	assert_has(text, "Chief Clerk");
	assert_has(text, "foot of the page");
	assert_has(text, "Page 1/1");
}

static void test_paper__the_same_input_makes_the_same_bytes(void **state)
{
	struct writing a = { .rows = 100, .heading = true, .total = true }, b = a;

	(void)state;
	draw_paper(FORM TABLE SIGN, "TB1:ABC", &a, "a.pdf");
	draw_paper(FORM TABLE SIGN, "TB1:ABC", &b, "b.pdf");
	assert_string_equal(output_of("cmp a.pdf b.pdf && echo same"), "same\n");
	assert_string_equal(output_of("grep -ac -e CreationDate -e ModDate a.pdf"), "0\n");
}

static void test_paper__all_letters_are_embedded(void **state)
{
	struct writing w = { .rows = 1 };

	(void)state;
	draw_paper(FORM TABLE SIGN, NULL, &w, "a.pdf");
	assert_string_equal(
		output_of("pdffonts a.pdf | tail -n +3 | awk '{ print $(NF-4), $(NF-3), $(NF-2) }' | sort -u"),
		"yes yes yes\n");
}

/* ---- pages ------------------------------------------------------------------------------------------------------------ */

static void test_paper__each_row_stands_once_under_a_header(void **state)
{
	struct writing w = { .rows = 400, .total = true };
	char expected[40];
	const char *at;
	int pages;

	(void)state;
	draw_paper(FORM TABLE SIGN, NULL, &w, "a.pdf");
	pages = page_count("a.pdf");
	assert_in_range(pages, 6, 12);
	at = words_of("a.pdf", 0);
	for (size_t i = 1; i <= 400; i++) {
		snprintf(expected, sizeof(expected), "\nitem-%zu.\n", i);
		at = strstr(at, expected);
		if (!at)
			fail_msg("row %zu is missing or out of order", i);
		assert_null(strstr(at + 1, expected));
	}
	for (int page = 1; page <= pages; page++) {
		const char *text = words_of("a.pdf", page);

		assert_has(text, "Amount");
		assert_has(text, "Group");
		snprintf(expected, sizeof(expected), "\n%d/%d\n", page, pages);
		assert_has(text, expected);
		assert_int_equal(has(text, "Clerk"), page == pages);
	}
}

/* However many rows there are: wherever the pages break, the last row and the totals stand with the signatures. */
static void test_paper__signatures_never_stand_alone(void **state)
{
	int most = 0;

	(void)state;
	for (size_t rows = 1; rows <= 120; rows++) {
		struct writing w = { .rows = rows, .total = true };
		char last[40];
		const char *text;
		int pages;

		draw_paper(FORM TABLE SIGN, "TB1:ABC", &w, "a.pdf");
		pages = page_count("a.pdf");
		most = pages > most ? pages : most;
		snprintf(last, sizeof(last), "\nitem-%zu.\n", rows);
		text = words_of("a.pdf", pages);
		if (!has(text, last) || !has(text, "999.999") || !has(text, "Chief") || !has(text, "Clerk"))
			fail_msg("%zu rows: the last page is %s", rows, text);
	}
	assert_int_equal(most, 3);
}

/* A heading is on the page of the row behind it. */
static void test_paper__headings_stay_with_their_rows(void **state)
{
	int seen = 0;

	(void)state;
	for (int lines = 0; lines < 14; lines++) { /* push the table down bit by bit */
		/* the last heading stands among the rows that stay with the signatures, or well before them */
		struct writing w = { .rows = 91 + (size_t)lines % 5, .heading = true, .total = lines % 2 };
		char form[2000];
		int pages;

		snprintf(form, sizeof(form), FORM "[line a]\ntext = x\nspace = %d\n" TABLE SIGN, lines * 2);
		draw_paper(form, NULL, &w, "a.pdf");
		pages = page_count("a.pdf");
		for (int page = 1; page <= pages; page++) {
			char row[40];
			const char *text = words_of("a.pdf", page);

			for (size_t k = 0; k < 10; k++) {
				snprintf(row, sizeof(row), "\nChapter-%zu\n", k);
				if (!has(text, row))
					continue;
				snprintf(row, sizeof(row), "\nitem-%zu.\n", k * 10 + 1);
				assert_has(text, row);
				seen++;
			}
		}
	}
	assert_int_equal(seen, 140);
}

static void test_paper__a_table_without_rows(void **state)
{
	struct writing w = { .rows = 0 };
	const char *text;

	(void)state;
	draw_paper(FORM TABLE SIGN, NULL, &w, "a.pdf");
	text = words_of("a.pdf", 1);
	assert_has(text, "Amount");
	assert_has(text, "Chief");
	draw_paper(FORM "[line a]\ntext = No table at all\n" SIGN, NULL, &w, "a.pdf");
	assert_int_equal(page_count("a.pdf"), 1);
}

/* ---- room ------------------------------------------------------------------------------------------------------------- */

/* Every word lies within the margins and, in the table's columns, between their lines. */
static void test_paper__long_texts_are_broken_and_not_lost(void **state)
{
	static const char what[] =
		"Máy tính xách tay Dell Latitude 5440, bộ xử lý Intel Core i5, bộ nhớ 16 GB, "
		"MÃSỐRẤTDÀIKHÔNGCÓKHOẢNGTRỐNGNÀOỞTRONGĐỂNGẮTDÒNG0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ hết.";
	struct writing w = { .rows = 30, .what = what, .total = true };
	const char *text;

	(void)state;
	draw_paper(FORM TABLE SIGN, NULL, &w, "a.pdf");
	text = words_of("a.pdf", 0);
	for (int i = 0; i < 30; i++) {
		text = strstr(text, "hết.");
		assert_non_null(text);
		text++;
	}
	/* portrait: margins of 25 and 15 mm; the second column is 6 tenths of the 170 mm between, behind the first tenth */
	put_file("places.awk",
		 "/<word/ {\n"
		 "\tfor (i = 1; i < NF; i++) at[$i] = $(i + 1) * 25.4 / 72\n"
		 "\tif (at[\"xMin\"] < 24.9 || at[\"xMax\"] > 195.1) print \"outside: \" $0\n"
		 "\tif (/Dell|Latitude|hết/ && (at[\"xMin\"] < 42 || at[\"xMax\"] > 144)) print \"beside: \" $0\n"
		 "\tif (/>Máy</) top[tops++] = at[\"yMin\"]\n"
		 "\tif (/>hết.</) low[lows++] = at[\"yMax\"]\n"
		 "\tn++\n"
		 "}\n"
		 "/<.page>/ { # above each row all rows have ended that began above it\n"
		 "\tfor (i = 0; i < tops; i++) {\n"
		 "\t\tabove = 0\n"
		 "\t\tfor (k = 0; k < tops; k++) above += (top[k] < top[i]) - (low[k] < top[i])\n"
		 "\t\tif (above) print \"a row lies over another\"\n"
		 "\t}\n"
		 "\ttops = lows = 0\n"
		 "}\n"
		 "END { print (n > 500) }\n");
	assert_string_equal(output_of("pdftotext -bbox a.pdf - | tr -d '\"' | awk -F '[= >]' -f places.awk"), "1\n");
}

/* How many letters of all fonts the file holds. */
static long count_letters(const char *what)
{
	struct writing w = { .rows = 3, .what = what };

	draw_paper(FORM TABLE SIGN, NULL, &w, "a.pdf");
	return strtol(output_of("qpdf --qdf a.pdf - | grep -ac '^    \\[$'"), NULL, 10); /* each has its width */
}

/* A hyphen where a serial number is broken would be read as part of it. */
static void test_paper__nothing_is_put_in_where_a_word_is_broken(void **state)
{
	(void)state;
	assert_int_equal(count_letters("MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM"),
			 count_letters("M"));
}

static void test_paper__texts_of_any_kind_are_survived(void **state)
{
	static const char *const rows[] = {
		"",
		"\x01\x1b[31m\n\t",
		"\xff\xfe\xf5 stray",
		"עברית and العربية",
		"a\u0301\u0302\u0303\u0304\u0301\u0302\u0303\u0304\u0301\u0302\u0303\u0304",
		"👮🚓 \U0010FFFF",
		"(\\) <</Type>> endstream",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct writing w = { .rows = 3, .what = rows[i] };

		draw_paper(FORM TABLE SIGN, NULL, &w, "a.pdf");
		assert_int_equal(page_count("a.pdf"), 1);
	}
}

/* A cell of any length ends, and the rows behind it are there. */
static void test_paper__an_endless_cell_is_cut(void **state)
{
	char *what = malloc(20001);
	struct writing w = { .rows = 8, .what = what, .total = true };

	(void)state;
	assert_non_null(what);
	for (size_t i = 0; i < 20000; i++)
		what[i] = i % 7 ? 'm' : ' ';
	what[20000] = '\0';
	draw_paper(FORM TABLE SIGN, NULL, &w, "a.pdf");
	assert_has(words_of("a.pdf", page_count("a.pdf")), "999.999");
	assert_string_equal(output_of("pdftotext a.pdf - | grep -c …"), "8\n");
	free(what);
}

static void test_paper__memory_does_not_grow(void **state)
{
	struct writing few = { .rows = 300 }, many = { .rows = 6000 };
	struct rusage before, after;

	(void)state;
	draw_paper(FORM TABLE SIGN, NULL, &few, "a.pdf");
	getrusage(RUSAGE_SELF, &before);
	draw_paper(FORM TABLE SIGN, NULL, &many, "a.pdf");
	getrusage(RUSAGE_SELF, &after);
	assert_true(page_count("a.pdf") > 100);
	assert_true(after.ru_maxrss - before.ru_maxrss < 2000); /* KB; all pages would be 2.5 times that */
}

/* ---- the code --------------------------------------------------------------------------------------------------------- */

static void test_paper__the_code_reads_back(void **state)
{
	static const char text[] =
		"TB1:0123456789ABCDEF:1234567:00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF";
	struct writing w = { .rows = 5 };
	char expected[120];

	(void)state;
	draw_paper(FORM TABLE SIGN "[code]\ntext = beside the code\n", text, &w, "a.pdf");
	assert_has(words_of("a.pdf", 1), "beside");
	snprintf(expected, sizeof(expected), "%s\n", text);
	for (int dpi = 120; dpi <= 300; dpi += 90) {
		output_of("pdftoppm -r %d -png -singlefile a.pdf a", dpi);
		assert_string_equal(read_back("a.png"), expected);
	}
}

static void test_paper__codes_that_are_none(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	struct writing w = { .rows = 1 };
	char text[1500];

	(void)state;
	assert_int_equal(try_draw(FORM TABLE, "Đ", &w, "a.pdf", &err), TB_EINVAL);
	assert_message(&err, "ASCII");
	memset(text, 'A', sizeof(text));
	text[1499] = '\0';
	w.given = 0;
	assert_int_equal(try_draw(FORM TABLE, text, &w, "a.pdf", &err), TB_EINVAL);
	assert_message(&err, "too long for a QR code");
}

/* ---- mistakes --------------------------------------------------------------------------------------------------------- */

static void test_paper__bad_form_names_file_and_line(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "", "ends with an empty section" },
		{ "[line a]\ntext = x\n", "line 2: '[form]' must be the first" },
		{ FORM FORM, "line 6: '[form]' must be the first" },
		{ FORM "[table]\nx = 1\n", "line 6: '[table]' is none of" },
		{ FORM "[lines a]\ntext = x\n", "'[lines a]' is none of" },
		{ FORM "[column price]\ncaption = x\n",
		  "line 6: there is no column 'price'; there are no|what|amount" },
		{ FORM "[column]\ncaption = x\n", "'[column]' is none of" },
		{ FORM "[column no]\ncaption = x\n", "section '[column no]' lacks the key 'width'" },
		{ FORM "[column no]\ncaption = a|b|c|d\nwidth = 1\n", "more than 3 parts between '|'" },
		{ FORM "[column no]\ncaption = a\nwidth = 0\n", "'width = 0' is wrong" },
		{ FORM "[line a]\ntext = {whom}\n", "line 6: the paper has no text '{whom}'; there are who|when" },
		{ FORM "[line a]\ntext = {thing}\n", "no text '{thing}'" },
		{ FORM "[line a]\neach = items\ntext = {thin}\n", "no text '{thin}'; there are who|when|thing" },
		{ FORM "[line a]\neach = boards\ntext = x\n", "line 6: the paper has no list 'boards'" },
		{ FORM "[left a]\neach = items\ntext = x\n", "section '[left a]' has no key 'each'" },
		{ FORM "[line a]\ntext = x\nalign = middle\n", "expected is left|centre|right" },
		{ FORM "[line a]\nsize = 3\n", "lacks the key 'text'" },
		{ FORM "[line a]\ntext = x\nsize = 40 pt\n", "is wrong; expected is 1.5 .. 8 mm" },
		{ FORM "[signature a]\nname = x\n", "lacks the key 'role'" },
		{ FORM "[signature a]\nrole = {whom}\n", "no text '{whom}'" },
		{ "[form]\npage = A4\n", "expected is portrait|landscape" },
		{ "[form]\nfont =\n", "'font' is empty" },
		{ FORM SIGN SIGN SIGN "[signature x]\nrole = x\n", "more than 6 sections" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_err err = TB_ERR_INIT;
		struct writing w = { .rows = 1 };

		if (try_draw(rows[i].text, NULL, &w, "a.pdf", &err) != TB_EINVAL)
			fail_msg("not refused: %s", rows[i].text);
		assert_message(&err, "/forms/ours.ini', line ");
		assert_message(&err, rows[i].says);
		assert_int_equal(w.bytes, 0);
	}
}

static void test_paper__more_than_a_page_holds_is_refused(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	char form[4000] = FORM TABLE;
	struct writing w = { .rows = 1 };

	(void)state;
	for (int i = 0; i < 7; i++)
		snprintf(form + strlen(form), sizeof(form) - strlen(form), "[after %d]\ntext = x\nspace = 40\n", i);
	assert_int_equal(try_draw(form, NULL, &w, "a.pdf", &err), TB_EINVAL);
	assert_message(&err, "form 'ours' puts more together than one page holds");
}

static void test_paper__what_is_missing_is_named(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	struct writing w = { .rows = 1 };
	const struct tb_paper paper = { .form = "none", .next = next_row, .write = write_bytes, .ctx = &w };

	(void)state;
	assert_int_equal(try_draw("[form]\nfont = Comic Serif Neue\n", NULL, &w, "a.pdf", &err), TB_ESYS);
	assert_message(&err, "the font 'Comic Serif Neue' is missing");
	assert_message(&err, "'ours.ini'");
	assert_int_equal(tb_paper_draw(&paper, &err), TB_ENOTFOUND);
	assert_message(&err, "forms/none.ini");
}

static void test_paper__failures_pass_through(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	size_t whole;

	(void)state;
	for (size_t row = 1; row <= 120; row += 17) {
		struct writing w = { .rows = 120, .fail_at = row };

		assert_int_equal(try_draw(FORM TABLE SIGN, NULL, &w, "a.pdf", &err), TB_EREFUSED);
		assert_message(&err, "is not wanted");
	}
	for (size_t bytes = 1; bytes;) {
		struct writing w = { .rows = 120, .fail_after = bytes };

		whole = w.bytes;
		if (!try_draw(FORM TABLE SIGN, NULL, &w, "a.pdf", &err))
			break;
		assert_message(&err, "no room");
		assert_true(w.bytes > whole);
		bytes = w.bytes + 1; /* the next piece */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paper__texts_are_filled_in_and_extracted),
		cmocka_unit_test(test_paper__the_same_input_makes_the_same_bytes),
		cmocka_unit_test(test_paper__all_letters_are_embedded),
		cmocka_unit_test(test_paper__each_row_stands_once_under_a_header),
		cmocka_unit_test(test_paper__signatures_never_stand_alone),
		cmocka_unit_test(test_paper__headings_stay_with_their_rows),
		cmocka_unit_test(test_paper__a_table_without_rows),
		cmocka_unit_test(test_paper__long_texts_are_broken_and_not_lost),
		cmocka_unit_test(test_paper__nothing_is_put_in_where_a_word_is_broken),
		cmocka_unit_test(test_paper__texts_of_any_kind_are_survived),
		cmocka_unit_test(test_paper__an_endless_cell_is_cut),
		cmocka_unit_test(test_paper__memory_does_not_grow),
		cmocka_unit_test(test_paper__the_code_reads_back),
		cmocka_unit_test(test_paper__codes_that_are_none),
		cmocka_unit_test(test_paper__bad_form_names_file_and_line),
		cmocka_unit_test(test_paper__more_than_a_page_holds_is_refused),
		cmocka_unit_test(test_paper__what_is_missing_is_named),
		cmocka_unit_test(test_paper__failures_pass_through),
	};

	return cmocka_run_group_tests_name("paper", tests, make_forms, remove_folder);
}
