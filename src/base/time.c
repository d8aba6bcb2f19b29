/* SPDX-License-Identifier: ISC */
#include "base/base.h"

#include <sodium.h>
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

char *
time_iso(int64_t t, char out[TIME_TEXT_MAX])
{
	struct tm tm = calendar(t);

	strftime(out, TIME_TEXT_MAX, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return out;
}

char *
time_day(int64_t t, int offset_s, char out[TIME_TEXT_MAX])
{
	struct tm tm = calendar(t + offset_s);

	strftime(out, TIME_TEXT_MAX, "%Y%m%d", &tm);
	return out;
}
