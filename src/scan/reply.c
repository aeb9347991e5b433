#include "scan/reply.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "scan/answer.h"

struct reader {
	const char *p, *end;
	bool cut; /* more was expected where it ends */
};

static bool take(struct reader *r, const char *expected)
{
	const size_t len = strlen(expected), left = (size_t)(r->end - r->p);

	if (memcmp(r->p, expected, left < len ? left : len))
		return false;
	if (left < len) {
		r->cut = true;
		return false;
	}
	r->p += len;
	return true;
}

/* A number of 0..max with the character `after` behind it. */
static bool take_int(struct reader *r, int max, char after, int *out)
{
	const char *start = r->p;
	int64_t n = 0;

	while (r->p < r->end && *r->p >= '0' && *r->p <= '9' && n <= max)
		n = n * 10 + (*r->p++ - '0');
	r->cut = r->p == r->end;
	if (r->p == start || n > max || r->cut || *r->p++ != after)
		return false;
	*out = (int)n;
	return true;
}

static bool take_text(struct reader *r, struct tb_pool *pool, const char **out)
{
	size_t len;
	int n;

	if (!take_int(r, TB_ANSWER_MAX_TEXT, '\n', &n) || n == 0)
		return false;
	len = (size_t)n;
	r->cut = (size_t)(r->end - r->p) < len;
	if (r->cut || memchr(r->p, '\0', len) || tb_utf8_check(r->p, len) != len)
		return false;
	*out = tb_pool_dup(pool, r->p, len);
	r->p += len;
	return take(r, "\n");
}

static bool take_symbology(struct reader *r, const char **out)
{
	static const char *const words[][2] = {
		{ "code128", "code128 " }, { "qrcode", "qrcode " }, { "code39", "code39 " },
		{ "ean13", "ean13 " },     { "ean8", "ean8 " },     { "i25", "i25 " },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (take(r, words[i][1])) {
			*out = words[i][0];
			return true;
		}
	return false;
}

static bool take_code(struct reader *r, struct tb_pool *pool, struct tb_code *code)
{
	if (!take_symbology(r, &code->symbology) || !take_int(r, 4, ' ', &code->n_points))
		return false;
	for (int i = 0; i < code->n_points; i++)
		if (!take_int(r, TB_ANSWER_MAX_COORD, ' ', &code->points[i].x) ||
		    !take_int(r, TB_ANSWER_MAX_COORD, ' ', &code->points[i].y))
			return false;
	return take_text(r, pool, &code->text);
}

static void append(struct tb_codes *codes, size_t *cap, const struct tb_code *code, struct tb_pool *pool)
{
	struct tb_code *more;

	if (codes->n == *cap) {
		*cap = *cap ? *cap * 2 : 8;
		more = tb_pool_alloc(pool, *cap * sizeof(*more));
		if (codes->n)
			memcpy(more, codes->code, codes->n * sizeof(*more));
		codes->code = more;
	}
	codes->code[codes->n++] = *code;
}

static bool take_codes(struct reader *r, struct tb_pool *pool, struct tb_codes *out)
{
	struct tb_codes codes = { .n = 0 };
	size_t cap = 0;

	for (;;) {
		struct tb_code code = { .n_points = 0 };

		if (!take(r, "code ")) {
			code.weak = take(r, "weak ");
			if (!code.weak)
				break;
		}
		if (codes.n == TB_ANSWER_MAX_CODES || !take_code(r, pool, &code))
			return false;
		append(&codes, &cap, &code, pool);
	}
	if (!take(r, "end\n"))
		return false;
	*out = codes;
	return true;
}

static const struct failure {
	const char *line;
	enum tb_status status;
	const char *msgid;
} failures[] = {
	{ TB_ANSWER_FAIL_FORMAT "\nend\n", TB_EINVAL,
	  N_("picture '%s' is neither PNG, JPEG, WebP, PGM, PPM nor PDF; save it as one of these") },
	{ TB_ANSWER_FAIL_DAMAGED "\nend\n", TB_EINVAL,
	  N_("picture '%s' is damaged or incomplete; copy it again or photograph it again") },
	{ TB_ANSWER_FAIL_LARGE "\nend\n", TB_EINVAL,
	  N_("picture '%s' has more than 100 megapixels; make it smaller or crop it") },
	{ TB_ANSWER_FAIL_MEMORY "\nend\n", TB_EINVAL,
	  N_("picture '%s' could not be read: the decoder needed too much memory; photograph it again or crop it") },
	{ TB_ANSWER_FAIL_CAMERA "\nend\n", TB_EINVAL,
	  N_("'%s' is no camera that can be used; name another, as /dev/video0") },
	{ TB_ANSWER_FAIL_BUSY "\nend\n", TB_ESYS, N_("another program uses the camera '%s'; close it and try again") },
	{ TB_ANSWER_FAIL_SILENT "\nend\n", TB_ESYS,
	  N_("the camera '%s' gives no pictures; unplug it and plug it in again") },
	{ TB_ANSWER_FAIL_GONE "\nend\n", TB_ESYS, N_("the camera '%s' was unplugged; plug it in and start again") },
};

static bool take_failure(struct reader *r, struct tb_answer *out)
{
	if (!take(r, "fail "))
		return false;
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (take(r, failures[i].line)) {
			out->failure = failures[i].msgid;
			out->status = failures[i].status;
			return true;
		}
	return false;
}

enum tb_reply tb_reply_read(const char *bytes, size_t len, struct tb_pool *pool, struct tb_answer *out)
{
	struct reader r = { .p = bytes, .end = bytes + len };
	struct tb_answer answer = { .failure = NULL };

	if (take_failure(&r, &answer) || (!r.cut && r.p == bytes && take_codes(&r, pool, &answer.codes))) {
		answer.len = (size_t)(r.p - bytes);
		*out = answer;
		return TB_REPLY_WHOLE;
	}
	return r.cut ? TB_REPLY_CUT : TB_REPLY_WRONG;
}

enum tb_reply tb_reply_read_size(const char *bytes, size_t len, struct tb_raster *out, size_t *used)
{
	struct reader r = { .p = bytes, .end = bytes + len };
	int w, h;

	if (take(&r, "grey ") && take_int(&r, TB_REQUEST_MAX_PIXELS, ' ', &w) && w &&
	    take_int(&r, TB_REQUEST_MAX_PIXELS / w, '\n', &h) && h) {
		*out = (struct tb_raster){ .width = w, .height = h, .stride = w };
		*used = (size_t)(r.p - bytes);
		return TB_REPLY_WHOLE;
	}
	return r.cut ? TB_REPLY_CUT : TB_REPLY_WRONG;
}
