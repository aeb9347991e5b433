/*
 * feedback.h - for whoever scans with both hands full: colours to be seen from afar, and a beep for each code.
 */
#ifndef TB_CLI_FEEDBACK_H
#define TB_CLI_FEEDBACK_H

#include <trangbi/scan.h>

/* Around what is printed of a code to the standard output; nothing where that is no terminal, or NO_COLOR is set. */
void tb_feedback_begin(enum tb_mark mark);
void tb_feedback_end(void);

/* On the standard error, if that is a terminal. */
void tb_feedback_beep(void);

#endif
