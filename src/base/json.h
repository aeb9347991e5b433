/*
 * json.h - writing JSON. What is written is compact and canonical in the sense of RFC 8785 as long as the caller gives the
 * keys of an object in tb_json_key_cmp() order: text escaped no further than needed, integers only.
 *
 *	struct tb_json j = TB_JSON_INIT(&out);
 *	tb_json_open(&j, '{');
 *	tb_json_key(&j, "tag"); tb_json_str(&j, tag);
 *	tb_json_close(&j, '}');
 */
#ifndef TB_BASE_JSON_H
#define TB_BASE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include <trangbi/str.h>

struct tb_json {
	struct tb_str *out; /* borrowed */
	bool comma;         /* the next value or key needs one */
};

#define TB_JSON_INIT(str) ((struct tb_json){ .out = (str) })

/* Write the comma that may be due, for a value that the caller adds to the text by itself. */
void tb_json_separate(struct tb_json *j);

void tb_json_open(struct tb_json *j, char bracket);  /* '{' or '[' */
void tb_json_close(struct tb_json *j, char bracket); /* '}' or ']' */
void tb_json_key(struct tb_json *j, const char *key);
void tb_json_str(struct tb_json *j, const char *text); /* valid UTF-8; NULL writes null */
void tb_json_int(struct tb_json *j, int64_t n);
void tb_json_bool(struct tb_json *j, bool yes);
void tb_json_raw(struct tb_json *j, const char *json); /* `json` is JSON already */

/* A member of an object: its key and value. A text that is NULL is left out. */
void tb_json_member(struct tb_json *j, const char *key, const char *text);
void tb_json_member_int(struct tb_json *j, const char *key, int64_t n);

/* A value that jansson read, keys sorted. A real number, which no record of ours has, is written as null. */
void tb_json_value(struct tb_json *j, const json_t *value);

/* Order of keys by UTF-16 code units, as RFC 8785 section 3.2.3 wants it. <0, 0, >0 like strcmp(). */
int tb_json_key_cmp(const char *a, const char *b);

#endif
