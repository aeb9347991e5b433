/*
 * import_fixture.h - imports of files that a test writes.
 */
#ifndef TB_TESTS_SERVICE_IMPORT_FIXTURE_H
#define TB_TESTS_SERVICE_IMPORT_FIXTURE_H

#include "service/fixture.h"

/* What an import of `csv` gives; `out` is released with the fixture. */
struct run {
	enum tb_status rc;
	struct tb_import_result out;
};

static inline void put_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static inline struct run import_file(struct fixture *f, const struct tb_noun *noun, const char *path, bool keep_good,
				     bool dry_run)
{
	char rejects[80];
	struct tb_import_req req = { .noun = noun, .path = path, .keep_good = keep_good, .dry_run = dry_run };
	struct run r;

	snprintf(rejects, sizeof(rejects), "%s/rejects.csv", f->dir);
	if (strcmp(path, rejects) != 0)
		unlink(rejects);
	if (keep_good)
		req.rejects = rejects;
	tb_err_clear(&f->err);
	r.rc = tb_import(f->db, &f->act, &req, &r.out, &f->err);
	assert_int_equal(r.rc, f->err.status);
	tb_problems_release(&f->problems);
	f->problems = r.out.problems;
	if (!r.rc || r.rc == TB_EREFUSED)
		assert_int_equal(r.out.rows, r.out.added + r.out.changed + r.out.same + r.out.rejected);
	return r;
}

static inline struct run import_text(struct fixture *f, const struct tb_noun *noun, const char *csv, bool keep_good)
{
	char path[80];

	snprintf(path, sizeof(path), "%s/in.csv", f->dir);
	put_file(path, csv);
	return import_file(f, noun, path, keep_good, false);
}

static inline void assert_counts(struct fixture *f, struct run r, int added, int changed, int same, int rejected)
{
	if (r.rc && !(r.rc == TB_EREFUSED && rejected))
		assert_ok(f, r.rc);
	if (r.out.added != added || r.out.changed != changed || r.out.same != same || r.out.rejected != rejected)
		fail_msg("%lld added, %lld changed, %lld same, %lld rejected", (long long)r.out.added,
			 (long long)r.out.changed, (long long)r.out.same, (long long)r.out.rejected);
}

/* Problem `i` is about that row and column, and says `part`. */
static inline void assert_problem(const struct fixture *f, size_t i, const char *subject, const char *part)
{
	struct tb_str text = TB_STR_INIT;

	assert_in_range(i, 0, f->problems.n - 1);
	tb_err_text(&f->problems.item[i].err, NULL, &text);
	if (strcmp(f->problems.item[i].subject, subject) != 0 || !strstr(text.buf, part))
		fail_msg("%zu: %s: %s", i, f->problems.item[i].subject, text.buf);
	tb_str_release(&text);
}

static inline char *read_file(struct fixture *f, const char *name)
{
	char path[80], *text = calloc(1, 65536);
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", f->dir, name);
	file = fopen(path, "r");
	if (file) {
		assert_true(fread(text, 1, 65535, file) < 65535);
		fclose(file);
	}
	return text;
}

/* An import of `csv` by `req`, whose noun is that of assets and whose path is set here. */
static inline struct run import_by(struct fixture *f, const char *csv, struct tb_import_req req)
{
	char path[80];
	struct run r;

	snprintf(path, sizeof(path), "%s/in.csv", f->dir);
	put_file(path, csv);
	req.path = path;
	if (!req.noun)
		req.noun = &tb_asset_noun;
	tb_err_clear(&f->err);
	r.rc = tb_import(f->db, &f->act, &req, &r.out, &f->err);
	tb_problems_release(&f->problems);
	f->problems = r.out.problems;
	if (!r.rc || r.rc == TB_EREFUSED)
		assert_int_equal(r.out.rows, r.out.added + r.out.changed + r.out.same + r.out.rejected);
	return r;
}

#endif
