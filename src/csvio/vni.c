/*
 * vni.c - the encoding of the VNI fonts for Windows: a vowel is its bare letter and one byte with all of its marks; i with
 * a tone, y with a dot below, đ, ơ and ư are one byte. Capitals, and the marks on them, lie 20 (hexadecimal) lower.
 *
 * Sources: the table "VNI for Windows" of the article "VNI" of the English Wikipedia, compared with the tables of the keyboards
 * xvnkb (vni.h) and VBKey, and with the table of encodings at vietunicode.sourceforge.net.
 */
#include "csvio/encoding.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum {
	GRAVE = 0x300,
	ACUTE = 0x301,
	CIRCUMFLEX = 0x302,
	TILDE = 0x303,
	BREVE = 0x306,
	HOOK = 0x309,
	DOT_BELOW = 0x323
};

/* On a, e, o, u, y, ơ and ư. */
static const struct {
	uint8_t byte;
	uint16_t mark[2];
} marks[] = {
	{ 0xF9, { ACUTE } },
	{ 0xF8, { GRAVE } },
	{ 0xFB, { HOOK } },
	{ 0xF5, { TILDE } },
	{ 0xEF, { DOT_BELOW } },
	{ 0xE2, { CIRCUMFLEX } },
	{ 0xE1, { CIRCUMFLEX, ACUTE } },
	{ 0xE0, { CIRCUMFLEX, GRAVE } },
	{ 0xE5, { CIRCUMFLEX, HOOK } },
	{ 0xE3, { CIRCUMFLEX, TILDE } },
	{ 0xE4, { CIRCUMFLEX, DOT_BELOW } },
	{ 0xEA, { BREVE } },
	{ 0xE9, { BREVE, ACUTE } },
	{ 0xE8, { BREVE, GRAVE } },
	{ 0xFA, { BREVE, HOOK } },
	{ 0xFC, { BREVE, TILDE } },
	{ 0xEB, { BREVE, DOT_BELOW } },
};

static const struct {
	uint8_t byte;
	uint16_t small, capital;
} letters[] = {
	{ 0xED, 0x00ED, 0x00CD }, /* í */
	{ 0xEC, 0x00EC, 0x00CC }, /* ì */
	{ 0xE6, 0x1EC9, 0x1EC8 }, /* ỉ */
	{ 0xF3, 0x0129, 0x0128 }, /* ĩ */
	{ 0xF2, 0x1ECB, 0x1ECA }, /* ị */
	{ 0xEE, 0x1EF5, 0x1EF4 }, /* ỵ */
	{ 0xF1, 0x0111, 0x0110 }, /* đ */
	{ 0xF4, 0x01A1, 0x01A0 }, /* ơ */
	{ 0xF6, 0x01B0, 0x01AF }, /* ư */
};

static void set(struct tb_charset *cs, unsigned byte, uint16_t first, uint16_t second)
{
	cs->high[byte - 0x80][0] = first;
	cs->high[byte - 0x80][1] = second;
}

void tb_vni_fill(struct tb_charset *cs)
{
	for (size_t i = 0; i < COUNT(marks); i++) {
		set(cs, marks[i].byte, marks[i].mark[0], marks[i].mark[1]);
		set(cs, marks[i].byte - 0x20u, marks[i].mark[0], marks[i].mark[1]);
	}
	for (size_t i = 0; i < COUNT(letters); i++) {
		set(cs, letters[i].byte, letters[i].small, 0);
		set(cs, letters[i].byte - 0x20u, letters[i].capital, 0);
	}
}
