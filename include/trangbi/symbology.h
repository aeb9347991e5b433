/*
 * symbology.h - which codes are looked for in pictures, and for how long.
 */
#ifndef TRANGBI_SYMBOLOGY_H
#define TRANGBI_SYMBOLOGY_H

#include <trangbi/err.h>

/* Kinds of codes; a set of them is bits. */
enum tb_symbology { TB_CODE128 = 1, TB_QRCODE = 2, TB_CODE39 = 4, TB_EAN = 8, TB_I25 = 16 };

enum {
	/* Those on labels. The others check little or nothing, so that they are now and then read where there are none. */
	TB_SYMBOLOGIES_USUAL = TB_CODE128 | TB_QRCODE,
	TB_N_SYMBOLOGIES = 5,
};

/* Name i is that of 1 << i: "code128", "qrcode", "code39", "ean" (EAN-13 and EAN-8), "i25". */
extern const char *const tb_symbology_names[TB_N_SYMBOLOGIES];

/*
 * Add to the set `*out` those that `names` lists, with commas between; NULL adds none.
 * TB_EINVAL  a name that is not one of tb_symbology_names
 */
TB_MUST_CHECK
enum tb_status tb_symbologies_add(const char *names, unsigned *out, struct tb_err *err);

enum { TB_SCAN_BUDGET_MS = 1500, TB_SCAN_MAX_BUDGET_MS = 10000 };

/* How pictures are searched; NULL in place of it means TB_SCAN_OPTS_USUAL. */
struct tb_scan_opts {
	int budget_ms;        /* for one picture, after which no other way of looking at it is tried; 0: all are */
	unsigned symbologies; /* a set of enum tb_symbology */
};

#define TB_SCAN_OPTS_USUAL ((struct tb_scan_opts){ TB_SCAN_BUDGET_MS, TB_SYMBOLOGIES_USUAL })

/*
 * Read a budget of seconds, such as "0.5", "1,5" or "2".
 * TB_EINVAL  no such number, or more than 10
 */
TB_MUST_CHECK
enum tb_status tb_scan_budget_parse(const char *text, int *ms, struct tb_err *err);

#endif
