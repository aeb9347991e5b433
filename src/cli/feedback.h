/*
 * feedback.h - for whoever scans with both hands full: colours to be seen from afar, and a beep for each code.
 */
#ifndef TB_CLI_FEEDBACK_H
#define TB_CLI_FEEDBACK_H

#include <trangbi/scan.h>

/* Whether the standard output is a terminal that shows colours, and NO_COLOR is not set. */
bool tb_feedback_has_colours(void);

/* Around what is printed of a code to the standard output; nothing where there are no colours. */
void tb_feedback_begin(enum tb_mark mark);
void tb_feedback_end(void);

/* On the standard error, if that is a terminal. */
void tb_feedback_beep(void);

#endif
