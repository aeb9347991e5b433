/*
 * stream.h - raw pictures, one after the other, for a program that draws labels and reads them back.
 */
#ifndef TB_SCAN_DECODER_STREAM_H
#define TB_SCAN_DECODER_STREAM_H

/*
 * Answer the pictures on the standard input until it ends, each within its processor time. Each is seen once
 * as it is: what the program has drawn needs no filters. The exit status: 0, or 1 after a request that cannot be served.
 */
int tb_stream_run(void);

#endif
