/*
 * port.h - where printed pages and labels go: a printer on the network, a device, or the print queue.
 *
 * Whatever stands in the way is TB_ESYS, with a message that names the printer and says what to check. Nothing waits
 * without end: a printer that is off, or out of paper, is an error after the limits below. Looking up the name of a host
 * takes as long as the system's resolver does. No SIGPIPE reaches the process.
 */
#ifndef TB_BASE_PORT_H
#define TB_BASE_PORT_H

#include <stddef.h>

#include <trangbi/err.h>

struct tb_port;

/*
 * Open a printer that takes its own language raw: "tcp://HOST:PORT" (the port may lack, it is 9100 then; an IPv6 address
 * stands in brackets, tcp://[::1]:9100), or the path of a device or a named pipe, /dev/usb/lp0.
 *
 * On TB_OK the caller ends `*out` with tb_port_close() or tb_port_abort(); on failure it is untouched.
 *
 * TB_EINVAL  no address of a printer; or a file, a folder or a disk
 * TB_ESYS    no such host or device, no permission, in use, refused, no answer
 */
TB_MUST_CHECK
enum tb_status tb_port_open(const char *to, struct tb_port **out, struct tb_err *err);

/*
 * Hand a document to CUPS: what is written becomes the standard input of `lp`, which is looked for in PATH. `title` is the
 * name of the job, at most 255 bytes.
 *
 * TB_EINVAL  `printer` cannot be the name of a queue
 * TB_ESYS    lp cannot be started
 */
TB_MUST_CHECK
enum tb_status tb_port_spool(const char *printer, const char *title, struct tb_port **out, struct tb_err *err);

/*
 * Write all of `bytes`. After a failure it is unknown how many of them arrived, and the port can only be ended.
 *
 * TB_ESYS  lost, unplugged, out of paper, or nothing was taken for too long
 */
TB_MUST_CHECK
enum tb_status tb_port_write(struct tb_port *port, const void *bytes, size_t len, struct tb_err *err);

/*
 * Wait until all that was written has left this machine: until a printer on the network has acknowledged it, a device has
 * taken it, and the reader of a named pipe has read it. With lp there is nothing to wait for: tb_port_close() tells.
 *
 * TB_ESYS  as tb_port_write()
 */
TB_MUST_CHECK
enum tb_status tb_port_settle(struct tb_port *port, struct tb_err *err);

/*
 * Settle, and end the connection in good order; with lp, wait until it has ended. Frees `port` always.
 *
 * TB_ESYS  as tb_port_write(), also where a printer on the network hangs up on what it has acknowledged; lp failed, the
 *          message holds its words; or an earlier call failed, and `err` still says how
 */
TB_MUST_CHECK
enum tb_status tb_port_close(struct tb_port *port, struct tb_err *err);

/*
 * End the connection after a failure and free `port`. Accepts NULL. lp is killed before it sees the end of its input, so
 * that it prints nothing. What a printer or a device has taken already it may print.
 */
void tb_port_abort(struct tb_port *port);

/* ---- with limits of one's choice, for tests -------------------------------------------------------------------- */

struct tb_port_limits {
	int connect_ms; /* until a host answers, or until somebody reads from a named pipe */
	int stall_ms;   /* without any progress while it writes or settles, and until lp ends */
	int part_ms;    /* until a printer on the network closes too; no error if it does not */
};

TB_MUST_CHECK
enum tb_status tb_port_open_within(const struct tb_port_limits *limits, const char *to, struct tb_port **out,
				   struct tb_err *err);

TB_MUST_CHECK
enum tb_status tb_port_spool_within(const struct tb_port_limits *limits, const char *printer, const char *title,
				    struct tb_port **out, struct tb_err *err);

#endif
