#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"

void tb_json_separate(struct tb_json *j)
{
	if (j->comma)
		tb_str_addc(j->out, ',');
	j->comma = true;
}

void tb_json_open(struct tb_json *j, char bracket)
{
	tb_json_separate(j);
	tb_str_addc(j->out, bracket);
	j->comma = false;
}

void tb_json_close(struct tb_json *j, char bracket)
{
	tb_str_addc(j->out, bracket);
	j->comma = true;
}

static void add_escape(struct tb_str *out, unsigned char c)
{
	static const char named[32] = { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r' };

	if (c == '"' || c == '\\')
		tb_str_addf(out, "\\%c", c);
	else if (named[c])
		tb_str_addf(out, "\\%c", named[c]);
	else
		tb_str_addf(out, "\\u%04x", c);
}

/* The bytes at which plain text ends: control characters, the NUL at the end among them, '"' and '\\'. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

static void add_quoted(struct tb_str *out, const char *text)
{
	tb_str_addc(out, '"');
	for (;;) {
		size_t plain = 0;

		while (is_plain((unsigned char)text[plain]))
			plain++;
		tb_str_add(out, text, plain);
		if (!text[plain])
			break;
		add_escape(out, (unsigned char)text[plain]);
		text += plain + 1;
	}
	tb_str_addc(out, '"');
}

void tb_json_key(struct tb_json *j, const char *key)
{
	tb_json_separate(j);
	add_quoted(j->out, key);
	tb_str_addc(j->out, ':');
	j->comma = false;
}

void tb_json_str(struct tb_json *j, const char *text)
{
	if (!text) {
		tb_json_raw(j, "null");
		return;
	}
	tb_json_separate(j);
	add_quoted(j->out, text);
}

void tb_json_int(struct tb_json *j, int64_t n)
{
	tb_json_separate(j);
	tb_str_addint(j->out, n);
}

void tb_json_bool(struct tb_json *j, bool yes)
{
	tb_json_raw(j, yes ? "true" : "false");
}

void tb_json_raw(struct tb_json *j, const char *json)
{
	tb_json_separate(j);
	tb_str_adds(j->out, json);
}

/*
 * UTF-8 sorts as code points do. UTF-16 differs in one place: a surrogate (U+10000 and above, first byte F0..F4) comes
 * before U+E000..U+FFFF (first byte EE, EF).
 */
int tb_json_key_cmp(const char *a, const char *b)
{
	unsigned char x, y;

	while (*a && *a == *b)
		a++, b++;
	x = (unsigned char)*a;
	y = (unsigned char)*b;
	if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0))
		return x >= 0xF0 ? -1 : 1;
	return x < y ? -1 : x > y;
}

static int cmp_keys(const void *a, const void *b)
{
	return tb_json_key_cmp(*(const char *const *)a, *(const char *const *)b);
}

static void write_object(struct tb_json *j, const json_t *object)
{
	size_t n = json_object_size(object), i = 0;
	const char **keys = tb_malloc(n * sizeof(*keys)), *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, key, value) keys[i++] = key;
	qsort(keys, n, sizeof(*keys), cmp_keys);
	tb_json_open(j, '{');
	for (i = 0; i < n; i++) {
		tb_json_key(j, keys[i]);
		tb_json_value(j, json_object_get(object, keys[i]));
	}
	tb_json_close(j, '}');
	free(keys);
}

void tb_json_member(struct tb_json *j, const char *key, const char *text)
{
	if (!text)
		return;
	tb_json_key(j, key);
	tb_json_str(j, text);
}

void tb_json_member_int(struct tb_json *j, const char *key, int64_t n)
{
	tb_json_key(j, key);
	tb_json_int(j, n);
}

void tb_json_value(struct tb_json *j, const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT: write_object(j, value); break;
	case JSON_ARRAY:
		tb_json_open(j, '[');
		for (size_t i = 0; i < json_array_size(value); i++)
			tb_json_value(j, json_array_get(value, i));
		tb_json_close(j, ']');
		break;
	case JSON_STRING: tb_json_str(j, json_string_value(value)); break;
	case JSON_INTEGER: tb_json_int(j, json_integer_value(value)); break;
	case JSON_TRUE: tb_json_bool(j, true); break;
	case JSON_FALSE: tb_json_bool(j, false); break;
	default: tb_json_raw(j, "null"); break;
	}
}
