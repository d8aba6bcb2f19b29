/* SPDX-License-Identifier: ISC */
/*
 * Guides: a short chapter for each thing that members are told they can do,
 * with a picture in the reader's language (assets/guide/, made by
 * tests/browser/guides.mjs), linked from the pages it is about.
 */
#include <string.h>

#include "portal/asset.h"
#include "portal/private.h"

#define STEPS_MAX 5
#define NOTES_MAX 4

struct guide {
	const char *name;		/* of its path and its picture */
	const char *routes;		/* the pages it is about, " a b " */
	const char *path;		/* where it begins */
	bool by_mail;			/* not offered where none is sent */
	const char *title, *intro;
	const char *seen;		/* on the picture */
	const char *steps[STEPS_MAX], *notes[NOTES_MAX];
};

static const struct guide guides[] = {
	{ "password", " forgot password ", "/forgot", true,
	N_("Forgot your password?"),
	N_("You get a mail, at the address of your user ID, with a link to "
	    "choose a new password."),
	N_("The page where one types the user ID to get a link to a new "
	    "password."), {
	N_("Open \"Forgot your password?\" on the log-in page."),
	N_("Type your user ID and press Send."),
	N_("Open the link in the mail within an hour. It works once."),
	N_("Choose a new password of at least 12 characters: several words "
	    "are easier to remember than symbols."),
	}, {
	N_("If no mail comes, look in the spam folder. The page says the same "
	    "whether or not a user ID exists: WHOIS shows, in the field "
	    "nic-hdl, how yours is written."),
	N_("All your sessions end, and a mail tells you that the password was "
	    "changed. If you have a second factor, you are still asked for "
	    "it."),
	} },
	{ "register", " register registered ", "/register",
	true,
	N_("Get a user ID"),
	N_("With a user ID you log in, and organizations name you as their "
	    "contact."),
	N_("The form with which one registers: name, postal address, phone, "
	    "email and language."), {
	N_("Open \"Register\" on the log-in page."),
	N_("Fill in the form. Where you are a contact, your name, email, "
	    "postal address and phone are public."),
	N_("Choose the language of pages and mails."),
	N_("Open the link in the mail and choose a password. You then get "
	    "your user ID, which is made from your name."),
	N_("Log in, and give your user ID to the organization that is to name "
	    "you as its contact."),
	}, {
	N_("With a user ID alone you manage nothing: what you manage appears "
	    "on Home as soon as you are named as a contact."),
	} },
	{ "language", " profile_language ", "/profile", false,
	N_("Choose the language"),
	N_("Pages, mails and messages come in Spanish, English or "
	    "Portuguese; the days on pages are written year, month, day in "
	    "all of them."),
	N_("Profile, with the choice of Español, English and Português; ES, "
	    "EN and PT in the top right corner."), {
	N_("For the moment: press ES, EN or PT in the top right corner. It "
	    "lasts until you log out."),
	N_("For good: open Profile under your name, in the top left corner, "
	    "choose the language and save."),
	}, {
	N_("Before you log in, pages come in the language that your browser "
	    "prefers."),
	N_("Identifiers, status words and the answers of WHOIS are the same "
	    "in every language."),
	} },
	{ "profile",
	" profile profile_data profile_email email security code again ",
	"/profile", false,
	N_("Your profile"),
	N_("Profile, under your name in the top left corner, has what is "
	    "about you and not about an organization."),
	N_("The second factor: a QR code to scan, the name of the device, and "
	    "a field for the code."), {
	N_("Data: name, postal address and phone, as WHOIS shows them where "
	    "you are a contact."),
	N_("Email: a new address counts once you open the link that is mailed "
	    "to it. Both the old and the new address are told."),
	N_("Password: changing it ends your other sessions."),
	N_("Second factor: scan the QR code with an authenticator app and "
	    "type the code that the app shows. Keep the recovery codes on "
	    "paper: each works once."),
	N_("Sessions: where you are logged in. End any that you do not "
	    "recognize."),
	}, {
	N_("Before anything dangerous you are asked for your password again."),
	N_("When mails to you come back, the next log-in asks for another "
	    "address."),
	} },
	{ "legacy", " legacy legacy_claim ", "/legacy", false,
	N_("Claim legacy resources"),
	N_("Resources from before this registry existed, whose records came "
	    "from another one, are claimed with a one-time password."),
	N_("Legacy resources, with a field for the OrgID and one for the "
	    "one-time password."), {
	N_("Write to hostmaster: name the OrgID of the entity and your user "
	    "ID."),
	N_("A one-time password is mailed to you; nobody at the registry sees "
	    "it. It is valid for 7 days."),
	N_("Open Legacy resources in the menu or on Home, and type the OrgID "
	    "and that password."),
	N_("Complete the data of the organization, check the preview, and "
	    "confirm."),
	N_("The resources are then on Home, and you are the contact of the "
	    "organization and of each of them."),
	}, {
	N_("After five wrong tries, or when the 7 days are over, ask for a "
	    "new password."),
	N_("All contacts that the entity had are told by mail."),
	} },
	{ "manage", " contacts asn_contacts origins asn ", "/", false,
	N_("Manage a block or an ASN"),
	N_("The page of a block or an ASN shows how it is used, who holds it "
	    "and who manages it, and leads to what can be changed."),
	N_("The contacts of a block: who is chosen, what changes, and what "
	    "WHOIS will say."), {
	N_("Open it from Home, or from IP/ASN in the menu."),
	N_("Contacts: replace the technical contact (of an ASN, the routing "
	    "contact) or the abuse contact, by user ID or by the beginning of "
	    "a name or email."),
	N_("What else the person who is replaced is on the resources around "
	    "it is listed: pass on all of it, or what you choose."),
	N_("Origin ASNs: name those that announce the block: any public ASN, "
	    "and more than one if needed. WHOIS shows them as aut-num."),
	}, {
	N_("Origin ASNs are for information: they change no routing."),
	N_("If you give away your own role as technical or routing contact, "
	    "you no longer manage the block or ASN, unless you are the "
	    "administrative contact of its holder. You are warned first."),
	N_("What the registry gave always has an abuse contact; a "
	    "sub-assignment without one shows that of the block around it."),
	} },
	{ "resources", " lookup search ", "/lookup", false,
	N_("I do not see my resources"),
	N_("Home lists the blocks and ASNs whose technical or routing contact "
	    "you are, and those of the organizations whose administrative "
	    "contact you are."),
	N_("The answer for an address: who holds it, and the user IDs that "
	    "manage it."), {
	N_("Look up one of your resources: an address, a prefix or an ASN."),
	N_("Read the field tech-c (for an ASN, routing-c): that user ID "
	    "manages it. So does owner-c."),
	N_("Log out, and log in with one of these user IDs; or ask that "
	    "person to name you as a contact."),
	}, {
	N_("A sub-assignment whose parent block you manage is not on Home: it "
	    "is on the page of the block, and under IP/ASN."),
	} },
	{ "contacts", " information organisation_contacts organisation_edit ",
	"/", false,
	N_("Contacts and data of an organization"),
	N_("The administrative contact of an organization can replace its "
	    "contacts and edit its data."),
	N_("The contacts of an organization: administrative, billing and "
	    "membership contact, and what changes."), {
	N_("Open Information under the organization in the menu."),
	N_("Press Edit Contacts, and type user IDs, or search by name or "
	    "email. Only active users can be contacts."),
	N_("Look at what will change. The other roles of whoever is replaced "
	    "are listed: pass on all of them, or those that you choose."),
	N_("Save. It takes effect at once, and everybody concerned is told by "
	    "mail."),
	}, {
	N_("If you give away the role of administrative contact, you lose "
	    "authority over the organization at once."),
	N_("Edit organization changes everything but the name: for that, "
	    "write to hostmaster."),
	} },
	{ "reverse", " delegate ", "/", false,
	N_("Delegate reverse DNS"),
	N_("The names of the addresses of a block are served by your own name "
	    "servers as soon as the registry delegates its reverse zones to "
	    "them."),
	N_("The zone check: each name server at each of its addresses, and "
	    "the command that shows what is wrong."), {
	N_("Set the zones up on your name servers: for IPv4 one for each /24 "
	    "(of a block of /16 or shorter, for each /16), for IPv6 on the "
	    "next multiple of 4 bits."),
	N_("Open the block and press Reverse DNS. Name the block, or parts of "
	    "it, and the full host names of the name servers."),
	N_("Look at the zone check: what is wrong is told with the command "
	    "that shows it. Mend it, and press Check again."),
	N_("When all are authoritative, go on, compare the summary, and "
	    "confirm within ten minutes."),
	N_("The page says when the registry's own name server answers so: "
	    "within a minute."),
	}, {
	N_("Every name server is asked again within 7 days; one that is wrong "
	    "within 2. Home shows what is wrong and since when."),
	N_("Whoever is wrong for 7 days is told of by mail, and after 60 more "
	    "days no longer published; it is back as soon as it answers."),
	N_("DS records are compared with the keys of the zone: publish the "
	    "key first."),
	N_("Of a block of /16 or shorter its holder delegates whole /16s; who "
	    "has a part of it uses the holder's DNS."),
	} },
	{ "subassign", " block subassign release resources ", "/", false,
	N_("Sub-assign, and its rules"),
	N_("A part of a block is passed on to a customer, or registered for "
	    "your own network; WHOIS shows it within a second."),
	N_("The form of a sub-assignment: the recipient, and the sizes to "
	    "choose from."), {
	N_("Choose IP/ASN in the menu, then the block, then Sub-assign."),
	N_("Choose the recipient: type the OrgID, search by name, or create "
	    "the organization in the form beside it."),
	N_("Choose the size, or type how many addresses are needed."),
	N_("Choose one of the free ranges of that size, in the list or on the "
	    "map."),
	N_("Check the result, and confirm."),
	}, {
	N_("A block is sub-assigned in parts, not whole. The longest part is "
	    "/32 in IPv4 and /64 in IPv6."),
	N_("An IPv4 part longer than /24 needs working reverse DNS of the /24 "
	    "around it: the /24, or a larger block, is delegated, and one of "
	    "its name servers answers. Until then, choose /24 or shorter, or "
	    "have it delegated by whoever manages the block."),
	N_("IPv4 parts of /29 or shorter and IPv6 parts of /48 or shorter must "
	    "be registered within 7 days. Longer ones need not be, but may "
	    "be."),
	N_("A sub-assignment is changed or released on its own page."),
	} },
};

static bool
is_offered(const struct request *r, const struct guide *guide)
{
	return !guide->by_mail || r->config->mails || r->config->shows_mails;
}

static const struct guide *
guide_named(const struct request *r, const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(guides); i++)
		if (strcmp(guides[i].name, name) == 0 &&
		    is_offered(r, &guides[i]))
			return &guides[i];
	return NULL;
}

/* " login ": also where the form is sent to, login_post. */
static const char *
page_word(struct request *r)
{
	const char *name = r->route->name, *post = strstr(name, "_post");
	size_t length = post == NULL ? strlen(name) : (size_t)(post - name);

	return arena_printf(r->arena, " %.*s ", (int)length, name);
}

const char *
guide_of_route(struct request *r, const char **title)
{
	const char *word;

	if (r->route == NULL)
		return NULL;
	word = page_word(r);
	for (size_t i = 0; i < ARRAY_LENGTH(guides); i++) {
		if (strstr(guides[i].routes, word) == NULL)
			continue;
		*title = language_say(r->language, guides[i].title);
		return arena_printf(r->arena, "/help/%s", guides[i].name);
	}
	return NULL;
}

static const char *
picture_of(struct request *r, const struct guide *guide)
{
	return asset_path(r->arena, arena_printf(r->arena, "guide/%s-%s.png",
	    guide->name, language_code(r->language)));
}

static void
add_texts(struct request *r, const struct guide *guide,
    struct page_guide *page)
{
	struct page_guide_steps *step;
	struct page_guide_notes *note;

	for (size_t i = 0; i < STEPS_MAX && guide->steps[i] != NULL; i++) {
		step = arena_grow(r->arena, &page->steps, &page->steps_count,
		    sizeof(*step));
		step->text = language_say(r->language, guide->steps[i]);
	}
	for (size_t i = 0; i < NOTES_MAX && guide->notes[i] != NULL; i++) {
		note = arena_grow(r->arena, &page->notes, &page->notes_count,
		    sizeof(*note));
		note->text = language_say(r->language, guide->notes[i]);
	}
}

void
page_guide(struct request *r)
{
	const struct guide *guide = guide_named(r, r->parameter[0]);
	struct page_guide page = { 0 };

	if (guide == NULL) {
		answer_not_found(r);
		return;
	}
	page.title = language_say(r->language, guide->title);
	page.intro = language_say(r->language, guide->intro);
	page.path = guide->path;
	page.picture = picture_of(r, guide);
	page.seen = language_say(r->language, guide->seen);
	page.mail = r->config->mail;
	add_texts(r, guide, &page);
	page.frame = frame_of(r, page.title);
	frame_crumb(r, &page.frame, say(r->m, "Help"), "/help");
	frame_crumb(r, &page.frame, page.title, NULL);
	put_page_guide(r->m, &page);
	answer_page(r);
}

void
page_help(struct request *r)
{
	struct page_help page = {
		.frame = frame_of(r, say(r->m, "Help")),
		.mail = r->config->mail, .whois = r->config->whois_host,
	};
	struct page_help_guides *row;

	for (size_t i = 0; i < ARRAY_LENGTH(guides); i++) {
		if (!is_offered(r, &guides[i]))
			continue;
		row = arena_grow(r->arena, &page.guides, &page.guides_count,
		    sizeof(*row));
		row->name = guides[i].name;
		row->title = language_say(r->language, guides[i].title);
	}
	put_page_help(r->m, &page);
	answer_page(r);
}
