#include "scan/decoder/camera.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "scan/decoder/symbols.h"

enum { WIDTH = 1280, HEIGHT = 720, WAIT_MS = 5000, WINDOW = 25 };

/* Where the grey values lie in what it sends. Of several the first that the camera knows is taken. */
static const struct tb_camera_format {
	uint32_t fourcc;
	int offset, step; /* bytes; a step of 0: each picture is a JPEG */
} formats[] = {
	{ V4L2_PIX_FMT_MJPEG, 0, 0 }, /* full size at full speed, also over USB 2 */
	{ V4L2_PIX_FMT_YUYV, 0, 2 },   { V4L2_PIX_FMT_UYVY, 1, 2 }, { V4L2_PIX_FMT_NV12, 0, 1 },
	{ V4L2_PIX_FMT_YUV420, 0, 1 }, { V4L2_PIX_FMT_GREY, 0, 1 }, { V4L2_PIX_FMT_JPEG, 0, 0 },
};

/* An errno value, 0 for success. */
static int ask(int fd, unsigned long request, void *arg)
{
	int rc;

	do
		rc = ioctl(fd, request, arg);
	while (rc < 0 && errno == EINTR);
	return rc < 0 ? errno : 0;
}

static enum tb_picture_status why(int error)
{
	switch (error) {
	case EBUSY:
	case ENOSPC: return TB_PICTURE_BUSY; /* the second: no room on the bus beside what others take */
	case ENODEV:
	case EIO: return TB_PICTURE_GONE;
	default: return TB_PICTURE_CAMERA;
	}
}

/* ---- setting up ------------------------------------------------------------------------------------------------ */

static enum tb_picture_status check_kind(int fd)
{
	struct v4l2_capability cap = { .capabilities = 0 };
	uint32_t can;
	int error = ask(fd, VIDIOC_QUERYCAP, &cap);

	if (error)
		return why(error);
	can = cap.capabilities & V4L2_CAP_DEVICE_CAPS ? cap.device_caps : cap.capabilities;
	return can & V4L2_CAP_VIDEO_CAPTURE && can & V4L2_CAP_STREAMING ? TB_PICTURE_OK : TB_PICTURE_CAMERA;
}

/* The camera answers with what it will do, which may be another size or another format. */
static enum tb_picture_status choose_format(struct tb_camera *camera)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		const struct tb_camera_format *f = &formats[i];
		struct v4l2_format asked = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
		struct v4l2_pix_format *pix = &asked.fmt.pix;
		int error;

		pix->width = WIDTH;
		pix->height = HEIGHT;
		pix->pixelformat = f->fourcc;
		pix->field = V4L2_FIELD_ANY;
		error = ask(camera->fd, VIDIOC_S_FMT, &asked);
		if (error && error != EINVAL)
			return why(error);
		if (error || pix->pixelformat != f->fourcc || !pix->width || !pix->height)
			continue;
		if (pix->width > TB_PICTURE_MAX_PIXELS / pix->height || pix->bytesperline > INT32_MAX)
			return TB_PICTURE_LARGE;
		camera->format = f;
		camera->w = (int)pix->width;
		camera->h = (int)pix->height;
		camera->stride = (int)pix->bytesperline;
		if (camera->stride < camera->w * f->step)
			camera->stride = camera->w * f->step;
		return TB_PICTURE_OK;
	}
	return TB_PICTURE_CAMERA;
}

static struct v4l2_buffer buffer(unsigned i)
{
	return (struct v4l2_buffer){ .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP, .index = i };
}

static enum tb_picture_status map_buffer(struct tb_camera *camera, unsigned i)
{
	struct v4l2_buffer b = buffer(i);
	int error = ask(camera->fd, VIDIOC_QUERYBUF, &b);
	void *at;

	if (error)
		return why(error);
	at = mmap(NULL, b.length, PROT_READ, MAP_SHARED, camera->fd, (off_t)b.m.offset);
	if (at == MAP_FAILED)
		return TB_PICTURE_MEMORY;
	camera->buffer[i].at = at;
	camera->buffer[i].len = b.length;
	error = ask(camera->fd, VIDIOC_QBUF, &b);
	return error ? why(error) : TB_PICTURE_OK;
}

static enum tb_picture_status start_stream(struct tb_camera *camera)
{
	struct v4l2_requestbuffers wanted = { .count = TB_CAMERA_BUFFERS,
					      .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
					      .memory = V4L2_MEMORY_MMAP };
	int type = V4L2_BUF_TYPE_VIDEO_CAPTURE, error = ask(camera->fd, VIDIOC_REQBUFS, &wanted);
	enum tb_picture_status rc = TB_PICTURE_OK;

	if (error)
		return why(error);
	camera->n = wanted.count < TB_CAMERA_BUFFERS ? wanted.count : TB_CAMERA_BUFFERS;
	for (unsigned i = 0; !rc && i < camera->n; i++)
		rc = map_buffer(camera, i);
	if (rc)
		return rc;
	error = ask(camera->fd, VIDIOC_STREAMON, &type);
	return error ? why(error) : TB_PICTURE_OK;
}

enum tb_picture_status tb_camera_start(struct tb_camera *camera, int fd)
{
	enum tb_picture_status rc = check_kind(fd);

	*camera = (struct tb_camera){ .fd = fd };
	if (!rc)
		rc = choose_format(camera);
	return rc ? rc : start_stream(camera);
}

/* ---- pictures -------------------------------------------------------------------------------------------------- */

static enum tb_picture_status wait_for_one(const struct tb_camera *camera, struct v4l2_buffer *out)
{
	struct pollfd fd = { .fd = camera->fd, .events = POLLIN };
	int error;

	do {
		if (poll(&fd, 1, WAIT_MS) == 0)
			return TB_PICTURE_SILENT;
		*out = buffer(0);
		error = ask(camera->fd, VIDIOC_DQBUF, out);
	} while (error == EAGAIN && !(fd.revents & (POLLERR | POLLHUP)));
	if (error == EAGAIN)
		return TB_PICTURE_GONE;
	if (error)
		return why(error);
	return out->index < camera->n ? TB_PICTURE_OK : TB_PICTURE_CAMERA;
}

static enum tb_picture_status read_jpeg(const uint8_t *at, size_t len, struct tb_grey *out)
{
	FILE *f = len ? fmemopen((void *)(uintptr_t)at, len, "rb") : NULL;
	enum tb_picture_status rc = TB_PICTURE_DAMAGED;

	if (f) {
		rc = tb_picture_read_jpeg(f, out);
		fclose(f);
	}
	return rc == TB_PICTURE_FORMAT ? TB_PICTURE_DAMAGED : rc;
}

static enum tb_picture_status read_samples(const struct tb_camera *camera, const uint8_t *at, size_t len,
					   struct tb_grey *out)
{
	const struct tb_camera_format *f = camera->format;
	enum tb_picture_status rc = tb_picture_alloc(out, (size_t)camera->w, (size_t)camera->h);

	if (rc)
		return rc;
	if (len < (size_t)camera->stride * (size_t)(camera->h - 1) + (size_t)camera->w * (size_t)f->step) {
		tb_grey_release(out);
		return TB_PICTURE_DAMAGED;
	}
	for (int y = 0; y < camera->h; y++) {
		const uint8_t *row = at + (size_t)y * (size_t)camera->stride + f->offset;

		for (int x = 0; x < camera->w; x++)
			out->px[(size_t)y * (size_t)camera->w + (size_t)x] = row[x * f->step];
	}
	return TB_PICTURE_OK;
}

static enum tb_picture_status read_one(const struct tb_camera *camera, const struct v4l2_buffer *b, struct tb_grey *out)
{
	const uint8_t *at = camera->buffer[b->index].at;
	const size_t len = b->bytesused < camera->buffer[b->index].len ? b->bytesused : camera->buffer[b->index].len;

	if (b->flags & V4L2_BUF_FLAG_ERROR)
		return TB_PICTURE_DAMAGED;
	return camera->format->step ? read_samples(camera, at, len, out) : read_jpeg(at, len, out);
}

/* The first pictures of many a camera are damaged, and later one that was lost on the bus; a hundred on end are not. */
enum tb_picture_status tb_camera_next(void *ctx, struct tb_grey *out)
{
	enum { MAX_DAMAGED = 100 };
	const struct tb_camera *camera = ctx;
	enum tb_picture_status rc = TB_PICTURE_DAMAGED;
	struct v4l2_buffer b;
	int error;

	*out = (struct tb_grey)TB_GREY_INIT;
	for (int i = 0; rc == TB_PICTURE_DAMAGED && i < MAX_DAMAGED; i++) {
		rc = wait_for_one(camera, &b);
		if (rc)
			break;
		rc = read_one(camera, &b, out);
		error = ask(camera->fd, VIDIOC_QBUF, &b);
		if (error && !rc) {
			tb_grey_release(out);
			rc = why(error);
		}
	}
	return rc == TB_PICTURE_DAMAGED ? TB_PICTURE_CAMERA : rc;
}

void tb_camera_find(const struct tb_grey *frame, struct tb_found_list *list)
{
	const struct tb_look look = { .kinds = TB_SYMBOLS_USUAL, .step = 1, .back = TB_MAP_IDENTITY };
	struct tb_grey sharp;

	tb_symbols_find(frame, &look, list);
	if (tb_grey_binarise(frame, WINDOW, &sharp)) {
		tb_symbols_find(&sharp, &look, list);
		tb_grey_release(&sharp);
	}
	tb_found_keep_sure(list);
}
