/*
 * picture.h - picture files to grey pixels: PNG, JPEG, WebP, PGM and PPM.
 */
#ifndef TB_SCAN_DECODER_PICTURE_H
#define TB_SCAN_DECODER_PICTURE_H

#include <stdio.h>

#include "scan/decoder/grey.h"

enum { TB_PICTURE_MAX_PIXELS = 100 * 1000 * 1000 };

enum tb_picture_status {
	TB_PICTURE_OK = 0,
	TB_PICTURE_FORMAT,  /* none of those that are read */
	TB_PICTURE_DAMAGED, /* truncated or damaged */
	TB_PICTURE_LARGE,   /* more than TB_PICTURE_MAX_PIXELS; found out before memory is taken */
	TB_PICTURE_MEMORY,
	TB_PICTURE_CAMERA, /* of a camera only: none, or one whose pictures cannot be understood */
	TB_PICTURE_BUSY,   /* ... another program has it */
	TB_PICTURE_SILENT, /* ... it gives no pictures */
	TB_PICTURE_GONE,   /* ... it was taken away */
	TB_PICTURE_END,    /* of pictures that come one after the other: there is no other */
};

/*
 * Read one picture from `in`, a file or a pipe; what it is, is seen from its content. What is transparent is shown over
 * white. On TB_PICTURE_OK the caller releases `*out`; else it is empty.
 */
enum tb_picture_status tb_picture_read(FILE *in, struct tb_grey *out);

/* The formats; a JPEG or WebP is turned by its EXIF orientation. Behind a PGM or PPM nothing is read: more may follow. */
enum tb_picture_status tb_picture_read_png(FILE *in, struct tb_grey *out);
enum tb_picture_status tb_picture_read_jpeg(FILE *in, struct tb_grey *out);
enum tb_picture_status tb_picture_read_webp(FILE *in, struct tb_grey *out);
enum tb_picture_status tb_picture_read_pnm(FILE *in, struct tb_grey *out);

/* Memory for w x h pixels, unless they are too many. */
enum tb_picture_status tb_picture_alloc(struct tb_grey *out, size_t w, size_t h);

/* The orientation (1..8) that an EXIF block tells, without its leading "Exif\0\0"; 1 where it tells none. */
int tb_exif_orientation(const uint8_t *tiff, size_t len);

#endif
