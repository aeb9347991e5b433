#include "service/anchor.h"

#include <ctype.h>
#include <string.h>

#include "service/codes.h"

enum { MIN_DIGITS = 16 };

static bool is_same(const struct tb_anchor *a, const struct tb_anchor *b)
{
	return a->seq == b->seq && !strcmp(a->hash, b->hash) && !strcmp(a->site, b->site);
}

/* The one anchor among the codes. The same twice is a paper that carries it twice. */
static enum tb_status choose(const struct tb_codes *codes, const char *path, struct tb_anchor *out, struct tb_err *err)
{
	struct tb_anchor found = { .seq = 0 }, a;

	for (size_t i = 0; i < codes->n; i++) {
		if (!tb_anchor_read(codes->code[i].text, &a))
			continue;
		if (found.seq && !is_same(&found, &a))
			return tb_err_set(
				err, TB_EREFUSED,
				N_("picture '%s' shows several different anchors; photograph one paper alone"), path);
		found = a;
	}
	if (!found.seq)
		return tb_err_set(err, TB_ENOTFOUND,
				  N_("no anchor was found in picture '%s'; photograph the QR code of the paper closer, "
				     "sharp and in good light"),
				  path);
	*out = found;
	return TB_OK;
}

static enum tb_status read_picture(const char *path, struct tb_anchor *out, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_codes codes = { .n = 0 };
	size_t n_weak = 0;
	enum tb_status rc = tb_codes_in_picture(NULL, path, NULL, &pool, &codes, &n_weak, err);

	if (!rc)
		rc = choose(&codes, path, out, err);
	tb_pool_release(&pool);
	return rc;
}

/* Papers have it in upper case, the program prints it in lower case. */
static enum tb_status read_hash(const char *given, struct tb_anchor *out, struct tb_err *err)
{
	size_t len = strlen(given);

	if (len < MIN_DIGITS || len >= sizeof(out->hash) || strspn(given, "0123456789abcdefABCDEF") != len)
		return tb_err_set(err, TB_EINVAL,
				  N_("'%s' is no anchor; give the text of an anchor (TB1:...), a picture of a paper "
				     "(@FILE), or 16 to 64 digits 0-9 a-f of a head hash"),
				  given);
	for (size_t i = 0; i <= len; i++)
		out->hash[i] = (char)tolower((unsigned char)given[i]);
	return TB_OK;
}

enum tb_status tb_wanted_read(const char *given, const char *site, struct tb_anchor *out, struct tb_err *err)
{
	struct tb_anchor a = { .seq = 0 };
	enum tb_status rc = TB_OK;

	if (given && *given == '@')
		rc = read_picture(given + 1, &a, err);
	else if (given && !tb_anchor_read(given, &a))
		rc = read_hash(given, &a, err);
	if (!rc && a.seq && strcmp(a.site, site) != 0)
		rc = tb_err_set(
			err, TB_EREFUSED,
			N_("the anchor is of site '%s', but this is the ledger of site '%s'; verify the database "
			   "that the paper was printed from"),
			a.site, site);
	if (!rc)
		*out = a;
	return rc;
}

bool tb_wanted_is(const struct tb_anchor *wanted, int64_t seq, const char *hash)
{
	return *wanted->hash && (!wanted->seq || wanted->seq == seq) &&
	       !strncmp(wanted->hash, hash, strlen(wanted->hash));
}

enum tb_status tb_wanted_missing(const struct tb_anchor *wanted, int64_t last, struct tb_err *err)
{
	if (!wanted->seq)
		return tb_err_set(err, TB_ECORRUPT,
				  N_("the anchor '%s' is not in this ledger: events were removed or replaced since it "
				     "was printed"),
				  wanted->hash);
	if (wanted->seq > last)
		return tb_err_set(
			err, TB_ECORRUPT,
			N_("the ledger ends with event %lld, but the anchor names event %lld: the newest events "
			   "were removed since it was printed"),
			(long long)last, (long long)wanted->seq);
	return tb_err_set(err, TB_ECORRUPT,
			  N_("event %lld is another one than when the anchor was printed: it, or one before it, was "
			     "replaced since"),
			  (long long)wanted->seq);
}
