/*
 * rejects.h - the file of the rows that an import refused: as they came, with number, column and reason in front.
 */
#ifndef TB_SERVICE_REJECTS_H
#define TB_SERVICE_REJECTS_H

#include <stdio.h>

#include <trangbi/exchange.h>

#include "base/file.h"
#include "csvio/csvio.h"

struct tb_rejects {
	struct tb_outfile out;
	char delimiter; /* that of the rows */
	bool again;     /* the rows come from such a file; what it has in front is replaced */
};

/* The columns that it has in front. */
enum { TB_REJECT_COLUMNS = 3 };
extern const char *const tb_reject_headers[TB_REJECT_COLUMNS];

bool tb_is_reject_header(const char *name);

/*
 * TB_EREFUSED  `path` is there already
 * TB_EINVAL    it is the file that is imported
 * TB_ESYS      it cannot be written
 */
TB_MUST_CHECK
enum tb_status tb_rejects_open(struct tb_rejects *r, const char *path, const char *from, struct tb_err *err);

/* `delimiter` is that of the rows to come. Nothing is written where the file is not open. */
void tb_rejects_header(struct tb_rejects *r, const struct tb_csv_row *row, bool again, char delimiter);

/* The row as it stands, byte by byte (but in UTF-8), behind what is wrong with it. */
void tb_rejects_put(struct tb_rejects *r, const struct tb_csv_row *row, int64_t number, const char *column,
		    const char *reason);

/* Whether `f`, which stands at its beginning and does afterwards, is such a file. */
bool tb_rejects_is(FILE *f);

/* The number that the row had in the file that was refused first. */
int64_t tb_rejects_number(const struct tb_rejects *r, const struct tb_csv_row *row);

#endif
