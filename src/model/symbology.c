#include <trangbi/symbology.h>

#include <string.h>

const char *const tb_symbology_names[TB_N_SYMBOLOGIES] = { "code128", "qrcode", "code39", "ean", "i25" };

static unsigned find(const char *name, size_t len)
{
	for (unsigned i = 0; i < TB_N_SYMBOLOGIES; i++)
		if (strlen(tb_symbology_names[i]) == len && !strncmp(tb_symbology_names[i], name, len))
			return 1u << i;
	return 0;
}

enum tb_status tb_symbologies_add(const char *names, unsigned *out, struct tb_err *err)
{
	unsigned set = *out;

	for (const char *p = names; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
		const unsigned one = find(p, strcspn(p, ","));

		if (!one)
			return tb_err_set(err, TB_EINVAL,
					  N_("'%s' names no symbology; write code39, ean or i25, with commas between"),
					  names);
		set |= one;
	}
	*out = set;
	return TB_OK;
}

enum tb_status tb_scan_budget_parse(const char *text, int *ms, struct tb_err *err)
{
	const char *p = text;
	int n = 0, unit = 1000;

	for (; *p >= '0' && *p <= '9' && n <= TB_SCAN_MAX_BUDGET_MS; p++)
		n = n * 10 + (*p - '0') * unit;
	if (p > text && (*p == '.' || *p == ','))
		for (p++; *p >= '0' && *p <= '9'; p++)
			n += (*p - '0') * (unit /= 10);
	if (p == text || *p || n > TB_SCAN_MAX_BUDGET_MS)
		return tb_err_set(err, TB_EINVAL,
				  N_("'%s' is no budget; write seconds from 0 to 10, such as 0.5, or 0 for no end"),
				  text);
	*ms = n;
	return TB_OK;
}
