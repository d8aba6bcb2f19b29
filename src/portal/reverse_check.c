/* SPDX-License-Identifier: ISC */
/* Delegating reverse DNS: what the name servers say, zone by zone. */
#include <string.h>

#include "portal/reverse.h"

#define ROWS_ALL 48		/* of a block: also those that are well */
#define ROWS_MAX 200			/* of a block */
#define REFRESH_S 2
#define SLOW_S 60			/* then something is wrong with us */

struct checked {
	struct reverse *v;
	const struct reverse_part *part;
	struct page_reverse_check_blocks *out;
	bool all;			/* also those that are well */
};

/* --- A server at one of its addresses ------------------------------------ */

/* NULL: that was not asked, or is not answered yet. */
static const struct check_line *
line_of(const struct check_server *s, const struct address *address,
    enum check_question question, bool tcp)
{
	for (size_t i = 0; i < s->line_count; i++) {
		const struct check_line *line = &s->lines[i];

		if (line->question == question && line->tcp == tcp &&
		    line->has_address && address_equal(&line->address,
		    address))
			return line;
	}
	return NULL;
}

/* What is not of an address stands at the first. */
static bool
is_told(const struct check_line *line, const struct address *address,
    bool first)
{
	if (line->finding == FINDING_FINE)
		return false;
	return !line->has_address ? first : address != NULL &&
	    address_equal(&line->address, address);
}

/* Each thing that is wrong, with the command that shows it. */
static void
add_notes(struct checked *c, const struct check_server *s,
    const struct address *address, bool first,
    struct page_reverse_check_blocks_rows *row)
{
	struct request *r = c->v->r;
	struct page_reverse_check_blocks_rows_notes *note;
	char dig[DIG_TEXT_MAX];

	for (size_t i = 0; i < s->line_count; i++) {
		const struct check_line *line = &s->lines[i];

		if (!is_told(line, address, first))
			continue;
		note = arena_grow(r->arena, &row->notes, &row->notes_count,
		    sizeof(*note));
		note->over = line->has_address ?
		    line->tcp ? "TCP" : "UDP" : NULL;
		note->text = language_say(r->language,
		    finding_sentence(line->finding));
		note->bad = check_line_counts(line) &&
		    finding_state(line->finding) != NS_AA;
		note->dig = arena_strdup(r->arena, check_line_dig(line,
		    s->host, row->zone, &r->config->test_servers, dig));
	}
}

static const char *
state_words(struct request *r, enum ns_state state)
{
	switch (state) {
	case NS_AA:
		return say(r->m, "Authoritative");
	case NS_UH:
		return say(r->m, "Unknown host");
	case NS_UNCHECKED:
		return say(r->m, "Nothing was learnt");
	default:
		return say(r->m, "DNS error");
	}
}

static struct page_reverse_check_blocks_rows *
add_row(struct checked *c, const char *zone, const char *host)
{
	struct request *r = c->v->r;
	struct page_reverse_check_blocks_rows *row = arena_grow(r->arena,
	    &c->out->rows, &c->out->rows_count, sizeof(*row));

	row->zone = zone;
	row->host = host;
	row->letters = host_letters(r, host);
	return row;
}

/* Does anything come back this way? */
static const char *
way_sign(const struct check_line *line, const char *no)
{
	if (line == NULL)
		return "";
	switch (line->finding) {
	case FINDING_NO_ANSWER:
	case FINDING_NO_WAY:
	case FINDING_PORT_CLOSED:
	case FINDING_CUT_OFF:
	case FINDING_NOT_DNS:
		return no;
	case FINDING_NOT_PUBLIC:
	case FINDING_NO_NETWORK:
	case FINDING_NOT_ASKED:
		return "";
	default:
		return "✓";
	}
}

/* Of the server as it is at one of its addresses. */
static enum ns_state
state_at(const struct check_server *s, const struct address *address)
{
	enum ns_state state = NS_UNCHECKED;

	for (size_t i = 0; i < s->line_count; i++) {
		const struct check_line *line = &s->lines[i];

		if (!check_line_counts(line) || !line->has_address ||
		    !address_equal(&line->address, address))
			continue;
		state = finding_state(line->finding);
		if (state != NS_AA)
			break;
	}
	return state;
}

static void
fill_row(struct checked *c, const struct check_server *s,
    const struct address *address, bool first,
    struct page_reverse_check_blocks_rows *row)
{
	const struct check_line *udp = NULL, *tcp = NULL;
	enum ns_state state = address == NULL ? s->state :
	    state_at(s, address);
	char text[PREFIX_TEXT_MAX];

	row->state = state_words(c->v->r, state);
	if (state != NS_UNCHECKED)
		row->word = ns_state_words[state];
	row->well = state == NS_AA;
	add_notes(c, s, address, first, row);
	if (address == NULL)
		return;
	row->address = arena_strdup(c->v->r->arena, address_text(address,
	    text));
	udp = line_of(s, address, QUESTION_SOA, false);
	tcp = line_of(s, address, QUESTION_SOA, true);
	row->udp = way_sign(udp, "✗");
	row->tcp = way_sign(tcp, "▲");
	if (strcmp(row->udp, "✓") == 0)
		row->authority = udp->serial >= 0 ? "✓" : "✗";
	if (udp != NULL && udp->serial >= 0)
		row->serial = arena_printf(c->v->r->arena, "%lld",
		    (long long)udp->serial);
}

/* A row for each address; one without where there is none. */
static void
add_server(struct checked *c, const struct check_server *s, const char *zone)
{
	const struct address *seen[64];
	size_t count = 0;

	for (size_t i = 0; i < s->line_count; i++) {
		const struct check_line *line = &s->lines[i];
		bool old = !line->has_address || count == ARRAY_LENGTH(seen);

		for (size_t j = 0; j < count && !old; j++)
			old = address_equal(seen[j], &line->address);
		if (old)
			continue;
		seen[count++] = &line->address;
		fill_row(c, s, &line->address, count == 1,
		    add_row(c, zone, s->host));
	}
	if (count == 0)
		fill_row(c, s, NULL, true, add_row(c, zone, s->host));
}

/* --- A block ------------------------------------------------------------- */

static bool
is_quiet(const struct check_server *s)
{
	for (size_t i = 0; i < s->line_count; i++)
		if (s->lines[i].finding != FINDING_FINE)
			return false;
	return s->state == NS_AA;
}

static void
add_one(struct checked *c, const struct check_server *s, const char *zone,
    const char *host)
{
	c->out->answered += s != NULL;
	c->out->good += s != NULL && s->state == NS_AA;
	if (c->out->rows_count >= ROWS_MAX || (!c->all && (s == NULL ||
	    is_quiet(s)))) {
		c->out->hidden++;
		return;
	}
	if (s != NULL)
		add_server(c, s, zone);
	else
		add_row(c, zone, host)->pending = true;
}

/* What was found is in the order of zones and hosts. */
static void
add_servers(struct checked *c)
{
	const struct zone_check *check = &c->part->check;
	const struct check_server *s = check->servers;
	size_t left = check->server_count;

	for (size_t i = 0; i < check->zone_count; i++) {
		struct prefix zone = reverse_zone(&check->prefix, i);
		char name[REVERSE_NAME_MAX] = "";
		bool named = reverse_name(&zone, name);

		for (size_t j = 0; j < check->host_count && named; j++) {
			bool is_here = left > 0 && prefix_equal(&s->zone,
			    &zone) && strcmp(s->host, check->hosts[j]) == 0;

			add_one(c, is_here ? s : NULL, arena_strdup(
			    c->v->r->arena, name), check->hosts[j]);
			left -= is_here;
			s += is_here;
		}
	}
}

static void
add_block(struct reverse *v, const struct reverse_part *part,
    struct page_reverse_check *page)
{
	struct page_reverse_check_blocks *out = arena_grow(v->r->arena,
	    &page->blocks, &page->blocks_count, sizeof(*out));
	struct checked c = { .v = v, .part = part, .out = out };
	int64_t waited = clock_now(&v->r->config->clock) - part->check.asked;

	out->prefix = prefix_words(v->r, &part->prefix);
	out->total = (int64_t)(part->check.zone_count *
	    part->check.host_count);
	c.all = out->total <= ROWS_ALL;
	add_servers(&c);
	out->well = part->check.good;
	out->pending = part->check.done == 0;
	page->pending |= out->pending;
	page->slow |= out->pending && waited > SLOW_S;
	page->good &= out->well;
}

/* --- The page ------------------------------------------------------------ */

void
reverse_show_check(struct reverse *v)
{
	struct page_reverse_check page = { .way.second = true, .good = true };
	struct request *r = v->r;

	page.frame = reverse_frame(v);
	page.csrf = r->session.csrf;
	page.action = v->here;
	page.block = prefix_words(r, &v->block.prefix);
	page.checks = reverse_ids(v);
	page.again = arena_printf(r->arena, "%s?checks=%s", v->here,
	    page.checks);
	page.back = arena_printf(r->arena, "%s&step=servers", page.again);
	for (size_t i = 0; i < v->count; i++)
		add_block(v, &v->parts[i], &page);
	if (page.good)
		page.next = arena_printf(r->arena, "%s&step=summary",
		    page.again);
	if (page.pending)
		page.frame.refresh = REFRESH_S;
	put_page_reverse_check(r->m, &page);
	answer_page(r);
}
