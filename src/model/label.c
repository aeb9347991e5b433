#include "model/label.h"

const struct tb_word tb_label_reasons[] = {
	{ "lost", N_("lost"), "mat|bi mat|that lac|bong mat" },
	{ "damaged", N_("damaged"), "hong|hu hong|bi hong|rach|mo" },
	{ "changed", N_("changed"), "doi|thay doi|da doi|doi thong tin" },
	{ NULL, NULL, NULL },
};

static const struct tb_field label_fields[] = {
	{ "copies", TB_INT, 0, N_("labels"), NULL, NULL },
	{ "reason", TB_WORD, 0, N_("reason"), NULL, tb_label_reasons },
	{ "sheet", TB_TEXT, 0, N_("sheet"), NULL, NULL },
	{ "target", TB_TEXT, 0, N_("printed to"), NULL, NULL },
	{ "template", TB_TEXT, 0, N_("template"), NULL, NULL },
};

static const unsigned char label_show[] = {
	TB_LABEL_EVENT_TEMPLATE, TB_LABEL_EVENT_SHEET,  TB_LABEL_EVENT_TARGET,
	TB_LABEL_EVENT_COPIES,   TB_LABEL_EVENT_REASON,
};

const struct tb_noun tb_label_noun = {
	.name = "label",
	.plural = "labels",
	.fields = label_fields,
	.n_fields = 5,
	.key = TB_MAX_FIELDS,
	.show = label_show,
	.list = label_show,
	.n_list = 5,
};

enum tb_status tb_label_check_reason(const char *subject, int64_t printed, const char *reason, struct tb_err *err)
{
	if (printed <= 0 || reason)
		return TB_OK;
	return tb_err_set(err, TB_EREFUSED,
			  N_("'%s' has a label already; say why it gets another with --reason lost, damaged or "
			     "changed"),
			  subject);
}
