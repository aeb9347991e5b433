/*
 * answer.h - what trangbi-decode is asked and what it answers.
 *
 * Without an argument it reads one picture file on its standard input, answers on its standard output, and ends. With the
 * argument TB_REQUEST_STREAM it reads raw pictures, one after the other until its input ends, and answers each:
 *
 *     picture WIDTH HEIGHT STEP		one line, then
 *     BYTES				WIDTH * HEIGHT of them, rows from top to bottom; 0 is black
 *
 * A request that it cannot serve ends it with a status other than 0. The answer to either:
 *
 *     code SYMBOLOGY N X1 Y1 ... XN YN LENGTH	one line for each code, in the order of struct tb_codes;
 *     TEXT					LENGTH bytes of UTF-8 without a NUL, and a newline
 *     fail REASON				instead of all codes: one of TB_ANSWER_FAIL_*
 *     end					the last line; whatever lacks it was cut short
 *
 * Numbers are decimal, without a sign. The decoder reads hostile pictures, so its answer is believed no further than the
 * limits below; and it believes a request no further.
 */
#ifndef TB_SCAN_ANSWER_H
#define TB_SCAN_ANSWER_H

enum {
	TB_ANSWER_MAX_TEXT = 8192, /* bytes; the longest QR code holds 7089 digits */
	TB_ANSWER_MAX_CODES = 2000,
	TB_ANSWER_MAX_SIZE = 1 << 20, /* bytes; also bounds all texts together */
	TB_ANSWER_MAX_COORD = 99999999,
};

#define TB_REQUEST_STREAM "--stream"

enum {
	TB_REQUEST_MAX_PIXELS = 100 * 1000 * 1000,
	TB_REQUEST_MAX_STEP = 100, /* pixels */
};

#define TB_ANSWER_FAIL_FORMAT  "format"  /* neither PNG nor JPEG */
#define TB_ANSWER_FAIL_DAMAGED "damaged" /* truncated or damaged */
#define TB_ANSWER_FAIL_LARGE   "large"   /* more pixels than the limit */
#define TB_ANSWER_FAIL_MEMORY  "memory"  /* the limit on memory was reached */

#endif
