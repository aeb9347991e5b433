#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <trangbi/str.h>

#include "base/file.h"

/* Each test runs in a folder of its own. */
static char folder[200];

static int enter_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/trangbi-test.XXXXXX", tmp ? tmp : "/tmp");
	return !mkdtemp(folder) || chdir(folder);
}

static int leave_folder(void **state)
{
	struct dirent *e;
	DIR *d = opendir(".");

	(void)state;
	while (d && (e = readdir(d)))
		if (unlink(e->d_name))
			rmdir(e->d_name);
	if (d)
		closedir(d);
	return chdir("/") || rmdir(folder);
}

static unsigned count_files(void)
{
	unsigned n = 0;
	struct dirent *e;
	DIR *d = opendir(".");

	while ((e = readdir(d)))
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void assert_holds(const char *path, const char *expected)
{
	char text[100] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(text, expected);
}

static void assert_says(const struct tb_err *err, const char *part)
{
	struct tb_str text = TB_STR_INIT;

	tb_err_text(err, NULL, &text);
	if (!strstr(text.buf, part))
		fail_msg("\"%s\" lacks \"%s\"", text.buf, part);
	tb_str_release(&text);
}

static void write_file(const char *path, const char *text)
{
	struct tb_outfile out = TB_OUTFILE_INIT;

	assert_int_equal(tb_outfile_open(&out, path, NULL), TB_OK);
	fputs(text, out.f);
	assert_int_equal(tb_outfile_commit(&out, NULL), TB_OK);
}

static void test_file__is_there_after_commit_and_not_before(void **state)
{
	struct tb_outfile out = TB_OUTFILE_INIT;

	(void)state;
	assert_int_equal(tb_outfile_open(&out, "list.csv", NULL), TB_OK);
	fputs("text", out.f);
	assert_int_not_equal(access("list.csv", F_OK), 0);
	assert_int_equal(tb_outfile_commit(&out, NULL), TB_OK);
	assert_null(out.f);
	assert_holds("list.csv", "text");
	assert_int_equal(count_files(), 1);
	tb_outfile_release(&out);
}

static void test_file__given_up_leaves_what_was_there(void **state)
{
	struct tb_outfile out = TB_OUTFILE_INIT;

	(void)state;
	write_file("list.csv", "old");
	assert_int_equal(tb_outfile_open(&out, "list.csv", NULL), TB_OK);
	fputs("new", out.f);
	tb_outfile_release(&out);
	tb_outfile_release(&out);
	assert_holds("list.csv", "old");
	assert_int_equal(count_files(), 1);
	write_file("list.csv", "new");
	assert_holds("list.csv", "new");
}

static void test_file__has_the_mode_that_the_umask_gives(void **state)
{
	mode_t old = umask(027);
	struct stat st;

	(void)state;
	write_file("list.csv", "x");
	umask(old);
	assert_int_equal(stat("list.csv", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
}

static void test_file__a_full_disk_fails_and_names_the_place(void **state)
{
	static const size_t sizes[] = { 1, 100000 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct tb_outfile out = TB_OUTFILE_INIT;
		struct tb_err err = TB_ERR_INIT;

		assert_int_equal(tb_outfile_open(&out, "/dev/full", &err), TB_OK);
		for (size_t n = 0; n < sizes[i]; n++)
			fputc('x', out.f);
		assert_int_equal(tb_outfile_commit(&out, &err), TB_ESYS);
		assert_null(out.f);
		assert_says(&err, "'/dev/full'");
		assert_says(&err, "No space left on device");
	}
}

static void test_file__a_device_stays_a_device(void **state)
{
	struct stat st;

	(void)state;
	write_file("/dev/null", "x");
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

static void test_file__a_folder_is_refused(void **state)
{
	struct tb_outfile out = TB_OUTFILE_INIT;
	struct tb_err err = TB_ERR_INIT;
	FILE *f = NULL;

	(void)state;
	assert_int_equal(mkdir("sub", 0777), 0);
	assert_int_equal(tb_outfile_open(&out, "sub", &err), TB_ESYS);
	assert_says(&err, "'sub': it is a folder");
	assert_int_equal(tb_infile_open("sub", &f, &err), TB_ESYS);
	assert_says(&err, "'sub': it is a folder");
	assert_null(f);
	tb_outfile_release(&out);
}

static void test_file__a_database_is_not_overwritten(void **state)
{
	struct tb_outfile out = TB_OUTFILE_INIT;
	struct tb_err err = TB_ERR_INIT;
	FILE *f = fopen("register.db", "w");

	(void)state;
	assert_non_null(f);
	assert_int_equal(fwrite("SQLite format 3\0and so on", 1, 25, f), 25);
	fclose(f);
	assert_int_equal(tb_outfile_open(&out, "register.db", &err), TB_EREFUSED);
	assert_says(&err, "'register.db' is a database");
	assert_null(out.f);
	assert_holds("register.db", "SQLite format 3");
	assert_int_equal(count_files(), 1);
}

static void test_file__a_folder_that_is_missing_is_named(void **state)
{
	struct tb_outfile out = TB_OUTFILE_INIT;
	struct tb_err err = TB_ERR_INIT;
	FILE *f = NULL;

	(void)state;
	assert_int_equal(tb_outfile_open(&out, "none/list.csv", &err), TB_ESYS);
	assert_says(&err, "'none/list.csv': No such file");
	assert_int_equal(tb_infile_open("none/list.csv", &f, &err), TB_ESYS);
	assert_says(&err, "'none/list.csv': No such file");
	tb_outfile_release(&out);
}

static void test_file__a_folder_made_meanwhile_fails_the_commit(void **state)
{
	struct tb_outfile out = TB_OUTFILE_INIT;
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(tb_outfile_open(&out, "list.csv", &err), TB_OK);
	assert_int_equal(mkdir("list.csv", 0777), 0);
	assert_int_equal(tb_outfile_commit(&out, &err), TB_ESYS);
	assert_says(&err, "'list.csv'");
	assert_int_equal(count_files(), 1);
}

static void test_file__permission_is_needed(void **state)
{
	struct tb_outfile out = TB_OUTFILE_INIT;
	struct tb_err err = TB_ERR_INIT;
	FILE *f = NULL;

	(void)state;
	if (!geteuid())
		skip();
	write_file("list.csv", "x");
	assert_int_equal(chmod("list.csv", 0), 0);
	assert_int_equal(tb_infile_open("list.csv", &f, &err), TB_ESYS);
	assert_says(&err, "'list.csv': Permission denied");
	assert_int_equal(chmod(".", 0555), 0);
	assert_int_equal(tb_outfile_open(&out, "new.csv", &err), TB_ESYS);
	assert_int_equal(chmod(".", 0777), 0);
	assert_says(&err, "'new.csv': Permission denied");
}

static void test_file__a_dash_is_a_standard_stream(void **state)
{
	struct tb_outfile out = TB_OUTFILE_INIT;
	FILE *f = NULL;

	(void)state;
	assert_int_equal(tb_outfile_open(&out, "-", NULL), TB_OK);
	assert_ptr_equal(out.f, stdout);
	assert_int_equal(tb_outfile_commit(&out, NULL), TB_OK);
	assert_true(fileno(stdout) >= 0);
	assert_int_equal(tb_infile_open("-", &f, NULL), TB_OK);
	assert_ptr_equal(f, stdin);
}

static void test_file__reads(void **state)
{
	FILE *f = NULL;

	(void)state;
	write_file("list.csv", "x");
	assert_int_equal(tb_infile_open("list.csv", &f, NULL), TB_OK);
	assert_int_equal(fgetc(f), 'x');
	fclose(f);
}

static void test_file__release_accepts_null(void **state)
{
	(void)state;
	tb_outfile_release(NULL);
}

static void test_file__own_data_built_or_installed(void **state)
{
	struct tb_pool pool = TB_POOL_INIT;
	const char *path = tb_file_own(&pool, ".", "../share/trangbi");

	(void)state;
	assert_int_equal(path[0], '/');
	assert_int_equal(access(path, R_OK), 0);
	path = tb_file_own(&pool, "no such file", "../share/trangbi");
	assert_string_equal(path + strlen(path) - strlen("/../share/trangbi"), "/../share/trangbi");
	tb_pool_release(&pool);
}

#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, enter_folder, leave_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_file__is_there_after_commit_and_not_before),
		IN_FOLDER(test_file__given_up_leaves_what_was_there),
		IN_FOLDER(test_file__has_the_mode_that_the_umask_gives),
		IN_FOLDER(test_file__a_full_disk_fails_and_names_the_place),
		IN_FOLDER(test_file__a_device_stays_a_device),
		IN_FOLDER(test_file__a_folder_is_refused),
		IN_FOLDER(test_file__a_database_is_not_overwritten),
		IN_FOLDER(test_file__a_folder_that_is_missing_is_named),
		IN_FOLDER(test_file__a_folder_made_meanwhile_fails_the_commit),
		IN_FOLDER(test_file__permission_is_needed),
		IN_FOLDER(test_file__a_dash_is_a_standard_stream),
		IN_FOLDER(test_file__reads),
		cmocka_unit_test(test_file__release_accepts_null),
		cmocka_unit_test(test_file__own_data_built_or_installed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
