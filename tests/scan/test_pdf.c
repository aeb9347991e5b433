/* test_pdf.c - the pages of a PDF, and PDFs that are against it. */
#include "scanned.h"

/* ---- a PDF of scanned pages ------------------------------------------------------------------------------------ */

struct pdf {
	struct tb_str bytes;
	size_t place[2000]; /* of each object, by its number */
	int n;
};

static void begin_object(struct pdf *pdf, int number)
{
	pdf->place[number] = pdf->bytes.len;
	pdf->n = number > pdf->n ? number : pdf->n;
	tb_str_addf(&pdf->bytes, "%d 0 obj\n", number);
}

/* A page that is one grey picture, at 200 dots an inch: objects `first` to first + 2. */
static void add_page(struct pdf *pdf, int first, const struct canvas *c)
{
	const int w = c->w * 72 / 200, h = c->h * 72 / 200;
	char ops[60];

	snprintf(ops, sizeof(ops), "%d 0 0 %d 0 0 cm /P Do", w, h);
	begin_object(pdf, first);
	tb_str_addf(
		&pdf->bytes,
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R/Resources<</XObject<</P %d 0 R>>>>>>\n"
		"endobj\n",
		w, h, first + 1, first + 2);
	begin_object(pdf, first + 1);
	tb_str_addf(&pdf->bytes, "<</Length %zu>>stream\n%s\nendstream\nendobj\n", strlen(ops), ops);
	begin_object(pdf, first + 2);
	tb_str_addf(
		&pdf->bytes,
		"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Length %d>>"
		"stream\n",
		c->w, c->h, c->w * c->h);
	tb_str_add(&pdf->bytes, (char *)c->px, (size_t)(c->w * c->h));
	tb_str_adds(&pdf->bytes, "\nendstream\nendobj\n");
}

static void end(struct pdf *pdf)
{
	const size_t start = pdf->bytes.len;

	tb_str_addf(&pdf->bytes, "xref\n0 %d\n0000000000 65535 f \n", pdf->n + 1);
	for (int i = 1; i <= pdf->n; i++) {
		char entry[30];

		snprintf(entry, sizeof(entry), "%010zu 00000 n \n", pdf->place[i]);
		tb_str_adds(&pdf->bytes, entry);
	}
	tb_str_addf(&pdf->bytes, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%zu\n", pdf->n + 1, start);
	tb_str_adds(&pdf->bytes, "%%EOF\n");
	write_file(path, pdf->bytes.buf, pdf->bytes.len, 0600);
	tb_str_release(&pdf->bytes);
}

static void save_pdf(const struct canvas *pages, int n, int times)
{
	struct pdf pdf = { .bytes = TB_STR_INIT };

	tb_str_adds(&pdf.bytes, "%PDF-1.4\n");
	begin_object(&pdf, 1);
	tb_str_adds(&pdf.bytes, "<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
	begin_object(&pdf, 2);
	tb_str_adds(&pdf.bytes, "<</Type/Pages/Kids[");
	for (int i = 0; i < n * times; i++)
		tb_str_addf(&pdf.bytes, "%d 0 R ", 3 + 3 * i);
	tb_str_addf(&pdf.bytes, "]/Count %d>>\nendobj\n", n * times);
	for (int i = 0; i < n * times; i++)
		add_page(&pdf, 3 + 3 * i, &pages[i % n]);
	end(&pdf);
}

/* ---- what is read ---------------------------------------------------------------------------------------------- */

static void test_pdf__each_page_with_its_number(void **state)
{
	struct canvas pages[3] = { qr_picture(), blank(300, 300), code128_picture() };
	struct scanned s;

	(void)state;
	save_pdf(pages, 3, 1);
	s = scan(path);
	assert_int_equal(s.rc, TB_OK);
	assert_int_equal(s.codes.n, 2);
	assert_string_equal(s.codes.code[0].text, TAG);
	assert_int_equal(s.codes.code[0].page, 1);
	assert_string_equal(s.codes.code[1].symbology, "code128");
	assert_int_equal(s.codes.code[1].page, 3);
	assert_corner(&s.codes.code[0], 60, 60);
	tb_pool_release(&s.pool);
	for (int i = 0; i < 3; i++)
		release(&pages[i]);
}

static void test_pdf__two_hundred_pages_and_no_more(void **state)
{
	struct canvas page = blank(50, 50);
	struct scanned s;

	(void)state;
	save_pdf(&page, 1, 200);
	s = scan(path);
	assert_int_equal(s.rc, TB_OK);
	tb_pool_release(&s.pool);
	save_pdf(&page, 1, 201);
	assert_fails(scan(path), TB_EINVAL, "has more than 200 pages; split it");
	release(&page);
}

/* ---- what is damaged or hostile -------------------------------------------------------------------------------- */

static void test_pdf__damaged(void **state)
{
	struct canvas c = qr_picture();
	uint8_t *bytes;
	size_t len;

	(void)state;
	write_file(path, "%PDF-", 5, 0600);
	assert_fails(scan(path), TB_EINVAL, "page 1 of ");
	save_pdf(&c, 1, 1);
	bytes = read_file(path, &len);
	write_file(path, bytes, 200, 0600);
	assert_fails(scan(path), TB_EINVAL, "the PDF is damaged");
	free(bytes);
	release(&c);
}

/* A page of a square kilometre: more memory than the limit, and never a page that is passed over. */
static void test_pdf__page_far_too_large(void **state)
{
	struct canvas c = blank(50, 50);
	struct tb_str bytes = TB_STR_INIT;
	uint8_t *old;
	char *box;
	size_t len;

	(void)state;
	save_pdf(&c, 1, 1);
	old = read_file(path, &len);
	old[len] = '\0';
	box = strstr((char *)old, "[0 0 18 18]");
	assert_non_null(box);
	tb_str_add(&bytes, (char *)old, (size_t)(box - (char *)old));
	tb_str_adds(&bytes, "[0 0 2834645 2834645]");
	tb_str_add(&bytes, box + 11, len - (size_t)(box - (char *)old) - 11);
	write_file(path, bytes.buf, bytes.len, 0600);
	assert_fails(scan(path), TB_EINVAL, "");
	tb_str_release(&bytes);
	free(old);
	release(&c);
}

static void test_pdf__mutations(void **state)
{
	struct canvas c = blank(60, 60);

	(void)state;
	save_pdf(&c, 1, 2);
	assert_mutations_answer(path, 5, 60);
	release(&c);
}

static void test_pdf__no_pdftoppm(void **state)
{
	struct canvas c = blank(50, 50);
	char *before = strdup(getenv("PATH"));
	struct scanned s;

	(void)state;
	save_pdf(&c, 1, 1);
	setenv("PATH", "/nowhere", 1);
	s = scan(path);
	setenv("PATH", before, 1);
	free(before);
	assert_fails(s, TB_ESYS, "install the package poppler-utils");
	release(&c);
}

/* Both children are the same script, which sees by its argument who it is. */
static struct scanned scan_with_two(const char *drawer, const char *reader, int timeout_ms)
{
	struct tb_str lines = TB_STR_INIT;
	struct scanned s;

	write_file(path, "%PDF-1.4", 8, 0600);
	tb_str_addf(&lines, "if [ $1 = --pdf ]; then\n%s\nelse\n%s\nfi", drawer, reader);
	s = scan_with_script(lines.buf, timeout_ms);
	tb_str_release(&lines);
	return s;
}

static void test_pdf__children_that_fail(void **state)
{
	static const struct {
		const char *drawer, *reader;
		int timeout_ms;
		enum tb_status rc;
		const char *message;
	} rows[] = {
		{ "echo 1 1 >&2", "echo end", 5000, TB_OK, "" },
		{ "echo 1 1 >&2; exit 1", "echo end", 5000, TB_EINVAL, "page 2 of" },
		{ "echo 1 2 >&2", "echo end", 5000, TB_EINVAL, "page 2 of" },
		{ "echo 1 2 >&2", "echo end; echo end", 5000, TB_EINVAL, "could not be drawn" },
		{ "echo 2 2 >&2", "echo end", 5000, TB_EINVAL, "makes no sense" },
		{ "echo 1 -1 >&2", "echo end", 5000, TB_EINVAL, "makes no sense" },
		{ "echo 1 999 >&2", "echo end", 5000, TB_EINVAL, "makes no sense" },
		{ "exec cat /dev/zero >&2", "echo end", 5000, TB_EINVAL, "makes no sense" },
		{ "echo 1 201 >&2", "echo end", 5000, TB_EINVAL, "more than 200 pages" },
		{ "echo 1 1 >&2", "kill -SEGV $$", 5000, TB_EINVAL, "#page=1' could not be read: the decoder crashed" },
		{ "echo 1 2 >&2", "echo end; kill -SEGV $$", 5000, TB_EINVAL, "#page=2' could not be read" },
		{ "echo 1 1 >&2", "echo fail large; echo end", 5000, TB_EINVAL, "#page=1' has more than" },
		{ "echo 1 1 >&2", "echo hello", 5000, TB_EINVAL, "makes no sense" },
		{ "exec sleep 60", "echo end; exec sleep 60", 300, TB_EINVAL, "" },
		{ "exec sleep 60", "exec cat", 300, TB_EINVAL, "took too long" },
		{ "exit 127", "exit 0", 5000, TB_ESYS, "poppler-utils" },
		{ "kill -KILL $$", "exit 0", 5000, TB_EINVAL, "could not be drawn" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		print_message("%s | %s\n", rows[i].drawer, rows[i].reader);
		assert_fails(scan_with_two(rows[i].drawer, rows[i].reader, rows[i].timeout_ms), rows[i].rc,
			     rows[i].message);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_pdf__##name, each_setup, each_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_page_with_its_number),
		TEST(two_hundred_pages_and_no_more),
		TEST(damaged),
		TEST(page_far_too_large),
		TEST(mutations),
		TEST(no_pdftoppm),
		TEST(children_that_fail),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
