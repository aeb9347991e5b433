/*
 * text.h - the bytes of a symbol as UTF-8.
 */
#ifndef TB_SCAN_DECODER_TEXT_H
#define TB_SCAN_DECODER_TEXT_H

#include <trangbi/str.h>

/*
 * Append them: UTF-8 as it is; Shift-JIS, which QR codes of Japan hold; else Latin-1, which the standard says. Symbols
 * that name their charset hold one of these three with hardly an exception, so it is seen from the bytes alone.
 */
void tb_text_read(const char *bytes, size_t len, struct tb_str *out);

#endif
