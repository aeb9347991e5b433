/*
 * tag.h - asset tags: at most 16 upper-case letters and digits, the last of them a check character.
 *
 * The check character is ISO/IEC 7064 MOD 37,36, which catches every single wrong character and nearly every swap of two.
 * A tag is opaque: it is made from unit, kind, year and serial number, but stays as it is when these change.
 */
#ifndef TRANGBI_TAG_H
#define TRANGBI_TAG_H

#include <stdbool.h>
#include <stdint.h>

#include <trangbi/err.h>

enum { TB_TAG_MAX = 16, TB_TAG_SIZE = TB_TAG_MAX + 1, TB_TAG_SHOWN_SIZE = 2 * TB_TAG_MAX };

#define TB_TAG_PATTERN "UUUUUKKKYYSSSSSC"

/* The check character of `body` (A-Z, 0-9; at least one). */
char tb_tag_check_char(const char *body);

/*
 * Drop what people put between the characters (spaces, dots, dashes) and fold to upper case: "30-ab 12" is "30AB12".
 * Letters outside ASCII are kept (a plate may have Đ). `out` takes at most `size` bytes; false where it does not fit.
 */
bool tb_code_compact(const char *typed, char *out, size_t size);

/* Whether `text` is a tag in its plain form, with the right check character. */
bool tb_tag_is_valid(const char *text);

/* Whether it has the form of a tag as stored, whatever its check character is. */
bool tb_tag_has_form(const char *text);

/*
 * Read a tag as typed, with or without dashes, in either case.
 * TB_EINVAL  too long or short, another character, or a wrong check character (the message says which would be right)
 */
TB_MUST_CHECK
enum tb_status tb_tag_parse(const char *typed, char out[TB_TAG_SIZE], struct tb_err *err);

/* The tag for the eye: "00004XEM2600017W" as "00004-XEM-26-00017-W"; one of another length in fours. */
void tb_tag_show(const char *tag, char out[TB_TAG_SHOWN_SIZE]);

/*
 * A pattern is a row of U (unit code), K (kind), Y (year) and fixed digits, then S (serial number, at least 3) and one C
 * (check character), 16 at most in all: TB_TAG_PATTERN by default.
 * TB_EINVAL  anything else
 */
TB_MUST_CHECK
enum tb_status tb_tag_pattern_check(const char *pattern, struct tb_err *err);

/*
 * Fill the part before the serial number. A unit or kind code that is shorter than its place is filled with X on the
 * left; one that is longer, or has other characters than A-Z 0-9, does not fit.
 *
 * TB_EREFUSED  it does not fit; the message says what to do
 */
TB_MUST_CHECK
enum tb_status tb_tag_prefix(const char *pattern, const char *unit, const char *kind, int year, char out[TB_TAG_SIZE],
			     struct tb_err *err);

/*
 * The tag of serial number `serial` behind `prefix`.
 * TB_EREFUSED  the pattern has no room for so large a number
 */
TB_MUST_CHECK
enum tb_status tb_tag_make(const char *pattern, const char *prefix, int64_t serial, char out[TB_TAG_SIZE],
			   struct tb_err *err);

/* The serial number that a tag made by `pattern` behind `prefix` holds, or -1 where it was not made so. */
int64_t tb_tag_serial(const char *pattern, const char *tag);

/* How long the part before the serial number is. */
size_t tb_tag_prefix_len(const char *pattern);

#endif
