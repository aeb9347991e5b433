/*
 * connect.h - the way to a printer: a connection over the network, or an open device.
 *
 * On TB_OK `*fd` never blocks and is closed on exec, and the caller closes it; on failure it is untouched.
 */
#ifndef TB_BASE_CONNECT_H
#define TB_BASE_CONNECT_H

#include <stdbool.h>

#include <trangbi/err.h>

/*
 * Connect to "tcp://HOST:PORT"; the port may lack, an IPv6 address stands in brackets (see base/port.h).
 *
 * TB_EINVAL  no such address
 * TB_ESYS    unknown host, refused, or no answer within the time
 */
TB_MUST_CHECK
enum tb_status tb_connect(const char *to, int timeout_ms, int *fd, struct tb_err *err);

/*
 * Open a character device or a named pipe for writing. A named pipe is given the time until somebody reads from it.
 *
 * TB_EINVAL  it is something else: a file, a folder, a disk
 * TB_ESYS    it is missing, forbidden, in use; nobody reads from the named pipe
 */
TB_MUST_CHECK
enum tb_status tb_device_open(const char *path, int timeout_ms, int *fd, bool *fifo, struct tb_err *err);

#endif
