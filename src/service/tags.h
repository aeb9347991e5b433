/*
 * tags.h - from what was typed or photographed to the assets meant.
 */
#ifndef TB_SERVICE_TAGS_H
#define TB_SERVICE_TAGS_H

#include <trangbi/custody.h>
#include <trangbi/record.h>

struct tb_assets {
	struct tb_record *asset; /* in the pool; each once, in the order given */
	size_t n;
};

/*
 * Find every asset that `tags` name; "@FILE" stands for all codes in that picture. Each one that cannot be found is a
 * problem. TB_OK also with problems; then `*out` holds the rest.
 *
 * TB_EINVAL    no tag at all
 * TB_ENOTFOUND a picture without any code
 * TB_ESYS      the database or a picture cannot be read
 */
TB_MUST_CHECK
enum tb_status tb_find_assets(struct tb_db *db, const struct tb_tags *tags, struct tb_pool *pool, struct tb_assets *out,
			      struct tb_problems *problems, struct tb_err *err);

/*
 * TB_OK where there is no problem; else the message of the whole act, after `n` things were asked for, and the status in
 * which all problems agree, or TB_EREFUSED.
 */
TB_MUST_CHECK
enum tb_status tb_problems_verdict(const struct tb_problems *problems, size_t n, struct tb_err *err);

#endif
