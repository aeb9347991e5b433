/* WebP (RFC 9649): of an animation the first picture is no more than an error, as scanners make none. */
#include <stdlib.h>
#include <string.h>

#include <webp/decode.h>

#include "scan/decoder/picture.h"

enum { HEAD_SIZE = 12, CHUNK_HEAD = 8, FIRST_PART = 1 << 16 };

/* The file as it is in memory. */
struct file {
	uint8_t *at; /* owned */
	size_t len;
};

static size_t get32(const uint8_t *p)
{
	return (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 | (size_t)p[3] << 24;
}

static enum tb_picture_status read_head(FILE *in, uint8_t *head)
{
	size_t n = fread(head, 1, HEAD_SIZE, in);

	if (n < 4 || memcmp(head, "RIFF", 4) || (n == HEAD_SIZE && memcmp(head + 8, "WEBP", 4)))
		return TB_PICTURE_FORMAT;
	return n == HEAD_SIZE ? TB_PICTURE_OK : TB_PICTURE_DAMAGED;
}

/* What was promised may be four gigabytes and not be there: room grows with what comes. */
static enum tb_picture_status read_rest(FILE *in, struct file *file)
{
	const size_t size = get32(file->at + 4) + CHUNK_HEAD;
	size_t cap = FIRST_PART;

	while (file->len < size) {
		const size_t more = (size < cap ? size : cap) - file->len;
		uint8_t *larger;

		if (fread(file->at + file->len, 1, more, in) != more)
			return TB_PICTURE_DAMAGED;
		file->len += more;
		if (file->len == size)
			break;
		cap *= 2;
		larger = realloc(file->at, cap);
		if (!larger)
			return TB_PICTURE_MEMORY;
		file->at = larger;
	}
	return TB_PICTURE_OK;
}

static enum tb_picture_status read_file(FILE *in, struct file *file)
{
	enum tb_picture_status rc;

	file->at = malloc(FIRST_PART);
	if (!file->at)
		return TB_PICTURE_MEMORY;
	rc = read_head(in, file->at);
	file->len = HEAD_SIZE;
	return rc ? rc : read_rest(in, file);
}

static int orientation_of(const struct file *file)
{
	size_t at = HEAD_SIZE;

	while (at + CHUNK_HEAD <= file->len) {
		const uint8_t *chunk = file->at + at;
		const size_t left = file->len - at - CHUNK_HEAD, len = get32(chunk + 4);

		if (len > left)
			break;
		if (!memcmp(chunk, "EXIF", 4)) {
			const size_t skip = len > 6 && !memcmp(chunk + CHUNK_HEAD, "Exif\0", 6) ? 6 : 0;

			return tb_exif_orientation(chunk + CHUNK_HEAD + skip, len - skip);
		}
		at += CHUNK_HEAD + len + (len & 1);
	}
	return 1;
}

/* Luma lies between 16 and 235; what is transparent is shown over white. */
static void to_full_range(struct tb_grey *grey, const uint8_t *alpha)
{
	const size_t n = (size_t)grey->w * (size_t)grey->h;

	for (size_t i = 0; i < n; i++) {
		int v = ((int)grey->px[i] - 16) * 255 / 219;

		v = v < 0 ? 0 : v > 255 ? 255 : v;
		grey->px[i] = (uint8_t)(alpha ? (v * alpha[i] + 255 * (255 - alpha[i])) / 255 : v);
	}
}

static enum tb_picture_status status_of(VP8StatusCode code)
{
	switch (code) {
	case VP8_STATUS_OK: return TB_PICTURE_OK;
	case VP8_STATUS_OUT_OF_MEMORY: return TB_PICTURE_MEMORY;
	default: return TB_PICTURE_DAMAGED;
	}
}

/* The library writes luma where the grey pixels will be; colours are thrown away. */
static enum tb_picture_status decode(const struct file *file, WebPDecoderConfig *config, struct tb_grey *grey)
{
	const int w = grey->w, h = grey->h, half = (w + 1) / 2;
	const size_t n = (size_t)w * (size_t)h, n_half = (size_t)half * (size_t)((h + 1) / 2);
	uint8_t *colours = malloc(2 * n_half), *alpha = config->input.has_alpha ? malloc(n) : NULL;
	enum tb_picture_status rc = TB_PICTURE_MEMORY;

	if (colours && (alpha || !config->input.has_alpha)) {
		config->output.colorspace = alpha ? MODE_YUVA : MODE_YUV;
		config->output.is_external_memory = 1;
		config->output.u.YUVA = (WebPYUVABuffer){
			.y = grey->px,
			.y_stride = w,
			.y_size = n,
			.u = colours,
			.u_stride = half,
			.u_size = n_half,
			.v = colours + n_half,
			.v_stride = half,
			.v_size = n_half,
			.a = alpha,
			.a_stride = alpha ? w : 0,
			.a_size = alpha ? n : 0,
		};
		rc = status_of(WebPDecode(file->at, file->len, config));
	}
	if (!rc)
		to_full_range(grey, alpha);
	free(colours);
	free(alpha);
	return rc;
}

static enum tb_picture_status read_all(FILE *in, struct file *file, struct tb_grey *grey)
{
	WebPDecoderConfig config;
	enum tb_picture_status rc = read_file(in, file);

	if (rc)
		return rc;
	if (!WebPInitDecoderConfig(&config) || WebPGetFeatures(file->at, file->len, &config.input) ||
	    config.input.has_animation)
		return TB_PICTURE_DAMAGED;
	rc = tb_picture_alloc(grey, (size_t)config.input.width, (size_t)config.input.height);
	if (!rc)
		rc = decode(file, &config, grey);
	if (!rc && !tb_grey_orient(grey, orientation_of(file)))
		rc = TB_PICTURE_MEMORY;
	return rc;
}

enum tb_picture_status tb_picture_read_webp(FILE *in, struct tb_grey *out)
{
	struct file file = { .at = NULL };
	enum tb_picture_status rc;

	*out = (struct tb_grey)TB_GREY_INIT;
	rc = read_all(in, &file, out);
	free(file.at);
	if (rc)
		tb_grey_release(out);
	return rc;
}
