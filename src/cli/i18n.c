#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"

static const char *const languages[] = { "vi", "en" };

/* The first language of a colon separated list such as "vi_VN.UTF-8:en" that the program speaks, or NULL. */
static const char *first_known(const char *list)
{
	for (const char *p = list; p && *p; p = strchr(p, ':'), p = p ? p + 1 : NULL)
		for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
			if (!strncmp(p, languages[i], 2) && (!p[2] || strchr("_.@:", p[2])))
				return languages[i];
	return NULL;
}

static const char *from_environment(void)
{
	static const char *const names[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]), *found = first_known(value);

		if (found)
			return found;
		if (value && *value && i)
			break; /* a locale variable that is set decides, as in setlocale() */
	}
	return "en";
}

enum tb_status tb_i18n_init(const char *lang, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	const char *chosen = lang ? first_known(lang) : from_environment();

	/* C.UTF-8 is part of the C library; gettext then goes by LANGUAGE whatever locales are installed. */
	setlocale(LC_ALL, "C.UTF-8");
	setenv("LANGUAGE", chosen ? chosen : from_environment(), 1);
	bindtextdomain("trangbi", tb_file_own(&pool, "locale", "../share/locale"));
	bind_textdomain_codeset("trangbi", "UTF-8");
	textdomain("trangbi");
	tb_pool_release(&pool);
	if (!chosen)
		return tb_err_set(err, TB_EINVAL, N_("'%s' is no language of this program: choose vi or en"), lang);
	return TB_OK;
}

const char *tb_tr(const char *msgid)
{
	return *msgid ? gettext(msgid) : msgid;
}

const char *tb_trn(const char *one, const char *many, int64_t n)
{
	return ngettext(one, many, (unsigned long)n);
}
