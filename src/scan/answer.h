/*
 * answer.h - what trangbi-decode writes to its standard output, and scan.c reads.
 *
 *     code SYMBOLOGY N X1 Y1 ... XN YN LENGTH	one line for each code, in the order of struct tb_codes;
 *     TEXT					LENGTH bytes of UTF-8 without a NUL, and a newline
 *     fail REASON				instead of all codes: one of TB_ANSWER_FAIL_*
 *     end					the last line; whatever lacks it was cut short
 *
 * Numbers are decimal, without a sign. The decoder reads hostile pictures, so its answer is believed no further than the
 * limits below.
 */
#ifndef TB_SCAN_ANSWER_H
#define TB_SCAN_ANSWER_H

enum {
	TB_ANSWER_MAX_TEXT = 8192, /* bytes; the longest QR code holds 7089 digits */
	TB_ANSWER_MAX_CODES = 2000,
	TB_ANSWER_MAX_SIZE = 1 << 20, /* bytes; also bounds all texts together */
	TB_ANSWER_MAX_COORD = 99999999,
};

#define TB_ANSWER_FAIL_FORMAT  "format"  /* neither PNG nor JPEG */
#define TB_ANSWER_FAIL_DAMAGED "damaged" /* truncated or damaged */
#define TB_ANSWER_FAIL_LARGE   "large"   /* more pixels than the limit */
#define TB_ANSWER_FAIL_MEMORY  "memory"  /* the limit on memory was reached */

#endif
