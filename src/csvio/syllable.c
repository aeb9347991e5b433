#include "csvio/syllable.h"

#include <stdlib.h>
#include <string.h>

#include <trangbi/str.h>

#include "base/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* As tb_utf8_telex() spells them: đ is "dd", â "aa", ă "aw", ê "ee", ô "oo", ơ "ow", ư "uw". */
static const char *const initials[] = { "",  "b",  "c", "ch", "d", "dd", "g",   "gh", "gi", "h",
					"k", "kh", "l", "m",  "n", "ng", "ngh", "nh", "p",  "ph",
					"q", "qu", "r", "s",  "t", "th", "tr",  "v",  "x" };

/* Sorted by bytes. "awk" is for Đắk Lắk. */
static const char *const rhymes[] = {
	"a",    "aac",   "aam",   "aan",   "aang",  "aap",    "aat",   "aau",   "aay",   "ac",   "ach",   "ai",
	"am",   "an",    "ang",   "anh",   "ao",    "ap",     "at",    "au",    "awc",   "awk",  "awm",   "awn",
	"awng", "awp",   "awt",   "ay",    "e",     "ec",     "ee",    "eech",  "eem",   "een",  "eenh",  "eep",
	"eet",  "eeu",   "em",    "en",    "eng",   "eo",     "ep",    "et",    "i",     "ia",   "ich",   "ieec",
	"ieem", "ieen",  "ieeng", "ieep",  "ieet",  "ieeu",   "im",    "in",    "inh",   "ip",   "it",    "iu",
	"o",    "oa",    "oac",   "oach",  "oai",   "oam",    "oan",   "oang",  "oanh",  "oao",  "oap",   "oat",
	"oawc", "oawm",  "oawn",  "oawng", "oawt",  "oay",    "oc",    "oe",    "oen",   "oeo",  "oet",   "oi",
	"om",   "on",    "ong",   "oo",    "ooc",   "ooi",    "oom",   "oon",   "oong",  "oop",  "oot",   "op",
	"ot",   "ow",    "owi",   "owm",   "own",   "owp",    "owt",   "u",     "ua",    "uaan", "uaang", "uaat",
	"uaay", "uc",    "uee",   "ueech", "ueenh", "ui",     "um",    "un",    "ung",   "uoo",  "uooc",  "uooi",
	"uoom", "uoon",  "uoong", "uoot",  "up",    "ut",     "uow",   "uw",    "uwa",   "uwc",  "uwi",   "uwm",
	"uwng", "uwowc", "uwowi", "uwowm", "uwown", "uwowng", "uwowp", "uwowt", "uwowu", "uwt",  "uwu",   "uy",
	"uya",  "uych",  "uyeen", "uyeet", "uynh",  "uyt",    "uyu",   "y",     "ych",   "yeem", "yeen",  "yeeng",
	"yeet", "yeeu",  "yn",    "ynh",   "yt",
};

/* The small letters with marks below U+1EA0, where all are Vietnamese. Each capital lies 20 lower, from U+0100 on 1. */
static const uint16_t marked[] = { 0xE0, 0xE1, 0xE2, 0xE3, 0xE8, 0xE9,  0xEA,  0xEC,  0xED,  0xF2,  0xF3,
				   0xF4, 0xF5, 0xF9, 0xFA, 0xFD, 0x103, 0x111, 0x129, 0x169, 0x1A1, 0x1B0 };

static bool is_marked_small(uint16_t c)
{
	if (c >= 0x1EA0 && c <= 0x1EF9)
		return c % 2;
	for (size_t i = 0; i < COUNT(marked); i++)
		if (marked[i] == c)
			return true;
	return false;
}

bool tb_is_capital(uint16_t c)
{
	if (c < 0x100)
		return c >= 0xC0 && c < 0xE0 && is_marked_small((uint16_t)(c + 0x20));
	return !is_marked_small(c) && is_marked_small((uint16_t)(c + 1));
}

/* Of a byte and those behind it that continue its character. */
static uint16_t char_at(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	if (u[0] < 0x80)
		return u[0];
	if (u[0] < 0xE0)
		return (uint16_t)((u[0] & 0x1F) << 6 | (u[1] & 0x3F));
	if (u[0] < 0xF0)
		return (uint16_t)((u[0] & 0x0F) << 12 | (u[1] & 0x3F) << 6 | (u[2] & 0x3F));
	return 0;
}

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/*
 * Counts the letters. False where one is not of the alphabet, or where a capital with a mark follows a small letter: that
 * comes of a wrong table.
 */
static bool count_letters(const char *word, size_t *n)
{
	char before = 0;

	*n = 0;
	for (const char *p = word; *p; p++) {
		uint16_t c = char_at(p);
		bool capital = tb_is_capital(c);

		if (is_continuation(*p))
			continue;
		++*n;
		if (c >= 0x80 && !capital && !is_marked_small(c))
			return false;
		if (before >= 'a' && before <= 'z' && capital)
			return false;
		before = *p;
	}
	return true;
}

/* How many letters with a circumflex, breve, horn or stroke `telex` stands for; its length is greater by so many. */
static size_t count_marks(const char *telex, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += telex[i] == 'w' || (i && telex[i] == telex[i - 1] && strchr("aeod", telex[i]));
	return n;
}

static int compare_rhyme(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

static bool is_rhyme(const char *s)
{
	return bsearch(s, rhymes, COUNT(rhymes), sizeof(rhymes[0]), compare_rhyme) != NULL;
}

/* A rhyme that ends in c, ch, k, p or t is said with one of two tones. */
static bool tone_goes_with(char tone, char last, char before_last)
{
	if (strchr("ckpt", last) || (last == 'h' && before_last == 'c'))
		return tone == 's' || tone == 'j';
	return true;
}

static char tone_of(const struct tb_str *telex)
{
	char last = telex->len ? telex->buf[telex->len - 1] : 0;

	return last && strchr("fsrxj", last) ? last : 0;
}

/* Whether the last letter of `word` carries its tone. */
static bool ends_in_tone(const char *word)
{
	struct tb_str rest = TB_STR_INIT, telex = TB_STR_INIT;
	size_t len = strlen(word);
	bool is;

	while (len && is_continuation(word[len - 1]))
		len--;
	tb_str_add(&rest, word, len ? len - 1 : 0);
	tb_utf8_telex(&telex, rest.buf);
	is = !tone_of(&telex);
	tb_str_release(&rest);
	tb_str_release(&telex);
	return is;
}

/* A rhyme such as "ai", whose last vowel never carries the tone. */
static bool ends_in_glide(const char *rhyme)
{
	size_t len = strlen(rhyme);

	return len > 1 && strchr("iuoy", rhyme[len - 1]) && strchr("aeiouwy", rhyme[len - 2]) &&
	       strcmp(rhyme, "uy") != 0 && strcmp(rhyme, "oo") != 0;
}

static bool is_telex_syllable(const char *telex, const char *word, bool toned)
{
	for (size_t i = 0; i < COUNT(initials); i++) {
		size_t n = strlen(initials[i]);

		if (!strncmp(telex, initials[i], n) && is_rhyme(telex + n))
			return !toned || !ends_in_glide(telex + n) || !ends_in_tone(word);
	}
	return false;
}

/* "đ" behind an amount, and abbreviations such as TSCĐ. */
static bool is_abbreviation(const char *word)
{
	static const char small[] = "\xC4\x91", capital[] = "\xC4\x90";

	if (!strcmp(word, small))
		return true;
	while (*word)
		if (*word >= 'A' && *word <= 'Z')
			word++;
		else if (!strncmp(word, capital, 2))
			word += 2;
		else
			return false;
	return true;
}

bool tb_is_syllable(const char *word)
{
	struct tb_str telex = TB_STR_INIT;
	size_t letters, len;
	bool is = count_letters(word, &letters);

	if (is) {
		char tone;

		tb_utf8_telex(&telex, word);
		tone = tone_of(&telex);
		tb_str_cut(&telex, telex.len - (tone != 0));
		len = telex.len;
		is = len && len == letters + count_marks(telex.buf, len) &&
		     tone_goes_with(tone, telex.buf[len - 1], len > 1 ? telex.buf[len - 2] : '\0') &&
		     is_telex_syllable(telex.buf, word, tone != 0);
	}
	tb_str_release(&telex);
	return is || is_abbreviation(word);
}
