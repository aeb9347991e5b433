/*
 * number.h - amounts as people and spreadsheets write them: 1.234.567,50, 1,234,567.50, 1.5E+07.
 */
#ifndef TB_MODEL_NUMBER_H
#define TB_MODEL_NUMBER_H

#include <trangbi/record.h>

enum tb_number {
	TB_NUMBER_OK,
	TB_NUMBER_NONE,     /* no number */
	TB_NUMBER_OPEN,     /* 1.500 is fifteen hundred, or one and a half */
	TB_NUMBER_FRACTION, /* not whole, as 12,50 */
	TB_NUMBER_LARGE,    /* more than an int64_t holds */
};

/*
 * `text` times `multiplier` (1 or more) as a whole number. `marks` says what a single mark before three digits means; a
 * text that contradicts it is open. `*out` is untouched unless TB_NUMBER_OK.
 */
enum tb_number tb_number_read(const char *text, enum tb_marks marks, int64_t multiplier, int64_t *out);

#endif
