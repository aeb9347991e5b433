#include <string.h>

#include "base/reason.h"

enum tb_status tb_explain(const struct tb_reason *reasons, const char *fallback, const char *subject, int error,
			  struct tb_err *err)
{
	for (; reasons->error; reasons++)
		if (reasons->error == error)
			return tb_err_set(err, TB_ESYS, reasons->msgid, subject);
	return tb_err_set(err, TB_ESYS, fallback, subject, strerror(error));
}
