/* SPDX-License-Identifier: ISC */
#include "base/base.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define NOON (12 * 60 * 60)
#define YEAR_MIN 1900
#define YEAR_MAX 2999

int64_t
clock_now(const struct clock *c)
{
	return c->fixed != 0 ? c->fixed : (int64_t)time(NULL);
}

/* Before the sandbox: libsodium may want to open its source of randomness. */
__attribute__((constructor)) static void
chance_init(void)
{
	if (sodium_init() < 0)
		die("libsodium does not start");
}

void
clock_random(struct clock *c, void *out, size_t size)
{
	uint8_t seed[randombytes_SEEDBYTES] = { 0 };

	if (c->seed == 0) {
		randombytes_buf(out, size);
		return;
	}
	memcpy(seed, &c->seed, sizeof(c->seed));
	randombytes_buf_deterministic(out, size, seed);
	if (++c->seed == 0)		/* 0 would be the system's chance */
		c->seed = 1;
}

/* Exactly this many digits at *s, which moves behind them; -1 if not. */
static int
digits(const char **s, int count)
{
	int n = 0;

	for (; count > 0; count--, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		n = n * 10 + (**s - '0');
	}
	return n;
}

static bool
skip(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static int
days_of_month(int year, int month)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static bool
parse_day(const char **s, struct tm *tm)
{
	int year, month, day;
	bool dashes;

	year = digits(s, 4);
	if (year < YEAR_MIN || year > YEAR_MAX)
		return false;
	dashes = skip(s, '-');
	month = digits(s, 2);
	if (month < 1 || month > 12 || (dashes && !skip(s, '-')))
		return false;
	day = digits(s, 2);
	if (day < 1 || day > days_of_month(year, month))
		return false;
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	tm->tm_mday = day;
	return true;
}

/* "T12:00:00Z" */
static bool
parse_time_of_day(const char **s, struct tm *tm)
{
	int hour, minute, second;

	if (!skip(s, 'T'))
		return false;
	hour = digits(s, 2);
	if (hour < 0 || hour > 23 || !skip(s, ':'))
		return false;
	minute = digits(s, 2);
	if (minute < 0 || minute > 59 || !skip(s, ':'))
		return false;
	second = digits(s, 2);
	if (second < 0 || second > 59 || !skip(s, 'Z'))
		return false;
	tm->tm_hour = hour;
	tm->tm_min = minute;
	tm->tm_sec = second;
	return true;
}

bool
time_parse(const char *s, int64_t *out)
{
	struct tm tm = { 0 };
	bool dashes, exact;

	if (strnlen(s, 5) < 5)
		return false;
	dashes = s[4] == '-';
	if (!parse_day(&s, &tm))
		return false;
	exact = dashes && *s != '\0';
	if (exact && !parse_time_of_day(&s, &tm))
		return false;
	if (*s != '\0')
		return false;
	*out = (int64_t)timegm(&tm) + (exact ? 0 : NOON);
	return true;
}

static struct tm
calendar(int64_t t)
{
	time_t seconds = (time_t)t;
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL)
		die("%lld is no time", (long long)t);
	return tm;
}

/*
 * The calendar repeats every 400 years.  Counted from a 1 March, the leap day
 * is the last of its year, and five months have 153 days.
 */
#define DAY_S (24 * 60 * 60)
#define ERA_DAYS 146097
#define DAYS_TO_1970 719468		/* from 1 March of the year 0 */

static struct tm
calendar_of_pages(int64_t t)
{
	int days = (int)(t / DAY_S) + DAYS_TO_1970, rest = (int)(t % DAY_S);
	int day = days % ERA_DAYS;
	int year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int month;

	day -= 365 * year + year / 4 - year / 100;
	month = (5 * day + 2) / 153;
	year += days / ERA_DAYS * 400 + (month >= 10);
	return (struct tm){
		.tm_year = year - 1900, .tm_mon = (month + 2) % 12,
		.tm_mday = day - (153 * month + 2) / 5 + 1,
		.tm_hour = rest / 3600, .tm_min = rest / 60 % 60,
		.tm_sec = rest % 60,
	};
}

static char *
put_pair(char *p, int n)
{
	*p++ = (char)('0' + n / 10);
	*p++ = (char)('0' + n % 10);
	return p;
}

/* A page has many: strftime() and gmtime_r() care for time zones, and each
   takes longer than all of this. */
char *
time_iso(int64_t t, char out[TIME_TEXT_MAX])
{
	bool is_near = t >= 0 && t < INT64_C(8000) * 365 * DAY_S;
	struct tm tm = is_near ? calendar_of_pages(t) : calendar(t);
	int year = tm.tm_year + 1900;
	char *p = out;

	if (is_near)
		p = put_pair(put_pair(p, year / 100), year % 100);
	else
		p += snprintf(out, TIME_TEXT_MAX, "%d", year);
	*p++ = '-';
	p = put_pair(p, tm.tm_mon + 1);
	*p++ = '-';
	p = put_pair(p, tm.tm_mday);
	*p++ = 'T';
	p = put_pair(p, tm.tm_hour);
	*p++ = ':';
	p = put_pair(p, tm.tm_min);
	*p++ = ':';
	p = put_pair(p, tm.tm_sec);
	*p++ = 'Z';
	*p = '\0';
	return out;
}

char *
time_day(int64_t t, int offset_s, char out[TIME_TEXT_MAX])
{
	struct tm tm = calendar(t + offset_s);

	strftime(out, TIME_TEXT_MAX, "%Y%m%d", &tm);
	return out;
}
