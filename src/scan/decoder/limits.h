/*
 * limits.h - what the decoder may take of the machine.
 */
#ifndef TB_SCAN_DECODER_LIMITS_H
#define TB_SCAN_DECODER_LIMITS_H

/* Of processor time for a picture, of all threads together; the second where no budget ends the search. */
enum { TB_LIMIT_SECONDS = 30, TB_LIMIT_SECONDS_FOR_ALL = 90 };

/* Before the first byte of a picture is read: memory, files, privileges. `max_files` may be open at once. */
void tb_limits_lock_in(int max_files);

/* So many seconds of processor time from now on, or a signal ends the process. */
void tb_limits_time(int seconds);

#endif
