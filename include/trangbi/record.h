/*
 * record.h - the register's nouns (unit, person, kind, asset, ...) as tables of fields, and one record of any of them.
 *
 * A noun's field table is the single place that says which fields there are. Option parsing, CSV headers, JSON, SQL binds,
 * the payload of events and the printed page all follow from it; a new field is one line here and one column in SQL.
 *
 * A record may be partial: what an edit changes, what an event carries and what a CSV row holds are records too, whose
 * other fields are TB_UNSET. Texts are UTF-8 in NFC and lie in the pool of whoever filled the record.
 */
#ifndef TRANGBI_RECORD_H
#define TRANGBI_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include <trangbi/err.h>
#include <trangbi/pool.h>
#include <trangbi/str.h>

enum { TB_MAX_FIELDS = 40 };

enum tb_type {
	TB_TEXT,  /* one line, at most 1000 bytes */
	TB_LINES, /* text that may have several lines */
	TB_CODE,  /* 1..32 of A-Z 0-9 . _ / -; folded to upper case */
	TB_INT,
	TB_MONEY,   /* whole đồng, 0..10^15 */
	TB_DATE,    /* ISO text, "2026-11-24" */
	TB_YEAR,    /* 1900..2200 */
	TB_WORD,    /* one of the field's words */
	TB_BOOL,    /* 0 or 1 */
	TB_INSTANT, /* seconds since the epoch, UTC */
	TB_JSON,    /* a canonical JSON object */
};

enum tb_field_flag {
	TB_KEY = 1,       /* names the record; never changes */
	TB_REQUIRED = 2,  /* a new record must have it */
	TB_DERIVED = 4,   /* set by events, not by add, edit or import */
	TB_ON_ADD = 8,    /* set when the record is made; later only events change it */
	TB_IDENTITY = 16, /* a text that is often a number: a spreadsheet may have spoiled it; every code is one */
	TB_FILLED = 32,   /* a new record gets it where it is not given, and it is never empty afterwards */
};

/* One word of a closed list. `typed` are other spellings, as search keys (tb_utf8_fold), separated by '|'. */
struct tb_word {
	const char *code, *title, *typed;
};

struct tb_field {
	const char *key; /* column, JSON key, CSV header and option name (there with - for _) */
	enum tb_type type;
	unsigned flags;              /* of enum tb_field_flag */
	const char *title;           /* a msgid */
	const char *headers;         /* other CSV headers, as search keys, separated by '|'; may be NULL */
	const struct tb_word *words; /* TB_WORD: ends with a NULL code */
};

struct tb_noun {
	const char *name, *plural;     /* "asset", "assets"; the event kinds are "asset.add", ... */
	const char *missing, *exists;  /* msgids for "there is no unit '%s'" and "it is registered already" */
	const struct tb_field *fields; /* in tb_json_key_cmp() order of their keys */
	unsigned n_fields;
	unsigned key;              /* which field names a record */
	const unsigned char *show; /* all fields in the order a person reads them */
	const unsigned char *list; /* the few that a list shows */
	unsigned n_list;
};

enum tb_is { TB_UNSET, TB_NULL, TB_IS_TEXT, TB_IS_INT };

struct tb_value {
	const char *text; /* TB_IS_TEXT: borrowed from the record's pool */
	int64_t num;      /* TB_IS_INT */
	enum tb_is is;
};

struct tb_record {
	const struct tb_noun *noun;
	struct tb_value v[TB_MAX_FIELDS]; /* by the noun's enum, e.g. v[TB_ASSET_NAME] */
};

#define TB_RECORD(n) ((struct tb_record){ .noun = &(n) })

/* The text of a field, or NULL; the number, or `otherwise`. */
const char *tb_text(const struct tb_record *r, unsigned field);
int64_t tb_num(const struct tb_record *r, unsigned field, int64_t otherwise);

void tb_set_text(struct tb_record *r, unsigned field, const char *text); /* NULL sets TB_NULL; `text` is borrowed */
void tb_set_num(struct tb_record *r, unsigned field, int64_t num);

/* Copy the texts of the record, which are borrowed, into the pool. */
void tb_record_keep(struct tb_record *r, struct tb_pool *pool);

/* The index of the field with that key, or -1. `_` and `-` are the same. */
int tb_field_find(const struct tb_noun *noun, const char *key);

/* Whether its values are TB_IS_TEXT; the others are TB_IS_INT. */
bool tb_field_is_text(const struct tb_field *field);

/* The word with that code, or NULL. */
const struct tb_word *tb_word_find(const struct tb_field *field, const char *code);

/*
 * Read what a person or a CSV file says for a field: trims, normalises, checks. An empty text gives TB_NULL.
 *
 * TB_EINVAL  not valid UTF-8, too long, a control character, not a date (31/02/2026), not a number, a number out of range,
 *            a number whose separators leave it open ("1.500"), a word that is not in the list; `*out` is untouched
 */
TB_MUST_CHECK
enum tb_status tb_value_parse(const struct tb_field *field, const char *text, size_t len, struct tb_pool *pool,
			      struct tb_value *out, struct tb_err *err);

/* Which of the two marks in numbers means what. */
enum tb_marks {
	TB_MARKS_OPEN, /* nobody said: 1.500 is refused */
	TB_MARKS_VI,   /* 1.234.567,50 */
	TB_MARKS_EN,   /* 1,234,567.50 */
};

/* How the texts of one column of a table are read. All zero reads as tb_value_parse() does. */
struct tb_spelling {
	bool table;       /* it comes from a spreadsheet or a program: see tb_value_read() */
	bool month_first; /* 11/24/2026 */
	enum tb_marks marks;
	int64_t multiplier;  /* of money, where a heading says ĐVT: 1.000đ; 0 is 1 */
	uint32_t lost_zeros; /* bit n: a text of n digits and nothing else has lost zeros in front */
};

/*
 * As tb_value_parse(), by `how`. From a table also these are read: 7/2025 and 2025 as a date (its first day), a day as
 * a year, a spreadsheet's number of a day (45839 is 01/07/2025), a midnight behind a day, 2,00 as a number. A code or
 * TB_IDENTITY that a spreadsheet has spoiled (1.20E+11, lost zeros) is refused.
 */
TB_MUST_CHECK
enum tb_status tb_value_read(const struct tb_field *field, const struct tb_spelling *how, const char *text, size_t len,
			     struct tb_pool *pool, struct tb_value *out, struct tb_err *err);

/*
 * Which marks a number in a table shows to be in use in its column: 1.234.567 and 12,5 show TB_MARKS_VI; 1.500 shows
 * nothing.
 */
enum tb_marks tb_number_shows(const char *text, size_t len);

/* Append a value as CSV and `--json` strings have it: ISO dates, plain digits, words by their code. */
void tb_value_text(const struct tb_field *field, const struct tb_value *v, struct tb_str *out);

bool tb_value_equal(const struct tb_value *a, const struct tb_value *b);

/* Copy into `to` what `patch` sets. */
void tb_record_overlay(struct tb_record *to, const struct tb_record *patch);

/* Unset in `patch` what `now` says already; the number of fields left. An unset field of `now` equals TB_NULL. */
unsigned tb_record_diff(struct tb_record *patch, const struct tb_record *now);

/* A required field that is missing is TB_EINVAL, and the message names it. */
TB_MUST_CHECK
enum tb_status tb_record_check_required(const struct tb_record *r, struct tb_err *err);

/* Append the record's set fields, without its key, as a canonical JSON object: the payload of an event. */
void tb_record_payload(const struct tb_record *r, struct tb_str *out);

/* Append all of the record as a JSON object, unset fields left out, instants as ISO text. */
void tb_record_json(const struct tb_record *r, struct tb_str *out);

/*
 * Read a payload back. TB_ECORRUPT where it is no JSON object or holds a field that the noun lacks or another type.
 */
TB_MUST_CHECK
enum tb_status tb_record_from_payload(struct tb_record *r, const char *json, struct tb_pool *pool, struct tb_err *err);

#endif
