/* SPDX-License-Identifier: ISC */
#include "mail/smtp.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CONNECT_S 10L
#define SEND_S 120L			/* the whole of one mail */
#define PASSWORD_MAX 256
#define LETTER_BYTES (1u << 20)
#define WORD_BYTES 42			/* of an encoded word: 56 in base64 */

/* What libcurl reads the message from. */
struct source {
	struct text text;
	size_t at;
	bool whole;			/* its end was read: the server gets
					   the last line */
};

struct smtp {
	const struct mail_config *config;
	CURL *curl;
	const char *domain;		/* of our address */
	char url[512];
	char password[PASSWORD_MAX];
	char why[CURL_ERROR_SIZE];
	char line[256];			/* what the server said last */
	struct source source;
};

bool (*smtp_interrupted)(void);

/* --- Setting up ----------------------------------------------------------- */

static size_t
hear(char *bytes, size_t size, size_t count, void *argument)
{
	struct smtp *s = argument;

	if (size * count >= 3 && memcmp(bytes, "221", 3) == 0)
		return size * count;	/* a farewell: not why it came to it */
	snprintf(s->line, sizeof(s->line), "%.*s",
	    (int)strcspn(bytes, "\r\n"), bytes);
	return size * count;
}

static int
watch(void *argument, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct smtp *s = argument;

	(void)a, (void)b, (void)c, (void)d;
	return !s->source.whole && smtp_interrupted != NULL &&
	    smtp_interrupted();
}

static bool
is_local(const char *server)
{
	const char *host = strstr(server, "://");

	host = host == NULL ? server : host + 3;
	return strncmp(host, "127.", 4) == 0 ||
	    strncmp(host, "[::1]", 5) == 0 ||
	    strncmp(host, "localhost", 9) == 0;
}

static bool
read_password(struct smtp *s)
{
	FILE *file;
	bool read;

	if (s->config->password_file == NULL)
		return true;
	file = fopen(s->config->password_file, "re");
	if (file == NULL)
		return false;
	read = fgets(s->password, sizeof(s->password), file) != NULL;
	fclose(file);
	s->password[strcspn(s->password, "\r\n")] = '\0';
	return read;
}

static void
set_options(struct smtp *s)
{
	CURL *c = s->curl;

	curl_easy_setopt(c, CURLOPT_URL, s->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, SEND_S);
	curl_easy_setopt(c, CURLOPT_USE_SSL, is_local(s->config->server) ?
	    (long)CURLUSESSL_TRY : (long)CURLUSESSL_ALL);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, s->why);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, hear);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, s);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, watch);
	curl_easy_setopt(c, CURLOPT_XFERINFODATA, s);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	if (s->config->user != NULL) {
		curl_easy_setopt(c, CURLOPT_USERNAME, s->config->user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, s->password);
	}
}

struct smtp *
smtp_new(const struct mail_config *config)
{
	struct smtp *s = memory_alloc(sizeof(*s));
	const char *at = strchr(config->from, '@');

	s->config = config;
	s->domain = at == NULL ? config->from : at + 1;
	snprintf(s->url, sizeof(s->url), "%s/%s", config->server, s->domain);
	if (!read_password(s)) {
		log_warning("the password in %s cannot be read",
		    config->password_file);
		smtp_free(s);
		return NULL;
	}
	curl_global_init(CURL_GLOBAL_DEFAULT);
	s->curl = curl_easy_init();
	if (s->curl == NULL)
		die("libcurl does not start");
	set_options(s);
	return s;
}

void
smtp_free(struct smtp *s)
{
	if (s == NULL)
		return;
	curl_easy_cleanup(s->curl);
	explicit_bzero(s, sizeof(*s));
	free(s);
}

/* --- The message ---------------------------------------------------------- */

/* As many bytes of UTF-8 text as make one encoded word. */
static size_t
word_length(const char *text, size_t left)
{
	size_t n = left < WORD_BYTES ? left : WORD_BYTES;

	while (n > 0 && n < left && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* RFC 2047: a header's text outside ASCII. */
static void
put_words(struct text *out, const char *text)
{
	size_t left = strlen(text), n;
	char word[WORD_BYTES * 2];
	bool plain = true;

	for (size_t i = 0; i < left; i++)
		plain &= (unsigned char)text[i] >= ' ' &&
		    (unsigned char)text[i] < 0x7f;
	if (plain) {
		text_put(out, text);
		return;
	}
	for (; left > 0; text += n, left -= n) {
		n = word_length(text, left);
		sodium_bin2base64(word, sizeof(word), (const uint8_t *)text,
		    n, sodium_base64_VARIANT_ORIGINAL);
		text_printf(out, "=?UTF-8?B?%s?=%s", word,
		    left > n ? "\r\n " : "");
	}
}

static void
put_header(struct text *out, const char *name, const char *value)
{
	text_printf(out, "%s: ", name);
	put_words(out, value);
	text_put(out, "\r\n");
}

static void
put_headers(struct text *out, const struct smtp *s,
    const struct letter *letter)
{
	time_t time = (time_t)letter->created;
	char text[512];
	struct tm tm;

	gmtime_r(&time, &tm);
	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S +0000", &tm);
	put_header(out, "Date", text);
	put_header(out, "From", s->config->from);
	put_header(out, "To", letter->to);
	snprintf(text, sizeof(text), "<%s@%s>", letter->id, s->domain);
	put_header(out, "Message-ID", text);
	put_header(out, "Subject", letter->subject);
	put_header(out, "Auto-Submitted", "auto-generated");
	put_header(out, "MIME-Version", "1.0");
	put_header(out, "Content-Type", "text/plain; charset=utf-8");
	put_header(out, "Content-Transfer-Encoding", "quoted-printable");
	text_put(out, "\r\n");
}

/* RFC 2045, 6.7: lines of at most 76 bytes, each of them printable ASCII. */
static void
put_quoted(struct text *out, const char *body)
{
	size_t column = 0;

	for (const char *c = body; *c != '\0'; c++) {
		bool plain = (*c >= ' ' && *c <= '~' && *c != '=') &&
		    !(*c == ' ' && (c[1] == '\n' || c[1] == '\0'));

		if (*c == '\n') {
			text_put(out, "\r\n");
			column = 0;
			continue;
		}
		if (column + (plain ? 1 : 3) > 75) {
			text_put(out, "=\r\n");
			column = 0;
		}
		text_printf(out, plain ? "%c" : "=%02X", (unsigned char)*c);
		column += plain ? 1 : 3;
	}
}

/* --- Sending -------------------------------------------------------------- */

/* A recipient whom the server refuses for good, but not because of us. */
static bool
is_nobody(const struct smtp *s, long reply)
{
	return reply >= 500 && strncmp(s->why, "RCPT failed", 11) == 0 &&
	    !mail_status_is_policy(strlen(s->line) < 4 ? "" : s->line + 4);
}

/* A refusal of the recipient or of what was sent is this mail's; all other
   trouble is the server's, or on the way to it. */
static enum smtp_outcome
judge(struct smtp *s, CURLcode code, bool *down)
{
	curl_off_t sent = 0;
	bool own;
	long reply = 0;

	*down = false;
	if (code == CURLE_OK)
		return SMTP_TAKEN;
	curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &reply);
	curl_easy_getinfo(s->curl, CURLINFO_SIZE_UPLOAD_T, &sent);
	own = strncmp(s->why, "RCPT failed", 11) == 0 ||
	    (code == CURLE_WEIRD_SERVER_REPLY && sent > 0);
	*down = !own || reply == 421;
	if (is_nobody(s, reply))
		return SMTP_NOBODY;
	return own && reply >= 500 ? SMTP_REFUSED : SMTP_LATER;
}

static size_t
read_source(char *out, size_t size, size_t count, void *argument)
{
	struct source *source = argument;
	size_t left = source->text.length - source->at;
	size_t n = size * count < left ? size * count : left;

	memcpy(out, source->text.bytes + source->at, n);
	source->at += n;
	source->whole = n == 0;
	return n;
}

static CURLcode
perform(struct smtp *s, const char *address)
{
	struct curl_slist *to = curl_slist_append(NULL, address);
	CURLcode code;

	s->why[0] = s->line[0] = '\0';
	curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, s->config->from);
	curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(s->curl, CURLOPT_READFUNCTION, read_source);
	curl_easy_setopt(s->curl, CURLOPT_READDATA, &s->source);
	code = curl_easy_perform(s->curl);
	curl_slist_free_all(to);
	return code;
}

void
smtp_send(struct smtp *s, const struct letter *letter, struct delivery *out)
{
	CURLcode code;

	text_init(&s->source.text, LETTER_BYTES);
	put_headers(&s->source.text, s, letter);
	put_quoted(&s->source.text, letter->body);
	code = perform(s, letter->to);
	explicit_bzero(s->source.text.bytes, s->source.text.length);
	text_release(&s->source.text);
	s->source = (struct source){ .at = 0 };
	snprintf(out->said, sizeof(out->said), "%s%s%s",
	    code == CURLE_OK ? "" :
	    s->why[0] != '\0' ? s->why : curl_easy_strerror(code),
	    code != CURLE_OK && s->line[0] != '\0' ? ": " : "", s->line);
	out->outcome = judge(s, code, &out->down);
}
