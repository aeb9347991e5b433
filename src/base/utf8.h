/*
 * utf8.h - Unicode as this field needs it: validity, NFC, and the two keys under which Vietnamese text is found.
 */
#ifndef TB_BASE_UTF8_H
#define TB_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include <trangbi/pool.h>
#include <trangbi/str.h>

/* How many bytes of ASCII `s` starts with. */
size_t tb_utf8_ascii_prefix(const char *s, size_t len);

/* The offset of the first byte that is not UTF-8 (overlong forms and surrogates are not), or `len` where all is well. */
size_t tb_utf8_check(const char *s, size_t len);

/* Whether a quick look shows that `s` is UTF-8 in normalisation form C, as all plain Vietnamese text is. */
bool tb_utf8_is_plain(const char *s, size_t len);

/*
 * `s` in Unicode normalisation form C. `s` must be valid UTF-8.
 * Returns `s` itself where it is in NFC already (tb_utf8_is_plain()), else a copy in `pool`.
 */
const char *tb_utf8_nfc(struct tb_pool *pool, const char *s, size_t len);

/*
 * Append the search key of `s`: lower case, without marks, đ as d; whatever is neither letter nor digit becomes one space.
 * Different names share a key ("Đồng Tiến", "Đông Tiến"): it finds, and never identifies.
 */
void tb_utf8_fold(struct tb_str *out, const char *s);

/*
 * Append the accented search key of `s`: as tb_utf8_fold(), but each word spelt as it is typed in Telex, its tone last
 * ("Hóa" and "Hoá" are both "hoas", "Đồng" is "ddoongf"). Equal keys mean the same accents, wherever the tone is set.
 */
void tb_utf8_telex(struct tb_str *out, const char *s);

/* Append `s` in upper case and normalisation form C: "tscđ" as "TSCĐ". A byte that is no UTF-8 stays. */
void tb_utf8_upper(struct tb_str *out, const char *s);

/* Put '?' in the place of each byte that is no UTF-8, and of a NUL, which would hide what stands behind it. */
void tb_utf8_mend(char *s, size_t len);

/*
 * How many bytes the control character has that `s`, which is valid UTF-8 and ends with a NUL, begins with; 0 where it begins
 * with none. Such are C0 with the NUL itself, DEL, C1, and what turns the order of a text on the screen (U+202A, ...).
 */
size_t tb_utf8_control(const char *s);

/* Mend, and put '?' also in the place of control characters but for line feed and tab. s[len] must be a NUL. */
void tb_utf8_tame(char *s, size_t len);

/* How many terminal columns `s` takes. */
size_t tb_utf8_width(const char *s);

/* How many bytes of `s` fit into so many columns, with the marks that belong to the last character. */
size_t tb_utf8_fit(const char *s, size_t columns);

#endif
