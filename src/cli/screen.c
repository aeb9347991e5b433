#include "cli/screen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ncurses.h>

#include "base/alloc.h"
#include "base/utf8.h"

enum { MAX_LINE = 4096, ESCAPE_MS = 25, BEEP_MS = 120, MAX_FAILURES = 3 };
enum { CTRL_C = 3, CTRL_D = 4, BACKSPACE = 8, TAB = 9, CTRL_L = 12, CTRL_U = 21, ESCAPE = 27, DELETE = 127 };

static SCREEN *screen; /* ncurses has one terminal at a time anyway */

/* Without colours a block is told by reverse video, and red from amber by its bold face. */
static const struct {
	short text, ground; /* -1: as the terminal has it */
	attr_t with, without;
} styles[TB_N_STYLES] = {
	[TB_STYLE_PLAIN] = { -1, -1, A_NORMAL, A_NORMAL },
	[TB_STYLE_DIM] = { -1, -1, A_DIM, A_DIM },
	[TB_STYLE_BOLD] = { -1, -1, A_BOLD, A_BOLD },
	[TB_STYLE_GREEN] = { COLOR_GREEN, -1, A_NORMAL, A_NORMAL },
	[TB_STYLE_AMBER] = { COLOR_YELLOW, -1, A_NORMAL, A_NORMAL },
	[TB_STYLE_RED] = { COLOR_RED, -1, A_BOLD, A_BOLD },
	[TB_STYLE_GREEN_BLOCK] = { COLOR_BLACK, COLOR_GREEN, A_NORMAL, A_BOLD },
	[TB_STYLE_AMBER_BLOCK] = { COLOR_BLACK, COLOR_YELLOW, A_NORMAL, A_REVERSE },
	[TB_STYLE_RED_BLOCK] = { COLOR_WHITE, COLOR_RED, A_BOLD, A_REVERSE | A_BOLD },
	[TB_STYLE_BLUE_BLOCK] = { COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE },
	[TB_STYLE_CYAN_BLOCK] = { COLOR_BLACK, COLOR_CYAN, A_NORMAL, A_REVERSE },
	[TB_STYLE_MAGENTA_BLOCK] = { COLOR_WHITE, COLOR_MAGENTA, A_BOLD, A_REVERSE },
	[TB_STYLE_WHITE_BLOCK] = { COLOR_BLACK, COLOR_WHITE, A_NORMAL, A_REVERSE },
};

static void prepare_colours(void)
{
	start_color();
	use_default_colors();
	for (int i = 0; i < TB_N_STYLES; i++)
		init_pair((short)(i + 1), styles[i].text, styles[i].ground);
}

static bool coloured;

bool tb_screen_open(bool colour)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return false;
	screen = newterm(NULL, stdout, stdin);
	if (!screen)
		return false;
	set_term(screen);
	if (!tigetstr("cup")) { /* a terminal that cannot place its cursor */
		tb_screen_close();
		return false;
	}
	coloured = colour && has_colors();
	if (coloured)
		prepare_colours();
	raw(); /* Ctrl-C ends the session as Ctrl-D does, and Ctrl-S stops nothing */
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	set_escdelay(ESCAPE_MS);
	return true;
}

void tb_screen_close(void)
{
	if (!screen)
		return;
	endwin();
	delscreen(screen);
	screen = NULL;
}

int tb_screen_rows(void)
{
	return LINES;
}

int tb_screen_columns(void)
{
	return COLS;
}

static attr_t attributes(enum tb_style style)
{
	return coloured ? styles[style].with | (attr_t)COLOR_PAIR(style + 1) : styles[style].without;
}

void tb_screen_put(int row, enum tb_style style, const char *text)
{
	char *tame = tb_strdup(text);

	if (row < 0 || row >= LINES) {
		free(tame);
		return;
	}
	tb_utf8_tame(tame, strlen(tame));
	for (char *p = tame; (p = strpbrk(p, "\n\t"));)
		*p = ' ';
	tame[tb_utf8_fit(tame, (size_t)COLS)] = '\0';
	move(row, 0);
	attrset((int)attributes(style));
	clrtoeol();
	addstr(tame);
	if (style >= TB_STYLE_GREEN_BLOCK)
		for (size_t at = tb_utf8_width(tame); at < (size_t)COLS; at++)
			addch(' ');
	attrset(A_NORMAL);
	free(tame);
}

void tb_screen_show(int row, const char *text)
{
	int column = (int)tb_utf8_width(text);

	move(row < LINES ? row : LINES - 1, column < COLS ? column : COLS - 1);
	refresh();
}

void tb_screen_beep(int times)
{
	for (int i = 0; i < times; i++) {
		if (i)
			napms(BEEP_MS); /* else they sound as one */
		beep();
	}
}

static void delete_last(struct tb_str *line)
{
	size_t len = line->len;

	while (len && ((unsigned char)line->buf[len - 1] & 0xC0) == 0x80)
		len--;
	tb_str_cut(line, len ? len - 1 : 0);
}

static enum tb_screen_event take_key(int key, struct tb_str *line)
{
	switch (key) {
	case CTRL_C: return TB_SCREEN_END;
	case CTRL_D: return line->len ? TB_SCREEN_TYPED : TB_SCREEN_END;
	case '\r':
	case '\n':
	case TAB: /* what some scanners send behind a code */
	case KEY_ENTER: return TB_SCREEN_LINE;
	case BACKSPACE:
	case DELETE:
	case KEY_BACKSPACE: delete_last(line); break;
	case CTRL_U:
	case ESCAPE: tb_str_clear(line); break;
	case CTRL_L: clearok(curscr, TRUE); break;
	default:
		if (key < 0x100 && line->len < MAX_LINE)
			tb_str_addc(line, (char)key);
	}
	return TB_SCREEN_TYPED;
}

enum tb_screen_event tb_screen_key(struct tb_str *line)
{
	for (int failures = 0; failures < MAX_FAILURES; failures++) {
		int key;

		errno = 0;
		key = getch();
		if (key != ERR)
			return take_key(key, line);
		if (errno == EINTR)
			failures--;
	}
	return TB_SCREEN_END; /* nobody is there any more */
}
