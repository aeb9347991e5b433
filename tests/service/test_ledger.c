#include "service/fixture.h"

#include "base/json.h"
#include "model/anchor.h"
#include "secret/secret.h"
#include "service/db.h"
#include "store/stmt.h"

#define TAMPER                                                                                                         \
	"DROP TRIGGER event_is_not_changed; DROP TRIGGER event_is_not_deleted; DROP TRIGGER event_is_not_replaced;"

/* Some of everything: 8 records of basics, an asset with aliases, issued, lent and back, an edit. */
static const char *make_history(struct fixture *f)
{
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "S-1");
	struct tb_custody_result done;
	bool changed;

	assert_ok(f, issue(f, "00008", &tag, 1, &done));
	assert_ok(f, checkout(f, "123-456", 5, &tag, 1, &done));
	assert_ok(f, checkin(f, "cũ", &tag, 1, &done));
	assert_ok(f, tb_add_alias(f->db, &f->act, tag, "KHO-3", &f->err));
	assert_ok(f, try_edit(f, &tb_asset_noun, tag, &changed, "cost", "12500000", "plate", "29-B1 123.45", NULL));
	return tag;
}

/*
 * Run `sql` on the closed file with the triggers out of the way, put them back as they were, and expect that verifying
 * names `place`.
 */
static void assert_tampering_shows(struct fixture *f, const char *sql, const char *anchor, const char *place)
{
	struct tb_verdict verdict = { .events = 0 };
	struct tb_str all = TB_STR_INIT, triggers = TB_STR_INIT, found = TB_STR_INIT;
	sqlite3_stmt *stmt = NULL;
	sqlite3 *raw = NULL;
	enum tb_status rc;

	tb_db_close(f->db);
	f->db = NULL;
	assert_int_equal(sqlite3_open(f->path, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(raw, "SELECT sql FROM sqlite_schema WHERE type = 'trigger'", -1, &stmt,
					    NULL),
			 SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		tb_str_addf(&triggers, "%s;", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	tb_str_addf(&all, "%s %s; %s", TAMPER, sql, triggers.buf);
	if (sqlite3_exec(raw, all.buf, NULL, NULL, NULL))
		fail_msg("%s: %s", all.buf, sqlite3_errmsg(raw));
	assert_true(sqlite3_total_changes(raw) > 0 || strstr(sql, "TRIGGER") || strstr(sql, "INDEX"));
	sqlite3_close(raw);
	reopen(f);
	rc = tb_ledger_verify(f->db, anchor, false, &verdict, &f->err);
	for (size_t i = 0; i < verdict.problems.n; i++) {
		tb_str_addf(&found, "%s: ", verdict.problems.item[i].subject);
		tb_err_text(&verdict.problems.item[i].err, NULL, &found);
		tb_str_addc(&found, '\n');
	}
	tb_err_text(&f->err, NULL, &found);
	if (rc != TB_ECORRUPT || !strstr(found.buf, place))
		fail_msg("%s: status %d, %s", sql, rc, found.buf);
	tb_problems_release(&verdict.problems);
	tb_str_release(&all);
	tb_str_release(&triggers);
	tb_str_release(&found);
}

static void test_ledger__an_honest_one_verifies(void **state)
{
	struct fixture *f = *state;
	struct tb_verdict verdict;
	struct tb_head head;

	make_history(f);
	assert_ok(f, tb_ledger_head(f->db, &head, &f->err));
	assert_ok(f, tb_ledger_verify(f->db, head.hash, false, &verdict, &f->err));
	assert_true(verdict.anchored);
	assert_int_equal(verdict.events, head.seq);
	assert_string_equal(verdict.head.hash, head.hash);
	assert_int_equal(verdict.problems.n, 0);
	tb_problems_release(&verdict.problems);
	reopen(f);
	assert_verifies(f);
}

static void test_ledger__changes_of_events_show(void **state)
{
	static const struct {
		int id;
		const char *sql, *place;
	} cases[] = {
		{ 1, "UPDATE event SET payload = replace(payload, 'Xe máy', 'Xe mau') WHERE kind = 'asset.add'",
		  "#10" },
		{ 2, "UPDATE event SET actor = 'somebody' WHERE seq = 3", "#3" },
		{ 3, "UPDATE event SET at = at - 1 WHERE seq = 11", "#11" },
		{ 4, "UPDATE event SET recorded = recorded + 1 WHERE seq = 1", "#1" },
		{ 5, "UPDATE event SET doc = NULL WHERE seq = 11", "#11" },
		{ 6, "UPDATE event SET purpose = 'x' WHERE seq = 12", "#12" },
		{ 7, "UPDATE event SET unit = '00004' WHERE seq = 11", "#11" },
		{ 8, "UPDATE event SET subject = 'x' WHERE seq = 9", "#9" },
		{ 9, "UPDATE event SET kind = 'unit.edit' WHERE seq = 2", "#2" },
		{ 10, "UPDATE event SET channel = 'scan' WHERE seq = 2", "#2" },
		{ 11, "UPDATE event SET batch = 1 WHERE seq = 2", "#2" },
		{ 12, "UPDATE event SET hash = zeroblob(32) WHERE seq = 15", "#15" },
		{ 13, "UPDATE event SET hash = x'00' WHERE seq = 15", "#15" },
		{ 14, "DELETE FROM event WHERE seq = 5", "#6: events before it are missing" },
		{ 15, "DELETE FROM event WHERE seq = 1", "#2: events before it are missing" },
		{ 16, "UPDATE event SET seq = 99 WHERE seq = 15", "#99: events before it are missing" },
		{ 17,
		  "INSERT INTO event SELECT 16, kind, subject, actor, unit, at, recorded, purpose, doc, channel, "
		  "batch, payload, hash FROM event WHERE seq = 15",
		  "#16" },
		{ 18,
		  "INSERT INTO event SELECT 0, kind, subject, actor, unit, at, recorded, purpose, doc, channel, "
		  "batch, payload, hash FROM event WHERE seq = 15",
		  "#0" },
		{ 19, "UPDATE site SET id = 'ffffffffffffffff'", "#1" },
		{ 30, "UPDATE event SET payload = payload || char(0) || 'x' WHERE seq = 9", "#9" },
		{ 31, "UPDATE event SET actor = actor || char(0) WHERE seq = 9", "#9" },
		{ 32, "UPDATE event SET batch = 0 WHERE seq = 9", "#9" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture *f;

		(void)tear_down(state);
		assert_int_equal(set_up(state), 0);
		f = *state;
		make_history(f);
		assert_tampering_shows(f, cases[i].sql, NULL, cases[i].place);
	}
}

static void test_ledger__changes_of_the_state_show(void **state)
{
	static const struct {
		int id;
		const char *sql, *place;
	} cases[] = {
		{ 1, "UPDATE asset SET cost = 1", "asset 00004XEM" },
		{ 2, "UPDATE asset SET text_id = text_id + 1", "asset 00004XEM" },
		{ 3, "UPDATE unit SET name = 'x' WHERE code = '00008'", "unit 00008" },
		{ 4, "UPDATE person SET active = 0 WHERE number = '123-457'", "person 123-457" },
		{ 5, "UPDATE kind SET life_years = 5 WHERE code = 'XEM'", "kind XEM" },
		{ 6, "UPDATE custody SET due = '2030-01-01' WHERE kind = 'loan'", "custody 12" },
		{ 7, "DELETE FROM custody WHERE kind = 'loan'",
		  "custody 12: it is in the ledger but not in the database" },
		{ 8, "DELETE FROM alias WHERE key = 'KHO3'", "alias KHO3" },
		{ 9, "INSERT INTO alias SELECT 'ZZZ', tag, 'other', 'zzz' FROM asset", "alias ZZZ" },
		{ 10, "INSERT INTO unit (code, name, version) VALUES ('99999', 'x', 1)",
		  "unit 99999: it is in the database but not in the ledger" },
		{ 11, "UPDATE tag_serial SET last = 7", "tag_serial 00004XEM26" },
		{ 12, "UPDATE site SET name = 'x'", "site " },
		{ 13, "INSERT INTO batch (id, noun, file) VALUES (3, 'asset', 'x.csv')", "batch 3" },
		{ 14, "UPDATE search_text SET text = 'x'", "search_text 1" },
		{ 15, "CREATE TRIGGER extra AFTER INSERT ON event BEGIN DELETE FROM alias; END", "schema extra" },
		{ 16, "DROP INDEX asset_by_unit", "schema asset_by_unit" },
		{ 17, "UPDATE asset SET name = name || char(0) || 'b'", "asset 00004XEM" },
		{ 18, "UPDATE asset SET note = ''", "asset 00004XEM" },
		{ 19, "CREATE TRIGGER \"sqlite-stat1\" AFTER INSERT ON event BEGIN DELETE FROM alias; END",
		  "schema sqlite-stat1" },
		{ 20, "CREATE VIEW extra AS SELECT 1; UPDATE asset SET version = version", "schema extra" },
		{ 21, "INSERT INTO search_index (search_index) VALUES ('delete-all')", "search_index " },
		{ 22, "INSERT INTO search_index (rowid, plain) VALUES (1, 'khac')", "search_index " },
		/* an index that leaves an asset out, and says that it does not */
		{ 23,
		  "DROP INDEX asset_by_unit; CREATE INDEX asset_by_unit ON asset (unit) WHERE id > 1;"
		  "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX asset_by_unit ON asset "
		  "(unit)'"
		  " WHERE name = 'asset_by_unit'",
		  "asset_by_unit" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture *f;

		(void)tear_down(state);
		assert_int_equal(set_up(state), 0);
		f = *state;
		make_history(f);
		assert_tampering_shows(f, cases[i].sql, NULL, cases[i].place);
	}
}

static void test_ledger__a_dropped_trigger_shows(void **state)
{
	static const char *const triggers[] = { "event_is_not_changed", "event_is_not_deleted",
						"event_is_not_replaced" };

	for (size_t i = 0; i < COUNT(triggers); i++) {
		struct tb_verdict verdict;
		struct tb_str sql = TB_STR_INIT;
		struct fixture *f;

		(void)tear_down(state);
		assert_int_equal(set_up(state), 0);
		f = *state;
		tb_str_addf(&sql, "DROP TRIGGER %s", triggers[i]);
		raw_sql(f, sql.buf);
		reopen(f);
		assert_refused(f, tb_ledger_verify(f->db, NULL, false, &verdict, &f->err), TB_ECORRUPT, "verify");
		assert_int_equal(verdict.problems.n, 1);
		assert_non_null(strstr(verdict.problems.item[0].subject, triggers[i]));
		tb_problems_release(&verdict.problems);
		tb_str_release(&sql);
	}
}

/* Whoever takes back the newest event together with all that it did is betrayed by an anchor alone. */
static void test_ledger__an_anchor_catches_missing_events(void **state)
{
	static const char *const undo =
		"DELETE FROM event WHERE seq = (SELECT max(seq) FROM event); DELETE FROM unit WHERE code = '00013'";
	struct fixture *f = *state;
	struct tb_verdict verdict;
	struct tb_head head, before;

	make_history(f);
	assert_ok(f, tb_ledger_head(f->db, &before, &f->err));
	assert_ok(f, try_add(f, &tb_unit_noun, "code", "00013", "name", "Giảng Võ", NULL));
	assert_ok(f, tb_ledger_head(f->db, &head, &f->err));
	assert_tampering_shows(f, undo, head.hash, head.hash);
	assert_verifies(f);
	assert_ok(f, tb_ledger_verify(f->db, before.hash, false, &verdict, &f->err));
	assert_true(verdict.anchored);
	tb_problems_release(&verdict.problems);
}

static void test_ledger__a_missing_newest_event_shows_in_the_state(void **state)
{
	struct fixture *f = *state;

	make_history(f);
	assert_tampering_shows(f, "DELETE FROM event WHERE seq = 15", NULL, "asset 00004XEM");
}

static void test_ledger__anchors_that_are_none(void **state)
{
	static const char *const bad[] = {
		"",
		"0123456789abcde",
		"0123456789abcdeg",
		"TB1:0123456789ABCDEF:1",
		"TB1:0123456789abcdef:0:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		"00000000000000000000000000000000000000000000000000000000000000000",
	};
	struct fixture *f = *state;
	struct tb_verdict verdict;
	struct tb_head head;

	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_refused(f, tb_ledger_verify(f->db, bad[i], true, &verdict, &f->err), TB_EINVAL, "is no anchor");
		tb_problems_release(&verdict.problems);
	}
	assert_ok(f, tb_ledger_head(f->db, &head, &f->err));
	head.hash[16] = '\0';
	assert_ok(f, tb_ledger_verify(f->db, head.hash, true, &verdict, &f->err));
	head.hash[0] = head.hash[0] == '0' ? '1' : '0';
	assert_refused(f, tb_ledger_verify(f->db, head.hash, true, &verdict, &f->err), TB_ECORRUPT, "anchor");
}

/* The text of an anchor; `hash` NULL for the head's own. */
static const char *anchor_text(struct fixture *f, const char *site, int64_t seq, const char *hash)
{
	struct tb_str text = TB_STR_INIT;
	struct tb_head head;
	const char *copy;

	assert_ok(f, tb_ledger_head(f->db, &head, &f->err));
	tb_anchor_write(site ? site : head.site, seq ? seq : head.seq, hash ? hash : head.hash, &text);
	copy = tb_pool_dup(&f->pool, text.buf, text.len);
	tb_str_release(&text);
	return copy;
}

static void assert_anchored(struct fixture *f, const char *anchor)
{
	struct tb_verdict verdict;

	assert_ok(f, tb_ledger_verify(f->db, anchor, true, &verdict, &f->err));
	assert_true(verdict.anchored);
	tb_problems_release(&verdict.problems);
}

static void test_ledger__an_anchor_is_text_or_hash_in_either_case(void **state)
{
	struct fixture *f = *state;
	char small[200], *p = small;
	const char *anchor;

	make_history(f);
	anchor = anchor_text(f, NULL, 0, NULL);
	assert_ok(f, try_add(f, &tb_unit_noun, "code", "00013", "name", "Giảng Võ", NULL));
	assert_anchored(f, anchor);
	assert_anchored(f, strrchr(anchor, ':') + 1);
	for (; *anchor; anchor++)
		*p++ = (char)(*anchor >= 'A' && *anchor <= 'Z' ? *anchor + 32 : *anchor);
	*p = '\0';
	assert_anchored(f, small);
	assert_anchored(f, strrchr(small, ':') + 1);
}

/* An anchor says more than a hash: what is wrong is told. */
static void test_ledger__an_anchor_tells_what_is_missing(void **state)
{
	static const char other[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
	const struct {
		const char *site;
		int64_t seq; /* behind the newest event */
		const char *hash;
		enum tb_status rc;
		const char *says;
	} rows[] = {
		{ "0123456789abcdef", 0, NULL, TB_EREFUSED, "the anchor is of site '0123456789abcdef'" },
		{ NULL, 1, NULL, TB_ECORRUPT, "the newest events were removed" },
		{ NULL, 1000000, other, TB_ECORRUPT, "but the anchor names event 10000" },
		{ NULL, -1, NULL, TB_ECORRUPT, "is another one than when the anchor was printed" },
		{ NULL, 0, other, TB_ECORRUPT, "is another one" },
	};
	struct fixture *f = *state;
	struct tb_verdict verdict;
	struct tb_head head;

	make_history(f);
	assert_ok(f, tb_ledger_head(f->db, &head, &f->err));
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *anchor = anchor_text(f, rows[i].site, head.seq + rows[i].seq, rows[i].hash);

		assert_refused(f, tb_ledger_verify(f->db, anchor, false, &verdict, &f->err), rows[i].rc, rows[i].says);
		assert_false(verdict.anchored);
		tb_problems_release(&verdict.problems);
	}
}

/* Beside other problems the anchor is told too; without any, alone. */
static void test_ledger__removed_newest_events_show_by_the_anchor(void **state)
{
	static const char *const undo =
		"DELETE FROM event WHERE seq = (SELECT max(seq) FROM event); DELETE FROM unit WHERE code = '00013'";
	struct fixture *f = *state;
	const char *anchor;

	make_history(f);
	assert_ok(f, try_add(f, &tb_unit_noun, "code", "00013", "name", "Giảng Võ", NULL));
	anchor = anchor_text(f, NULL, 0, NULL);
	assert_tampering_shows(f, undo, anchor, "the newest events were removed");
	assert_tampering_shows(f, "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)", anchor,
			       "anchor: the ledger ends with event");
}

/* Events that nobody but a forger with the whole chain can have written: reported, and no crash. */
static void test_ledger__forged_events_are_reported(void **state)
{
	static const struct {
		int id;
		const char *kind, *subject, *unit, *payload;
	} cases[] = {
		{ 1, "asset.alias", "TAG", "00004", "{}" },
		{ 2, "asset.alias", NULL, NULL, "{\"alias\":null}" },
		{ 3, "asset.add", NULL, NULL, "{}" },
		{ 4, "asset.edit", NULL, NULL, "{}" },
		{ 5, "asset.edit", "TAG", NULL, "{\"name\":null}" },
		{ 6, "asset.issue", "TAG", NULL, "{}" },
		{ 7, "asset.checkout", "TAG", "00004", "{\"holder\":\"nobody\"}" },
		{ 8, "asset.checkin", "TAG", "00004", "{}" },
		{ 9, "unit.add", NULL, NULL, "{}" },
		{ 10, "unit.add", "00004", NULL, "{\"name\":\"x\"}" },
		{ 11, "site.init", NULL, NULL, "{}" },
		{ 12, "import.begin", NULL, NULL, "{}" },
		{ 13, "kind.edit", "NONE", NULL, "{}" },
		{ 14, "asset.explode", "TAG", NULL, "{}" },
		{ 15, "asset.edit", "TAG", NULL, "no json" },
		{ 16, "asset.edit", "TAG", NULL, "{\"name\":1}" },
		{ 17, "asset.add", "A", "00004", "{\"kind\":\"XEM\",\"unit\":\"00004\",\"name\":\"x\"}" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_verdict verdict;
		struct fixture *f;
		const char *tag;
		struct tb_event ev;
		char prev[TB_HEX_SIZE];
		struct tb_str json = TB_STR_INIT;
		unsigned char hash[TB_HASH_SIZE];

		(void)tear_down(state);
		assert_int_equal(set_up(state), 0);
		f = *state;
		tag = make_history(f);
		assert_ok(f, tb_store_head(f->db->store, &ev.seq, hash, &f->err));
		ev = (struct tb_event){ .seq = ev.seq + 1,
					.kind = cases[i].kind,
					.subject = cases[i].subject,
					.actor = "forger",
					.unit = cases[i].unit,
					.channel = "cli",
					.payload = cases[i].payload };
		if (ev.subject && !strcmp(ev.subject, "TAG"))
			ev.subject = tag;
		tb_hash_hex(hash, prev);
		tb_event_canonical(&ev, f->db->site.id, prev, &json);
		tb_sha256(json.buf, json.len, hash);
		assert_ok(f, tb_store_append(f->db->store, &ev, hash, &f->err));
		if (tb_ledger_verify(f->db, NULL, false, &verdict, &f->err) != TB_ECORRUPT || !verdict.problems.n)
			fail_msg("row %d passes", cases[i].id);
		tb_problems_release(&verdict.problems);
		tb_str_release(&json);
	}
}

/* Each exported line's SHA-256 is the "prev" of the next, and of the last the head. */
static void test_ledger__the_export_is_a_chain(void **state)
{
	struct fixture *f = *state;
	FILE *file = tmpfile();
	struct tb_head head;
	char *line = NULL, hex[TB_HEX_SIZE] = "";
	int64_t seq = 0;
	size_t cap = 0;
	ssize_t len;

	make_history(f);
	assert_ok(f, tb_ledger_export(f->db, file, &head, &f->err));
	rewind(file);
	memset(hex, '0', 64);
	while ((len = getline(&line, &cap, file)) > 0) {
		unsigned char hash[TB_HASH_SIZE];
		json_t *root;

		line[--len] = '\0';
		root = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
		assert_string_equal(json_string_value(json_object_get(root, "prev")), hex);
		assert_int_equal(json_integer_value(json_object_get(root, "seq")), ++seq);
		json_decref(root);
		tb_sha256(line, (size_t)len, hash);
		tb_hash_hex(hash, hex);
	}
	assert_string_equal(hex, head.hash);
	assert_int_equal(seq, head.seq);
	free(line);
	fclose(file);
}

/* ---- replay ----------------------------------------------------------------------------------------------------- */

static uint64_t seed;

static uint32_t roll(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % n;
}

struct world {
	struct fixture *f;
	const char *tag[60];
	size_t n_tags;
	unsigned done, refused;
};

static const char *number_text(struct fixture *f, uint32_t n)
{
	return tb_pool_printf(&f->pool, "%u", n);
}

static enum tb_status random_add(struct world *w)
{
	static const char *const names[] = { "Xe máy", "Hoá chất", "Hóa chất", "Đèn pin", "Tủ \"sắt\"", "€😀" };
	static const char *const kinds[] = { "XEM", "TAB", "VEHICLE" }, *const units[] = { "01", "00004", "00008" };
	struct fixture *f = w->f;
	struct tb_record r = TB_RECORD(tb_asset_noun);
	enum tb_status rc;

	if (w->n_tags == COUNT(w->tag))
		return try_add(f, &tb_unit_noun, "code", number_text(f, 20000 + roll(50)), "name", "x", "parent", "01",
			       NULL);
	tb_set_text(&r, TB_ASSET_NAME, names[roll(COUNT(names))]);
	tb_set_text(&r, TB_ASSET_KIND, kinds[roll(3)]);
	tb_set_text(&r, TB_ASSET_UNIT, units[roll(3)]);
	if (roll(2))
		tb_set_text(&r, TB_ASSET_SERIAL, number_text(f, roll(20)));
	if (roll(3) == 0)
		tb_set_text(&r, TB_ASSET_EXTRA, "{\"màu\":\"đỏ\"}");
	rc = tb_add(f->db, &f->act, &r, &f->pool, &f->err);
	if (!rc)
		w->tag[w->n_tags++] = tb_text(&r, TB_ASSET_TAG);
	return rc;
}

static enum tb_status random_edit(struct world *w, const char *tag)
{
	static const char *const fields[] = {
		"name", "serial", "plate", "old_code", "maker", "condition", "year_made"
	};
	static const char *const conditions[] = { "ok", "worn", "broken", "" };
	const char *field = fields[roll(COUNT(fields))];
	const char *value = !strcmp(field, "condition") ? conditions[roll(4)] : number_text(w->f, 1995 + roll(20));
	bool changed;

	return try_edit(w->f, &tb_asset_noun, tag, &changed, field, roll(5) ? value : "", NULL);
}

static enum tb_status random_step(struct world *w)
{
	static const char *const units[] = { "00004", "00008" }, *const people[] = { "123-456", "123-457" };
	struct fixture *f = w->f;
	struct tb_custody_result done;
	const char *tags[3];
	size_t n = 1 + roll(3);

	for (size_t i = 0; i < n; i++)
		tags[i] = w->n_tags ? w->tag[roll((uint32_t)w->n_tags)] : "none";
	f->act.now += 1 + roll(1000);
	f->act.at = f->act.now - roll(3) * 1000;
	f->act.purpose = roll(2) ? "tuần tra" : NULL;
	switch (roll(7)) {
	case 0:
	case 1: return random_add(w);
	case 2: return random_edit(w, tags[0]);
	case 3: return tb_add_alias(f->db, &f->act, tags[0], number_text(f, roll(30)), &f->err);
	case 4: return issue(f, units[roll(2)], tags, n, &done);
	case 5: return checkout(f, people[roll(2)], (int)roll(30), tags, n, &done);
	default: return checkin(f, roll(2) ? NULL : "ok", tags, n, &done);
	}
}

static void test_ledger__replay_gives_the_same_state(void **state)
{
	struct world w = { .f = *state };

	seed = 1;
	for (int i = 0; i < 600; i++) {
		enum tb_status rc = random_step(&w);

		assert_in_range(rc, TB_OK, TB_ENOTFOUND);
		w.done += !rc;
		w.refused += rc != TB_OK;
		if (i % 100 == 99)
			assert_verifies(w.f);
	}
	assert_true(w.done > 150 && w.refused > 50);
	reopen(w.f);
	assert_verifies(w.f);
}

/* The disk is full at one point after another: each failure leaves a ledger that verifies, and the next act goes on. */
static void test_ledger__a_full_disk_leaves_it_whole(void **state)
{
	struct fixture *f = *state;
	sqlite3 *raw = f->db->store->db;
	char note[900];

	make_history(f);
	memset(note, 'n', sizeof(note));
	note[sizeof(note) - 1] = '\0';
	for (int round = 0; round < 12; round++) {
		enum tb_status rc = TB_OK;
		int64_t before;

		/* As many pages as there are: SQLite takes no less. */
		assert_int_equal(sqlite3_exec(raw, "PRAGMA max_page_count = 1", NULL, NULL, NULL), SQLITE_OK);
		for (int i = 0; !rc && i < 40; i++) {
			char name[32];

			before = events(f);
			snprintf(name, sizeof(name), "asset %d of %d", i, round);
			rc = try_add(f, &tb_asset_noun, "name", name, "kind", "XEM", "unit", "00004", "note", note,
				     NULL);
		}
		assert_refused(f, rc, TB_ESYS, "no space left");
		assert_int_equal(events(f), before);
		assert_verifies(f);
		assert_int_equal(sqlite3_exec(raw, "PRAGMA max_page_count = 1000000", NULL, NULL, NULL), SQLITE_OK);
		for (int i = 0; i <= round; i++)
			add_asset(f, "again", "XEM", "00004", NULL);
	}
	reopen(f);
	assert_verifies(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ledger__an_honest_one_verifies),
		TEST(test_ledger__changes_of_events_show),
		TEST(test_ledger__changes_of_the_state_show),
		TEST(test_ledger__a_dropped_trigger_shows),
		TEST(test_ledger__an_anchor_catches_missing_events),
		TEST(test_ledger__a_missing_newest_event_shows_in_the_state),
		TEST(test_ledger__anchors_that_are_none),
		TEST(test_ledger__an_anchor_is_text_or_hash_in_either_case),
		TEST(test_ledger__an_anchor_tells_what_is_missing),
		TEST(test_ledger__removed_newest_events_show_by_the_anchor),
		TEST(test_ledger__forged_events_are_reported),
		TEST(test_ledger__the_export_is_a_chain),
		TEST(test_ledger__replay_gives_the_same_state),
		TEST(test_ledger__a_full_disk_leaves_it_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
