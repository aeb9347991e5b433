/*
 * camera.h - pictures from a camera, by the interface that Linux has for them (V4L2): linux/videodev2.h and
 * https://docs.kernel.org/userspace-api/media/v4l/. libzbar can do that too, but takes libv4l for it, with its plug-ins.
 */
#ifndef TB_SCAN_DECODER_CAMERA_H
#define TB_SCAN_DECODER_CAMERA_H

#include "scan/decoder/frames.h"

enum { TB_CAMERA_BUFFERS = 3 };

struct tb_camera {
	int fd; /* borrowed */
	const struct tb_camera_format *format;
	int w, h, stride;
	struct {
		const uint8_t *at; /* mapped; as long as the process lives */
		size_t len;
	} buffer[TB_CAMERA_BUFFERS];
	unsigned n;
};

/* Set it up and start it. TB_PICTURE_CAMERA, _BUSY, _GONE */
enum tb_picture_status tb_camera_start(struct tb_camera *camera, int fd);

/* A source of frames; `camera` is a started one. Damaged pictures are passed over. */
enum tb_picture_status tb_camera_next(void *camera, struct tb_grey *out);

/* A quick look, for the next picture comes soon: as it is, and in black and white. */
void tb_camera_find(const struct tb_grey *frame, struct tb_found_list *list);

#endif
