/* stocktake_count.c - counting: what each code means, and what of it is recorded. */
#include <string.h>

#include <trangbi/code.h>

#include "model/anchor.h"
#include "service/codes.h"
#include "service/stocktake.h"

/* ---- verdicts --------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name, *title;
	enum tb_verdict_level level;
} verdicts[TB_N_COUNT_VERDICTS] = {
	[TB_COUNT_FOUND] = { "found", N_("found"), TB_LEVEL_GREEN },
	[TB_COUNT_RETURNED] = { "returned", N_("was lost, and is here"), TB_LEVEL_GREEN },
	[TB_COUNT_CONFIRMED] = { "confirmed", N_("confirmed"), TB_LEVEL_GREEN },
	[TB_COUNT_CHANGED] = { "changed", N_("counted before, now changed"), TB_LEVEL_GREEN },
	[TB_COUNT_COUNTED] = { "counted", N_("counted"), TB_LEVEL_GREEN },
	[TB_COUNT_MISPLACED] = { "misplaced", N_("of another unit"), TB_LEVEL_AMBER },
	[TB_COUNT_OUTSIDE] = { "outside", N_("not on the list"), TB_LEVEL_AMBER },
	[TB_COUNT_ALREADY] = { "already", N_("counted already"), TB_LEVEL_AMBER },
	[TB_COUNT_NO_ITEM] = { "no_item", N_("no item, passed over"), TB_LEVEL_AMBER },
	[TB_COUNT_DISPOSED] = { "disposed", N_("was disposed of"), TB_LEVEL_RED },
	[TB_COUNT_UNKNOWN] = { "unknown", N_("unknown code"), TB_LEVEL_RED },
	[TB_COUNT_MISTYPED] = { "mistyped", N_("mistyped: wrong check character"), TB_LEVEL_RED },
	[TB_COUNT_AMBIGUOUS] = { "ambiguous", N_("several assets carry it"), TB_LEVEL_RED },
};

enum tb_verdict_level tb_count_level(enum tb_count_verdict verdict)
{
	return verdicts[verdict].level;
}

const char *tb_level_name(enum tb_verdict_level level)
{
	static const char *const names[] = {
		[TB_LEVEL_GREEN] = "green", [TB_LEVEL_AMBER] = "amber", [TB_LEVEL_RED] = "red"
	};

	return names[level];
}

const char *tb_count_name(enum tb_count_verdict verdict)
{
	return verdicts[verdict].name;
}

const char *tb_count_title(enum tb_count_verdict verdict)
{
	return verdicts[verdict].title;
}

/* ---- what was read ---------------------------------------------------------------------------------------------- */

/* One thing among what was read: an asset, an unknown code, or nothing to be counted. */
struct sight {
	const char *text;       /* as it was read first */
	const char *code;       /* of its line: tag or unknown code; NULL where nothing is recorded */
	struct tb_record asset; /* TB_COUNT_FOUND only */
	enum tb_count_verdict verdict;
	struct tb_err why;
	int64_t labels;
	bool known;            /* it is an asset */
	bool recorded;         /* it leads to an event */
	struct tb_record line; /* as it stands before; valid where `listed` */
	bool listed;
};

/* A count under way. */
struct counting {
	struct tb_db *db;
	struct tb_stocktaking s;
	const struct tb_count_req *req;
	const char *condition, *how;
	struct tb_codes codes; /* all that was read; typed ones without a symbology */
	size_t weak;           /* what was left out of these */
	struct sight *sight;
	size_t n;
};

/* No asset: a badge, the anchor of a paper, a tag with a wrong character, or a code that belongs to nothing. */
static enum tb_status look_at_stranger(const struct counting *c, const char *text, enum tb_status miss,
				       struct sight *sight, struct tb_err *err)
{
	struct tb_code_meaning meaning;
	struct tb_anchor anchor;

	tb_code_read(text, c->s.pool, &meaning);
	if (miss == TB_EREFUSED) {
		sight->verdict = TB_COUNT_AMBIGUOUS;
		return TB_OK;
	}
	if (meaning.what != TB_CODE_ASSET || tb_anchor_read(text, &anchor)) {
		if (meaning.what == TB_CODE_ASSET)
			tb_err_set(&sight->why, TB_EINVAL, N_("it is the anchor of a printed record, not an asset"));
		sight->verdict = TB_COUNT_NO_ITEM;
		return TB_OK;
	}
	sight->verdict = miss == TB_EINVAL ? TB_COUNT_MISTYPED : TB_COUNT_UNKNOWN;
	if (sight->verdict == TB_COUNT_MISTYPED && c->req->by_hand)
		return TB_OK; /* it is typed again at once */
	return tb_stocktaking_code(text, c->s.pool, &sight->code, err);
}

static enum tb_status look_up(const struct counting *c, const char *text, struct sight *sight, struct tb_err *err)
{
	enum tb_status rc;

	*sight = (struct sight){ .text = tb_stocktaking_tame(text, c->s.pool), .verdict = TB_COUNT_FOUND, .labels = 1 };
	rc = tb_get(c->s.db, &tb_asset_noun, text, c->s.pool, &sight->asset, &sight->why);
	if (rc == TB_ESYS || rc == TB_ECORRUPT) {
		*err = sight->why;
		return rc;
	}
	if (rc)
		return look_at_stranger(c, text, rc, sight, err);
	sight->known = true;
	sight->code = tb_text(&sight->asset, TB_ASSET_TAG);
	return TB_OK;
}

/* The same thing, or the same text where there is no line for it. */
static struct sight *find_sight(const struct counting *c, const struct sight *like)
{
	for (size_t i = 0; i < c->n; i++) {
		struct sight *s = &c->sight[i];

		if (s->code && like->code ? !strcmp(s->code, like->code)
					  : !s->code && !like->code && !strcmp(s->text, like->text))
			return s;
	}
	return NULL;
}

/* ---- two labels of one asset ------------------------------------------------------------------------------------ */

/* Whether the text holds the tag itself; an alias may be a bar code of the maker, which is no label of ours. */
static bool holds_tag(const char *text, const char *tag)
{
	char tags[TB_CODE_MAX_TAGS][TB_TAG_SIZE], compact[TB_TAG_SIZE];
	const size_t n = tb_code_tags(text, tags);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(tags[i], tag))
			return true;
	return tb_code_compact(text, compact, sizeof(compact)) && !strcmp(compact, tag);
}

/* Whether one code of the asset may be on another label than another: on the same page, in the same symbology. */
static bool is_beside(const struct tb_code *a, const struct tb_code *b)
{
	return a->page == b->page && a->symbology && b->symbology && !strcmp(a->symbology, b->symbology);
}

/*
 * How many labels of the asset a picture shows: a label may carry its tag as QR and as Code 128, so the places of each
 * symbology are counted apart, and the larger number is it. What two pages show may be one label photographed twice.
 */
static int64_t count_labels(const struct tb_codes *codes, const char *tag)
{
	int64_t most = 1;

	for (size_t i = 0; i < codes->n; i++) {
		int64_t places = 0;

		for (size_t k = 0; k < codes->n; k++)
			places += is_beside(&codes->code[i], &codes->code[k]) && holds_tag(codes->code[k].text, tag);
		most = places > most ? places : most;
	}
	return most;
}

/* ---- what follows from it --------------------------------------------------------------------------------------- */

/* Counted before: in this round, or in the first without a difference. Only news is recorded. */
static void judge_counted(const struct counting *c, struct sight *sight)
{
	const struct tb_record *line = &sight->line;
	const char *condition = tb_text(line, TB_LINE_CONDITION);

	if (tb_num(line, TB_LINE_ROUND, c->s.round) < c->s.round && tb_line_is_difference(line))
		sight->verdict = TB_COUNT_CONFIRMED;
	else if (sight->known && c->condition && (!condition || strcmp(condition, c->condition) != 0))
		sight->verdict = TB_COUNT_CHANGED;
	else if (sight->known && sight->labels > tb_num(line, TB_LINE_LABELS, 1))
		sight->verdict = TB_COUNT_CHANGED;
	else
		sight->verdict = TB_COUNT_ALREADY;
}

/* An asset that is not on the list. */
static enum tb_count_verdict judge_stranger(const struct tb_record *line)
{
	const char *bucket = tb_text(line, TB_LINE_BUCKET);

	if (!strcmp(bucket, "disposed"))
		return TB_COUNT_DISPOSED;
	return strcmp(bucket, "elsewhere") ? TB_COUNT_OUTSIDE : TB_COUNT_MISPLACED;
}

static void judge_new(const struct counting *c, struct sight *sight)
{
	const char *bucket = sight->listed ? tb_text(&sight->line, TB_LINE_BUCKET) : NULL;
	struct tb_record line;

	if (!sight->known)
		return;
	if (bucket) {
		sight->verdict = strcmp(bucket, "lost") ? TB_COUNT_FOUND : TB_COUNT_RETURNED;
		return;
	}
	tb_line_of_asset(&line, &sight->asset, c->s.unit);
	sight->verdict = judge_stranger(&line);
}

static enum tb_status judge(const struct counting *c, struct sight *sight, struct tb_err *err)
{
	bool before;
	enum tb_status rc;

	if (!sight->code)
		return TB_OK;
	rc = tb_stocktaking_line(&c->s, sight->code, &sight->line, &sight->listed, err);
	if (rc)
		return rc;
	/* What was read as an unknown code, and was registered since, is new. */
	before = sight->listed && tb_line_is_counted(&sight->line) &&
		 sight->known == (tb_text(&sight->line, TB_LINE_BUCKET) != NULL);
	if (before)
		judge_counted(c, sight);
	else
		judge_new(c, sight);
	sight->recorded = sight->verdict != TB_COUNT_ALREADY;
	return TB_OK;
}

static enum tb_status look_at_all(struct counting *c, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	c->sight = tb_pool_alloc(c->s.pool, c->codes.n * sizeof(*c->sight));
	for (size_t i = 0; !rc && i < c->codes.n; i++) {
		struct sight *sight = &c->sight[c->n];

		rc = look_up(c, c->codes.code[i].text, sight, err);
		if (rc || find_sight(c, sight))
			continue;
		if (sight->known)
			sight->labels = count_labels(&c->codes, sight->code);
		rc = judge(c, sight, err);
		c->n++;
	}
	return rc;
}

/* ---- recording -------------------------------------------------------------------------------------------------- */

/* The condition that this count says: as given, else as counted before, else as registered. */
static const char *condition_of(const struct counting *c, const struct sight *sight)
{
	const char *before = sight->listed ? tb_text(&sight->line, TB_LINE_CONDITION) : NULL;

	if (c->condition)
		return c->condition;
	return before ? before : tb_text(&sight->asset, TB_ASSET_CONDITION);
}

/* A second look at a thing without a label, which a person names by its code. */
static void describe_surplus(const struct tb_record *line, struct tb_record *p)
{
	static const unsigned char copied[][2] = {
		{ TB_COUNT_EVENT_CONDITION, TB_LINE_CONDITION }, { TB_COUNT_EVENT_KIND, TB_LINE_KIND },
		{ TB_COUNT_EVENT_NAME, TB_LINE_NAME },           { TB_COUNT_EVENT_NOTE, TB_LINE_NOTE },
		{ TB_COUNT_EVENT_QUANTITY, TB_LINE_QUANTITY },
	};

	for (size_t i = 0; i < sizeof(copied) / sizeof(copied[0]); i++)
		if (line->v[copied[i][1]].is >= TB_IS_TEXT)
			p->v[copied[i][0]] = line->v[copied[i][1]];
}

static bool is_surplus(const struct sight *sight)
{
	const char *what = sight->listed ? tb_text(&sight->line, TB_LINE_WHAT) : NULL;

	return what && !strcmp(what, "surplus");
}

static enum tb_status record_stranger(const struct counting *c, const struct sight *sight, struct tb_record *p,
				      struct tb_err *err)
{
	tb_set_text(p, TB_COUNT_EVENT_CODE, sight->code);
	if (!is_surplus(sight))
		return tb_stocktaking_append(&c->s, "stocktake.unknown", p, err);
	describe_surplus(&sight->line, p);
	return tb_stocktaking_append(&c->s, "stocktake.surplus", p, err);
}

static enum tb_status record(const struct counting *c, const struct sight *sight, struct tb_err *err)
{
	struct tb_record p = TB_RECORD(tb_count_noun);

	tb_set_text(&p, TB_COUNT_EVENT_HOW, c->how);
	tb_set_num(&p, TB_COUNT_EVENT_ROUND, c->s.round);
	if (!sight->known)
		return record_stranger(c, sight, &p, err);
	tb_set_text(&p, TB_COUNT_EVENT_CONDITION, condition_of(c, sight));
	if (sight->labels > 1)
		tb_set_num(&p, TB_COUNT_EVENT_LABELS, sight->labels);
	return tb_stocktaking_append_asset(&c->s, "asset.count", sight->code, &p, err);
}

static enum tb_status record_all(struct counting *c, size_t *recorded, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	*recorded = 0;
	for (size_t i = 0; i < c->n; i++)
		*recorded += c->sight[i].recorded;
	if (*recorded > 1)
		c->s.db->batch = c->s.db->seq + 1;
	for (size_t i = 0; !rc && i < c->n; i++)
		if (c->sight[i].recorded)
			rc = record(c, &c->sight[i], err);
	return rc;
}

/* ---- the answer ------------------------------------------------------------------------------------------------- */

/* In a blind count nobody hears whether a thing was expected. */
static enum tb_count_verdict blind_verdict(enum tb_count_verdict verdict)
{
	switch (verdict) {
	case TB_COUNT_FOUND:
	case TB_COUNT_RETURNED:
	case TB_COUNT_CONFIRMED:
	case TB_COUNT_MISPLACED:
	case TB_COUNT_OUTSIDE:
	case TB_COUNT_DISPOSED: return TB_COUNT_COUNTED;
	default: return verdict;
	}
}

static enum tb_status answer_one(const struct counting *c, const struct sight *sight, struct tb_counted *out,
				 struct tb_err *err)
{
	bool found = false;
	enum tb_status rc = TB_OK;

	*out = (struct tb_counted){
		.text = sight->text, .verdict = sight->verdict, .labelled_twice = sight->labels > 1, .why = sight->why
	};
	out->line.noun = &tb_stocktake_line_noun;
	if (sight->code)
		rc = tb_stocktaking_line(&c->s, sight->code, &out->line, &found, err);
	if (!rc && c->s.blind) {
		out->verdict = blind_verdict(sight->verdict);
		tb_line_hide(&out->line);
	}
	return rc;
}

static enum tb_status answer(const struct counting *c, struct tb_counts *out, struct tb_err *err)
{
	struct tb_stocktaking s = c->s;
	enum tb_status rc = tb_store_get(s.db->store, &tb_stocktake_noun, s.id, s.pool, &s.stocktake, err);

	out->item = tb_pool_alloc(s.pool, c->n * sizeof(*out->item));
	out->n = c->n;
	out->weak = c->weak;
	out->id = s.id;
	out->round = s.round;
	out->expected = tb_num(&s.stocktake, TB_STOCKTAKE_EXPECTED, -1);
	out->counted = tb_num(&s.stocktake, TB_STOCKTAKE_COUNTED, 0);
	for (size_t i = 0; !rc && i < c->n; i++)
		rc = answer_one(c, &c->sight[i], &out->item[i], err);
	return rc;
}

/* ---- the act ---------------------------------------------------------------------------------------------------- */

static enum tb_status read_picture(struct counting *c, const char *path, struct tb_pool *pool, struct tb_err *err)
{
	enum tb_status rc = tb_codes_in_picture(c->db, path, NULL, pool, &c->codes, &c->weak, err);

	if (!rc && !c->codes.n)
		rc = tb_codes_none(path, c->weak, err);
	return rc;
}

static bool is_blank(const char *text)
{
	return !text[strspn(text, " \t\r\n")];
}

/* What is to be counted; a picture is read before the transaction begins, for that may take a second. */
static enum tb_status read_all(struct counting *c, struct tb_pool *pool, struct tb_err *err)
{
	const struct tb_texts *codes = &c->req->codes;
	struct tb_code *code;

	if (c->req->picture)
		return read_picture(c, c->req->picture, pool, err);
	code = tb_pool_alloc(pool, (codes->n + 1) * sizeof(*code));
	for (size_t i = 0; i < codes->n; i++)
		if (!is_blank(codes->text[i]))
			code[c->codes.n++].text = codes->text[i];
	c->codes.code = code;
	return c->codes.n ? TB_OK : tb_err_set(err, TB_EINVAL, N_("no code is given"));
}

static enum tb_status count_in_txn(struct counting *c, struct tb_counts *out, struct tb_err *err)
{
	enum tb_status rc = look_at_all(c, err);

	if (!rc)
		rc = record_all(c, &out->recorded, err);
	if (!rc)
		rc = answer(c, out, err);
	if (!rc && out->recorded)
		rc = tb_ledger_commit(c->s.db, err);
	return rc;
}

enum tb_status tb_stocktake_count(struct tb_db *db, const struct tb_act *act, const struct tb_count_req *req,
				  struct tb_pool *pool, struct tb_counts *out, struct tb_err *err)
{
	struct counting c = { .db = db, .req = req, .how = req->picture ? "photo" : req->by_hand ? "hand" : "scan" };
	struct tb_counts counts = { .n = 0 };
	enum tb_status rc = tb_stocktaking_condition(req->condition, pool, &c.condition, err);

	if (!rc)
		rc = read_all(&c, pool, err);
	if (rc)
		return rc;
	rc = tb_stocktaking_begin_count(&c.s, db, act, req->stocktake, pool, err);
	if (!rc)
		rc = count_in_txn(&c, &counts, err);
	tb_ledger_end(db);
	if (!rc)
		*out = counts;
	return rc;
}
