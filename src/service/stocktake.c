/* stocktake.c - opening a stocktake, its second round, its end. */
#include "service/stocktake.h"

#include <string.h>

#include "base/time.h"
#include "base/utf8.h"
#include "model/custody.h"

/* ---- finding ---------------------------------------------------------------------------------------------------- */

static enum tb_status only_open(struct tb_db *db, struct tb_pool *pool, const char **id, struct tb_err *err)
{
	unsigned n = 0;
	enum tb_status rc = tb_store_open_stocktake(db->store, NULL, pool, id, &n, err);

	if (!rc && !n)
		rc = tb_err_set(err, TB_EREFUSED, N_("no stocktake is open; open one with 'trangbi stocktake open'"));
	if (!rc && n > 1)
		rc = tb_err_set(err, TB_EREFUSED, N_("several stocktakes are open, such as '%s'; name the one meant"),
				*id);
	return rc;
}

enum tb_status tb_stocktake_get(struct tb_db *db, const char *stocktake, struct tb_pool *pool, struct tb_record *out,
				struct tb_err *err)
{
	enum tb_status rc = stocktake ? TB_OK : only_open(db, pool, &stocktake, err);

	return rc ? rc : tb_get(db, &tb_stocktake_noun, stocktake, pool, out, err);
}

enum tb_status tb_stocktaking_begin(struct tb_stocktaking *s, struct tb_db *db, const struct tb_act *act,
				    const char *stocktake, struct tb_pool *pool, struct tb_err *err)
{
	enum tb_status rc = tb_ledger_begin(db, act, err);

	*s = (struct tb_stocktaking){ .db = db, .pool = pool };
	if (!rc)
		rc = tb_stocktake_get(db, stocktake, pool, &s->stocktake, err);
	if (rc)
		return rc;
	s->id = tb_text(&s->stocktake, TB_STOCKTAKE_ID);
	s->unit = tb_text(&s->stocktake, TB_STOCKTAKE_UNIT);
	s->round = tb_num(&s->stocktake, TB_STOCKTAKE_ROUND, TB_FIRST_ROUND);
	s->blind = tb_stocktake_is_blind(&s->stocktake);
	return TB_OK;
}

/* Nothing about a stocktake lies before its opening. */
static enum tb_status check_time(const struct tb_stocktaking *s, struct tb_err *err)
{
	const int64_t opened = tb_num(&s->stocktake, TB_STOCKTAKE_OPENED_AT, 0);
	char when[TB_TIME_SIZE];

	if (s->db->act.at >= opened)
		return TB_OK;
	tb_time_format(opened, when);
	return tb_err_set(err, TB_EINVAL, N_("stocktake '%s' was opened on %s, after the time given"), s->id, when);
}

static enum tb_status begin_open(struct tb_stocktaking *s, struct tb_db *db, const struct tb_act *act,
				 const char *stocktake, struct tb_pool *pool, struct tb_err *err)
{
	enum tb_status rc = tb_stocktaking_begin(s, db, act, stocktake, pool, err);

	if (!rc)
		rc = tb_stocktake_check_open(&s->stocktake, err);
	return rc ? rc : check_time(s, err);
}

enum tb_status tb_stocktaking_begin_count(struct tb_stocktaking *s, struct tb_db *db, const struct tb_act *act,
					  const char *stocktake, struct tb_pool *pool, struct tb_err *err)
{
	bool counted = false;
	enum tb_status rc = begin_open(s, db, act, stocktake, pool, err);

	if (!rc && s->round > TB_FIRST_ROUND)
		rc = tb_store_has_counter(db->store, s->id, TB_FIRST_ROUND, db->act.actor, &counted, err);
	if (!rc && counted)
		rc = tb_err_set(err, TB_EREFUSED,
				N_("'%s' counted in the first round; the second is for others, named with --as"),
				db->act.actor);
	return rc;
}

enum tb_status tb_stocktaking_line(const struct tb_stocktaking *s, const char *code, struct tb_record *line,
				   bool *found, struct tb_err *err)
{
	struct tb_err miss = TB_ERR_INIT;
	enum tb_status rc = tb_store_get_line(s->db->store, s->id, code, s->pool, line, &miss);

	*found = !rc;
	if (!rc || rc == TB_ENOTFOUND)
		return TB_OK;
	*err = miss;
	return rc;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

enum tb_status tb_stocktaking_append(const struct tb_stocktaking *s, const char *kind, const struct tb_record *payload,
				     struct tb_err *err)
{
	return tb_ledger_append(s->db, kind, s->id, s->unit, payload, err);
}

enum tb_status tb_stocktaking_append_asset(const struct tb_stocktaking *s, const char *kind, const char *tag,
					   struct tb_record *payload, struct tb_err *err)
{
	tb_set_text(payload, TB_COUNT_EVENT_STOCKTAKE, s->id);
	return tb_ledger_append(s->db, kind, tag, s->unit, payload, err);
}

/* ---- what was given ---------------------------------------------------------------------------------------------- */

const char *tb_stocktaking_tame(const char *text, struct tb_pool *pool)
{
	enum { MAX = 1000 };
	size_t len = strlen(text);
	char *copy;

	if (len > MAX)
		for (len = MAX; len && ((unsigned char)text[len] & 0xC0) == 0x80;)
			len--;
	copy = tb_pool_dup(pool, text, len);
	tb_utf8_mend(copy, len);
	for (char *p = copy; *p; p++)
		memset(p, ' ', tb_utf8_control(p));
	return copy;
}

enum tb_status tb_stocktaking_code(const char *text, struct tb_pool *pool, const char **out, struct tb_err *err)
{
	const char *tamed = tb_stocktaking_tame(text, pool);
	struct tb_value v = { .is = TB_NULL };
	enum tb_status rc =
		tb_value_parse(&tb_stocktake_line_noun.fields[TB_LINE_CODE], tamed, strlen(tamed), pool, &v, err);

	*out = v.is == TB_IS_TEXT ? v.text : NULL;
	return rc;
}

enum tb_status tb_stocktaking_condition(const char *given, struct tb_pool *pool, const char **out, struct tb_err *err)
{
	struct tb_value word = { .is = TB_NULL };
	enum tb_status rc = TB_OK;

	if (given)
		rc = tb_value_parse(&tb_asset_noun.fields[TB_ASSET_CONDITION], given, strlen(given), pool, &word, err);
	if (!rc)
		*out = word.is == TB_IS_TEXT ? word.text : NULL;
	return rc;
}

/* ---- people ----------------------------------------------------------------------------------------------------- */

/* Whether `number` is one of the words of `list`, which spaces separate. */
static bool is_among(const char *number, const char *list)
{
	const size_t len = strlen(number);

	for (const char *p = list; *p; p += strspn(p, " ")) {
		size_t word = strcspn(p, " ");

		if (word == len && !memcmp(p, number, len))
			return true;
		p += word;
	}
	return false;
}

static enum tb_status add_person(struct tb_db *db, const char *name, struct tb_pool *pool, struct tb_str *list,
				 struct tb_err *err)
{
	struct tb_record person;
	enum tb_status rc = tb_get(db, &tb_person_noun, name, pool, &person, err);
	const char *number = rc ? NULL : tb_text(&person, TB_PERSON_NUMBER);

	if (rc)
		return rc;
	if (!tb_num(&person, TB_PERSON_ACTIVE, 1))
		return tb_err_set(err, TB_EREFUSED, N_("'%s' has left and cannot sign"), number);
	if (is_among(number, list->buf))
		return tb_err_set(err, TB_EREFUSED, N_("'%s' is named twice"), number);
	tb_str_addf(list, "%s%s", list->len ? " " : "", number);
	return TB_OK;
}

/*
 * Active people, each once; their service numbers, separated by spaces, in the pool. `*out` is NULL for none.
 *
 * TB_EREFUSED  one has left, or is named twice
 * TB_ENOTFOUND one is not registered
 */
static enum tb_status join_people(struct tb_db *db, const struct tb_texts *names, struct tb_pool *pool,
				  const char **out, struct tb_err *err)
{
	struct tb_str list = TB_STR_INIT;
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < names->n; i++)
		rc = add_person(db, names->text[i], pool, &list, err);
	if (!rc)
		*out = list.len ? tb_pool_dup(pool, list.buf, list.len) : NULL;
	tb_str_release(&list);
	return rc;
}

/* ---- opening ---------------------------------------------------------------------------------------------------- */

static enum tb_status settle_unit(struct tb_db *db, const char *name, struct tb_pool *pool, struct tb_record *r,
				  struct tb_err *err)
{
	char today[TB_DATE_SIZE];
	struct tb_record unit;
	const char *open = NULL;
	unsigned n = 0;
	enum tb_status rc;

	tb_time_date(db->act.at, today);
	rc = tb_get(db, &tb_unit_noun, name, pool, &unit, err);
	if (!rc)
		rc = tb_unit_check_valid(&unit, today, err);
	if (rc)
		return rc;
	tb_set_text(r, TB_STOCKTAKE_UNIT, tb_text(&unit, TB_UNIT_CODE));
	rc = tb_store_open_stocktake(db->store, tb_text(r, TB_STOCKTAKE_UNIT), pool, &open, &n, err);
	if (!rc && n)
		rc = tb_err_set(err, TB_EREFUSED, N_("stocktake '%s' is open at unit '%s'; close it first"), open,
				tb_text(r, TB_STOCKTAKE_UNIT));
	return rc;
}

/* UNIT-YY-N, which must have the form of a code. */
static enum tb_status make_id(struct tb_db *db, struct tb_pool *pool, struct tb_record *r, struct tb_err *err)
{
	const char *unit = tb_text(r, TB_STOCKTAKE_UNIT), *prefix, *id;
	char today[TB_DATE_SIZE];
	int64_t before = 0;
	enum tb_status rc;

	tb_time_date(db->act.at, today);
	prefix = tb_pool_printf(pool, "%s-%.2s-", unit, today + 2);
	rc = tb_store_count_stocktakes(db->store, unit, prefix, &before, err);
	if (rc)
		return rc;
	id = tb_pool_printf(pool, "%s%lld", prefix, (long long)before + 1);
	return tb_value_parse(&tb_stocktake_noun.fields[TB_STOCKTAKE_ID], id, strlen(id), pool, &r->v[TB_STOCKTAKE_ID],
			      err);
}

static enum tb_status settle_kind(struct tb_db *db, const char *name, struct tb_pool *pool, struct tb_record *r,
				  struct tb_err *err)
{
	struct tb_record kind;
	enum tb_status rc;

	if (!name)
		return TB_OK;
	rc = tb_get(db, &tb_kind_noun, name, pool, &kind, err);
	if (!rc)
		tb_set_text(r, TB_STOCKTAKE_KIND, tb_text(&kind, TB_KIND_CODE));
	return rc;
}

static enum tb_status open_in_txn(struct tb_db *db, const struct tb_stocktake_req *req, struct tb_pool *pool,
				  struct tb_record *out, struct tb_err *err)
{
	struct tb_record r = TB_RECORD(tb_stocktake_noun);
	const char *board = NULL, *id;
	enum tb_status rc = settle_unit(db, req->unit, pool, &r, err);

	if (!rc)
		rc = settle_kind(db, req->kind, pool, &r, err);
	if (!rc)
		rc = join_people(db, &req->board, pool, &board, err);
	if (!rc && req->board.n == 1)
		rc = tb_err_set(err, TB_EREFUSED, N_("a board has at least two members, for two must sign"));
	if (!rc)
		rc = make_id(db, pool, &r, err);
	if (rc)
		return rc;
	id = tb_text(&r, TB_STOCKTAKE_ID);
	if (board)
		tb_set_text(&r, TB_STOCKTAKE_BOARD, board);
	tb_set_num(&r, TB_STOCKTAKE_BLIND, req->blind);
	rc = tb_ledger_append(db, "stocktake.open", id, tb_text(&r, TB_STOCKTAKE_UNIT), &r, err);
	if (!rc)
		rc = tb_store_get(db->store, &tb_stocktake_noun, id, pool, out, err);
	return rc ? rc : tb_ledger_commit(db, err);
}

enum tb_status tb_stocktake_open(struct tb_db *db, const struct tb_act *act, const struct tb_stocktake_req *req,
				 struct tb_pool *pool, struct tb_record *out, struct tb_err *err)
{
	struct tb_record opened = TB_RECORD(tb_stocktake_noun);
	enum tb_status rc = tb_ledger_begin(db, act, err);

	if (!rc)
		rc = open_in_txn(db, req, pool, &opened, err);
	tb_ledger_end(db);
	if (!rc)
		*out = opened;
	return rc;
}

/* ---- the second round ------------------------------------------------------------------------------------------- */

static enum tb_status count_difference(void *ctx, const struct tb_record *line, struct tb_err *err)
{
	(void)err;
	*(int64_t *)ctx += tb_line_is_difference(line);
	return TB_OK;
}

/* A round ends after its last count; where nothing is expected, nothing may be there. */
static enum tb_status check_counted(const struct tb_stocktaking *s, struct tb_err *err)
{
	char when[TB_TIME_SIZE];
	int64_t expected = 0, last = 0;
	enum tb_status rc = tb_store_expected(s->db->store, s->id, &expected, err);

	if (!rc && expected && !tb_num(&s->stocktake, TB_STOCKTAKE_COUNTED, 0))
		rc = tb_err_set(err, TB_EREFUSED, N_("nothing was counted yet in stocktake '%s'"), s->id);
	if (!rc)
		rc = tb_store_last_count(s->db->store, s->id, &last, err);
	if (rc || s->db->act.at >= last)
		return rc;
	tb_time_format(last, when);
	return tb_err_set(err, TB_EINVAL, N_("the last count in stocktake '%s' is of %s, after the time given"), s->id,
			  when);
}

static enum tb_status check_recount(const struct tb_stocktaking *s, int64_t *open, struct tb_err *err)
{
	const struct tb_line_filter all = { .stocktake = s->id };
	enum tb_status rc = check_counted(s, err);

	if (!rc && s->round >= TB_LAST_ROUND)
		rc = tb_err_set(err, TB_EREFUSED, N_("stocktake '%s' is in its second round already"), s->id);
	if (!rc)
		rc = tb_store_list_lines(s->db->store, &all, count_difference, open, err);
	if (!rc && !*open)
		rc = tb_err_set(err, TB_EREFUSED, N_("there is no difference to count again; close stocktake '%s'"),
				s->id);
	return rc;
}

enum tb_status tb_stocktake_recount(struct tb_db *db, const struct tb_act *act, const char *stocktake, int64_t *open,
				    struct tb_err *err)
{
	struct tb_record payload = TB_RECORD(tb_stocktake_noun);
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_stocktaking s;
	int64_t differences = 0;
	enum tb_status rc = begin_open(&s, db, act, stocktake, &pool, err);

	if (!rc)
		rc = check_recount(&s, &differences, err);
	tb_set_num(&payload, TB_STOCKTAKE_ROUND, TB_LAST_ROUND);
	if (!rc)
		rc = tb_stocktaking_append(&s, "stocktake.recount", &payload, err);
	if (!rc)
		rc = tb_ledger_commit(db, err);
	tb_ledger_end(db);
	tb_pool_release(&pool);
	if (!rc)
		*open = differences;
	return rc;
}

/* ---- closing ---------------------------------------------------------------------------------------------------- */

enum { SIGNATURES = 2 };

static enum tb_status check_signatures(const struct tb_stocktaking *s, const struct tb_texts *names,
				       const char **signed_by, struct tb_err *err)
{
	const char *board = tb_text(&s->stocktake, TB_STOCKTAKE_BOARD);
	struct tb_record person;
	enum tb_status rc = join_people(s->db, names, s->pool, signed_by, err);

	if (!rc && names->n < SIGNATURES)
		rc = tb_err_set(err, TB_EREFUSED, N_("two people must sign; name each with --sign"));
	for (size_t i = 0; !rc && board && i < names->n; i++) {
		rc = tb_get(s->db, &tb_person_noun, names->text[i], s->pool, &person, err);
		if (!rc && !is_among(tb_text(&person, TB_PERSON_NUMBER), board))
			rc = tb_err_set(err, TB_EREFUSED, N_("'%s' is not of the board: %s"), names->text[i], board);
	}
	return rc;
}

static enum tb_status close_in_txn(const struct tb_stocktaking *s, const struct tb_texts *signatures,
				   struct tb_record *out, struct tb_err *err)
{
	struct tb_record payload = TB_RECORD(tb_stocktake_noun);
	const char *signed_by = NULL;
	enum tb_status rc = check_counted(s, err);

	if (!rc)
		rc = check_signatures(s, signatures, &signed_by, err);
	if (rc)
		return rc;
	tb_set_text(&payload, TB_STOCKTAKE_SIGNED_BY, signed_by);
	rc = tb_stocktaking_append(s, "stocktake.close", &payload, err);
	if (!rc)
		rc = tb_store_get(s->db->store, &tb_stocktake_noun, s->id, s->pool, out, err);
	return rc ? rc : tb_ledger_commit(s->db, err);
}

enum tb_status tb_stocktake_close(struct tb_db *db, const struct tb_act *act, const char *stocktake,
				  const struct tb_texts *signatures, struct tb_pool *pool, struct tb_record *out,
				  struct tb_err *err)
{
	struct tb_stocktaking s;
	struct tb_record closed = TB_RECORD(tb_stocktake_noun);
	enum tb_status rc = begin_open(&s, db, act, stocktake, pool, err);

	if (!rc)
		rc = close_in_txn(&s, signatures, &closed, err);
	tb_ledger_end(db);
	if (!rc)
		*out = closed;
	return rc;
}
