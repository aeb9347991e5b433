#include "service/db.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

struct tb_db *tb_db_around(struct tb_store *store, const char *path)
{
	struct tb_db *db = tb_malloc(sizeof(*db));

	*db = (struct tb_db){ .store = store, .canonical = TB_STR_INIT, .payload = TB_STR_INIT };
	db->path = tb_pool_strdup(&db->pool, path);
	return db;
}

enum tb_status tb_db_open(const char *path, enum tb_db_mode mode, struct tb_db **out, struct tb_err *err)
{
	struct tb_store *store = NULL;
	struct tb_db *db;
	enum tb_status rc;

	rc = tb_store_open(path, mode == TB_DB_WRITE ? TB_STORE_WRITE : TB_STORE_READ, &store, err);
	if (rc)
		return rc;
	db = tb_db_around(store, path);
	rc = tb_store_site(store, &db->pool, &db->site, err);
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
	tb_pool_release(&db->pool);
	free(db);
}

static enum tb_status check_text(unsigned field, const char *text, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_value ignored;
	enum tb_status rc = TB_OK;

	if (text)
		rc = tb_value_parse(&tb_event_noun.fields[field], text, strlen(text), &pool, &ignored, err);
	tb_pool_release(&pool);
	return rc;
}

bool tb_is_blank(const char *text)
{
	return !text || !text[strspn(text, " \t\r\n")];
}

enum tb_status tb_act_check(const struct tb_act *act, struct tb_err *err)
{
	enum tb_status rc;

	if (tb_is_blank(act->actor))
		return tb_err_set(err, TB_EINVAL, N_("nobody is named who does this; name yourself with --as"));
	if (act->at > act->now)
		return tb_err_set(err, TB_EINVAL,
				  N_("the time given lies in the future; an event is recorded when it has happened"));
	rc = check_text(TB_EVENT_ACTOR, act->actor, err);
	if (!rc)
		rc = check_text(TB_EVENT_PURPOSE, act->purpose, err);
	if (!rc)
		rc = check_text(TB_EVENT_DOC, act->doc, err);
	return rc;
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
