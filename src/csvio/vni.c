#include "csvio/vni.h"

#define CIRCUMFLEX "\u0302"
#define BREVE      "\u0306"
#define ACUTE      "\u0301"
#define GRAVE      "\u0300"
#define HOOK       "\u0309"
#define TILDE      "\u0303"
#define DOT        "\u0323"

/* What a byte adds to the letter before it: 0xE0 and up behind small letters, 0xC0 and up behind capitals. */
static const char *const marks[0x20] = {
	[0x00] = CIRCUMFLEX GRAVE, /* à */
	[0x01] = CIRCUMFLEX ACUTE, /* á */
	[0x02] = CIRCUMFLEX,       /* â */
	[0x03] = CIRCUMFLEX TILDE, /* ã */
	[0x04] = CIRCUMFLEX DOT,   /* ä */
	[0x05] = CIRCUMFLEX HOOK,  /* å */
	[0x08] = BREVE GRAVE,      /* è */
	[0x09] = BREVE ACUTE,      /* é */
	[0x0A] = BREVE,            /* ê */
	[0x0B] = BREVE DOT,        /* ë */
	[0x0F] = DOT,              /* ï */
	[0x15] = TILDE,            /* õ */
	[0x18] = GRAVE,            /* ø */
	[0x19] = ACUTE,            /* ù */
	[0x1A] = BREVE HOOK,       /* ú */
	[0x1B] = HOOK,             /* û */
	[0x1C] = BREVE TILDE,      /* ü */
};

/* Letters of one byte. */
static const struct {
	unsigned char byte;
	const char *letter;
} letters[] = {
	{ 0xF1, "đ" }, { 0xD1, "Đ" }, { 0xF4, "ơ" }, { 0xD4, "Ơ" }, { 0xF6, "ư" }, { 0xD6, "Ư" },
	{ 0xE6, "ỉ" }, { 0xC6, "Ỉ" }, { 0xEC, "ì" }, { 0xCC, "Ì" }, { 0xED, "í" }, { 0xCD, "Í" },
	{ 0xEE, "ỵ" }, { 0xCE, "Ỵ" }, { 0xF2, "ị" }, { 0xD2, "Ị" }, { 0xF3, "ĩ" }, { 0xD3, "Ĩ" },
};

bool tb_vni_put(unsigned char byte, struct tb_str *out)
{
	if (byte < 0x80) {
		tb_str_addc(out, (char)byte);
		return true;
	}
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (letters[i].byte == byte) {
			tb_str_adds(out, letters[i].letter);
			return true;
		}
	if (byte < 0xC0 || !marks[byte & 0x1F])
		return false;
	tb_str_adds(out, marks[byte & 0x1F]);
	return true;
}
