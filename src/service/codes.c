#include "service/codes.h"

#include <trangbi/register.h>

#include "service/db.h"

enum tb_status tb_code_look_up(struct tb_db *db, const char *text, enum tb_code_what what, struct tb_pool *pool,
			       struct tb_record *out, struct tb_err *err)
{
	static const struct tb_noun *const nouns[] = {
		[TB_CODE_ASSET] = &tb_asset_noun,
		[TB_CODE_UNIT] = &tb_unit_noun,
		[TB_CODE_PERSON] = &tb_person_noun,
	};

	if (what == TB_CODE_COMMAND)
		return TB_OK;
	return tb_get(db, nouns[what], text, pool, out, err);
}

/* A misread text hardly ever has the right check character, and hardly ever is a known one. */
static enum tb_status prove(struct tb_db *db, const char *text, struct tb_pool *pool, bool *right, struct tb_err *err)
{
	char tags[TB_CODE_MAX_TAGS][TB_TAG_SIZE];
	struct tb_code_meaning meaning;
	struct tb_err why = TB_ERR_INIT;
	struct tb_record record;
	enum tb_status rc;

	*right = tb_tag_is_valid(text) || tb_code_tags(text, tags);
	if (*right || !db)
		return TB_OK;
	tb_code_read(text, pool, &meaning);
	rc = tb_code_look_up(db, text, meaning.what, pool, &record, &why);
	if (rc == TB_ESYS || rc == TB_ECORRUPT) {
		*err = why;
		return rc;
	}
	*right = !rc || rc == TB_EREFUSED;
	return TB_OK;
}

enum tb_status tb_codes_prove(struct tb_db *db, struct tb_pool *pool, struct tb_codes *codes, size_t *n_dropped,
			      struct tb_err *err)
{
	enum tb_status rc = TB_OK;
	size_t n = 0;

	for (size_t i = 0; !rc && i < codes->n; i++) {
		bool right = !codes->code[i].weak;

		if (!right)
			rc = prove(db, codes->code[i].text, pool, &right, err);
		if (right)
			codes->code[n++] = codes->code[i];
	}
	if (rc)
		return rc;
	*n_dropped += codes->n - n;
	codes->n = n;
	return TB_OK;
}

enum tb_status tb_codes_in_picture(struct tb_db *db, const char *path, const struct tb_scan_opts *opts,
				   struct tb_pool *pool, struct tb_codes *out, size_t *n_dropped, struct tb_err *err)
{
	struct tb_codes codes = { .n = 0 };
	enum tb_status rc = tb_scan_file(path, opts, pool, &codes, err);

	if (!rc)
		rc = tb_codes_prove(db, pool, &codes, n_dropped, err);
	if (!rc)
		*out = codes;
	return rc;
}

enum tb_status tb_codes_none(const char *path, size_t n_weak, struct tb_err *err)
{
	if (n_weak)
		return tb_err_set(
			err, TB_ENOTFOUND,
			N_("what was read in picture '%s' is too weak to trust; photograph it closer, sharp and in "
			   "good light"),
			path);
	return tb_err_set(err, TB_ENOTFOUND,
			  N_("no code was found in picture '%s'; photograph it closer, sharp and in good light"), path);
}
