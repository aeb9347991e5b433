/*
 * view.h - which codes a camera has in view, so that each is told once and not with every picture.
 */
#ifndef TB_SCAN_VIEW_H
#define TB_SCAN_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TB_VIEW_MS = 2000 /* a text that was not seen for so long has left the view; a picture or two may be blurred */
};

struct tb_view {
	struct tb_view_text *at; /* owned */
	size_t n, cap;
};

#define TB_VIEW_INIT                                                                                                   \
	{                                                                                                              \
		.at = NULL                                                                                             \
	}

/* A text is seen at `now_ms` of a clock that only goes forward: did it come into view? */
bool tb_view_sees(struct tb_view *view, const char *text, int64_t now_ms);

void tb_view_release(struct tb_view *view);

#endif
