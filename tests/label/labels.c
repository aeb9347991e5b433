#include <errno.h>
#include <math.h>
#include <unistd.h>

#include <png.h>

#include "base/file.h"
#include "labels.h"

static char folder[] = "/tmp/test_label.XXXXXX";

const struct tb_label sample = {
	.payload = TAG,
	.text = {
		[TB_LABEL_CODE] = TAG,
		[TB_LABEL_TAG] = TAG,
		[TB_LABEL_SHOWN_TAG] = "00004-XEM-26-00017-K",
		[TB_LABEL_NAME] = NAME,
		[TB_LABEL_UNIT] = "Công an xã Đồng Tiến",
		[TB_LABEL_UNIT_CODE] = "00004",
		[TB_LABEL_YEAR] = "2026",
		[TB_LABEL_KIND] = "Máy tính",
		[TB_LABEL_MODEL] = "Latitude 5440",
		[TB_LABEL_SERIAL] = "SN-0123456",
		[TB_LABEL_PLATE] = "29A-123.45",
		[TB_LABEL_MAKER] = "Dell",
		[TB_LABEL_NUMBER] = "200-012",
		[TB_LABEL_RANK] = "Thượng uý",
		[TB_LABEL_POSITION] = "Phó trưởng Công an xã",
		[TB_LABEL_PARENT] = "Công an tỉnh Hưng Yên",
		[TB_LABEL_SITE] = "Phòng Hậu cần",
	},
};

/* fontconfig keeps its cache behind offsets instead of pointers, which LeakSanitizer cannot follow. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

/* ---- the folder --------------------------------------------------------------------------------------------------- */

int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	output_of("mkdir sheets templates");
	return 0;
}

int remove_folder(void **state)
{
	(void)state;
	output_of("rm -r '%s'", folder);
	return 0;
}

const char *the_folder(void)
{
	return folder;
}

const char *in_folder(const char *name)
{
	static char paths[4][200];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

const char *output_of(const char *format, ...)
{
	static char text[100000];
	char command[6000], full[6200];
	va_list args;
	FILE *f;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	snprintf(full, sizeof(full), "cd %s && { %s; }", folder, command);
	f = popen(full, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	pclose(f);
	return text;
}

void put_file(const char *name, const char *text)
{
	FILE *f = fopen(in_folder(name), "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

char *read_file(const char *name, size_t *len)
{
	FILE *f = fopen(in_folder(name), "r");
	const size_t room = 40000000;
	char *text = malloc(room);

	assert_true(f && text);
	*len = fread(text, 1, room - 1, f);
	text[*len] = '\0';
	fclose(f);
	return text;
}

const char *ini_path(const char *file)
{
	static char path[5000];
	struct tb_pool pool = TB_POOL_INIT;

	snprintf(path, sizeof(path), "%s/%s.ini", tb_file_own(&pool, "labels", "missing"), file);
	tb_pool_release(&pool);
	return path;
}

double ini_number(const char *file, const char *section, const char *key, double otherwise)
{
	char line[300], at[100] = "";
	FILE *f = fopen(ini_path(file), "r");
	size_t len = strlen(key);

	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (*line == '[')
			snprintf(at, sizeof(at), "%.*s", (int)strcspn(line + 1, "]"), line + 1);
		else if (!strcmp(at, section) && !strncmp(line, key, len) && !strncmp(line + len, " = ", 3))
			otherwise = strtod(line + len + 3, NULL);
	fclose(f);
	return otherwise;
}

/* ---- drawing ------------------------------------------------------------------------------------------------------ */

struct file_sink {
	struct drawing *d;
	const char *file;
	bool single_pages;
	FILE *f;
};

static enum tb_status open_file(struct file_sink *s, const char *name, struct tb_err *err)
{
	if (s->f)
		assert_int_equal(fclose(s->f), 0);
	s->f = fopen(s->file ? in_folder(name) : "/dev/null", "w");
	return s->f ? TB_OK : tb_err_set(err, TB_ESYS, "cannot write '%s': %s", name, strerror(errno));
}

static enum tb_status take_page(void *ctx, size_t number, struct tb_err *err)
{
	struct file_sink *s = ctx;
	char name[100];

	assert_int_equal(number, ++s->d->pages);
	if (number == s->d->fail_at_page)
		return tb_err_set(err, TB_EREFUSED, "page '%zu' is not wanted", number);
	if (number == 1 || !s->single_pages)
		return TB_OK;
	snprintf(name, sizeof(name), "%zu-%s", number, s->file ? s->file : "");
	return open_file(s, name, err);
}

static enum tb_status take_bytes(void *ctx, const void *bytes, size_t len, struct tb_err *err)
{
	struct file_sink *s = ctx;

	if (!s->f && open_file(s, s->file, err))
		return TB_ESYS;
	assert_int_equal(fwrite(bytes, 1, len, s->f), len);
	s->d->bytes += len;
	return TB_OK;
}

static enum tb_status take_done(void *ctx, size_t n, struct tb_err *err)
{
	struct file_sink *s = ctx;

	(void)err;
	assert_true(n >= s->d->done);
	s->d->done = n;
	return TB_OK;
}

static void take_refused(void *ctx, size_t i, const struct tb_err *why)
{
	struct file_sink *s = ctx;

	assert_true(s->d->n_refused < COUNT(s->d->refused));
	s->d->refused[s->d->n_refused++] = i;
	s->d->why = *why;
}

enum tb_status draw_into(const struct tb_label_job *job, const char *file, struct drawing *d, struct tb_err *err)
{
	struct tb_label_job full = *job;
	struct drawing nobody = { 0 };
	struct file_sink s = { .d = d ? d : &nobody, .file = file };
	const struct tb_label_sink sink = {
		.ctx = &s, .page = take_page, .write = take_bytes, .done = take_done, .refused = take_refused
	};
	enum tb_status rc = file ? tb_label_format_of(file, &full.format, err) : TB_OK;

	if (!full.copies)
		full.copies = 1;
	if (!full.own_folder)
		full.own_folder = folder;
	s.single_pages = tb_label_has_single_pages(full.format);
	if (!rc)
		rc = tb_label_draw(&full, &sink, err);
	if (s.f)
		assert_int_equal(fclose(s.f), 0);
	return rc;
}

struct drawing draw(const struct tb_label_job *job, const char *file)
{
	struct drawing d = { 0 };
	struct tb_err err = TB_ERR_INIT;

	assert_drawn(draw_into(job, file, &d, &err), &err);
	return d;
}

enum tb_status draw_label(const struct tb_label *label, int dpi, const char *file, struct tb_err *err)
{
	const struct tb_label_job job = { .labels = label, .n = 1, .dpi = dpi };

	return draw_into(&job, file, NULL, err);
}

enum tb_status draw_with(const char *ini, const char *text, const struct tb_label_job *job, const char *file,
			 struct tb_err *err)
{
	put_file(ini, text);
	return draw_into(job, file, NULL, err);
}

enum tb_status draw_template(const char *text, const char *payload, int dpi, struct tb_err *err)
{
	struct tb_label label = sample;
	const struct tb_label_job job = { .labels = &label, .n = 1, .dpi = dpi, .template_name = "ours" };

	label.payload = payload;
	return draw_with("templates/ours.ini", text, &job, "ours.png", err);
}

void assert_message(const struct tb_err *err, const char *part)
{
	struct tb_str text = TB_STR_INIT;

	tb_err_text(err, NULL, &text);
	if (!strstr(text.buf, part))
		fail_msg("'%s' is not in '%s'", part, text.buf);
	tb_str_release(&text);
}

void assert_drawn(enum tb_status rc, const struct tb_err *err)
{
	if (rc)
		assert_message(err, "no error at all");
}

struct tb_label *many_labels(size_t n)
{
	struct tb_label *labels = calloc(n, sizeof(*labels) + 17);
	char *tags = (char *)(labels + n);

	assert_non_null(labels);
	for (size_t i = 0; i < n; i++, tags += 17) {
		snprintf(tags, 17, "00004XEM26%05uK", (unsigned)i % 100000);
		labels[i] = sample;
		labels[i].payload = labels[i].text[TB_LABEL_TAG] = labels[i].text[TB_LABEL_CODE] = tags;
	}
	return labels;
}

const char *read_back(const char *file)
{
	char zbar[10000];

	snprintf(zbar, sizeof(zbar), "%s", output_of("zbarimg --raw -q %s 2>&- | sort", file));
	/* Without -noscale zxing-cpp 1.4 fails an assertion of its own at 600 dpi. */
	assert_string_equal(output_of("ZXingReader -noscale -format QRCode,Code128 %s | "
				      "sed -n 's/^Text: *\"\\(.*\\)\"$/\\1/p' | sort",
				      file),
			    zbar);
	return output_of("zbarimg --raw -q %s 2>&- | sort", file);
}

/* ---- pictures ----------------------------------------------------------------------------------------------------- */

struct picture read_png(const char *name)
{
	png_image png = { .version = PNG_IMAGE_VERSION };
	struct picture p;

	if (!png_image_begin_read_from_file(&png, *name == '/' ? name : in_folder(name)))
		fail_msg("cannot read '%s': %s", name, png.message);
	png.format = PNG_FORMAT_GRAY;
	p = (struct picture){ (int)png.width, (int)png.height, malloc(PNG_IMAGE_SIZE(png)) };
	assert_non_null(p.grey);
	assert_true(png_image_finish_read(&png, NULL, p.grey, 0, NULL));
	return p;
}

struct picture read_pdf(const char *name, int dpi)
{
	output_of("pdftocairo -r %d -f 1 -singlefile -gray -png %s of-pdf", dpi, name);
	return read_png("of-pdf.png");
}

bool is_dark(const struct picture *p, int x, int y)
{
	return p->grey[y * p->width + x] < 128;
}

void find_ink(const struct picture *p, int from, int to, int *first, int *last)
{
	*first = p->width;
	*last = -1;
	for (int y = from; y < to; y++)
		for (int x = 0; x < p->width; x++)
			if (p->grey[y * p->width + x] != 255) {
				*first = x < *first ? x : *first;
				*last = x > *last ? x : *last;
			}
}

long count_ink(const struct picture *p, int x, int y, int width, int height)
{
	long n = 0;

	for (int row = y; row < y + height && row < p->height; row++)
		for (int col = x; col < x + width && col < p->width; col++)
			n += p->grey[row * p->width + col] != 255;
	return n;
}

int dots(double mm, int dpi)
{
	return (int)lround(mm * dpi / 25.4);
}

struct difference compare(const struct picture *a, const struct picture *b)
{
	const size_t n = (size_t)a->width * (size_t)a->height;
	double sum = 0, apart = 0;

	assert_int_equal(a->width, b->width);
	assert_int_equal(a->height, b->height);
	for (size_t i = 0; i < n; i++) {
		int by = abs(a->grey[i] - b->grey[i]);

		sum += by;
		apart += by > 64;
	}
	return (struct difference){ sum / (double)n, 100 * apart / (double)n };
}
