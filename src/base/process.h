/*
 * process.h - running other programs and talking to them, never waiting longer than one wants.
 */
#ifndef TB_BASE_PROCESS_H
#define TB_BASE_PROCESS_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Milliseconds of a clock that only goes forward; for deadlines, and good for nothing else. */
int64_t tb_clock_ms(void);

/*
 * poll() until something happens or `deadline_ms` of tb_clock_ms() is reached, whatever signals come in between.
 * How many of the `n` descriptors have something; 0 at the deadline, also where it has passed already.
 */
int tb_poll_until(struct pollfd *fds, nfds_t n, int64_t deadline_ms);

/*
 * write() where the other end may be gone: that is EPIPE and never a SIGPIPE, whatever the process does with that signal.
 */
ssize_t tb_write_quietly(int fd, const void *bytes, size_t len);

/*
 * Start `program`, looked for in PATH where its name has no '/'. `stdio` are its standard input, output and error; -1 is
 * /dev/null. It starts with no signal blocked, and with those that should end it at their defaults, whatever the caller's
 * thread blocks or ignores. An errno value, 0 for success.
 */
int tb_spawn(const char *program, char *const argv[], char *const envp[], const int stdio[3], pid_t *pid);

/* Whether the child has ended, without waiting; then `*status` is its wait status, and it is no child any more. */
bool tb_child_ended(pid_t pid, int *status);

/* End a child at once, and wait until it is gone. */
void tb_child_kill(pid_t pid);

#endif
