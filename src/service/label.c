#include <trangbi/label.h>

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/label.h"
#include "service/db.h"
#include "service/label_items.h"
#include "service/label_out.h"
#include "service/label_proof.h"

enum { MAX_TOLD = 20 }; /* problems of one kind that are listed; more help nobody */

/* ---- the job ------------------------------------------------------------------------------------------------------ */

static void set_up_job(struct tb_label_job *job, const struct tb_label_style *style, const struct tb_label_items *items)
{
	*job = (struct tb_label_job){
		.labels = items->label,
		.n = items->n,
		.of = items->of,
		.copies = style->copies,
		.template_name = style->template_name,
		.sheet = style->sheet,
		.own_folder = style->own_folder,
		.dpi = style->dpi,
		.skip = (size_t)style->skip,
		.cut_marks = style->cut_marks,
		.threads = style->threads,
	};
}

static enum tb_status check_style(const struct tb_label_style *style, struct tb_err *err)
{
	if (style->skip < 0)
		return tb_err_set(err, TB_EINVAL, N_("'%d' places cannot be skipped; give 0 or more"), style->skip);
	return TB_OK;
}

/* ---- specimens ---------------------------------------------------------------------------------------------------- */

static enum tb_status page(void *out, size_t number, struct tb_err *err)
{
	return tb_label_out_page(out, number, err);
}

static enum tb_status write(void *out, const void *bytes, size_t len, struct tb_err *err)
{
	return tb_label_out_write(out, bytes, len, err);
}

static enum tb_status draw_unrecorded(struct tb_label_job *job, const char *file, struct tb_err *err)
{
	struct tb_label_target target = { .file = file };
	struct tb_label_out out;
	struct tb_label_sink sink = { .ctx = &out, .page = page, .write = write };
	enum tb_status rc = tb_label_out_open(&out, &target, err);

	job->format = out.format;
	if (!rc)
		rc = tb_label_draw(job, &sink, err);
	if (!rc)
		rc = tb_label_out_commit(&out, err);
	tb_label_out_release(&out);
	return rc;
}

/* The stamp is pale: a printer that knows only black would not print it, and the label would pass for a real one. */
static enum tb_status check_shows_stamp(const char *file, struct tb_err *err)
{
	enum tb_label_format format = TB_LABEL_PDF;
	enum tb_status rc = tb_label_format_of(file, &format, err);

	if (!rc && (format == TB_LABEL_ZPL || format == TB_LABEL_TSPL))
		rc = tb_err_set(err, TB_EINVAL, N_("a specimen must be a '.pdf', '.png' or '.svg', not '%s'"), file);
	return rc;
}

/* What a template is made for. */
struct wanted {
	const char *name;
	enum tb_label_of of;
};

static void find_of(void *ctx, const struct tb_label_file *file, const struct tb_err *why)
{
	struct wanted *w = ctx;

	if (!why && !strcmp(file->name, w->name))
		w->of = file->of;
}

/* A specimen shows whatever its template is made for. */
static enum tb_status settle_noun(struct tb_label_choice *choice, const struct tb_label_style *style,
				  struct tb_err *err)
{
	static const struct tb_noun *const nouns[] = { &tb_asset_noun, &tb_unit_noun, &tb_person_noun, NULL };
	struct wanted w = { .name = style->template_name, .of = TB_LABEL_OF_ASSET };
	enum tb_status rc = w.name ? tb_label_each_template(style->own_folder, find_of, &w, err) : TB_OK;

	choice->noun = nouns[w.of];
	return rc;
}

enum tb_status tb_label_preview(struct tb_db *db, const struct tb_label_choice *choice,
				const struct tb_label_style *style, const char *file, struct tb_problems *problems,
				struct tb_err *err)
{
	struct tb_label_items items = { .n = 0 };
	struct tb_label_choice shown = *choice;
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_label_job job;
	enum tb_status rc = check_shows_stamp(file, err);

	if (!rc)
		rc = check_style(style, err);
	if (!rc)
		rc = settle_noun(&shown, style, err);
	if (!rc && db)
		rc = tb_label_items_find(db, &shown, &pool, &items, problems, err);
	else if (!rc)
		tb_label_items_invent(shown.noun, &items);
	if (!rc) {
		set_up_job(&job, style, &items);
		job.stamp = N_("SPECIMEN");
		if (choice->translate)
			job.stamp = choice->translate(job.stamp);
		rc = draw_unrecorded(&job, file, err);
	}
	tb_label_items_release(&items);
	tb_pool_release(&pool);
	return rc;
}

enum tb_status tb_label_test_grid(const struct tb_label_style *style, const char *file, struct tb_err *err)
{
	const struct tb_label_items none = { .n = 0 };
	struct tb_label_job job;
	enum tb_status rc = check_style(style, err);

	if (rc)
		return rc;
	set_up_job(&job, style, &none);
	job.grid = true;
	return draw_unrecorded(&job, file, err);
}

/* ---- printing ----------------------------------------------------------------------------------------------------- */

/* One act of printing. */
struct printing {
	struct tb_db *db;
	const struct tb_act *act;
	const struct tb_label_req *req;
	struct tb_pool *pool;
	struct tb_label_items items;
	struct tb_label_job job;
	const char *template_name, *sheet; /* that were taken, in the pool */
	struct tb_label_out out;
	bool *refused; /* owned; by label: it does not read back */
	size_t n_refused;
	size_t n_recorded;  /* the labels before this one are printed and recorded, or refused */
	int64_t batch;      /* of its events; 0 before the first */
	const char *reason; /* in its official form; NULL for none */
	struct tb_label_result *result;
	struct tb_problems *problems;
};

static const char *noun_name(const struct printing *p)
{
	return p->req->choice.noun->name;
}

static enum tb_status count_printed(const struct printing *p, const struct tb_label *label, int64_t *n,
				    struct tb_err *err)
{
	return tb_store_count_labels(p->db->store, noun_name(p), tb_label_subject(p->items.of, label), n, err);
}

static enum tb_status settle_reason(struct printing *p, struct tb_err *err)
{
	const struct tb_field *field = &tb_label_noun.fields[TB_LABEL_EVENT_REASON];
	struct tb_value word = { .is = TB_NULL };
	enum tb_status rc = TB_OK;

	if (p->req->reason)
		rc = tb_value_parse(field, p->req->reason, strlen(p->req->reason), p->pool, &word, err);
	if (!rc && word.is == TB_IS_TEXT)
		p->reason = word.text;
	return rc;
}

/* Whatever has a label already gets another one only for a reason. */
static enum tb_status check_reasons(struct printing *p, struct tb_err *err)
{
	size_t labelled = 0;

	for (size_t i = 0; p->req->choice.noun && i < p->items.n; i++) {
		const char *subject = tb_label_subject(p->items.of, &p->items.label[i]);
		struct tb_err why = TB_ERR_INIT;
		int64_t n = 0;
		enum tb_status rc = count_printed(p, &p->items.label[i], &n, err);

		if (rc)
			return rc;
		if (!tb_label_check_reason(subject, n, p->reason, &why))
			continue;
		if (p->items.n == 1) {
			*err = why;
			return TB_EREFUSED;
		}
		if (labelled++ < MAX_TOLD)
			tb_problems_add(p->problems, subject, &why);
	}
	if (labelled)
		return tb_err_set(err, TB_EREFUSED,
				  N_("%zu of %zu have a label already; say why they get another with --reason lost, "
				     "damaged or changed, or choose the others with --unlabelled"),
				  labelled, p->items.n);
	return TB_OK;
}

/* ---- recording ---------------------------------------------------------------------------------------------------- */

static enum tb_status append(struct printing *p, const struct tb_label *label, struct tb_err *err)
{
	struct tb_record payload = TB_RECORD(tb_label_noun);
	char kind[32];
	int64_t n = 0;
	enum tb_status rc = count_printed(p, label, &n, err);

	if (!rc && !p->out.stepwise) /* another program may have printed the same since it was checked */
		rc = tb_label_check_reason(tb_label_subject(p->items.of, label), n, p->reason, err);
	if (rc)
		return rc;
	tb_set_num(&payload, TB_LABEL_EVENT_COPIES, p->job.copies);
	if (n && p->reason)
		tb_set_text(&payload, TB_LABEL_EVENT_REASON, p->reason);
	if (p->sheet)
		tb_set_text(&payload, TB_LABEL_EVENT_SHEET, p->sheet);
	tb_set_text(&payload, TB_LABEL_EVENT_TARGET, p->out.name);
	tb_set_text(&payload, TB_LABEL_EVENT_TEMPLATE, p->template_name);
	snprintf(kind, sizeof(kind), "%s.label", noun_name(p));
	return tb_ledger_append(p->db, kind, tb_label_subject(p->items.of, label), tb_label_unit(label), &payload, err);
}

/* Append the events of the labels up to `end`; they belong to one batch, in however many transactions they come. */
static enum tb_status append_until(struct printing *p, size_t end, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	if (!p->batch && p->items.n > 1)
		p->batch = p->db->seq + 1;
	p->db->batch = p->batch;
	for (size_t i = p->n_recorded; !rc && i < end; i++)
		if (!p->refused[i])
			rc = append(p, &p->items.label[i], err);
	return rc;
}

static size_t count_good(const struct printing *p, size_t end)
{
	size_t n = 0;

	for (size_t i = p->n_recorded; i < end; i++)
		n += !p->refused[i];
	return n;
}

/*
 * What was printed up to `end` is on record once this returns TB_OK. Files get their names last: one without its events
 * would be a label that nobody knows of; events without their file can be told from the message.
 */
static enum tb_status record(struct printing *p, size_t end, struct tb_err *err)
{
	size_t good = count_good(p, end);
	bool events = p->req->choice.noun && good;
	enum tb_status rc = events ? tb_ledger_begin(p->db, p->act, err) : TB_OK;

	if (!rc && events)
		rc = append_until(p, end, err);
	if (!rc && !p->out.stepwise)
		rc = tb_label_out_finish(&p->out, err);
	if (!rc && events)
		rc = tb_ledger_commit(p->db, err);
	if (!rc) {
		p->n_recorded = end;
		p->result->printed += good;
		p->result->seq = events ? p->db->seq : p->result->seq;
	}
	tb_ledger_end(p->db);
	return rc;
}

/* ---- the sink ----------------------------------------------------------------------------------------------------- */

static void begin(void *ctx, const char *template_name, const char *sheet)
{
	struct printing *p = ctx;

	p->template_name = tb_pool_strdup(p->pool, template_name);
	p->sheet = tb_pool_strdup(p->pool, sheet);
}

static enum tb_status begin_page(void *ctx, size_t number, struct tb_err *err)
{
	struct printing *p = ctx;

	return tb_label_out_page(&p->out, number, err);
}

static enum tb_status write_bytes(void *ctx, const void *bytes, size_t len, struct tb_err *err)
{
	struct printing *p = ctx;

	return tb_label_out_write(&p->out, bytes, len, err);
}

static void note_refused(void *ctx, size_t i, const struct tb_err *why)
{
	struct printing *p = ctx;

	p->refused[i] = true;
	if (p->n_refused++ < MAX_TOLD)
		tb_problems_add(p->problems, tb_label_subject(p->items.of, &p->items.label[i]), why);
}

/* What a label printer has taken is recorded at once; it may stop at the next page. */
static enum tb_status end_page(void *ctx, size_t n, struct tb_err *err)
{
	struct printing *p = ctx;
	enum tb_status rc = TB_OK;

	if (p->out.stepwise)
		rc = tb_label_out_settle(&p->out, err);
	if (!rc && p->out.stepwise && n > p->n_recorded)
		rc = record(p, n, err);
	if (!rc && p->req->progress)
		p->req->progress(p->req->progress_ctx, n, p->items.n);
	return rc;
}

static enum tb_status draw(struct printing *p, struct tb_err *err)
{
	const struct tb_label_sink sink = { .ctx = p,
					    .begin = begin,
					    .page = begin_page,
					    .write = write_bytes,
					    .done = end_page,
					    .refused = note_refused };
	struct tb_label_proofs *proofs = p->req->unverified ? NULL : tb_label_proofs_new();
	enum tb_status rc;

	p->job.format = p->out.format;
	p->job.check = proofs ? tb_label_proofs_check : NULL;
	p->job.check_ctx = proofs;
	rc = tb_label_draw(&p->job, &sink, err);
	tb_label_proofs_free(proofs);
	return rc;
}

/* ---- all of it ---------------------------------------------------------------------------------------------------- */

static enum tb_status refuse_all(const struct printing *p, struct tb_err *err)
{
	return tb_err_set(err, TB_EREFUSED, N_("none of the %zu labels reads back, so nothing was printed"),
			  p->items.n);
}

static enum tb_status finish(struct printing *p, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	if (p->n_refused == p->items.n)
		return refuse_all(p, err);
	if (!p->out.stepwise)
		rc = record(p, p->items.n, err);
	if (!rc)
		rc = tb_label_out_commit(&p->out, err);
	if (!rc && p->n_refused)
		rc = tb_err_set(err, TB_EREFUSED,
				N_("%zu of %zu labels do not read back and were left out; the others are printed"),
				p->n_refused, p->items.n);
	return rc;
}

/* After a label printer has stopped in the middle. */
static void tell_where_to_go_on(struct printing *p)
{
	struct tb_err how = TB_ERR_INIT;

	if (!p->n_recorded || p->n_recorded == p->items.n)
		return;
	p->result->next = tb_label_subject(p->items.of, &p->items.label[p->n_recorded]);
	tb_err_set(&how, TB_ESYS, N_("%zu of %zu labels were sent and are recorded; go on with --from %s"),
		   p->result->printed, p->items.n, p->result->next);
	tb_problems_add(p->problems, p->result->next, &how);
}

static enum tb_status prepare(struct printing *p, struct tb_err *err)
{
	enum tb_status rc = check_style(&p->req->style, err);

	if (!rc)
		rc = settle_reason(p, err);
	if (!rc)
		rc = tb_label_items_find(p->db, &p->req->choice, p->pool, &p->items, p->problems, err);
	if (rc)
		return rc;
	p->result->asked = p->items.n;
	p->refused = tb_malloc(p->items.n * sizeof(*p->refused));
	memset(p->refused, 0, p->items.n * sizeof(*p->refused));
	set_up_job(&p->job, &p->req->style, &p->items);
	rc = check_reasons(p, err);
	return rc ? rc : tb_label_out_open(&p->out, &p->req->target, err);
}

enum tb_status tb_label_print(struct tb_db *db, const struct tb_act *act, const struct tb_label_req *req,
			      struct tb_pool *pool, struct tb_label_result *out, struct tb_problems *problems,
			      struct tb_err *err)
{
	struct printing p = { .db = db, .act = act, .req = req, .pool = pool, .result = out, .problems = problems };
	enum tb_status rc;

	*out = (struct tb_label_result){ .asked = 0 };
	rc = prepare(&p, err);
	if (!rc)
		rc = draw(&p, err);
	if (!rc)
		rc = finish(&p, err);
	if (rc)
		tell_where_to_go_on(&p);
	tb_label_out_release(&p.out);
	tb_label_items_release(&p.items);
	free(p.refused);
	return rc;
}
