/* SPDX-License-Identifier: ISC */
/* The wall of limits: every bound of parcela, with the reason beside it. */
#ifndef MODEL_LIMITS_H
#define MODEL_LIMITS_H

#define LIMIT_NAME 120			/* bytes of a name, street, city */
#define LIMIT_EMAIL 254			/* RFC 5321 4.5.3.1.3, less <> */
#define LIMIT_HOST 253			/* RFC 1035 2.3.4, as text */
#define LIMIT_SHORT 40			/* postcode, phone, extension */
#define LIMIT_REASON 1000		/* reason, ticket, requester */
#define LIMIT_NAMESERVERS 12		/* per delegation, fits a referral */
#define LIMIT_ORIGINS 16		/* origin ASNs of a block */
#define LIMIT_OBJECTS_PER_OPERATION 4095 /* ids: serial << 12 | place */
#define LIMIT_QUERY 255			/* bytes of a WHOIS line */
#define LIMIT_ANSWER (64u << 20)	/* bytes of one answer: an ownerid
					   with 100,000 resources fits */
#define LIMIT_FILE_LINE 4096		/* bytes of a statistics line */
#define LIMIT_JOURNAL_JSON (512u << 20)	/* before, after of a row: SQLite takes
					   1 GB; a million children fit */
#define LIMIT_PASSWORD_MIN 12
#define LIMIT_PASSWORD_MAX 128		/* argon2id input stays bounded */

#endif
