/*
 * time.h - instants and calendar dates.
 *
 * An instant is seconds since the epoch, UTC. It is shown and typed in the time of Viet Nam (UTC+7 all year), wherever the
 * machine stands, so that a report does not depend on a computer's setting. Nothing here reads the clock.
 */
#ifndef TB_BASE_TIME_H
#define TB_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

enum { TB_DATE_SIZE = sizeof("9999-12-31"), TB_TIME_SIZE = sizeof("9999-12-31T23:59:59+07:00") };

/* "2026-11-24T17:05:00+07:00" */
void tb_time_format(int64_t instant, char out[TB_TIME_SIZE]);

/* The date in Viet Nam at that instant, "2026-11-24". */
void tb_time_date(int64_t instant, char out[TB_DATE_SIZE]);

/*
 * Read "2026-11-24", "2026-11-24T17:05", "2026-11-24 17:05:30", each also with "Z" or "+07:00" behind the time, and with
 * the day as people here write it: "24/11/2026 17:05".
 * False, and `*out` untouched, for anything else and for days that do not exist. A bare date is its midnight.
 */
bool tb_time_parse(const char *text, int64_t *out);

/*
 * Read a date as it is typed, "24/11/2026", "24-11-2026", "24.11.2026" or "2026-11-24", and write it as ISO text.
 * Day comes before month, always. False, and `out` untouched, where it is no date between the years 1900 and 9999.
 */
bool tb_date_parse(const char *text, char out[TB_DATE_SIZE]);

/*
 * Read a date as tables have it: as above, also with a midnight behind it; a month (7/2025) or year (2025) as its first day;
 * and a whole number of 20000..99999 as a spreadsheet counts days (45839 is 2025-07-01). `month_first`: 11/24/2026.
 */
bool tb_date_parse_table(const char *text, bool month_first, char out[TB_DATE_SIZE]);

/* `days` after (before, if negative) an ISO date. */
void tb_date_add(const char *iso, int days, char out[TB_DATE_SIZE]);

#endif
