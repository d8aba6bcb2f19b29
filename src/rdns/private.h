/* SPDX-License-Identifier: ISC */
/* Inside rdns: names, records, and the ways to publish. */
#ifndef RDNS_PRIVATE_H
#define RDNS_PRIVATE_H

#include <sys/types.h>

#include "model/limits.h"
#include "rdns/rdns.h"

/* --- Names in wire format (RFC 1035 3.1) ------------------------------ */

#define NAME_MAX_BYTES 255
#define NAME_TEXT_MAX 1024		/* each byte as \DDD, dots */
struct name {
	uint8_t length;			/* with the root's byte */
	uint8_t bytes[NAME_MAX_BYTES];
};

/* Of a block on the boundary of a zone. */
void name_of_zone(struct name *, const struct prefix *);
/* Of a host name of the register or the configuration; false: it cannot be
   one, which is damage. */
bool name_of_host(struct name *, const char *host) MUST_CHECK;
/* "hostmaster@example.net" as the name that SOA records have (RFC 1035 8). */
bool name_of_mailbox(struct name *, const char *mailbox) MUST_CHECK;
/* From wire, lower case; false: not a whole uncompressed name. */
bool name_of_wire(struct name *, const uint8_t *, size_t) MUST_CHECK;
/* With the final dot, as zone files have it; escaped.  Returns its length. */
size_t name_text(const struct name *, char out[NAME_TEXT_MAX]);

/* --- Cuts: what is delegated, in any order made comparable ------------ */

/*
 * A record at a cut: "NS ns.example.net." or "DS 1 13 2 AB...".  Or another, at
 * the place or below it, as zonelets have them: a whole record of TTL 0 in
 * canonical form (RFC 4034 6.2) behind CUT_OTHER.
 */
#define CUT_OTHER "@"
struct cut {
	struct prefix zone;
	const char *rdata;
	bool handed;			/* by a zonelet: not registered here */
};
struct cuts {
	struct arena *arena;
	struct cut *list;
	size_t count;
};
void cuts_add(struct cuts *, const struct prefix *, const char *rdata);
void cuts_add_handed(struct cuts *, const struct prefix *, const char *rdata);
/* Those of one zone as the register has it. */
void cuts_add_zone(struct cuts *, const struct index_zone *);
/* Ascending by zone, then text, each once. */
void cuts_sort(struct cuts *);
bool cut_is_other(const struct cut *);
/* The records of one zone in a sorted list: how many, and the first. */
size_t cuts_of(const struct cuts *, const struct prefix *zone,
    const struct cut **);

/* All that a zone must have below its apex. */
struct zonelets;
void cuts_wanted(struct cuts *, struct index *, const struct zonelets *,
    const struct prefix *apex);
/* What it must have at one place. */
void cuts_wanted_at(struct cuts *, struct index *, const struct zonelets *,
    const struct prefix *zone);
/* Calls differs() for every zone whose records are not the same. */
size_t cuts_compare(const struct cuts *wanted, const struct cuts *found,
    void (*differs)(void *, const struct prefix *), void *);

/* --- Zonelets --------------------------------------------------------- */

/*
 * Reads the files of the folder that is configured, if any.  One that is
 * unreadable or malformed, or with which zones do not pass the check, is taken
 * as it was when it was good last, and left out when it never was; the log
 * says so.  That is settled once for what the files are and what is configured.
 */
struct zonelets *zonelets_read(struct arena *, const struct rdns_config *,
    const struct store *);
/* Checks what was settled before, for the check may be another than then;
   true: not the same files count. */
bool zonelets_settle_again(struct zonelets *, const struct rdns_config *);
/* Keeps beside the store a copy of each file that is good, and that this was
   settled; forgets those of files that are gone, or were never good. */
void zonelets_keep(const struct zonelets *);
/* Changes when a file there does. */
struct hash zonelets_stamp(const char *folder);

enum zonelet_version { ZONELET_NONE, ZONELET_KEPT, ZONELET_HANDED };
struct zonelet_file {
	const char *name;
	bool has_copy, is_read;		/* so are its versions */
	enum zonelet_version use;
};
struct zonelet_files {
	const char *folder;
	const char *kept;		/* where their copies are */
	bool is_listed;			/* or these are the copies' names */
	struct zonelet_file *list;	/* by name */
	size_t count;
};
void zonelet_files_list(struct arena *, const char *folder,
    const char *store_path, struct zonelet_files *);
/* Is the copy what the file is now? */
bool zonelet_file_is_kept(const struct zonelet_files *, size_t);
/* Of the files' bytes, and of all that a check of them depends on. */
struct hash zonelet_files_key(const struct zonelet_files *,
    const struct rdns_config *);
void zonelet_files_keep(const struct zonelet_files *, const struct hash *key);
bool zonelet_files_are_settled(const struct zonelet_files *,
    const struct hash *key);

/* The places of their records that touch a range. */
size_t zonelets_touching(const struct zonelets *, const struct prefix *,
    struct arena *, struct prefix **);
/* Their other records at a place, standing or not. */
void zonelets_others_at(const struct zonelets *, const struct prefix *,
    struct cuts *);
/* Is this one of them? */
bool zonelets_hand(const struct zonelets *, const struct cut *other);
/* Their records below an apex that stand beside ours, as lines; all of them
   without an index. */
size_t zonelets_put(const struct zonelets *, struct index *,
    const struct prefix *apex, struct text *);

/* --- Writing a zone --------------------------------------------------- */

struct zone_file {
	const char *path;
	uint32_t soa;
	struct hash hash;		/* of all but the serial */
	size_t records;
};
/* The whole zone into a new file, synced; without an index only the zonelets
   beside its own records.  False after saying why. */
bool zone_write(struct index *, const struct rdns_config *,
    const struct zonelets *, const struct prefix *apex, struct zone_file *);
/* Serial and hash of a file that zone_write() wrote; no hash, when it says
   something else now.  False: it is none. */
bool zone_stamp(const char *path, struct zone_file *);
/* The cuts in a zone file. */
bool zone_read(const char *path, const struct prefix *apex, struct cuts *);

/* --- Publishing ------------------------------------------------------- */

/* The command that has the name server read files again, without a shell: -1,
   it cannot be run; and its end, which is bounded in time.  False: it
   failed. */
pid_t files_reload_begin(const struct rdns_config *);
bool files_reload_end(const struct rdns_config *, pid_t);

/* Does a zone file pass the configured check, if there is one? */
bool files_check(const struct rdns_config *, const struct prefix *apex,
    const char *path);
struct file_published {
	uint32_t soa;
	bool changed;
	bool refused;			/* by the check */
};
/* known: the serial that was published last, 0 for none. */
bool files_publish(struct index *, const struct rdns_config *,
    const struct zonelets *, const struct prefix *apex, uint32_t known,
    struct file_published *);
char *files_path(struct arena *, const char *folder, const struct prefix *);
/* Puts a written file in the place of what was there; false after saying
   why. */
bool files_replace(const char *folder, const char *path, const char *beside);

/* Zones that the registry may have put at the primary, ascending. */
struct at_primary { struct prefix *list; size_t count; };

/* An apex that is published by updates. */
struct primary {
	const struct rdns_config *config;
	const struct rdns_sink *sink;
	struct index *index;
	const struct zonelets *zonelets;
	struct arena *arena;
	const struct prefix *apex;
};
/* Everything is compared: whatever was half applied, or changed by another
   hand in what is the registry's, is repaired. */
bool primary_update_all(const struct primary *);
/* What is at these places; those that are not the registry's are left as they
   are, and out of the list. */
bool primary_update(const struct primary *, struct prefix *, size_t *count);
/* What the primary has of the registry's, without what others put there; and
   what is noted of it.  wanted is sorted. */
bool primary_read(struct index *, const struct rdns_config *,
    const struct zonelets *, const struct prefix *apex,
    const struct cuts *wanted, struct at_primary *, struct cuts *found);

/* The primary of updates, or the server that is asked. */
bool dns_serial(const char *server, const struct prefix *apex, uint32_t *);
/* Does it refer from a place to exactly these name servers, or to none when
   nothing is wanted?  True also where it serves that zone itself. */
bool dns_refers(const char *server, const struct prefix *apex,
    const struct prefix *place, const struct cuts *wanted);
bool dns_transfer(const struct rdns_config *, const struct prefix *apex,
    struct cuts *);
/* Replaces what the primary has at these places by what is wanted there, and
   takes other records away that are old, by owner and type.  A
   place of zonelets that it refuses is left out, after a line in the log. */
bool dns_update(const struct rdns_config *, const struct prefix *apex,
    const struct prefix *places, size_t count, const struct cuts *wanted,
    const struct cuts *old);

#endif
