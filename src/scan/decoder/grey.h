/*
 * grey.h - grey pictures and the filters that make codes in them readable.
 *
 * Every filter makes a new picture, which the caller releases with tb_grey_release(), and fails (false, `*out` empty)
 * only for want of memory or where the new picture would be over 200 megapixels.
 */
#ifndef TB_SCAN_DECODER_GREY_H
#define TB_SCAN_DECODER_GREY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows from top to bottom without gaps; 0 is black. w and h are at least 1. */
struct tb_grey {
	uint8_t *px; /* owned */
	int w, h;
};

/*
 * Where a point of a filtered picture lies in the picture before: x = (ax*u + bx*v + cx) / z, y = (ay*u + by*v + cy) / z,
 * z = az*u + bz*v + cz.
 */
struct tb_map {
	double ax, bx, cx, ay, by, cy, az, bz, cz;
};

struct tb_point {
	double x, y;
};

/* A part of a picture, in pixels. */
struct tb_box {
	int x, y, w, h;
};

#define TB_GREY_INIT                                                                                                   \
	{                                                                                                              \
		.px = NULL                                                                                             \
	}
#define TB_MAP_IDENTITY TB_MAP_SCALE(1, 0, 0)

/* x = factor*u + dx, y = factor*v + dy */
#define TB_MAP_SCALE(factor, dx, dy) ((struct tb_map){ (factor), 0, (dx), 0, (factor), (dy), 0, 0, 1 })

bool tb_grey_alloc(struct tb_grey *out, int w, int h);
void tb_grey_release(struct tb_grey *g); /* accepts an empty one */

/* Black where 8 % below the mean of the (2*half+1)^2 pixels around, else white. */
bool tb_grey_binarise(const struct tb_grey *in, int half, struct tb_grey *out);

/*
 * Black where at or below the mean of the middles between the darkest and the lightest pixel of the 5 x 5 blocks of
 * `side`^2 pixels around: finds the edge between tones that are near each other or unequally common.
 */
bool tb_grey_binarise_blocks(const struct tb_grey *in, int side, struct tb_grey *out);

/* The mean of (2*half+1)^2 pixels: takes noise away. */
bool tb_grey_blur(const struct tb_grey *in, int half, struct tb_grey *out);

/* value + 3 * (value - local mean): makes up for blur of about `half` pixels. */
bool tb_grey_sharpen(const struct tb_grey *in, int half, struct tb_grey *out);

/* 128 + 3 * (value - local mean): takes shadows away and keeps what lies between black and white. */
bool tb_grey_soften(const struct tb_grey *in, int half, struct tb_grey *out);

/* The mean of factor x factor pixels each; a rest at the right and the bottom is dropped. */
bool tb_grey_shrink(const struct tb_grey *in, int factor, struct tb_grey *out);

/* Bilinear enlargement. */
bool tb_grey_enlarge(const struct tb_grey *in, int factor, struct tb_grey *out);

/*
 * Turn by `degrees`; the result holds all of the picture. Its corners repeat the nearest edge, because a white corner has
 * an edge of its own that costs a quarter of the codes. `*back` leads from the result to `in`.
 */
bool tb_grey_rotate(const struct tb_grey *in, double degrees, struct tb_grey *out, struct tb_map *back);

/*
 * Look at the picture from the side: what lies in the direction `degrees` (0 right, 90 down) shrinks, by `strength` at the
 * edge, and what lies opposite grows. It undoes a photograph taken aslant. `*back` leads from the result to `in`.
 */
bool tb_grey_slant(const struct tb_grey *in, double degrees, double strength, struct tb_grey *out, struct tb_map *back);

/* A part of the picture, which lies wholly inside. */
bool tb_grey_crop(const struct tb_grey *in, int x, int y, int w, int h, struct tb_grey *out);

/* Black becomes white, in place. */
void tb_grey_invert(struct tb_grey *g);

/* Turn and mirror by an EXIF orientation of 1..8, so that the picture stands as it was seen; replaces `*g`. */
bool tb_grey_orient(struct tb_grey *g, int orientation);

/* Where a point comes to lie. */
struct tb_point tb_map_point(const struct tb_map *map, double u, double v);

/* The way back. */
struct tb_map tb_map_invert(const struct tb_map *map);

/* First `inner`, then `outer`. */
struct tb_map tb_map_chain(const struct tb_map *inner, const struct tb_map *outer);

#endif
