#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "csvio/encoding.h"
#include "csvio/reading.h"

/* ---- byte vectors ------------------------------------------------------------------------------------------------ */

/* Texts of which the bytes are known, alone in a file: what they are found to be, and read as. */
static const struct {
	int id;
	const char *bytes;
	size_t len;
	enum tb_encoding encoding;
	const char *expected;
} vectors[] = {
	{ 1, BYTES("C\xC3\xB4ng an x\xC3\xA3"), TB_UTF8, "1:Công an xã\n" },
	{ 2,
	  BYTES("\xEF\xBB\xBF"
		"C\xC3\xB4ng an x\xC3\xA3"),
	  TB_UTF8, "1:Công an xã\n" },
	{ 3,
	  BYTES("\xFF\xFE"
		"C\0\xF4\0n\0g\0 \0x\0\xE3\0"),
	  TB_UTF16LE, "1:Công xã\n" },
	{ 4, BYTES("C\0\xF4\0n\0g\0 \0x\0\xE3\0"), TB_UTF16LE, "1:Công xã\n" },
	{ 5, BYTES("\xFE\xFF\0C\0\xF4\0n\0g\0 \x1E\xA1"), TB_UTF16BE, "1:Công ạ\n" },
	{ 6, BYTES("\0C\0\xF4\0n\0g\0 \0x\0\xE3"), TB_UTF16BE, "1:Công xã\n" },
	{ 7, BYTES("C\xF4ng an xa\xDE"), TB_CP1258, "1:Công an xã\n" },
	{ 8, BYTES("C\xABng an x\xB7"), TB_TCVN3, "1:Công an xã\n" },
	{ 9,
	  BYTES("Nguy\xD4n V\xA8n \xA7\xF8"
		"c"),
	  TB_TCVN3, "1:Nguyễn Văn Đức\n" },
	{ 10, BYTES("Co\xE2ng an xa\xF5"), TB_VNI, "1:Công an xã\n" },
	{ 11,
	  BYTES("Nguye\xE3n Va\xEAn \xD1\xF6\xF9"
		"c"),
	  TB_VNI, "1:Nguyễn Văn Đức\n" },
	{ 12, BYTES("plain"), TB_UTF8, "1:plain\n" },
	{ 13, BYTES("\xFF\xFE=\xD8\0\xDE,\0x\0"), TB_UTF16LE, "1:😀|x\n" },
	/* decomposed */
	{ 14,
	  BYTES("\xC4\x90"
		"a\xCC\x86\xCC\x81k,x"),
	  TB_UTF8, "1:Đắk|x\n" },
	/* what Excel puts between */
	{ 15,
	  BYTES("\x93"
		"C\xABng an\x94 \x96 x\xB7"),
	  TB_TCVN3, "1:“Công an” – xã\n" },
	/* not explained by any of them: bad rows, not a guess */
	{ 20, BYTES("a\n1\xFF\n"), TB_UTF8, "1:a\n2!1:1\xFF\n" },
	/* UTF-16 that is broken */
	{ 21,
	  BYTES("\xFF\xFE"
		"a\0\n\0\0\xD8x\0\n\0b\0\n\0"),
	  TB_UTF16LE, "1:a\n2!1:\xFFx\n3:b\n" },
	{ 22,
	  BYTES("\xFF\xFE"
		"a\0\n\0\0\xDC\n\0b\0\n\0"),
	  TB_UTF16LE, "1:a\n2!1:\xFF\n3:b\n" },
	{ 23,
	  BYTES("\xFF\xFE"
		"a\0\n\0b\0c"),
	  TB_UTF16LE, "1:a\n2!1:b\xFF\n" },
	{ 24,
	  BYTES("\xFF\xFE"
		"a\0\n\0b\0\0\xD8"),
	  TB_UTF16LE, "1:a\n2!1:b\xFF\n" },
	{ 25,
	  BYTES("\xFF\xFE"
		"a\0,\0\0\0b\0\n\0"),
	  TB_UTF16LE, NULL },
};

static void test_detect__known_bytes_are_found_and_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		struct tb_str out = TB_STR_INIT;
		struct tb_csv_info info;

		read_bytes(vectors[i].bytes, vectors[i].len, NULL, &info, &out);
		if (info.encoding != tb_encoding_name(vectors[i].encoding))
			fail_msg("row %d: found %s: %s", vectors[i].id, info.encoding, out.buf);
		if (vectors[i].expected && strcmp(out.buf, vectors[i].expected) != 0)
			fail_msg("row %d: \"%s\"", vectors[i].id, out.buf);
		tb_str_release(&out);
	}
}

/* ---- whole alphabets --------------------------------------------------------------------------------------------- */

static const char small[] =
	"a á à ả ã ạ â ấ ầ ẩ ẫ ậ ă ắ ằ ẳ ẵ ặ e é è ẻ ẽ ẹ ê ế ề ể ễ ệ o ó ò ỏ õ ọ ô ố ồ ổ ỗ ộ ơ ớ ờ ở ỡ ợ "
	"u ú ù ủ ũ ụ ư ứ ừ ử ữ ự i í ì ỉ ĩ ị y ý ỳ ỷ ỹ ỵ đ";
static const char capital[] =
	"A Á À Ả Ã Ạ Â Ấ Ầ Ẩ Ẫ Ậ Ă Ắ Ằ Ẳ Ẵ Ặ E É È Ẻ Ẽ Ẹ Ê Ế Ề Ể Ễ Ệ O Ó Ò Ỏ Õ Ọ Ô Ố Ồ Ổ Ỗ Ộ Ơ Ớ Ờ Ở Ỡ Ợ "
	"U Ú Ù Ủ Ũ Ụ Ư Ứ Ừ Ử Ữ Ự I Í Ì Ỉ Ĩ Ị Y Ý Ỳ Ỷ Ỹ Ỵ Đ";
static const char bare_capital[] = "A Â Ă E Ê O Ô Ơ U Ư I Y Đ";

/* The same letters in VNI, as Windows shows them in an English font. */
static const char vni_small[] = "a aù aø aû aõ aï aâ aá aà aå aã aä aê aé aè aú aü aë e eù eø eû eõ eï eâ eá eà eå eã "
				"eä o où oø oû oõ oï oâ oá oà oå oã oä "
				"ô ôù ôø ôû ôõ ôï u uù uø uû uõ uï ö öù öø öû öõ öï i í ì æ ó ò y yù yø yû yõ î ñ";
static const char vni_capital[] = "A AÙ AØ AÛ AÕ AÏ AÂ AÁ AÀ AÅ AÃ AÄ AÊ AÉ AÈ AÚ AÜ AË E EÙ EØ EÛ EÕ EÏ EÂ EÁ EÀ EÅ "
				  "EÃ EÄ O OÙ OØ OÛ OÕ OÏ OÂ OÁ OÀ OÅ OÃ OÄ "
				  "Ô ÔÙ ÔØ ÔÛ ÔÕ ÔÏ U UÙ UØ UÛ UÕ UÏ Ö ÖÙ ÖØ ÖÛ ÖÕ ÖÏ I Í Ì Æ Ó Ò Y YÙ YØ YÛ YÕ Î Ñ";

static void add_encoded(struct tb_str *out, const char *charset, const char *text)
{
	char bytes[4096], *to = bytes, *from = (char *)(uintptr_t)text;
	size_t from_left = strlen(text), to_left = sizeof(bytes);
	iconv_t cd = iconv_open(charset, "UTF-8");

	assert_true(cd != (iconv_t)-1);
	if (iconv(cd, &from, &from_left, &to, &to_left) == (size_t)-1)
		fail_msg("%s cannot say \"%s\"", charset, from);
	iconv_close(cd);
	tb_str_add(out, bytes, sizeof(bytes) - to_left);
}

static void assert_decodes(enum tb_encoding encoding, const char *charset, const char *text, const char *expected)
{
	struct tb_str bytes = TB_STR_INIT, out = TB_STR_INIT;
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_charset cs;

	add_encoded(&bytes, charset, text);
	tb_charset_init(&cs, encoding);
	assert_int_equal(tb_charset_decode(&cs, bytes.buf, bytes.len, &out), bytes.len);
	assert_string_equal(tb_utf8_nfc(&pool, out.buf, out.len), expected);
	tb_pool_release(&pool);
	tb_str_release(&bytes);
	tb_str_release(&out);
}

static void test_detect__each_letter_is_in_its_table(void **state)
{
	(void)state;
	assert_decodes(TB_CP1258, "CP1258", small, small);
	assert_decodes(TB_CP1258, "CP1258", capital, capital);
	assert_decodes(TB_TCVN3, "TCVN5712-1", small, small);
	assert_decodes(TB_TCVN3, "TCVN5712-1", bare_capital, bare_capital);
	assert_decodes(TB_VNI, "CP1252", vni_small, small);
	assert_decodes(TB_VNI, "CP1252", vni_capital, capital);
}

static void test_detect__bytes_that_are_not_of_a_table(void **state)
{
	static const struct {
		int id;
		enum tb_encoding encoding;
		const char *bytes;
		size_t bad;
	} cases[] = {
		{ 2, TB_VNI, "x\xF9", 1 },
		{ 3, TB_VNI, "\xF9", 0 },
		{ 4, TB_VNI, "a\xF9\xF9", 2 },
		{ 5, TB_VNI, "o\xF7", 1 },
		{ 6, TB_TCVN3, "ab\x80", 2 },
		{ 7, TB_TCVN3, "\xC0", 0 }, /* a capital with a tone, which stands in another font */
		{ 8, TB_CP1258, "a\xD2\x81", 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_str out = TB_STR_INIT;
		struct tb_charset cs;
		size_t bad;

		tb_charset_init(&cs, cases[i].encoding);
		bad = tb_charset_decode(&cs, cases[i].bytes, strlen(cases[i].bytes), &out);
		if (bad != cases[i].bad)
			fail_msg("row %d: %zu", cases[i].id, bad);
		tb_str_release(&out);
	}
}

/* ---- evidence ---------------------------------------------------------------------------------------------------- */

static const char *const phrases[] = {
	"Tên tài sản",
	"Công an xã Ea H'Leo",
	"Đắk Lắk",
	"Máy tính để bàn Dell",
	"Xe ô tô bán tải",
	"Bàn làm việc gỗ",
	"Tủ đựng tài liệu",
	"Máy điều hòa nhiệt độ",
	"Nguyên giá",
	"Giá trị còn lại",
	"Số lượng",
	"Đơn vị tính",
	"Nguyễn Văn Đức",
	"Trần Thị Hồng Nhung",
	"Lê Quốc Khánh",
	"Phạm Minh Tuấn",
	"12.500.000 đ",
	"Nước sản xuất",
	"Ngày, tháng ghi sổ",
	"Bộ phận sử dụng",
	"Tỷ lệ hao mòn",
	"Đang sử dụng tốt",
	"Hỏng, chờ thanh lý",
	"Két sắt",
	"Áo giáp chống đạn",
	"Loa phóng thanh",
	"Máy bộ đàm cầm tay",
	"Thượng úy Vũ Đình Quý",
	"TSCĐ",
	"Ghế xoay",
};

static const struct {
	enum tb_encoding encoding;
	const char *charset;
} by_iconv[] = { { TB_CP1258, "CP1258" }, { TB_TCVN3, "TCVN5712-1" } };

/* TCVN3 has no capitals with tones. */
static bool can_say(enum tb_encoding encoding, const char *text)
{
	return encoding != TB_TCVN3 || !strstr(text, "Á");
}

/* A single phrase may be too little to tell, but is never taken for another encoding. */
static void test_detect__never_takes_one_for_another(void **state)
{
	size_t found = 0, all = 0;

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(phrases); i++) {
		const char *text = phrases[i / 2];
		struct tb_str bytes = TB_STR_INIT, out = TB_STR_INIT;
		struct tb_csv_info info;
		enum tb_status rc;

		if (!can_say(by_iconv[i % 2].encoding, text))
			continue;
		add_encoded(&bytes, by_iconv[i % 2].charset, text);
		rc = read_bytes(bytes.buf, bytes.len, NULL, &info, &out);
		if (!rc && info.encoding != tb_encoding_name(by_iconv[i % 2].encoding))
			fail_msg("\"%s\" in %s is taken for %s", text, by_iconv[i % 2].charset, info.encoding);
		if (rc && !strstr(out.buf, "--encoding"))
			fail_msg("%s", out.buf);
		found += !rc;
		all++;
		tb_str_release(&bytes);
		tb_str_release(&out);
	}
	if (10 * found < 8 * all)
		fail_msg("only %zu of %zu phrases were found", found, all);
}

static void test_detect__asks_where_two_are_as_likely(void **state)
{
	struct tb_csv_opts opts = { .encoding = "TCVN3" };
	struct tb_str out = TB_STR_INIT;

	(void)state;
	assert_int_equal(read_bytes(BYTES("a,b\n1,C\xF4ng\n"), NULL, NULL, &out), TB_EINVAL);
	assert_non_null(strstr(out.buf, "may be 'Windows-1258' or 'TCVN3'"));
	tb_str_clear(&out);
	assert_int_equal(read_bytes(BYTES("a,b\n1,C\xF4ng\n"), &opts, NULL, &out), TB_OK);
	assert_string_equal(out.buf, "1:a|b\n2:1|Cụng\n");
	opts.encoding = "windows-1258";
	tb_str_clear(&out);
	assert_int_equal(read_bytes(BYTES("a,b\n1,C\xF4ng\n"), &opts, NULL, &out), TB_OK);
	assert_string_equal(out.buf, "1:a|b\n2:1|Công\n");
	tb_str_release(&out);
}

/* Three megabytes of ASCII stand before the first accent. */
static void add_late_accents(struct tb_str *s)
{
	tb_str_adds(s, "code,name\n");
	for (int i = 0; i < 150000; i++)
		tb_str_addf(s, "%06d,plain name\n", i);
	tb_str_adds(s, "x,C\xABng an x\xB7\n");
}

static void test_detect__accents_that_come_late(void **state)
{
	struct tb_str s = TB_STR_INIT, out = TB_STR_INIT;
	struct tb_csv_info info;

	(void)state;
	add_late_accents(&s);
	assert_int_equal(read_bytes(s.buf, s.len, NULL, &info, &out), TB_OK);
	assert_string_equal(info.encoding, "TCVN3");
	assert_non_null(strstr(out.buf, "150002:x|Công an xã\n"));
	tb_str_release(&s);
	tb_str_release(&out);
}

static void test_detect__a_pipe_is_read_once(void **state)
{
	struct tb_str s = TB_STR_INIT, out = TB_STR_INIT;
	struct tb_err err = TB_ERR_INIT;
	int fd[2], status;
	pid_t child;
	FILE *f;

	(void)state;
	add_late_accents(&s);
	assert_int_equal(pipe(fd), 0);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		for (size_t at = 0; at < s.len;) {
			ssize_t n = write(fd[1], s.buf + at, s.len - at);

			if (n < 0)
				_exit(1);
			at += (size_t)n;
		}
		_exit(0);
	}
	close(fd[1]);
	f = fdopen(fd[0], "r");
	assert_int_equal(tb_csv_read(f, NULL, show_row, &out, NULL, &err), TB_OK);
	fclose(f);
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	assert_non_null(strstr(out.buf, "150002:x|Công an xã\n"));
	tb_str_release(&s);
	tb_str_release(&out);
}

/* ---- files of several encodings ---------------------------------------------------------------------------------- */

static const struct {
	int id;
	const char *bytes;
	enum tb_encoding encoding;
	const char *bad, *says;
} mixtures[] = {
	{ 1, "T\xC3\xAAn\nC\xC3\xB4ng an\nT\xC3\xA0i s\xE1\xBA\xA3n\nx\xE3\nM\xC3\xA1y\n", TB_UTF8,
	  "4!1:", "is not valid UTF-8" },
	{ 2, "T\xAAn t\xB5i s\xB6n\nC\xABng an x\xB7\nTi\xD5ng Vi\xD6t\nT\xC3\xAAn t\xC3\xA0i s\xE1\xBA\xA3n\n",
	  TB_TCVN3, "4!0:", "is in UTF-8, while the file is in TCVN3" },
	{ 3, "T\xAAn t\xB5i s\xB6n\nC\xABng an x\xB7\nTi\xD5ng Vi\xD6t\nx,\xC0\n", TB_TCVN3,
	  "4!2:", "holds a byte that the encoding of the file does not have" },
	{ 4, "T\xEAn t\xE0i sa\xD2n\nC\xF4ng an xa\xDE\nTi\xEA\xECng Vi\xEA\xF2t\nCo\xE2ng an xa\xF5\n", TB_CP1258,
	  "4!0:", "is in VNI, while the file is in Windows-1258" },
};

/* Keeps the message of the bad row. */
struct seen {
	struct tb_str rows;
	struct tb_err bad;
};

static enum tb_status keep_bad(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct seen *seen = ctx;

	if (row->bad.status)
		seen->bad = row->bad;
	return show_row(&seen->rows, row, err);
}

static void test_detect__rows_in_another_one_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(mixtures); i++) {
		struct seen seen = { .rows = TB_STR_INIT, .bad = TB_ERR_INIT };
		struct tb_err err = TB_ERR_INIT;
		struct tb_csv_info info;
		FILE *f = file_of(mixtures[i].bytes, strlen(mixtures[i].bytes));
		const char *first;

		assert_int_equal(tb_csv_read(f, NULL, keep_bad, &seen, &info, &err), TB_OK);
		fclose(f);
		first = strchr(seen.rows.buf, '!');
		if (info.encoding != tb_encoding_name(mixtures[i].encoding) ||
		    !strstr(seen.rows.buf, mixtures[i].bad) || strchr(first + 1, '!'))
			fail_msg("row %d: %s: %s", mixtures[i].id, info.encoding, seen.rows.buf);
		assert_says(&seen.bad, mixtures[i].says);
		tb_str_release(&seen.rows);
	}
}

/* ---- declaring --------------------------------------------------------------------------------------------------- */

static void test_detect__what_is_declared_must_not_contradict_the_mark(void **state)
{
	struct tb_csv_opts opts = { .encoding = "VNI" };
	struct tb_str out = TB_STR_INIT;

	(void)state;
	assert_int_equal(read_bytes(BYTES("\xEF\xBB\xBF"
					  "a,b\n"),
				    &opts, NULL, &out),
			 TB_EINVAL);
	assert_string_equal(out.buf, "the file is in UTF-8, as its first bytes say, not in VNI");
	opts.encoding = "UTF-16LE"; /* the mark says which */
	tb_str_clear(&out);
	assert_int_equal(read_bytes(BYTES("\xFE\xFF\0a\0b"), &opts, NULL, &out), TB_OK);
	assert_string_equal(out.buf, "1:ab\n");
	tb_str_release(&out);
}

/* ---- borders ----------------------------------------------------------------------------------------------------- */

/* The border between two blocks falls once on each byte of a character that takes four. */
static void test_detect__block_borders_do_not_show_in_utf16(void **state)
{
	enum { BLOCK = 64 * 1024 };
	static const char end[] = "\n\0a\0=\xD8\0\xDE\xF4\0\n\0z\0";

	(void)state;
	for (size_t shift = 0; shift < sizeof(end); shift++) {
		struct tb_str s = TB_STR_INIT, out = TB_STR_INIT;
		size_t odd = shift % 2; /* one more CR, of which the LF follows */

		tb_str_add(&s, BYTES("\xFF\xFE"
				     "x\0\n\0"));
		while (s.len + shift + 2 < BLOCK + odd)
			tb_str_add(&s, BYTES("p\0"));
		tb_str_add(&s, end, sizeof(end) - 1);
		assert_int_equal(read_bytes(s.buf, s.len, NULL, NULL, &out), TB_OK);
		assert_non_null(strstr(out.buf, "p\n3:a😀ô\n4:z\n"));
		tb_str_release(&s);
		tb_str_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_detect__known_bytes_are_found_and_read),
		cmocka_unit_test(test_detect__each_letter_is_in_its_table),
		cmocka_unit_test(test_detect__bytes_that_are_not_of_a_table),
		cmocka_unit_test(test_detect__never_takes_one_for_another),
		cmocka_unit_test(test_detect__asks_where_two_are_as_likely),
		cmocka_unit_test(test_detect__accents_that_come_late),
		cmocka_unit_test(test_detect__a_pipe_is_read_once),
		cmocka_unit_test(test_detect__rows_in_another_one_are_named),
		cmocka_unit_test(test_detect__what_is_declared_must_not_contradict_the_mark),
		cmocka_unit_test(test_detect__block_borders_do_not_show_in_utf16),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
