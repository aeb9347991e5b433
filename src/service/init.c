/* init.c - making a new database. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include <trangbi/tag.h>

#include "base/file.h"
#include "service/db.h"

static enum tb_status make_site(struct tb_db *db, const struct tb_init_req *req, const struct tb_act *act,
				struct tb_err *err)
{
	struct tb_record r = TB_RECORD(tb_site_noun);
	unsigned char random[TB_HASH_SIZE] = { 0 };
	char id[TB_HEX_SIZE];
	enum tb_status rc;

	rc = tb_value_parse(&tb_site_noun.fields[TB_SITE_NAME], req->site, strlen(req->site), &db->pool,
			    &r.v[TB_SITE_NAME], err);
	if (rc)
		return rc;
	if (!tb_text(&r, TB_SITE_NAME))
		return tb_err_set(err, TB_EINVAL, N_("the site has no name; give it one with --site"));
	if (getrandom(random, 8, 0) != 8)
		return tb_err_set(err, TB_ESYS, N_("no random number for the site's id: %s"), strerror(errno));
	tb_hash_hex(random, id);
	id[16] = '\0';
	tb_set_text(&r, TB_SITE_ID, id);
	tb_set_text(&r, TB_SITE_PATTERN, req->tag_pattern ? req->tag_pattern : TB_TAG_PATTERN);
	rc = tb_tag_pattern_check(tb_text(&r, TB_SITE_PATTERN), err);
	if (rc)
		return rc;
	db->site = (struct tb_site){ .id = tb_pool_strdup(&db->pool, id),
				     .name = tb_text(&r, TB_SITE_NAME),
				     .tag_pattern = tb_pool_strdup(&db->pool, tb_text(&r, TB_SITE_PATTERN)),
				     .created = act->now };
	return tb_ledger_append(db, "site.init", NULL, NULL, &r, err);
}

static enum tb_status make_database(const char *path, const struct tb_init_req *req, const struct tb_act *act,
				    struct tb_err *err)
{
	struct tb_store *store = NULL;
	struct tb_db *db;
	enum tb_status rc = tb_store_open(path, TB_STORE_CREATE, &store, err);

	if (rc)
		return rc;
	db = tb_db_around(store);
	rc = tb_ledger_begin(db, act, err);
	if (!rc)
		rc = make_site(db, req, act, err);
	if (!rc)
		rc = tb_ledger_commit(db, err);
	tb_ledger_end(db);
	tb_db_close(db);
	return rc;
}

static enum tb_status exists(const char *path, struct tb_err *err)
{
	return tb_err_set(err, TB_EREFUSED, N_("'%s' exists already; name another file with --db"), path);
}

/* Give the finished file its name, unless another process was quicker. Not every file system can do that in one step. */
static enum tb_status publish(const char *temp, const char *path, struct tb_err *err)
{
	int failed = renameat2(AT_FDCWD, temp, AT_FDCWD, path, RENAME_NOREPLACE);

	if (failed && errno == EINVAL && access(path, F_OK))
		failed = rename(temp, path);
	if (failed && (errno == EEXIST || errno == EINVAL))
		return exists(path, err);
	if (failed || tb_file_sync_folder(path))
		return tb_err_set(err, TB_ESYS, N_("cannot write '%s': %s"), path, strerror(errno));
	return TB_OK;
}

enum tb_status tb_db_init(const char *path, const struct tb_init_req *req, const struct tb_act *act, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	const char *temp = tb_pool_printf(&pool, "%s.part-%ld", path, (long)getpid());
	enum tb_status rc = TB_OK;

	if (req->tag_pattern)
		rc = tb_tag_pattern_check(req->tag_pattern, err);
	if (!rc && !access(path, F_OK))
		rc = exists(path, err);
	else if (!rc)
		rc = tb_store_check_no_log(path, err);
	if (!rc)
		rc = make_database(temp, req, act, err);
	if (!rc)
		rc = publish(temp, path, err);
	tb_store_remove(temp);
	tb_pool_release(&pool);
	return rc;
}
