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
#define LIMIT_SESSION_IDLE_S (30 * 60)	/* an unattended screen */
#define LIMIT_SESSION_S (12 * 60 * 60)	/* a working day, however busy */
#define LIMIT_SESSION_TOUCH_S 60	/* page views write no oftener */
#define LIMIT_SESSIONS_PER_PERSON 20	/* the oldest goes */
#define LIMIT_LOGIN_FREE 4		/* failures that nobody waits for */
#define LIMIT_LOGIN_DELAY_S 900		/* the longest wait between tries */
#define LIMIT_LOGIN_FORGET_S (24 * 60 * 60) /* of failures */
#define LIMIT_LOGIN_KNOWN_S (90 * 24 * 60 * 60) /* of a good address */
#define LIMIT_PASSWORD_HASHES 2		/* argon2id at once: 64 MB each */
#define LIMIT_WORD 40			/* bytes of a word of a name, folded */
#define LIMIT_WORDS 24			/* of a name; as many are searched */
#define LIMIT_MENU 100			/* organisations in a menu */

#endif
