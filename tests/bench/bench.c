/*
 * bench.c - the figures of docs/ARCHITECTURE.md as ratios: what the program takes against what the bare work takes, both
 * in this run, in turn, the median of several rounds. Nothing here passes or fails.
 *
 *	bench TRANGBI ROWS FOLDER
 */
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zint.h>

#include <trangbi/custody.h>
#include <trangbi/ledger.h>
#include <trangbi/register.h>
#include <trangbi/stocktake.h>
#include <trangbi/tag.h>

#include "label/label.h"

enum { ROUNDS = 5, LABELS = 10000, LOANS = 200, LOOKUPS = 20000, COUNTED = 5000 };

static const char *trangbi;
static int rows;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

static void must(enum tb_status rc, const struct tb_err *err)
{
	struct tb_str text = TB_STR_INIT;

	if (!rc)
		return;
	tb_err_text(err, NULL, &text);
	die(text.buf);
}

/* Run a shell command; its wall time, and its peak memory in MB where asked for. */
static double run(const char *command, double *megabytes)
{
	double start = now();
	struct rusage used;
	int status;
	pid_t pid = fork();

	if (!pid) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &used) < 0 || status)
		die(command);
	if (megabytes)
		*megabytes = (double)used.ru_maxrss / 1024;
	return now() - start;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median(double *values, int n)
{
	qsort(values, (size_t)n, sizeof(*values), by_size);
	return values[n / 2];
}

static void print_row(const char *work, const char *against, double ratio, const char *reach, const char *note)
{
	printf("| %s | %s | %.2f | %s | %s |\n", work, against, ratio, reach, note);
	fflush(stdout);
}

/* ---- the CSV ---------------------------------------------------------------------------------------------------- */

static const char *const names[] = { "Xe máy Honda Wave Alpha", "Máy tính để bàn", "Máy in laser", "Bộ đàm cầm tay",
				     "Máy ảnh kỹ thuật số",     "Tủ tài liệu",     "Bàn làm việc", "Loa phóng thanh" };
static const char *const kinds[] = { "XEM", "MAY", "INL", "BDA", "ANH", "TUT", "BAN", "LOA" };

/* The tag of row `i`, made as the program makes them. */
static void make_tag(int i, char tag[TB_TAG_SIZE])
{
	char prefix[TB_TAG_SIZE];
	struct tb_err err = TB_ERR_INIT;
	char unit[8];

	snprintf(unit, sizeof(unit), "%05d", 10000 + i % 1000);
	must(tb_tag_prefix(TB_TAG_PATTERN, unit, kinds[i % 8], 2026, prefix, &err), &err);
	must(tb_tag_make(TB_TAG_PATTERN, prefix, i / 1000 + 1, tag, &err), &err);
}

static void write_csv(const char *path)
{
	FILE *f = fopen(path, "w");
	char tag[TB_TAG_SIZE];

	if (!f)
		die(path);
	fputs("tag,name,kind,unit,model,serial,plate,maker,country,year_made,year_in_use,cost,funding,supplier,invoice,"
	      "purchased,received,measure,old_code,note\n",
	      f);
	for (int i = 0; i < rows; i++) {
		make_tag(i, tag);
		fprintf(f,
			"%s,%s %d,%s,%05d,Kiểu %d,SN%08d,29B1%06d,Hãng %d,Việt Nam,%d,%d,%d,Ngân sách,Công ty %d,HD%d,"
			"2025-03-%02d,2025-04-%02d,chiếc,TS%07d,Ghi chú số %d\n",
			tag, names[i % 8], i % 500, kinds[i % 8], 10000 + i % 1000, i % 5, i, i, i % 10, 2020 + i % 5,
			2025, 1000000 + i, i % 200, i, 1 + i % 28, 1 + i % 28, i, i % 977);
	}
	fclose(f);
}

static void write_register(void)
{
	FILE *f = fopen("units.csv", "w");

	fputs("code,name\n", f);
	for (int i = 0; i < 1000; i++)
		fprintf(f, "%05d,Xã %d\n", 10000 + i, i);
	fclose(f);
	f = fopen("kinds.csv", "w");
	fputs("code,name\n", f);
	for (int i = 0; i < 8; i++)
		fprintf(f, "%s,%s\n", kinds[i], names[i]);
	fclose(f);
	f = fopen("persons.csv", "w");
	fputs("number,name,unit\n1,Nguyễn Văn Đức,10000\n", f);
	fclose(f);
}

static const char bare_sql[] =
	"CREATE TABLE bare(tag TEXT UNIQUE,name TEXT,kind TEXT,unit TEXT,model TEXT,serial TEXT,plate TEXT,maker TEXT,"
	"country TEXT,year_made INT,year_in_use INT,cost INT,funding TEXT,supplier TEXT,invoice TEXT,purchased TEXT,"
	"received TEXT,measure TEXT,old_code TEXT,note TEXT);"
	"CREATE INDEX b1 ON bare(unit);CREATE INDEX b2 ON bare(kind);CREATE INDEX b3 ON bare(name,model,maker);"
	"CREATE INDEX b4 ON bare(serial);CREATE INDEX b5 ON bare(plate);CREATE INDEX b6 ON bare(old_code);";

/* ---- the rows of the table -------------------------------------------------------------------------------------- */

static void bench_import(void)
{
	double ratio[3], megabytes = 0;
	char ours[512], bare[2048], note[80];

	snprintf(ours, sizeof(ours),
		 "rm -f our.db*; export TRANGBI_DB=our.db; exec 2>/dev/null >/dev/null; '%s' init && '%s' import units "
		 "units.csv "
		 "&& '%s' import kinds kinds.csv && '%s' import persons persons.csv",
		 trangbi, trangbi, trangbi, trangbi);
	snprintf(bare, sizeof(bare),
		 "rm -f bare.db*; sqlite3 bare.db \"PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;%s\" '.mode csv' "
		 "'.import --skip 1 assets.csv bare' >/dev/null",
		 bare_sql);
	for (int i = 0; i < 3; i++) {
		double mb, t;
		char import[512];

		run(ours, NULL);
		snprintf(import, sizeof(import), "exec '%s' import assets assets.csv --db our.db >/dev/null 2>&1",
			 trangbi);
		t = run(import, &mb);
		megabytes = mb > megabytes ? mb : megabytes;
		ratio[i] = t / run(bare, NULL);
	}
	snprintf(note, sizeof(note), "%d rows; peak %.0f MB", rows, megabytes);
	print_row("import of CSV rows, each an event", "`sqlite3 .import`, same indexes", median(ratio, 3), "1.0",
		  note);
}

static void bench_export(void)
{
	double ratio[3];
	char ours[512], note[80];

	snprintf(ours, sizeof(ours), "exec '%s' export assets --db our.db -o our.csv 2>/dev/null", trangbi);
	for (int i = 0; i < 3; i++)
		ratio[i] = run(ours, NULL) / run("sqlite3 -csv -header our.db 'SELECT * FROM asset' >bare.csv", NULL);
	snprintf(note, sizeof(note), "%d rows", rows);
	print_row("export to CSV", "`sqlite3 -csv`", median(ratio, 3), "1.0", note);
}

static struct tb_db *open_db(void)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_db *db = NULL;

	must(tb_db_open("our.db", TB_DB_WRITE, &db, &err), &err);
	return db;
}

static void exec_sql(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL))
		die(sqlite3_errmsg(db));
}

static double raw_checkout(sqlite3 *db, int i)
{
	char sql[256];
	double start = now();

	snprintf(sql, sizeof(sql),
		 "BEGIN IMMEDIATE; INSERT INTO loan VALUES('%d','1','2026-12-08'); UPDATE bare SET note='1' WHERE "
		 "rowid=%d; COMMIT",
		 i, i + 1);
	exec_sql(db, sql);
	return now() - start;
}

static double our_checkout(struct tb_db *db, int i)
{
	struct tb_act act = { .actor = "bench", .channel = "cli", .now = 1800000000 + i, .at = 1800000000 + i };
	struct tb_problems problems = TB_PROBLEMS_INIT;
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_custody_result result;
	struct tb_err err = TB_ERR_INIT;
	char tag[TB_TAG_SIZE];
	const char *tags[] = { tag };
	struct tb_checkout_req req = { .tags = { tags, 1 }, .holder = "1", .days = 14 };
	double start;

	make_tag(i, tag);
	start = now();
	must(tb_checkout(db, &act, &req, &pool, &result, &problems, &err), &err);
	start = now() - start;
	tb_pool_release(&pool);
	tb_problems_release(&problems);
	return start;
}

static void bench_checkout(void)
{
	struct tb_db *db = open_db();
	double ratio[LOANS];
	sqlite3 *raw;

	sqlite3_open("bare.db", &raw);
	exec_sql(raw,
		 "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE loan(tag TEXT, who TEXT, due TEXT)");
	for (int i = 0; i < LOANS; i++) {
		double ours = our_checkout(db, i);

		ratio[i] = ours / raw_checkout(raw, i);
	}
	sqlite3_close(raw);
	tb_db_close(db);
	print_row("check-out of one asset, durable", "two statements, one FULL transaction", median(ratio, LOANS),
		  "1.3", "");
}

/* ---- stocktakes ------------------------------------------------------------------------------------------------- */

/* The tag of asset `i` of the unit that is counted. */
static void make_counted_tag(int i, char tag[TB_TAG_SIZE])
{
	struct tb_err err = TB_ERR_INIT;

	must(tb_tag_make(TB_TAG_PATTERN, "30000XEM26", i + 1, tag, &err), &err);
}

static void import_counted(void)
{
	FILE *f = fopen("counted.csv", "w");
	char tag[TB_TAG_SIZE], command[512];

	fputs("tag,name,kind,unit,serial,cost\n", f);
	for (int i = 0; i < COUNTED; i++) {
		make_counted_tag(i, tag);
		fprintf(f, "%s,%s %d,XEM,30000,CN%06d,18500000\n", tag, names[0], i % 500, i);
	}
	fclose(f);
	snprintf(command, sizeof(command),
		 "'%s' unit add 30000 --name x --db our.db >/dev/null 2>&1 && '%s' person add 2 --name y --unit 30000 "
		 "--db our.db "
		 ">/dev/null 2>&1 && '%s' import assets counted.csv --db our.db >/dev/null 2>&1",
		 trangbi, trangbi, trangbi);
	run(command, NULL);
}

static double processor(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The wall time of one scan; its processor time is added to `*used`. */
static double our_count(struct tb_db *db, int i, double *used)
{
	const struct tb_act act = { .actor = "bench", .channel = "scan", .now = 1800000001, .at = 1800000001 };
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_counts counts;
	struct tb_err err = TB_ERR_INIT;
	char tag[TB_TAG_SIZE];
	const char *codes[] = { tag };
	const struct tb_count_req req = { .codes = { codes, 1 } };
	double start, before;

	make_counted_tag(i, tag);
	before = processor();
	start = now();
	must(tb_stocktake_count(db, &act, &req, &pool, &counts, &err), &err);
	start = now() - start;
	*used += processor() - before;
	tb_pool_release(&pool);
	return start;
}

static void bench_counts(struct tb_db *db)
{
	double *ratio = malloc(COUNTED * sizeof(*ratio)), used = 0;
	char note[80];
	sqlite3 *raw;

	sqlite3_open("bare.db", &raw);
	for (int i = 0; i < COUNTED; i++) {
		double ours = our_count(db, i, &used);

		ratio[i] = ours / raw_checkout(raw, i);
	}
	sqlite3_close(raw);
	snprintf(note, sizeof(note), "of 5,000; %.2f ms of processor time each", 1e3 * used / COUNTED);
	print_row("scan counted in a stocktake, durable", "two statements, one FULL transaction",
		  median(ratio, COUNTED), "-", note);
	free(ratio);
}

static void bench_stocktake(void)
{
	const struct tb_act act = { .actor = "bench", .channel = "cli", .now = 1800000001, .at = 1800000001 };
	const struct tb_stocktake_req req = { .unit = "30000" };
	const char *people[] = { "1", "2" };
	const struct tb_texts signatures = { people, 2 };
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_err err = TB_ERR_INIT;
	struct tb_record stocktake;
	struct tb_db *db;
	double start;

	import_counted();
	db = open_db();
	start = now();
	must(tb_stocktake_open(db, &act, &req, &pool, &stocktake, &err), &err);
	print_row("opening a stocktake of 5,000", "2 s", (now() - start) / 2, "1.0", "");
	bench_counts(db);
	start = now();
	must(tb_stocktake_close(db, &act, NULL, &signatures, &pool, &stocktake, &err), &err);
	print_row("closing it", "2 s", (now() - start) / 2, "1.0", "");
	tb_pool_release(&pool);
	tb_db_close(db);
}

static double time_lookups(struct tb_db *db, const char *(*name)(int i, char *buf))
{
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_err err = TB_ERR_INIT;
	struct tb_record r;
	double start = now();
	char buf[64];

	for (int i = 0; i < LOOKUPS; i++) {
		must(tb_get(db, &tb_asset_noun, name(i * 37 % rows, buf), &pool, &r, &err), &err);
		tb_pool_clear(&pool);
	}
	tb_pool_release(&pool);
	return now() - start;
}

static const char *name_tag(int i, char *buf)
{
	make_tag(i, buf);
	return buf;
}

static const char *name_serial(int i, char *buf)
{
	sprintf(buf, "SN%08d", i);
	return buf;
}

static const char *name_plate(int i, char *buf)
{
	sprintf(buf, "29B1%06d", i);
	return buf;
}

static double time_select(sqlite3 *db, const char *sql, const char *(*name)(int i, char *buf))
{
	sqlite3_stmt *stmt;
	double start;
	char buf[64];

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL))
		die(sqlite3_errmsg(db));
	start = now();
	for (int i = 0; i < LOOKUPS; i++) {
		sqlite3_bind_text(stmt, 1, name(i * 37 % rows, buf), -1, SQLITE_STATIC);
		if (sqlite3_step(stmt) != SQLITE_ROW)
			die("no row");
		for (int c = 0; c < sqlite3_column_count(stmt); c++)
			sqlite3_column_text(stmt, c);
		sqlite3_reset(stmt);
	}
	sqlite3_finalize(stmt);
	return now() - start;
}

static void bench_lookup(void)
{
	static const struct {
		const char *what, *sql;
		const char *(*name)(int i, char *buf);
	} ways[] = {
		{ "look-up by tag", "SELECT * FROM bare WHERE tag=?", name_tag },
		{ "look-up by serial", "SELECT * FROM bare WHERE serial=?", name_serial },
		{ "look-up by plate", "SELECT * FROM bare WHERE plate=?", name_plate },
	};
	struct tb_db *db = open_db();
	sqlite3 *raw;

	sqlite3_open("bare.db", &raw);
	for (size_t w = 0; w < 3; w++) {
		double ratio[ROUNDS];

		time_lookups(db, ways[w].name);
		time_select(raw, ways[w].sql, ways[w].name);
		for (int i = 0; i < ROUNDS; i++)
			ratio[i] = time_lookups(db, ways[w].name) / time_select(raw, ways[w].sql, ways[w].name);
		print_row(ways[w].what, "one prepared SELECT", median(ratio, ROUNDS), "2.0", "in process");
	}
	sqlite3_close(raw);
	tb_db_close(db);
}

static enum tb_status count_hit(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	(void)r, (void)err;
	++*(int *)ctx;
	return TB_OK;
}

static void bench_search(void)
{
	static const char *const queries[] = { "xe may", "may tinh 77", "Bộ đàm", "hang 12 kieu" };
	struct tb_db *db = open_db();
	struct tb_err err = TB_ERR_INIT;
	double worst = 0;
	char note[80];

	for (size_t q = 0; q < 4; q++)
		for (int i = 0; i < ROUNDS; i++) {
			struct tb_query query = { .words = queries[q], .limit = 50 };
			double start = now();
			int n = 0;

			must(tb_list(db, &tb_asset_noun, &query, count_hit, &n, &err), &err);
			if (i && now() - start > worst)
				worst = now() - start;
		}
	snprintf(note, sizeof(note), "slowest of 4 queries: %.1f ms at %d assets", worst * 1e3, rows);
	print_row("accent-free search, first 50 ranked", "50 ms", worst * 1e3 / 50, "1.0", note);
	tb_db_close(db);
}

/* What openssl needs for the same number of bytes in blocks of the same size. */
static double openssl_seconds(double bytes, double block)
{
	char command[160], line[256], *last = NULL;
	double k = 0;
	FILE *p;

	snprintf(command, sizeof(command), "openssl speed -seconds 1 -bytes %.0f -evp sha256 2>/dev/null", block);
	p = popen(command, "r");
	while (fgets(line, sizeof(line), p))
		if (!strncasecmp(line, "sha256", 6) && (last = strrchr(line, ' ')))
			k = atof(last);
	pclose(p);
	return k > 0 ? bytes / (k * 1000) : NAN;
}

static void bench_verify(void)
{
	struct tb_db *db = open_db();
	struct tb_err err = TB_ERR_INIT;
	struct tb_head head;
	FILE *f = fopen("ledger.jsonl", "w");
	double best = 1e9, bytes, full;
	struct tb_verdict v;
	char note[96];

	must(tb_ledger_export(db, f, &head, &err), &err);
	bytes = (double)ftell(f);
	fclose(f);
	for (int i = 0; i < 3; i++) {
		double start = now();

		must(tb_ledger_verify(db, NULL, true, &v, &err), &err);
		best = now() - start < best ? now() - start : best;
	}
	full = now();
	must(tb_ledger_verify(db, NULL, false, &v, &err), &err);
	full = now() - full;
	snprintf(note, sizeof(note), "%lld events, %.0f bytes each; with replay %.1f times that", (long long)head.seq,
		 bytes / (double)head.seq, full / best);
	print_row("`ledger verify --chain-only`", "openssl SHA-256 of the same bytes",
		  best / openssl_seconds(bytes, bytes / (double)head.seq), "3.0", note);
	tb_db_close(db);
}

static void bench_show(void)
{
	double ratio[21];
	char tag[TB_TAG_SIZE], ours[512], bare[512];

	make_tag(7, tag);
	snprintf(ours, sizeof(ours), "exec '%s' asset show %s --db our.db >/dev/null", trangbi, tag);
	snprintf(bare, sizeof(bare), "exec sqlite3 our.db \"select * from asset where tag='%s'\" >/dev/null", tag);
	for (int i = 0; i < 21; i++)
		ratio[i] = run(ours, NULL) / run(bare, NULL);
	print_row("`trangbi asset show TAG` as a process", "`sqlite3 FILE 'select …'`", median(ratio, 21), "1.5", "");
}

/* ---- labels ----------------------------------------------------------------------------------------------------- */

static double encode_bare(void)
{
	struct zint_symbol *symbols[] = { ZBarcode_Create(), ZBarcode_Create() };
	double start = now();
	char tag[TB_TAG_SIZE];

	symbols[0]->symbology = BARCODE_QRCODE;
	symbols[0]->option_1 = 3; /* level Q, as on labels */
	symbols[1]->symbology = BARCODE_CODE128;
	for (int i = 0; i < LABELS; i++) {
		make_tag(i, tag);
		for (int s = 0; s < 2; s++) {
			ZBarcode_Clear(symbols[s]);
			if (ZBarcode_Encode(symbols[s], (unsigned char *)tag, 0))
				die(symbols[s]->errtxt);
		}
	}
	start = now() - start;
	ZBarcode_Delete(symbols[0]);
	ZBarcode_Delete(symbols[1]);
	return start;
}

static enum tb_status take_bytes(void *ctx, const void *bytes, size_t len, struct tb_err *err)
{
	(void)err;
	fwrite(bytes, 1, len, ctx);
	return TB_OK;
}

static enum tb_status take_count(void *ctx, size_t n, struct tb_err *err)
{
	(void)ctx;
	(void)n;
	(void)err;
	return TB_OK;
}

/* Labels with two codes, and unit, name and year in Vietnamese. */
static struct tb_label *make_labels(void)
{
	struct tb_label *labels = calloc(LABELS, sizeof(*labels));
	static char tags[LABELS][TB_TAG_SIZE], shown[LABELS][TB_TAG_SHOWN_SIZE];

	for (int i = 0; i < LABELS; i++) {
		make_tag(i, tags[i]);
		tb_tag_show(tags[i], shown[i]);
		labels[i].payload = labels[i].text[TB_LABEL_TAG] = tags[i];
		labels[i].text[TB_LABEL_SHOWN_TAG] = shown[i];
		labels[i].text[TB_LABEL_NAME] = names[i % 8];
		labels[i].text[TB_LABEL_UNIT] = "Công an phường Ba Đình";
		labels[i].text[TB_LABEL_YEAR] = "2026";
	}
	return labels;
}

static double draw_labels(const struct tb_label *labels, int threads)
{
	struct tb_label_job job = {
		.labels = labels, .n = LABELS, .copies = 1, .dpi = 300, .format = TB_LABEL_PDF, .threads = threads
	};
	struct tb_label_sink sink = { .ctx = fopen("labels.pdf", "w"), .write = take_bytes, .done = take_count };
	struct tb_err err = TB_ERR_INIT;
	double start = now();

	must(tb_label_draw(&job, &sink, &err), &err);
	fclose(sink.ctx);
	return now() - start;
}

static void bench_drawing(void)
{
	struct tb_label *labels = make_labels();
	double one[ROUNDS], all[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		one[i] = draw_labels(labels, 1) / encode_bare();
		all[i] = draw_labels(labels, 0) / encode_bare();
	}
	print_row("PDF of 10,000 labels, one thread", "bare zint encoding of the same symbols", median(one, ROUNDS),
		  "2.0", "");
	print_row("the same, a thread for each processor", "the same, one thread", median(all, ROUNDS), "1.0", "");
	free(labels);
}

static void bench_label_command(const char *work, const char *options, int rounds)
{
	double ratio[ROUNDS], megabytes = 0;
	char ours[512], note[80];

	snprintf(ours, sizeof(ours),
		 "exec '%s' label --all --limit %d --reason changed %s --db our.db -o labels.pdf 2>&1", trangbi, LABELS,
		 options);
	for (int i = 0; i < rounds; i++)
		ratio[i] = run(ours, &megabytes) / encode_bare();
	snprintf(note, sizeof(note), "peak %.0f MB", megabytes);
	print_row(work, "the same", median(ratio, rounds), "-", note);
}

static void bench_labels(void)
{
	bench_drawing();
	bench_label_command("`trangbi label` of as many, each recorded", "--no-verify", 3);
	bench_label_command("the same, each read back before", "", 1);
}

static void bench_decode(void)
{
	double ratio[ROUNDS];
	char ours[512], make[700], tag[TB_TAG_SIZE];

	make_tag(1, tag);
	snprintf(make, sizeof(make),
		 "'%s' label preview --db our.db %s -o one.pdf 2>/dev/null && pdftoppm -r 350 -gray -png one.pdf "
		 ">big.png",
		 trangbi, tag);
	run(make, NULL);
	snprintf(ours, sizeof(ours), "exec '%s' scan --raw big.png >/dev/null", trangbi);
	for (int i = 0; i < ROUNDS; i++)
		ratio[i] = run(ours, NULL) /
			   run("exec zbarimg -q --raw -Sdisable -Sqrcode.enable -Scode128.enable big.png >/dev/null",
			       NULL);
	print_row("decoding one clear 12-megapixel picture", "`zbarimg -q --raw`, same symbologies",
		  median(ratio, ROUNDS), "1.0", "");
}

int main(int argc, char **argv)
{
	if (argc != 4 || (rows = atoi(argv[2])) < LABELS || chdir(argv[3]))
		die("usage: bench TRANGBI ROWS FOLDER, ROWS at least 10000");
	trangbi = argv[1];
	write_csv("assets.csv");
	write_register();
	puts("| work | against | ratio | to reach | |\n|---|---|---|---|---|");
	bench_import();
	bench_export();
	bench_show();
	bench_lookup();
	bench_search();
	bench_verify();
	bench_labels();
	bench_decode();
	bench_checkout();
	bench_stocktake();
	return 0;
}
