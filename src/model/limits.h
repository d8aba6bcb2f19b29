/* SPDX-License-Identifier: ISC */
/* The wall of limits: every bound of parcela, with the reason beside it. */
#ifndef MODEL_LIMITS_H
#define MODEL_LIMITS_H

#define LIMIT_NAME 120			/* of a name, street, city: characters,
					   as in all that people write */
#define LIMIT_EMAIL 254			/* RFC 5321 4.5.3.1.3, less <> */
#define LIMIT_HOST 253			/* RFC 1035 2.3.4, as text */
#define LIMIT_SHORT 40			/* postcode, phone, extension */
#define LIMIT_REASON 1000		/* reason, ticket, requester */
#define LIMIT_NAMESERVERS 12		/* per delegation, fits a referral */
#define LIMIT_DS 1024			/* DS records of a delegation: several
					   for each of 256 zones */
#define LIMIT_DS_ZONE 16		/* of one zone, as DS_CROWDED says */
#define LIMIT_DIGEST 96			/* hex digits of SHA-384, the longest */
#define LIMIT_DS_RDATA 160		/* such a record's data as text */
#define LIMIT_DS_TEXT (256u << 10)	/* as pasted */
#define LIMIT_CHECKS_OPEN 32		/* of zones, asked by one user */
#define LIMIT_CHECKS_RECENT 1000	/* in that time */
#define LIMIT_CHECK_S (60 * 60)		/* its results are shown so long */
#define LIMIT_CHECK_FRESH_S (10 * 60)	/* and it lets one delegate so long */
#define LIMIT_CHECK_LINES (8u << 10)	/* bytes: of a server in a zone */
#define LIMIT_WATCH_GOOD_S (13 * 12 * 60 * 60)	/* of the 7 days in which a
					   good server is asked again, and of
					   the 2 of a bad one: what is left is
					   for standstills */
#define LIMIT_WATCH_BAD_S (42 * 60 * 60)
#define LIMIT_WATCH_AGAIN_S (60 * 60)	/* when nothing could be learnt */
#define LIMIT_LAME_S (7 * 24 * 60 * 60)	/* until it counts as lame */
#define LIMIT_LAME_NOTICE_S (15 * 24 * 60 * 60)	/* between two mails */
#define LIMIT_LAME_OTHERS_S (30 * 24 * 60 * 60)	/* to the other contacts too */
#define LIMIT_LAME_KEPT_S (60 * 24 * 60 * 60)	/* published, though lame */
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
#define LIMIT_LOGIN_CROWD 2000		/* first tries of networks at one
					   account, which nobody waits for */
#define LIMIT_LOGIN_CROWD_S 30		/* let strangers in one by one */
#define LIMIT_LOGIN_KNOWN_S (90 * 24 * 60 * 60) /* of a browser */
#define LIMIT_HALF_SESSION_S (10 * 60)	/* from password to code */
#define LIMIT_HALF_SESSIONS 5		/* of a person; the oldest goes */
#define LIMIT_CODE_TRIES 5		/* with one password */
#define LIMIT_PROVEN_S (10 * 60)	/* dangerous acts ask again after */
#define LIMIT_AUTHENTICATORS 5		/* of a person */
#define LIMIT_AUTHENTICATOR_NEW_S (15 * 60) /* to add a device */
#define LIMIT_RECOVERY_CODES 10		/* fit a card in a wallet */
#define LIMIT_PASSWORD_LINK_S (60 * 60)	/* of a mailed link */
#define LIMIT_ADDRESS_LINK_S (24 * 60 * 60) /* of one that proves an address:
					   mailboxes are slow at times */
#define LIMIT_BOUNCE (1u << 20)		/* bytes of a mail that came back: what
					   counts stands before our text */
#define LIMIT_BOUNCE_S (10 * 24 * 60 * 60) /* servers try for five days */
#define LIMIT_NAMED_USERS 10		/* in a mail to their address */
#define LIMIT_LEGACY_S (7 * 24 * 60 * 60) /* of a one-time password */
#define LIMIT_LEGACY_TRIES 5		/* wrong ones that cancel it */
#define LIMIT_MAILS_ASKED 20		/* by an address in a day */
#define LIMIT_MAILS_OF_USER 5		/* of them for one user */
#define LIMIT_MAILS_SENT 30		/* to a user in a day, whoever asks */
#define LIMIT_MAILS_TOLD 50		/* of sub-assignments in a day: the
					   portal shows thousands better */
#define LIMIT_MAIL_NEWS 20		/* in one mail, which says the rest */
#define LIMIT_MAIL_DETAIL (64 * 1024)	/* of them, with all their names */
#define LIMIT_MAIL_S (4 * 24 * 60 * 60)	/* a mail is tried so long */
#define LIMIT_PASSWORD_HASHES 2		/* argon2id at once: 64 MB each */
#define LIMIT_WORD 40			/* bytes of a word of a name, folded */
#define LIMIT_WORDS 24			/* of a name; as many are searched */
#define LIMIT_MENU 8			/* organisations in a menu: what a
					   screen shows; a page has all */

#endif
