/*
 * screen.h - a full screen on a terminal: rows of text from the top, and a line being typed at the bottom. The only place
 * that knows ncurses.
 */
#ifndef TB_CLI_SCREEN_H
#define TB_CLI_SCREEN_H

#include <stdbool.h>

#include <trangbi/str.h>

enum tb_style {
	TB_STYLE_PLAIN,
	TB_STYLE_DIM,
	TB_STYLE_BOLD,
	TB_STYLE_GREEN, /* text in that colour */
	TB_STYLE_AMBER,
	TB_STYLE_RED,
	TB_STYLE_GREEN_BLOCK, /* the whole row in that colour */
	TB_STYLE_AMBER_BLOCK,
	TB_STYLE_RED_BLOCK,
	TB_STYLE_BLUE_BLOCK,
	TB_STYLE_CYAN_BLOCK,
	TB_STYLE_MAGENTA_BLOCK,
	TB_STYLE_WHITE_BLOCK,
	TB_N_STYLES
};

/* Take the terminal over. False where it cannot do that (a pipe, TERM=dumb); then nothing was changed. */
bool tb_screen_open(bool colour);
void tb_screen_close(void); /* gives the terminal back; harmless when not open */

int tb_screen_rows(void);
int tb_screen_columns(void);

/* Write a whole row; what does not fit is cut, and what a terminal would obey is shown as '?'. */
void tb_screen_put(int row, enum tb_style style, const char *text);

/* Show what was written. The cursor stands behind the text of `row`. */
void tb_screen_show(int row, const char *text);

void tb_screen_beep(int times);

enum tb_screen_event {
	TB_SCREEN_TYPED, /* the line has changed, or the size of the screen */
	TB_SCREEN_LINE,  /* the line is complete */
	TB_SCREEN_END,   /* Ctrl-C, Ctrl-D on an empty line, or the terminal is gone */
};

/* Wait for a key, and do to `line` what it says. The bytes are taken as they come, and may be no UTF-8. */
enum tb_screen_event tb_screen_key(struct tb_str *line);

#endif
