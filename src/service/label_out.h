/*
 * label_out.h - where the pages of labels go: files that get their names together, the print queue, or a printer.
 */
#ifndef TB_SERVICE_LABEL_OUT_H
#define TB_SERVICE_LABEL_OUT_H

#include <trangbi/label.h>

#include "base/file.h"
#include "base/port.h"
#include "label/label.h"

struct tb_label_out {
	const char *name; /* as the register has it: a file without its folder, a queue or an address; borrowed */
	enum tb_label_format format;
	bool stepwise; /* what was written is printed, whatever comes after */

	const struct tb_label_target *target; /* borrowed */
	struct tb_outfile *file;              /* owned; of a single-page format one for each page */
	size_t n_files, cap;
	struct tb_port *port; /* owned */
};

/*
 * Open the target; its own thing is opened at the first byte.
 * TB_EINVAL  none or several targets, an unknown suffix or language; any status of ports and files
 */
TB_MUST_CHECK
enum tb_status tb_label_out_open(struct tb_label_out *out, const struct tb_label_target *target, struct tb_err *err);

/* Page `number` (from 1) begins. */
TB_MUST_CHECK
enum tb_status tb_label_out_page(struct tb_label_out *out, size_t number, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_label_out_write(struct tb_label_out *out, const void *bytes, size_t len, struct tb_err *err);

/* Wait until a printer has what was written; nothing to do for the others. */
TB_MUST_CHECK
enum tb_status tb_label_out_settle(struct tb_label_out *out, struct tb_err *err);

/* The last of what can fail for want of room or paper: the files are written through to the disk, the queue has its job. */
TB_MUST_CHECK
enum tb_status tb_label_out_finish(struct tb_label_out *out, struct tb_err *err);

/* Finish, unless that is done, and give the files their names. */
TB_MUST_CHECK
enum tb_status tb_label_out_commit(struct tb_label_out *out, struct tb_err *err);

/* Give up what was not committed. */
void tb_label_out_release(struct tb_label_out *out);

#endif
