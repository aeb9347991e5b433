/*
 * test_v4l2.c - how a camera is spoken to. There is none here: the calls to the kernel are answered by a pretended one,
 * which checks that a buffer is asked for only after it was queued. The Makefile wraps ioctl(), mmap() and poll().
 */
#include <errno.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include <trangbi/str.h>

#include "canvas.h"
#include "scan/decoder/camera.h"

enum { FD = 77, W = 320, H = 240, STRIDE = 700, SIZE = STRIDE * H * 2 };

/* The pretended camera, and what it is to do. */
static struct {
	uint32_t caps, fourcc;
	unsigned long failing; /* the request that fails, from call `fail_after` on, with `error` */
	int fail_after, error;
	int silent;   /* poll() sees nothing */
	int damaged;  /* so many pictures first */
	unsigned had; /* buffers asked for */
	uint8_t buffer[4][SIZE];
	size_t used; /* bytes of each */
	int queued[4], turn, streaming, calls;
	unsigned width, height;
} device;

static int reply(int error)
{
	errno = error;
	return error ? -1 : 0;
}

static int set_format(struct v4l2_format *f)
{
	assert_int_equal(f->type, V4L2_BUF_TYPE_VIDEO_CAPTURE);
	if (f->fmt.pix.pixelformat != device.fourcc && device.fourcc == V4L2_PIX_FMT_GREY)
		return reply(EINVAL); /* some refuse, most offer another */
	f->fmt.pix.pixelformat = device.fourcc;
	f->fmt.pix.width = device.width;
	f->fmt.pix.height = device.height;
	f->fmt.pix.bytesperline = device.fourcc == V4L2_PIX_FMT_MJPEG ? 0 : STRIDE;
	return 0;
}

static int dequeue(struct v4l2_buffer *b)
{
	assert_true(device.streaming);
	if (!device.queued[device.turn])
		return reply(EAGAIN);
	b->index = (uint32_t)device.turn;
	b->bytesused = (uint32_t)device.used;
	b->flags = device.damaged > 0 ? V4L2_BUF_FLAG_ERROR : 0;
	device.damaged--;
	device.queued[device.turn] = 0;
	device.turn = (device.turn + 1) % (int)device.had;
	return 0;
}

static int queue(const struct v4l2_buffer *b)
{
	assert_true(b->index < device.had);
	assert_false(device.queued[b->index]);
	device.queued[b->index] = 1;
	return 0;
}

int __wrap_ioctl(int fd, unsigned long request, void *arg);
int __wrap_ioctl(int fd, unsigned long request, void *arg)
{
	assert_int_equal(fd, FD);
	if (request == device.failing && device.fail_after-- <= 0)
		return reply(device.error);
	switch (request) {
	case VIDIOC_QUERYCAP: ((struct v4l2_capability *)arg)->capabilities = device.caps; return 0;
	case VIDIOC_S_FMT: return set_format(arg);
	case VIDIOC_REQBUFS: device.had = ((struct v4l2_requestbuffers *)arg)->count; return 0;
	case VIDIOC_QUERYBUF:
		((struct v4l2_buffer *)arg)->length = SIZE;
		((struct v4l2_buffer *)arg)->m.offset = ((struct v4l2_buffer *)arg)->index;
		return 0;
	case VIDIOC_QBUF: return queue(arg);
	case VIDIOC_DQBUF: return dequeue(arg);
	case VIDIOC_STREAMON: device.streaming = 1; return 0;
	default: fail_msg("request %lx", request); return -1;
	}
}

void *__real_mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset);
void *__wrap_mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset);
void *__wrap_mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset)
{
	if (fd != FD)
		return __real_mmap(at, len, prot, flags, fd, offset);
	assert_int_equal(len, SIZE);
	return device.buffer[offset];
}

int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout);
int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout)
{
	assert_int_equal(n, 1);
	assert_true(timeout > 0);
	fds->revents = device.silent ? 0 : POLLIN;
	return !device.silent;
}

/* ---- pictures -------------------------------------------------------------------------------------------------- */

static void set_up(uint32_t fourcc)
{
	memset(&device, 0, sizeof(device));
	device.caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
	device.fourcc = fourcc;
	device.width = W;
	device.height = H;
}

static struct canvas qr_picture(void)
{
	struct canvas c = blank(W, H);

	draw(&c, BARCODE_QRCODE, "ABC", 60, 40, 5, 0);
	return c;
}

/* `offset` and `step` as the format has its grey values; what lies between would spoil them. */
static void show(const struct canvas *c, int offset, int step)
{
	for (int i = 0; i < 4; i++) {
		memset(device.buffer[i], 0x55, SIZE);
		for (int y = 0; y < H; y++)
			for (int x = 0; x < W; x++)
				device.buffer[i][y * STRIDE + offset + x * step] = *at(c, x, y);
	}
	device.used = STRIDE * H;
}

static void show_jpeg(const struct canvas *c)
{
	char path[] = "/tmp/trangbi-v4l2-XXXXXX";
	FILE *f;

	close(mkstemp(path));
	save_jpeg(c, path, 0);
	f = fopen(path, "rb");
	device.used = fread(device.buffer[0], 1, SIZE, f);
	for (int i = 1; i < 4; i++)
		memcpy(device.buffer[i], device.buffer[0], device.used);
	fclose(f);
	unlink(path);
}

static void assert_sees_code(void)
{
	struct tb_camera camera;
	struct tb_grey grey;

	assert_int_equal(tb_camera_start(&camera, FD), TB_PICTURE_OK);
	for (int i = 0; i < 10; i++) {
		struct tb_found_list list = TB_FOUND_LIST_INIT;

		assert_int_equal(tb_camera_next(&camera, &grey), TB_PICTURE_OK);
		assert_int_equal(grey.w, W);
		assert_int_equal(grey.h, H);
		tb_camera_find(&grey, &list);
		assert_int_equal(list.n, 1);
		assert_string_equal(list.at[0].text, "ABC");
		tb_found_release(&list);
		tb_grey_release(&grey);
	}
}

static void test_v4l2__every_format(void **state)
{
	static const struct {
		uint32_t fourcc;
		int offset, step;
	} rows[] = {
		{ V4L2_PIX_FMT_YUYV, 0, 2 },   { V4L2_PIX_FMT_UYVY, 1, 2 }, { V4L2_PIX_FMT_NV12, 0, 1 },
		{ V4L2_PIX_FMT_YUV420, 0, 1 }, { V4L2_PIX_FMT_GREY, 0, 1 },
	};
	struct canvas c = qr_picture();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		set_up(rows[i].fourcc);
		show(&c, rows[i].offset, rows[i].step);
		assert_sees_code();
	}
	set_up(V4L2_PIX_FMT_MJPEG);
	show_jpeg(&c);
	assert_sees_code();
	free(c.px);
}

static void test_v4l2__damaged_pictures_are_passed_over(void **state)
{
	struct canvas c = qr_picture();
	struct tb_camera camera;
	struct tb_grey grey;

	(void)state;
	set_up(V4L2_PIX_FMT_YUYV);
	show(&c, 0, 2);
	device.damaged = 20;
	assert_sees_code();
	set_up(V4L2_PIX_FMT_MJPEG);
	show_jpeg(&c);
	memset(device.buffer[1], 0, SIZE);
	assert_sees_code();
	set_up(V4L2_PIX_FMT_YUYV);
	show(&c, 0, 2);
	device.used = STRIDE * (H - 1) + 2 * W - 1;
	assert_int_equal(tb_camera_start(&camera, FD), TB_PICTURE_OK);
	assert_int_equal(tb_camera_next(&camera, &grey), TB_PICTURE_CAMERA);
	set_up(V4L2_PIX_FMT_MJPEG);
	assert_int_equal(tb_camera_start(&camera, FD), TB_PICTURE_OK);
	assert_int_equal(tb_camera_next(&camera, &grey), TB_PICTURE_CAMERA);
	free(c.px);
}

/* ---- what goes wrong ------------------------------------------------------------------------------------------- */

static void test_v4l2__cannot_start(void **state)
{
	static const struct {
		unsigned long failing;
		int error;
		enum tb_picture_status rc;
	} rows[] = {
		{ VIDIOC_QUERYCAP, ENOTTY, TB_PICTURE_CAMERA }, { VIDIOC_QUERYCAP, EINVAL, TB_PICTURE_CAMERA },
		{ VIDIOC_S_FMT, EBUSY, TB_PICTURE_BUSY },       { VIDIOC_S_FMT, EINVAL, TB_PICTURE_CAMERA },
		{ VIDIOC_REQBUFS, EBUSY, TB_PICTURE_BUSY },     { VIDIOC_QUERYBUF, EINVAL, TB_PICTURE_CAMERA },
		{ VIDIOC_QBUF, ENODEV, TB_PICTURE_GONE },       { VIDIOC_STREAMON, ENOSPC, TB_PICTURE_BUSY },
		{ VIDIOC_STREAMON, EIO, TB_PICTURE_GONE },
	};
	struct tb_camera camera;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		set_up(V4L2_PIX_FMT_YUYV);
		device.failing = rows[i].failing;
		device.error = rows[i].error;
		assert_int_equal(tb_camera_start(&camera, FD), rows[i].rc);
	}
	set_up(V4L2_PIX_FMT_YUYV);
	device.caps = V4L2_CAP_VIDEO_OUTPUT | V4L2_CAP_STREAMING;
	assert_int_equal(tb_camera_start(&camera, FD), TB_PICTURE_CAMERA);
	set_up(V4L2_PIX_FMT_H264);
	assert_int_equal(tb_camera_start(&camera, FD), TB_PICTURE_CAMERA);
	set_up(V4L2_PIX_FMT_YUYV);
	device.width = device.height = 100000;
	assert_int_equal(tb_camera_start(&camera, FD), TB_PICTURE_LARGE);
}

static void test_v4l2__goes_away(void **state)
{
	struct canvas c = qr_picture();
	struct tb_camera camera;
	struct tb_grey grey;

	(void)state;
	set_up(V4L2_PIX_FMT_YUYV);
	show(&c, 0, 2);
	assert_int_equal(tb_camera_start(&camera, FD), TB_PICTURE_OK);
	device.failing = VIDIOC_DQBUF;
	device.error = ENODEV;
	device.fail_after = 1;
	assert_int_equal(tb_camera_next(&camera, &grey), TB_PICTURE_OK);
	tb_grey_release(&grey);
	assert_int_equal(tb_camera_next(&camera, &grey), TB_PICTURE_GONE);
	assert_null(grey.px);
	device.silent = 1;
	assert_int_equal(tb_camera_next(&camera, &grey), TB_PICTURE_SILENT);
	device.silent = 0;
	device.failing = VIDIOC_QBUF;
	assert_int_equal(tb_camera_next(&camera, &grey), TB_PICTURE_GONE);
	assert_null(grey.px);
	free(c.px);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_v4l2__every_format),
		cmocka_unit_test(test_v4l2__damaged_pictures_are_passed_over),
		cmocka_unit_test(test_v4l2__cannot_start),
		cmocka_unit_test(test_v4l2__goes_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
