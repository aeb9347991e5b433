/*
 * label.h - the rule of printing labels again, and the details that label events carry.
 */
#ifndef TB_MODEL_LABEL_H
#define TB_MODEL_LABEL_H

#include <trangbi/nouns.h>

/* The payload of asset.label, unit.label and person.label. */
enum tb_label_event_field {
	TB_LABEL_EVENT_COPIES,   /* how many, at least 1 */
	TB_LABEL_EVENT_REASON,   /* why it gets another; absent at the first printing */
	TB_LABEL_EVENT_SHEET,    /* name of the sheet or roll; absent where the label stands alone */
	TB_LABEL_EVENT_TARGET,   /* where it went: name of a file without its folder, of a printer, or an address */
	TB_LABEL_EVENT_TEMPLATE, /* name of the template */
};

extern const struct tb_noun tb_label_noun;
extern const struct tb_word tb_label_reasons[]; /* of TB_LABEL_EVENT_REASON */

/*
 * May `subject`, which was printed so many times before, get a label? A label printed again needs a `reason` (one of the
 * words of TB_LABEL_EVENT_REASON; NULL for none). A reason for the first label is no error; the caller leaves it out of the
 * event, because nothing is printed again. TB_EREFUSED where the reason is missing.
 */
TB_MUST_CHECK
enum tb_status tb_label_check_reason(const char *subject, int64_t printed, const char *reason, struct tb_err *err);

#endif
