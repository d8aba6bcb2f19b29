/* SPDX-License-Identifier: ISC */
/* Zone files: written in one pass, and known again by their last line. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rdns/record.h"

#define FLUSH_AT (256u << 10)
#define BUFFER_MAX (64u << 20)		/* zonelets are put whole */
#define STAMP "; parcela "
#define STAMP_MAX 128
#define HEAD_MAX 4096			/* the first lines, of five names */
/* RFC 1912 2.2; a name that was not there is asked for again soon. */
#define SOA_TIMES "7200 900 1209600 900"

struct out {
	int fd;
	struct text text;
	crypto_generichash_state hash;
	size_t records;
	bool failed;
};

static void
flush(struct out *o, bool hashed)
{
	const char *at = o->text.bytes;
	size_t left = o->text.length;
	ssize_t n;

	if (hashed)
		crypto_generichash_update(&o->hash, (const uint8_t *)at,
		    left);
	while (left > 0 && !o->failed) {
		n = write(o->fd, at, left);
		if (n < 0 && errno == EINTR)
			continue;
		o->failed = n <= 0;
		at += n > 0 ? n : 0;
		left -= n > 0 ? (size_t)n : 0;
	}
	o->failed |= o->text.overflow;
	text_clear(&o->text);
}

static void
put_record(struct out *o, const char *owner, size_t owner_length,
    const char *type, const char *rdata, size_t length)
{
	text_put_bytes(&o->text, owner, owner_length);
	text_put_bytes(&o->text, type, 4);
	text_put_bytes(&o->text, rdata, length);
	text_put_bytes(&o->text, "\n", 1);
	o->records++;
	if (o->text.length >= FLUSH_AT)
		flush(o, true);
}

static void
put_host(struct out *o, const char *owner, size_t owner_length,
    const char *host)
{
	char text[NAME_TEXT_MAX];
	struct name name;

	if (name_of_host(&name, host))
		put_record(o, owner, owner_length, "\tNS\t", text,
		    name_text(&name, text));
	else
		log_warning("%s: %s is no host name", owner, host);
}

static void
put_zone(struct out *o, const struct index_zone *zone)
{
	char owner[NAME_TEXT_MAX], ds[LIMIT_DS_RDATA];
	struct name name;
	size_t length;

	name_of_zone(&name, &zone->zone);
	length = name_text(&name, owner);
	for (size_t i = 0; i < zone->host_count; i++)
		put_host(o, owner, length, zone->hosts[i]);
	for (size_t i = 0; i < zone->ds_count; i++)
		put_record(o, owner, length, "\tDS\t", ds, (size_t)snprintf(ds,
		    sizeof(ds), "%u %u %u %.*s", zone->ds[i].tag,
		    zone->ds[i].algorithm, zone->ds[i].digest_type,
		    LIMIT_DIGEST, zone->ds[i].digest));
}

/* The apex's own records; the serial is the one thing that is not hashed. */
static bool
put_apex(struct out *o, const struct rdns_config *config,
    const struct prefix *apex, uint32_t soa)
{
	char owner[NAME_TEXT_MAX], primary[NAME_TEXT_MAX],
	    mailbox[NAME_TEXT_MAX];
	struct name name;
	size_t length;

	name_of_zone(&name, apex);
	length = name_text(&name, owner);
	if (!name_of_host(&name, config->primary))
		return false;
	name_text(&name, primary);
	if (!name_of_mailbox(&name, config->mailbox))
		return false;
	name_text(&name, mailbox);
	text_printf(&o->text, "$TTL %d\n%s\tSOA\t%s %s ", config->ttl, owner,
	    primary, mailbox);
	flush(o, true);
	text_printf(&o->text, "%" PRIu32, soa);
	flush(o, false);
	text_put(&o->text, " " SOA_TIMES "\n");
	o->records++;
	for (size_t i = 0; i < config->server_count; i++)
		put_host(o, owner, length, config->servers[i]);
	return true;
}

static void
put_delegations(struct out *o, struct index *ix, const struct prefix *apex)
{
	struct index_zones *zones = index_zones_open(ix, apex);
	struct index_zone zone;

	while (!o->failed && index_zones_next(zones, &zone)) {
		if (zone.zone.length > apex->length)
			put_zone(o, &zone);
		else
			log_warning("a delegation is not below its zone");
	}
	index_zones_close(zones);
}

static void
put_stamp(struct out *o, struct zone_file *file)
{
	flush(o, true);
	crypto_generichash_final(&o->hash, file->hash.bytes, HASH_SIZE);
	text_put(&o->text, STAMP);
	text_put_hex(&o->text, file->hash.bytes, HASH_SIZE);
	text_printf(&o->text, " %" PRIu32 "\n", file->soa);
	flush(o, false);
}

/* Why the register could not be read; NULL: it was. */
static const char *
unread(struct index *ix)
{
	return ix == NULL ? NULL : store_error(index_store(ix));
}

bool
zone_write(struct index *ix, const struct rdns_config *config,
    const struct zonelets *zonelets, const struct prefix *apex,
    struct zone_file *file)
{
	struct out o = { .fd = open(file->path, O_WRONLY | O_CREAT | O_TRUNC |
	    O_CLOEXEC | O_NOFOLLOW, 0644) };
	bool fine;

	if (o.fd < 0) {
		log_warning("%s: %s", file->path, strerror(errno));
		return false;
	}
	text_init(&o.text, BUFFER_MAX);
	crypto_generichash_init(&o.hash, NULL, 0, HASH_SIZE);
	fine = put_apex(&o, config, apex, file->soa);
	if (ix != NULL)
		put_delegations(&o, ix, apex);
	o.records += zonelets_put(zonelets, ix, apex, &o.text);
	put_stamp(&o, file);
	file->records = o.records;
	errno = 0;
	fine = fine && !o.failed && fsync(o.fd) == 0 && unread(ix) == NULL;
	if (!fine)
		log_warning("%s: not written: %s", file->path,
		    unread(ix) != NULL ? unread(ix) : strerror(errno));
	close(o.fd);
	text_release(&o.text);
	return fine;
}

/* The last line of a file, as far as it may be a stamp. */
static bool
read_tail(const char *path, char tail[STAMP_MAX + 1])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t n = -1;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0)
		n = pread(fd, tail, STAMP_MAX, st.st_size > STAMP_MAX ?
		    st.st_size - STAMP_MAX : 0);
	close(fd);
	if (n > 0)
		tail[n] = '\0';
	return n > 0 && tail[n - 1] == '\n';
}

/* Where the serial stands in the head of a file: behind two names. */
static const char *
find_serial(const char *head)
{
	const char *at = strstr(head, "\tSOA\t");

	at = at == NULL ? NULL : strchr(at + strlen("\tSOA\t"), ' ');
	at = at == NULL ? NULL : strchr(at + 1, ' ');
	return at == NULL ? NULL : at + 1;
}

static bool
hash_range(FILE *file, long from, long to, crypto_generichash_state *hash)
{
	char part[BUFSIZ];
	size_t n;

	if (fseek(file, from, SEEK_SET) < 0)
		return false;
	for (; from < to; from += (long)n) {
		n = (size_t)(to - from);
		n = fread(part, 1, n < sizeof(part) ? n : sizeof(part), file);
		if (n == 0)
			return false;
		crypto_generichash_update(hash, (uint8_t *)part, n);
	}
	return true;
}

/* Of all but the serial and the last line, as it was made when written. */
static bool
hash_file(FILE *file, struct hash *out)
{
	char head[HEAD_MAX + 1], tail[STAMP_MAX + 1];
	size_t n = fread(head, 1, HEAD_MAX, file), m;
	crypto_generichash_state hash;
	const char *serial, *stamp;
	long size, behind;

	head[n] = '\0';
	serial = find_serial(head);
	if (serial == NULL || fseek(file, 0, SEEK_END) < 0 ||
	    (size = ftell(file)) < STAMP_MAX ||
	    fseek(file, size - STAMP_MAX, SEEK_SET) < 0)
		return false;
	m = fread(tail, 1, STAMP_MAX, file);
	tail[m] = '\0';
	stamp = strstr(tail, STAMP);
	if (stamp == NULL)
		return false;
	behind = (long)(serial - head) + (long)strspn(serial, "0123456789");
	crypto_generichash_init(&hash, NULL, 0, HASH_SIZE);
	if (!hash_range(file, 0, (long)(serial - head), &hash) ||
	    !hash_range(file, behind, size - STAMP_MAX + (stamp - tail),
	    &hash))
		return false;
	crypto_generichash_final(&hash, out->bytes, HASH_SIZE);
	return true;
}

static bool
is_as_written(const char *path, const struct hash *stamp)
{
	FILE *file = fopen(path, "re");
	struct hash hash;
	bool same = file != NULL && hash_file(file, &hash) &&
	    hash_equal(&hash, stamp);

	if (file != NULL)
		fclose(file);
	return same;
}

bool
zone_stamp(const char *path, struct zone_file *file)
{
	char tail[STAMP_MAX + 1], *at, *end;
	uint64_t serial;

	if (!read_tail(path, tail) || (at = strstr(tail, STAMP)) == NULL)
		return false;
	at += strlen(STAMP);
	if (strlen(at) < HASH_SIZE * 2 + 3)
		return false;
	end = at + HASH_SIZE * 2;
	if (*end != ' ')
		return false;
	*end++ = '\0';
	end[strcspn(end, "\n")] = '\0';
	if (!hash_parse_hex(at, &file->hash) ||
	    !parse_number(end, UINT32_MAX, &serial))
		return false;
	file->soa = (uint32_t)serial;
	if (!is_as_written(path, &file->hash)) {
		log_warning("%s: changed by another hand", path);
		file->hash = (struct hash){ 0 };
	}
	return true;
}

struct reading {
	struct cuts *cuts;
	const struct prefix *apex;
};

static void
take(void *reading, const ldns_rr *rr)
{
	struct reading *r = reading;

	record_add_cut(r->cuts, r->apex, rr);
}

bool
zone_read(const char *path, const struct prefix *apex, struct cuts *cuts)
{
	struct reading r = { cuts, apex };

	return records_read(path, 0, take, &r);
}
