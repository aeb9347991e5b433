/*
 * reading.h - the options that say how a CSV file is read, of every command that reads one.
 */
#ifndef TB_CLI_READING_H
#define TB_CLI_READING_H

#include <trangbi/exchange.h>

#include "cli/cli.h"

/* A member `reading` of the command's option struct. */
struct tb_reading_opts {
	const char *profile, *profiles, *numbers, *encoding, *delimiter;
	int multiplier, header_row;
};

#define TB_READING_OPTS(s)                                                                                             \
	TB_STR('p', "profile", s, reading.profile, "NAME|FILE.ini",                                                    \
	       N_("how such files are read; see 'trangbi import profiles'")),                                          \
		TB_INT(0, "multiplier", s, reading.multiplier, "N",                                                    \
		       N_("money is in so many dong: 1000 where the file says in thousands")),                         \
		TB_STR(0, "numbers", s, reading.numbers, "vi|en",                                                      \
		       N_("how numbers are written: 1.234.567,50 or 1,234,567.50 (default: found out)")),              \
		TB_STR(0, "encoding", s, reading.encoding, "NAME",                                                     \
		       N_("UTF-8, UTF-16LE, UTF-16BE, Windows-1258, TCVN3 or VNI (default: found out)")),              \
		TB_STR(0, "delimiter", s, reading.delimiter, "CHARACTER",                                              \
		       N_("what stands between cells, or 'tab' (default: found out)")),                                \
		TB_INT(0, "header-row", s, reading.header_row, "N",                                                    \
		       N_("which row names the columns (default: found out)")),                                        \
		TB_STR(0, "profiles", s, reading.profiles, "FOLDER",                                                   \
		       N_("profiles of one's own (default: $TRANGBI_IMPORT, else ~/.config/trangbi/import)"))

/* Put what the options say into the request, and how its reasons are translated. TB_EINVAL */
TB_MUST_CHECK
enum tb_status tb_reading_take(struct tb_cli *cli, const struct tb_reading_opts *o, struct tb_import_req *req);

/* What was found out about a file, as chatter; what is nothing to speak of is not told. */
void tb_say_reading(const char *encoding, int64_t titles, int64_t repeated, int64_t totals);

#endif
