#include <stdio.h>
#include <string.h>

#include "base/time.h"

enum { ZONE = 7 * 3600, DAY = 86400 };

/* Days since 1970-01-01, and back: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
static int64_t days_from_civil(int64_t y, int64_t m, int64_t d)
{
	int64_t era, yoe, doy;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct civil {
	int year, month, day;
};

static struct civil civil_from_days(int64_t z)
{
	int64_t era, doe, yoe, doy, mp, month;

	z += 719468;
	era = (z >= 0 ? z : z - 146096) / 146097;
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	month = mp < 10 ? mp + 3 : mp - 9;
	return (struct civil){ .year = (int)(yoe + era * 400 + (month <= 2)),
			       .month = (int)month,
			       .day = (int)(doy - (153 * mp + 2) / 5 + 1) };
}

static bool is_date(int y, int m, int d)
{
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	if (y < 1900 || y > 9999 || m < 1 || m > 12 || d < 1)
		return false;
	return d <= length[m - 1] + (m == 2 && leap);
}

static int64_t floor_days(int64_t seconds)
{
	return (seconds >= 0 ? seconds : seconds - (DAY - 1)) / DAY;
}

static void write_date(struct civil c, char out[TB_DATE_SIZE])
{
	const unsigned parts[] = { (unsigned)c.year / 100, (unsigned)c.year, (unsigned)c.month, (unsigned)c.day };

	for (size_t i = 0; i < 4; i++) {
		*out++ = (char)('0' + parts[i] / 10 % 10);
		*out++ = (char)('0' + parts[i] % 10);
		if (i == 1 || i == 2)
			*out++ = '-';
	}
	*out = '\0';
}

void tb_time_date(int64_t instant, char out[TB_DATE_SIZE])
{
	write_date(civil_from_days(floor_days(instant + ZONE)), out);
}

void tb_time_format(int64_t instant, char out[TB_TIME_SIZE])
{
	int64_t local = instant + ZONE, days = floor_days(local);
	unsigned s = (unsigned)(local - days * DAY) % DAY;
	char date[TB_DATE_SIZE];

	write_date(civil_from_days(days), date);
	snprintf(out, TB_TIME_SIZE, "%sT%02u:%02u:%02u+07:00", date, s / 3600 % 24, s / 60 % 60, s % 60);
}

/* Read exactly `n` digits; NULL where they are not there. */
static const char *digits(const char *p, int n, int *out)
{
	int value = 0;

	while (n--) {
		if (*p < '0' || *p > '9')
			return NULL;
		value = value * 10 + (*p++ - '0');
	}
	*out = value;
	return p;
}

/* One or two digits, as in "1/7/2025". */
static const char *short_digits(const char *p, int *out)
{
	const char *two = digits(p, 2, out);

	return two ? two : digits(p, 1, out);
}

static const char *iso_date(const char *p, struct civil *c)
{
	if (!(p = digits(p, 4, &c->year)) || *p++ != '-')
		return NULL;
	if (!(p = digits(p, 2, &c->month)) || *p++ != '-')
		return NULL;
	p = digits(p, 2, &c->day);
	return p && is_date(c->year, c->month, c->day) ? p : NULL;
}

/* Two short numbers and a year; which of the two is the month, the caller says. */
static const char *written_date(const char *p, int *first, int *second, struct civil *c)
{
	char separator;

	if (!(p = short_digits(p, first)))
		return NULL;
	separator = *p++;
	if (separator != '/' && separator != '-' && separator != '.')
		return NULL;
	if (!(p = short_digits(p, second)) || *p++ != separator)
		return NULL;
	p = digits(p, 4, &c->year);
	return p && is_date(c->year, c->month, c->day) ? p : NULL;
}

static const char *typed_date(const char *p, struct civil *c)
{
	return written_date(p, &c->day, &c->month, c);
}

static const char *clock_time(const char *p, int *seconds)
{
	int h, m, s = 0;

	if (!(p = digits(p, 2, &h)) || *p++ != ':' || !(p = digits(p, 2, &m)))
		return NULL;
	if (*p == ':' && !(p = digits(p + 1, 2, &s)))
		return NULL;
	if (h > 23 || m > 59 || s > 59)
		return NULL;
	*seconds = h * 3600 + m * 60 + s;
	return p;
}

bool tb_time_parse(const char *text, int64_t *out)
{
	struct civil c;
	int seconds = 0, zone = ZONE;
	const char *p = iso_date(text, &c);

	if (!p)
		p = typed_date(text, &c);
	if (!p)
		return false;
	if (*p == 'T' || *p == ' ') {
		p = clock_time(p + 1, &seconds);
		if (!p)
			return false;
		if (!strcmp(p, "Z"))
			zone = 0;
		if (*p && strcmp(p, "Z") != 0 && strcmp(p, "+07:00") != 0)
			return false;
	} else if (*p) {
		return false;
	}
	*out = days_from_civil(c.year, c.month, c.day) * DAY + seconds - zone;
	return true;
}

bool tb_date_parse(const char *text, char out[TB_DATE_SIZE])
{
	struct civil c;
	const char *end = iso_date(text, &c);

	if (!end)
		end = typed_date(text, &c);
	if (!end || *end)
		return false;
	write_date(c, out);
	return true;
}

/* "7/2025", "07-2025" and "2025": the first day of it. */
static const char *first_day(const char *p, struct civil *c)
{
	const char *end = short_digits(p, &c->month);

	c->day = 1;
	if (end && (*end == '/' || *end == '-' || *end == '.')) {
		end = digits(end + 1, 4, &c->year);
	} else {
		c->month = 1;
		end = digits(p, 4, &c->year);
	}
	return end && is_date(c->year, c->month, 1) ? end : NULL;
}

/* Days since 1899-12-30, which is right from March 1900 on; few tables here hold anything before 1954. */
static const char *sheet_day(const char *p, struct civil *c)
{
	int n;
	const char *end = digits(p, 5, &n);

	if (!end || *end || n < 20000)
		return NULL;
	*c = civil_from_days(n + days_from_civil(1899, 12, 30));
	return end;
}

static bool is_end(const char *p)
{
	static const char *const ends[] = { "", " 00:00", " 00:00:00", "T00:00:00", " 0:00", " 0:00:00" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (!strcmp(p, ends[i]))
			return true;
	return false;
}

bool tb_date_parse_table(const char *text, bool month_first, char out[TB_DATE_SIZE])
{
	struct civil c;
	const char *end = iso_date(text, &c);

	if (!end)
		end = month_first ? written_date(text, &c.month, &c.day, &c) : typed_date(text, &c);
	if (!end)
		end = sheet_day(text, &c);
	if (!end)
		end = first_day(text, &c);
	if (!end || !is_end(end))
		return false;
	write_date(c, out);
	return true;
}

void tb_date_add(const char *iso, int days, char out[TB_DATE_SIZE])
{
	struct civil c = { .year = 1970, .month = 1, .day = 1 };

	iso_date(iso, &c);
	write_date(civil_from_days(days_from_civil(c.year, c.month, c.day) + days), out);
}
