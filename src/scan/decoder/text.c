#include "scan/decoder/text.h"

#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/utf8.h"

/*
 * 0x80..0x9F are control characters in Latin-1, which no text holds; in Shift-JIS they begin each kana and most kanji.
 */
static bool may_be_japanese(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)bytes[i] >= 0x80 && (unsigned char)bytes[i] <= 0x9F)
			return true;
	return false;
}

static bool add_converted(const char *charset, const char *bytes, size_t len, struct tb_str *out)
{
	const size_t size = len * 3; /* a byte may be half a kanji of three, or a kana of three by itself */
	char *in = (char *)(uintptr_t)bytes, *buf = tb_malloc(size), *end = buf;
	iconv_t cd = iconv_open("UTF-8", charset);
	size_t left = size;
	bool done = false;

	if (cd != (iconv_t)-1) {
		done = iconv(cd, &in, &len, &end, &left) == 0;
		iconv_close(cd);
	}
	if (done)
		tb_str_add(out, buf, size - left);
	free(buf);
	return done;
}

static void add_latin1(const char *bytes, size_t len, struct tb_str *out)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c >= 0x80)
			tb_str_addc(out, (char)(0xC0 | c >> 6));
		tb_str_addc(out, (char)(c < 0x80 ? c : 0x80 | (c & 0x3F)));
	}
}

/* The characters that makers of computers added are in the second charset only. */
void tb_text_read(const char *bytes, size_t len, struct tb_str *out)
{
	if (tb_utf8_check(bytes, len) == len) {
		tb_str_add(out, bytes, len);
		return;
	}
	if (may_be_japanese(bytes, len) &&
	    (add_converted("SHIFT_JIS", bytes, len, out) || add_converted("CP932", bytes, len, out)))
		return;
	add_latin1(bytes, len, out);
}
