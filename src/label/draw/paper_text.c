#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "label/draw/paper.h"

#define LEAST_MM     1.2 /* of letters that are set smaller */
#define SIGN_ROOM    20  /* for a signature */
#define QR_MODULE_MM 0.59
#define QR_MAX_MM    60
#define DOTS         "........................................" /* to be filled in by hand */

enum { MAX_LINES = 20, QR_QUIET = 4 };

/* ---- pieces ------------------------------------------------------------------------------------------------------- */

static void swap(struct tb_str *a, struct tb_str *b)
{
	struct tb_str keep = *a;

	*a = *b;
	*b = keep;
}

/* The canvas writes into the piece meanwhile, which keeps what is on the page. */
void tb_piece_begin(struct tb_paper_run *run, struct tb_piece *piece)
{
	tb_str_clear(&piece->ops);
	piece->heading = false;
	swap(&piece->ops, &run->canvas.ops);
}

void tb_piece_end(struct tb_paper_run *run, struct tb_piece *piece, double height)
{
	swap(&piece->ops, &run->canvas.ops);
	piece->height = height;
}

double tb_paper_dots(const struct tb_paper_run *run, double mm)
{
	return mm * run->pen.dpi / 25.4;
}

void tb_paper_line(struct tb_paper_run *run, double x, double y, double width, double height)
{
	struct tb_canvas *c = &run->canvas.canvas;

	c->fill(c, tb_paper_dots(run, x), tb_paper_dots(run, y), tb_paper_dots(run, width), tb_paper_dots(run, height));
}

/* ---- texts -------------------------------------------------------------------------------------------------------- */

/* The setting, valid until the next; NULL of no text. Leaves in `*full` the box that was taken. */
static const struct tb_setting *set(struct tb_paper_run *run, const struct tb_box *box, const char *text,
				    struct tb_box *full)
{
	*full = *box;
	full->height = 0;
	if (!text || !*text)
		return NULL;
	if (!full->lines)
		full->lines = MAX_LINES;
	full->least_size = full->lines > 1 ? full->size : LEAST_MM;
	return tb_type_set_in(&run->pen.type, full, text, &full->height);
}

double tb_paper_measure(struct tb_paper_run *run, const struct tb_box *box, const char *text)
{
	struct tb_box full;

	set(run, box, text, &full);
	return full.height;
}

double tb_paper_put(struct tb_paper_run *run, const struct tb_box *box, bool slanted, const char *text)
{
	struct tb_box full;
	const struct tb_setting *found = set(run, box, text, &full);

	if (found) {
		struct tb_setting s = *found;

		s.slanted = slanted;
		tb_pdf_canvas_set(&run->canvas, &full, &s);
	}
	return full.height;
}

static const char *find_text(const struct tb_paper_run *run, const char *word, size_t len,
			     const struct tb_paper_list *each, size_t thing)
{
	const struct tb_paper_texts *head = &run->paper->head;
	int i = each ? tb_form_word_index(each->words, word, len) : -1;
	size_t n_words = 0;

	if (i < 0)
		return head->texts[tb_form_word_index(head->words, word, len)];
	while (each->words[n_words])
		n_words++;
	return each->texts[thing * n_words + (size_t)i];
}

/* Fill in the words of a form's text; `thing` counts in `each`, both for texts that are repeated. Valid until the next call. */
static const char *fill(struct tb_paper_run *run, const char *text, const struct tb_paper_list *each, size_t thing)
{
	struct tb_str plain = TB_STR_INIT;
	const char *next;
	size_t len = 0;

	while ((next = tb_form_find_word(text, &len))) {
		const char *value = find_text(run, next + 1, len, each, thing);

		tb_str_add(&plain, text, (size_t)(next - text));
		tb_str_adds(&plain, value ? value : DOTS);
		text = next + len + 2;
	}
	tb_str_adds(&plain, text);
	tb_str_clear(&run->text);
	tb_type_add_clean(&run->text, plain.buf);
	tb_str_release(&plain);
	return run->text.buf;
}

/* ---- parts of the form ---------------------------------------------------------------------------------------------- */

static double put_part(struct tb_paper_run *run, const struct tb_form_part *part, size_t thing, struct tb_box *box)
{
	const char *text = fill(run, part->text, part->each, thing);
	struct tb_str capitals = TB_STR_INIT;
	double height;

	if (part->upper) {
		tb_utf8_upper(&capitals, text);
		text = capitals.buf;
	}
	box->align = part->align;
	box->bold = part->bold;
	box->size = part->size;
	box->y += *text ? part->space : 0;
	height = tb_paper_put(run, box, part->slanted, text);
	tb_str_release(&capitals);
	return box->y + height;
}

double tb_paper_part(struct tb_paper_run *run, const struct tb_form_part *part, size_t thing, double y)
{
	struct tb_box box = { .width = run->width, .y = y };

	return put_part(run, part, thing, &box);
}

/* All parts of one place, one under the other, in a column of the page; where they end. */
static double put_place(struct tb_paper_run *run, enum tb_form_place place, double x, double width, double y)
{
	for (size_t i = 0; i < run->form.n_parts; i++) {
		const struct tb_form_part *part = &run->form.parts[i];
		struct tb_box box = { .x = x, .width = width };

		for (size_t k = 0; part->place == place && k < (part->each ? part->each->n : 1); k++) {
			box.y = y;
			y = put_part(run, part, k, &box);
		}
	}
	return y;
}

void tb_paper_letterhead(struct tb_paper_run *run, struct tb_piece *out)
{
	const double width = run->width * 0.45;
	double left, right;

	tb_piece_begin(run, out);
	left = put_place(run, TB_FORM_LEFT, 0, width, 0);
	right = put_place(run, TB_FORM_RIGHT, run->width - width, width, 0);
	tb_piece_end(run, out, fmax(left, right));
}

/* ---- what follows the table ------------------------------------------------------------------------------------------ */

/* One text of each signature, side by side; the height of the highest. */
static double put_beside(struct tb_paper_run *run, size_t offset, bool bold, bool slanted, double y)
{
	const struct tb_form *form = &run->form;
	const double step = run->width / (double)form->n_signatures;
	double highest = 0;

	for (size_t i = 0; i < form->n_signatures; i++) {
		const char *text = *(const char *const *)(const void *)((const char *)&form->signatures[i] + offset);
		const struct tb_box box = { .x = (double)i * step + 2,
					    .y = y,
					    .width = step - 4,
					    .align = TB_CENTRE,
					    .bold = bold,
					    .size = form->size };

		if (text)
			highest = fmax(highest, tb_paper_put(run, &box, slanted, fill(run, text, NULL, 0)));
	}
	return highest;
}

static double put_signatures(struct tb_paper_run *run, double y)
{
	if (!run->form.n_signatures)
		return y;
	y += 2;
	y += put_beside(run, offsetof(struct tb_form_signature, above), false, true, y);
	y += put_beside(run, offsetof(struct tb_form_signature, role), true, false, y);
	y += put_beside(run, offsetof(struct tb_form_signature, hint), false, true, y);
	y += SIGN_ROOM;
	return y + put_beside(run, offsetof(struct tb_form_signature, name), true, false, y);
}

/* Which modules of the code are dark; `*z` holds them, and is the caller's to free. */
static enum tb_status encode(const char *text, struct zint_symbol **z, struct tb_matrix *out, struct tb_err *err)
{
	for (const char *p = text; *p; p++)
		if (*p < ' ' || *p > '~')
			return tb_err_set(err, TB_EINVAL, N_("'%s' cannot be a QR code on paper: it takes ASCII alone"),
					  text);
	*z = tb_symbol_new(TB_QR_LONG);
	return tb_symbol_encode(*z, text, out, err);
}

/* The code at the left, in whole dots as on labels, and its texts beside it; where they end. */
static enum tb_status put_code(struct tb_paper_run *run, double *y, struct tb_err *err)
{
	struct tb_canvas *c = &run->canvas.canvas;
	struct zint_symbol *z = NULL;
	struct tb_matrix m = { 0 };
	enum tb_status rc = encode(run->paper->qr, &z, &m, err);
	const int module = (int)round(tb_paper_dots(run, QR_MODULE_MM));
	const double mm = module * 25.4 / run->pen.dpi, size = (m.width + 2 * QR_QUIET) * mm;

	if (!rc && size > QR_MAX_MM)
		rc = tb_err_set(err, TB_EINVAL, N_("'%s' is too long for a QR code that can be scanned from paper"),
				run->paper->qr);
	if (!rc) {
		const struct tb_spot spot = { .x = QR_QUIET * module,
					      .y = (int)tb_paper_dots(run, *y) + QR_QUIET * module,
					      .module = module,
					      .module_height = module };

		c->symbol(c, &m, &spot);
		*y = fmax(*y + size, put_place(run, TB_FORM_CODE, size, run->width - size, *y + QR_QUIET * mm));
	}
	tb_symbol_free(z);
	return rc;
}

enum tb_status tb_paper_closing(struct tb_paper_run *run, struct tb_piece *out, struct tb_err *err)
{
	enum tb_status rc = TB_OK;
	double y;

	tb_piece_begin(run, out);
	y = put_place(run, TB_FORM_AFTER, 0, run->width, 1);
	y = put_signatures(run, y);
	y += 2;
	if (run->paper->qr)
		rc = put_code(run, &y, err);
	tb_piece_end(run, out, y);
	return rc;
}
