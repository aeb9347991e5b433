#include "scan/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

struct tb_view_text {
	char *text; /* owned */
	int64_t seen_ms;
};

static void drop_old(struct tb_view *view, int64_t now_ms)
{
	size_t kept = 0;

	for (size_t i = 0; i < view->n; i++) {
		if (now_ms - view->at[i].seen_ms < TB_VIEW_MS)
			view->at[kept++] = view->at[i];
		else
			free(view->at[i].text);
	}
	view->n = kept;
}

bool tb_view_sees(struct tb_view *view, const char *text, int64_t now_ms)
{
	drop_old(view, now_ms);
	for (size_t i = 0; i < view->n; i++)
		if (!strcmp(view->at[i].text, text)) {
			view->at[i].seen_ms = now_ms;
			return false;
		}
	TB_GROW(view->at, view->n, view->cap);
	view->at[view->n++] = (struct tb_view_text){ tb_strdup(text), now_ms };
	return true;
}

void tb_view_release(struct tb_view *view)
{
	for (size_t i = 0; i < view->n; i++)
		free(view->at[i].text);
	free(view->at);
	*view = (struct tb_view)TB_VIEW_INIT;
}
