/*
 * answer.h - what trangbi-decode is asked and what it answers.
 *
 * Its arguments are [MODE] BUDGET SYMBOLOGY... BUDGET is in milliseconds, after which no further look is taken at a picture
 * (0: it is looked at in every way); a SYMBOLOGY is one of tb_symbology_names.
 *
 * Without a mode it reads one picture file on its standard input, answers on its standard output, and ends. A mode makes it
 * do something else:
 *
 * TB_REQUEST_GREY   the same, but before the answer comes the picture as it stands upright:
 *
 *     grey WIDTH HEIGHT			one line, then
 *     BYTES				WIDTH * HEIGHT of them, rows from top to bottom; 0 is black
 *
 * TB_REQUEST_STREAM raw pictures, one after the other until the input ends; it answers each. A request that it cannot
 *                   serve ends it with a status other than 0.
 *
 *     picture WIDTH HEIGHT STEP		one line, then
 *     BYTES				as above
 *
 * TB_REQUEST_PAGES  PGM or PPM pictures, one after the other until the input ends; it answers each like a file. A failure
 *                   ends it.
 * TB_REQUEST_CAMERA the input is a camera (V4L2), which is watched until it is gone, or pictures as with TB_REQUEST_PAGES;
 *                   it answers each after a quick look.
 * TB_REQUEST_PDF    the input is a PDF file: it becomes pdftoppm(1), with the limits of a decoder. The pages come as PGM
 *                   pictures on the standard output, "PAGE LAST" as a line for each on the standard error; LAST is at most
 *                   one more than TB_PDF_MAX_PAGES. The exit status TB_PDF_MISSING tells that there is no pdftoppm.
 *
 * The answer:
 *
 *     code SYMBOLOGY N X1 Y1 ... XN YN LENGTH	one line for each code, in the order of struct tb_codes;
 *     TEXT					LENGTH bytes of UTF-8 without a NUL, and a newline
 *     weak SYMBOLOGY ...			the same for one that may be read wrongly; of files and pages only
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

#define TB_DECODER_NAME "trangbi-decode"

#define TB_REQUEST_GREY   "--grey"
#define TB_REQUEST_STREAM "--stream"
#define TB_REQUEST_PAGES  "--pages"
#define TB_REQUEST_CAMERA "--camera"
#define TB_REQUEST_PDF    "--pdf"

enum {
	TB_REQUEST_MAX_PIXELS = 100 * 1000 * 1000,
	TB_REQUEST_MAX_STEP = 100,         /* pixels */
	TB_REQUEST_MAX_BUDGET = 10 * 1000, /* milliseconds */
};

enum {
	TB_PDF_MAX_PAGES = 200,
	TB_PDF_MISSING = 127,
};

#define TB_ANSWER_FAIL_FORMAT  "format"  /* of none of the formats that are read */
#define TB_ANSWER_FAIL_DAMAGED "damaged" /* truncated or damaged */
#define TB_ANSWER_FAIL_LARGE   "large"   /* more pixels than the limit */
#define TB_ANSWER_FAIL_MEMORY  "memory"  /* the limit on memory was reached */
#define TB_ANSWER_FAIL_CAMERA  "camera"  /* no camera, or one whose pictures cannot be understood */
#define TB_ANSWER_FAIL_BUSY    "busy"    /* another program has the camera */
#define TB_ANSWER_FAIL_SILENT  "silent"  /* the camera gives no pictures */
#define TB_ANSWER_FAIL_GONE    "gone"    /* the camera was taken away */

#endif
