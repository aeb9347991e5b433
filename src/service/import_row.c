/* import_row.c - which registered record a row means, and what becomes of it. */
#include <string.h>
#include <strings.h>

#include <trangbi/tag.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "service/import.h"

/* ---- which record ----------------------------------------------------------------------------------------------- */

/* The assets that a text can mean. */
struct named {
	const char *tags[TB_MAX_MATCHES];
	unsigned n;
};

/* The only one of them; `*tag` stays NULL where there is none. */
static enum tb_status take_one(const struct named *found, const char *text, const char **tag, struct tb_err *why)
{
	if (found->n > 1)
		return tb_err_set(why, TB_EREFUSED,
				  N_("'%s' is carried by several assets, such as %s and %s; give the tag"), text,
				  found->tags[0], found->tags[1]);
	if (found->n)
		*tag = found->tags[0];
	return TB_OK;
}

/* The one asset that carries `text` as a name of that kind, or of any (NULL); `*tag` stays NULL where none does. */
static enum tb_status find_by_alias(struct importer *im, const char *text, const char *kind, const char **tag,
				    struct tb_err *why)
{
	struct named found = { .n = 0 };
	enum tb_status rc = tb_store_find_alias(im->db->store, text, kind, &im->row_pool, found.tags, &found.n, why);

	return rc ? rc : take_one(&found, text, tag, why);
}

static enum tb_status find_by_field(struct importer *im, const struct tb_record *r, unsigned field, const char **tag,
				    struct tb_err *why)
{
	const char *text = tb_text(r, field);

	return text ? find_by_alias(im, text, tb_asset_noun.fields[field].key, tag, why) : TB_OK;
}

/* A serial number names an asset together with its kind, where the row says one. */
static enum tb_status find_by_serial(struct importer *im, const struct tb_record *r, const char **tag,
				     struct tb_err *why)
{
	const char *serial = tb_text(r, TB_ASSET_SERIAL), *kind = tb_text(r, TB_ASSET_KIND);
	struct named found = { .n = 0 };
	enum tb_status rc;

	if (!serial || !kind)
		return find_by_field(im, r, TB_ASSET_SERIAL, tag, why);
	rc = tb_store_find_serial(im->db->store, serial, kind, &im->row_pool, found.tags, &found.n, why);
	return rc ? rc : take_one(&found, serial, tag, why);
}

/* The usual way: by the old code or any other name that was given to the asset, else by serial number and kind. */
static enum tb_status find_usual(struct importer *im, const struct tb_record *r, const char **tag, struct tb_err *why)
{
	const char *old_code = tb_text(r, TB_ASSET_OLD_CODE);
	enum tb_status rc = find_by_field(im, r, TB_ASSET_OLD_CODE, tag, why);

	if (!rc && !*tag && old_code)
		rc = find_by_alias(im, old_code, "other", tag, why);
	if (!rc && !*tag && !old_code)
		rc = find_by_serial(im, r, tag, why);
	return rc;
}

/* By the keys that were declared, one after the other; a row that has none of them cannot be told from others. */
static enum tb_status find_declared(struct importer *im, const struct tb_record *r, const char **tag,
				    struct tb_err *why)
{
	const struct tb_profile *p = &im->in.profile;
	enum tb_status rc = TB_OK;
	bool any = false;

	for (unsigned i = 0; !rc && !*tag && i < p->n_keys; i++) {
		unsigned field = p->key[i] == TB_KEY_ALIAS ? TB_ASSET_OLD_CODE : p->key[i];
		const char *text = field == TB_ASSET_TAG ? NULL : tb_text(r, field);

		any |= text != NULL;
		if (text)
			rc = find_by_alias(im, text, p->key[i] == TB_KEY_ALIAS ? NULL : tb_asset_noun.fields[field].key,
					   tag, why);
	}
	if (!rc && !any)
		rc = tb_err_set(why, TB_EINVAL, N_("'%s' is empty, and it is the key of this import; fill it in"),
				tb_asset_noun.fields[p->key[0] % TB_KEY_ALIAS].key);
	return rc;
}

/* What stands in the column of tags can be another name of the asset as well. */
static enum tb_status read_tag(struct importer *im, struct tb_record *r, struct tb_err *why)
{
	const char *typed = tb_text(r, TB_ASSET_TAG), *found = NULL;
	struct tb_err no_alias = TB_ERR_INIT;
	char tag[TB_TAG_SIZE];
	enum tb_status rc = tb_tag_parse(typed, tag, why);

	if (!rc)
		found = tb_pool_strdup(&im->row_pool, tag);
	else if (find_by_alias(im, typed, NULL, &found, &no_alias))
		*why = no_alias;
	if (!found)
		return why->status;
	tb_err_clear(why);
	tb_set_text(r, TB_ASSET_TAG, found);
	return TB_OK;
}

static enum tb_status settle_key(struct importer *im, struct tb_record *r, struct tb_err *why)
{
	const char *tag = NULL;
	enum tb_status rc;

	if (r->noun != &tb_asset_noun)
		return tb_text(r, r->noun->key) ? TB_OK : tb_record_check_required(r, why);
	if (tb_text(r, TB_ASSET_TAG))
		return read_tag(im, r, why);
	rc = im->in.profile.n_keys ? find_declared(im, r, &tag, why) : find_usual(im, r, &tag, why);
	if (!rc && tag)
		tb_set_text(r, TB_ASSET_TAG, tag);
	return rc;
}

static bool was_same(const struct importer *im, int64_t place)
{
	size_t byte = (size_t)place / 8;

	return byte < im->same_size && im->same[byte] >> place % 8 & 1;
}

/* Nothing in the store tells later that a row was about the record. */
static void note_same(struct importer *im, int64_t place)
{
	size_t byte = (size_t)place / 8, size = im->same_size;

	if (byte >= size) {
		im->same_size = byte * 2 + 64;
		im->same = tb_realloc(im->same, im->same_size);
		memset(im->same + size, 0, im->same_size - size);
	}
	im->same[byte] |= (unsigned char)(1 << place % 8);
}

/*
 * Two rows of one file about the same thing contradict or repeat each other; mostly they are two things, and the serial
 * number that makes them one is 'N/A'.
 */
static enum tb_status refuse_second_row(struct importer *im, const struct tb_record *now, int64_t *place,
					struct tb_err *why)
{
	const char *key = tb_text(now, now->noun->key);
	int64_t version = 0;
	enum tb_status rc = tb_store_version(im->db->store, now->noun, key, &version, place, why);

	if (!rc && (version > im->db->batch || was_same(im, *place)))
		rc = tb_err_set(
			why, TB_EREFUSED,
			N_("an earlier row of this file is about '%s' too; keep one of them, and leave a serial "
			   "or old code empty where there is none"),
			key);
	return rc;
}

/* ---- what the record refers to ----------------------------------------------------------------------------------- */

static const char *beside_code(const struct tb_row_values *v, enum tb_beside what)
{
	int field = tb_beside_field(v->r.noun, what);

	if (v->code[what] || field < 0)
		return v->code[what];
	return tb_text(&v->r, (unsigned)field);
}

static unsigned name_field(const struct tb_noun *noun)
{
	return (unsigned)tb_field_find(noun, "name");
}

static bool same_name(const char *a, const char *b)
{
	struct tb_str x = TB_STR_INIT, y = TB_STR_INIT;
	bool same;

	tb_utf8_telex(&x, a);
	tb_utf8_telex(&y, b);
	same = !strcmp(x.buf, y.buf);
	tb_str_release(&x);
	tb_str_release(&y);
	return same;
}

/* A code that was made of a name stands for all names that differ in accents alone. */
static enum tb_status check_made_code(struct importer *im, const struct tb_row_values *v, enum tb_beside what,
				      const struct tb_record *found, struct tb_err *why)
{
	int field = tb_beside_field(v->r.noun, what);
	const char *name = tb_text(found, name_field(found->noun));

	if (!im->in.profile.target[field].code || !v->name[what] || same_name(v->name[what], name) ||
	    !strcasecmp(v->name[what], tb_text(found, found->noun->key))) /* the code itself */
		return TB_OK;
	return tb_err_set(why, TB_EREFUSED,
			  N_("'%s' would become '%s', which is '%s' already; name its code in [words %s] of a profile"),
			  v->name[what], tb_text(found, found->noun->key), name, v->r.noun->fields[field].key);
}

static void show_row(struct importer *im, enum tb_import_what what, const struct tb_record *now,
		     const struct tb_record *r)
{
	const struct tb_import_row row = { .number = im->number, .what = what, .now = now, .r = r };

	if (im->req->row)
		im->req->row(im->req->row_ctx, &row);
}

/* A kind whose code does not fit into tags stands in them by its first letters: "MAY-TINH-BANG" as MTB. */
static const char *short_code(const char *code, struct tb_pool *pool)
{
	enum { LONGEST = 3 };
	char *out = tb_pool_strdup(pool, code), *to = out;
	size_t plain = strspn(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	if (!code[plain])
		return plain <= LONGEST ? NULL : tb_pool_dup(pool, code, LONGEST);
	for (const char *p = code; *p && to - out < LONGEST; p++)
		if (strchr("._/-", *p) == NULL && (p == code || strchr("._/-", p[-1])))
			*to++ = *p;
	*to = '\0';
	return *out ? out : NULL;
}

/* What was registered for one row. */
struct made {
	struct tb_record r[TB_N_BESIDE];
	int n;
};

static enum tb_status create_beside(struct importer *im, const struct tb_row_values *v, enum tb_beside what,
				    const char *code, struct made *made, struct tb_err *why, struct tb_err *err)
{
	const struct tb_noun *noun = tb_beside_noun(what);
	struct tb_record r = { .noun = noun };
	enum tb_status rc;

	tb_set_text(&r, noun->key, code);
	tb_set_text(&r, name_field(noun), v->name[what]);
	if (what != TB_BESIDE_PERSON && !v->name[what])
		tb_set_text(&r, name_field(noun), code);
	if (what == TB_BESIDE_KIND)
		tb_set_text(&r, TB_KIND_TAG_CODE, short_code(code, &im->row_pool));
	if (what == TB_BESIDE_PERSON)
		tb_set_text(&r, TB_PERSON_UNIT, tb_text(&v->r, TB_ASSET_UNIT));
	rc = tb_prepare_add(im->db, &r, &im->row_pool, why);
	if (!rc)
		rc = tb_append_add(im->db, &r, err);
	if (!rc)
		made->r[made->n++] = r;
	return rc;
}

/* Register what the row refers to and nobody has registered, as far as that was asked for. */
static enum tb_status settle_one(struct importer *im, const struct tb_row_values *v, enum tb_beside what,
				 struct made *made, struct tb_err *why, struct tb_err *err)
{
	const char *code = beside_code(v, what);
	struct tb_record found;
	enum tb_status rc;

	if (!code || (!im->create[what] && !v->name[what]))
		return TB_OK;
	rc = tb_store_get(im->db->store, tb_beside_noun(what), code, &im->row_pool, &found, why);
	if (!rc)
		return check_made_code(im, v, what, &found, why);
	if (rc != TB_ENOTFOUND)
		return rc;
	if (im->create[what]) {
		tb_err_clear(why);
		return create_beside(im, v, what, code, made, why, err);
	}
	if (what != TB_BESIDE_PERSON)
		return rc;
	tb_err_clear(why); /* nothing of the asset depends on who has it */
	return TB_OK;
}

/* In the order of the enum: a unit before the person who serves there. */
static enum tb_status settle_beside(struct importer *im, const struct tb_row_values *v, struct made *made,
				    struct tb_err *why, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	for (int i = 0; !rc && i < TB_N_BESIDE; i++)
		rc = settle_one(im, v, (enum tb_beside)i, made, why, err);
	return rc;
}

/* ---- taking it in ------------------------------------------------------------------------------------------------ */

/* Extra fields that the record has and the row does not name stay. */
static void merge_extra(struct importer *im, const struct tb_record *now, struct tb_record *r)
{
	unsigned field = tb_extra_field(r->noun);
	const char *was = now ? tb_text(now, field) : NULL;

	if (tb_text(r, field) && (was || im->in.profile.clears))
		tb_set_text(r, field, tb_extra_merge(was ? was : "{}", tb_text(r, field), &im->row_pool));
	if (im->in.profile.clears && tb_text(r, field) && !strcmp(tb_text(r, field), "{}"))
		tb_set_text(r, field, NULL);
}

static enum tb_status change_record(struct importer *im, struct tb_record *now, struct tb_row_values *v,
				    struct tb_err *why, struct tb_err *err)
{
	struct tb_record *r = &v->r;
	int64_t place = 0;
	enum tb_status rc = refuse_second_row(im, now, &place, why);

	if (rc)
		return rc;
	tb_row_drop_filled(v);
	merge_extra(im, now, r);
	r->v[r->noun->key].is = TB_UNSET;
	if (!tb_record_diff(r, now)) {
		im->out->same++;
		note_same(im, place);
		return TB_OK;
	}
	rc = tb_prepare_edit(im->db, now, r, &im->row_pool, why);
	if (!rc)
		rc = tb_append_edit(im->db, now, r, err);
	if (rc)
		return rc;
	im->out->changed++;
	show_row(im, TB_IMPORT_CHANGED, now, r);
	return TB_OK;
}

/* Whether anything but this row will find the new asset: another import of it would add it again. */
static bool is_nameless(const struct importer *im, const struct tb_record *r)
{
	return r->noun == &tb_asset_noun && !im->in.profile.n_keys && !tb_text(r, TB_ASSET_TAG) &&
	       !tb_text(r, TB_ASSET_OLD_CODE) && !tb_text(r, TB_ASSET_SERIAL);
}

static enum tb_status add_record(struct importer *im, struct tb_row_values *v, struct tb_err *why, struct tb_err *err)
{
	bool nameless = is_nameless(im, &v->r);
	enum tb_status rc;

	if (im->in.profile.clears)
		merge_extra(im, NULL, &v->r);
	rc = tb_prepare_add(im->db, &v->r, &im->row_pool, why);
	if (!rc)
		rc = tb_append_add(im->db, &v->r, err);
	if (rc)
		return rc;
	im->out->added++;
	im->nameless += nameless;
	show_row(im, TB_IMPORT_NEW, NULL, &v->r);
	return TB_OK;
}

static enum tb_status take(struct importer *im, struct tb_row_values *v, struct tb_err *why, struct tb_err *err)
{
	struct tb_record *r = &v->r, now;
	enum tb_status rc = settle_key(im, r, why);

	if (rc)
		return rc;
	if (tb_text(r, r->noun->key)) {
		rc = tb_store_get(im->db->store, r->noun, tb_text(r, r->noun->key), &im->row_pool, &now, why);
		if (!rc)
			return change_record(im, &now, v, why, err);
		if (rc != TB_ENOTFOUND)
			return rc;
		tb_err_clear(why);
	}
	return add_record(im, v, why, err);
}

static bool refers(const struct importer *im, const struct tb_row_values *v)
{
	for (int i = 0; i < TB_N_BESIDE; i++)
		if (im->create[i] || v->name[i])
			return true;
	return false;
}

static void count_made(struct importer *im, const struct made *made)
{
	for (int i = 0; i < made->n; i++)
		show_row(im, TB_IMPORT_BESIDE, NULL, &made->r[i]);
	im->out->beside += made->n;
}

/* What was registered for a row that is then refused goes with it. */
static enum tb_status take_with_beside(struct importer *im, struct tb_row_values *v, struct tb_err *why,
				       struct tb_err *err)
{
	struct tb_db *db = im->db;
	unsigned char hash[TB_HASH_SIZE];
	struct made made = { .n = 0 };
	int64_t seq = db->seq;
	enum tb_status rc = tb_savepoint(db->store, err), done;

	if (rc)
		return rc;
	memcpy(hash, db->hash, sizeof(hash));
	rc = settle_beside(im, v, &made, why, err);
	if (!rc)
		rc = take(im, v, why, err);
	if (!rc)
		count_made(im, &made);
	done = rc ? tb_savepoint_undo(db->store, err) : tb_savepoint_keep(db->store, err);
	if (rc) {
		db->seq = seq;
		memcpy(db->hash, hash, sizeof(hash));
	}
	return done ? done : rc;
}

/*
 * A unit that nobody knows: its code may have lost the zeros in front, which a spreadsheet does to numbers.
 */
static void explain_missing_unit(struct importer *im, const struct tb_record *r, struct tb_err *why)
{
	const unsigned field = r->noun == &tb_person_noun ? (unsigned)TB_PERSON_UNIT : (unsigned)TB_ASSET_UNIT;
	const char *code = r->noun == &tb_asset_noun || r->noun == &tb_person_noun ? tb_text(r, field) : NULL;
	static const size_t lengths[] = { 2, 5 };

	if (!code || code[strspn(code, "0123456789")])
		return;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct tb_err miss = TB_ERR_INIT;
		struct tb_record found;
		const char *whole =
			tb_pool_printf(&im->row_pool, "%.*s%s",
				       (int)(strlen(code) < lengths[i] ? lengths[i] - strlen(code) : 0), "00000", code);

		if (strlen(code) < lengths[i] &&
		    !tb_store_get(im->db->store, &tb_unit_noun, whole, &im->row_pool, &found, &miss)) {
			tb_err_clear(why);
			tb_err_set(
				why, TB_ENOTFOUND,
				N_("there is no unit '%s', but '%s': a spreadsheet took off the zeros in front; make "
				   "the column a text column there and enter it again"),
				code, whole);
			return;
		}
	}
}

enum tb_status tb_import_take(struct importer *im, struct tb_row_values *v, struct tb_err *why, struct tb_err *err)
{
	enum tb_status rc = refers(im, v) ? take_with_beside(im, v, why, err) : take(im, v, why, err);

	if (rc == TB_ENOTFOUND && why->status)
		explain_missing_unit(im, &v->r, why);
	return rc;
}
