#include "service/db.h"

#include <stdlib.h>
#include <string.h>

#include <trangbi/tag.h>

#include "base/alloc.h"

struct tb_db *tb_db_around(struct tb_store *store)
{
	struct tb_db *db = tb_malloc(sizeof(*db));

	*db = (struct tb_db){ .store = store, .canonical = TB_STR_INIT, .payload = TB_STR_INIT };
	return db;
}

enum tb_status tb_db_open(const char *path, enum tb_db_mode mode, struct tb_db **out, struct tb_err *err)
{
	struct tb_store *store = NULL;
	struct tb_err why = TB_ERR_INIT;
	struct tb_db *db;
	enum tb_status rc;

	rc = tb_store_open(path, mode == TB_DB_WRITE ? TB_STORE_WRITE : TB_STORE_READ, &store, err);
	if (rc)
		return rc;
	db = tb_db_around(store);
	rc = tb_store_site(store, &db->pool, &db->site, err);
	if (!rc && tb_tag_pattern_check(db->site.tag_pattern, &why))
		rc = tb_err_set(err, TB_ECORRUPT, N_("the site's tag pattern '%s' was changed; restore a backup"),
				db->site.tag_pattern);
	if (rc)
		tb_db_close(db);
	else
		*out = db;
	return rc;
}

void tb_db_close(struct tb_db *db)
{
	if (!db)
		return;
	tb_store_close(db->store);
	tb_str_release(&db->canonical);
	tb_str_release(&db->payload);
	tb_pool_release(&db->act_pool);
	tb_pool_release(&db->pool);
	free(db);
}

void tb_problems_add(struct tb_problems *list, const char *subject, const struct tb_err *err)
{
	TB_GROW(list->item, list->n, list->cap);
	list->item[list->n++] = (struct tb_problem){ .subject = tb_pool_strdup(&list->pool, subject), .err = *err };
}

void tb_problems_release(struct tb_problems *list)
{
	free(list->item);
	tb_pool_release(&list->pool);
	*list = TB_PROBLEMS_INIT;
}
