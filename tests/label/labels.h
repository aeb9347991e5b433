/*
 * labels.h - what the tests of labels share: a folder for each program, labels drawn into files of it, and pictures read
 * back. Lengths are millimetres, places in pictures dots.
 */
#ifndef TB_TESTS_LABELS_H
#define TB_TESTS_LABELS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <trangbi/str.h>

#include "label/label.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define TAG    "00004XEM2600017K"
#define WIDEST "ABCDEFGHIJKLMNOP" /* without digit pairs, so the longest Code 128 */
#define NAME   "Máy tính xách tay để bàn"

static const int resolutions[] __attribute__((unused)) = { 203, 300, 600 };

/* A label with every text, whatever it is of; its symbols say TAG. */
extern const struct tb_label sample;

/* ---- the folder --------------------------------------------------------------------------------------------------- */

/* Of a group of tests: an empty folder before it, with sheets/ and templates/, and none behind it. */
int make_folder(void **state);
int remove_folder(void **state);

/* Paths in it; valid for a few calls. */
const char *in_folder(const char *name);
const char *the_folder(void);

/* What a shell command prints that runs in the folder; valid until the next call. */
const char *output_of(const char *format, ...) TB_PRINTF(1, 2);

void put_file(const char *name, const char *text);

/* The text of a file of the folder; free() it. */
char *read_file(const char *name, size_t *len);

/* A number of a delivered file ("sheets/a4-60x40"), read without the code under test; `otherwise` where it is not given. */
double ini_number(const char *file, const char *section, const char *key, double otherwise);
const char *ini_path(const char *file); /* valid until the next call */

/* ---- drawing ------------------------------------------------------------------------------------------------------ */

/* What the sink was told. */
struct drawing {
	size_t pages, done, bytes;
	size_t refused[16], n_refused;
	struct tb_err why;   /* of the last label that was refused */
	size_t fail_at_page; /* which is answered with TB_EREFUSED; 0 for none */
};

/*
 * Draw into a file of the folder, in the format that its suffix names; a further page of a PNG or SVG goes to "2-name". The
 * folder is the job's own folder, and copies are 1 unless they are given. A `file` of NULL is drawn into nothing.
 */
enum tb_status draw_into(const struct tb_label_job *job, const char *file, struct drawing *d, struct tb_err *err);

/* The same, which must succeed. */
struct drawing draw(const struct tb_label_job *job, const char *file);

/* One label by the standard template. */
enum tb_status draw_label(const struct tb_label *label, int dpi, const char *file, struct tb_err *err);

/* Put the text into the folder as template "ours" (or into the given file), and draw by it. */
enum tb_status draw_with(const char *ini, const char *text, const struct tb_label_job *job, const char *file,
			 struct tb_err *err);
enum tb_status draw_template(const char *text, const char *payload, int dpi, struct tb_err *err); /* into ours.png */

void assert_message(const struct tb_err *err, const char *part);
void assert_drawn(enum tb_status rc, const struct tb_err *err);

/* `n` labels as the sample, with tags "00004XEM2600000K", "00004XEM2600001K" and so on; free() them. */
struct tb_label *many_labels(size_t n);

/* What zbarimg and ZXingReader read from a picture of the folder, sorted, one a line; both must read the same. */
const char *read_back(const char *file);

/* ---- pictures ----------------------------------------------------------------------------------------------------- */

struct picture {
	int width, height;
	unsigned char *grey; /* owned; free() it */
};

struct picture read_png(const char *name);

/* The first page of a PDF as poppler draws it. */
struct picture read_pdf(const char *name, int dpi);

bool is_dark(const struct picture *p, int x, int y);

/* The first and the last column with ink in rows from..to-1; first > last where there is none. */
void find_ink(const struct picture *p, int from, int to, int *first, int *last);

/* Dots that are not white, from (x, y) on. */
long count_ink(const struct picture *p, int x, int y, int width, int height);

/* The nearest whole dot, as labels are drawn. */
int dots(double mm, int dpi);

struct difference {
	double mean;  /* of two dots, of 255 */
	double apart; /* part of the dots that differ by more than 64, in percent */
};

/* Of two pictures of the same size. */
struct difference compare(const struct picture *a, const struct picture *b);

#endif
