/* SPDX-License-Identifier: ISC */
/* Places in lists, and the rows of pages. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "registry/view.h"
#include "store/read.h"

#define LOOKS_MOST 1000			/* of one page */

const struct address lowest_address = { { 0 } };
const struct address highest_address = { {
	255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255,
} };

/* --- Places -------------------------------------------------------------- */

void
place_text(const struct place *p, char out[VIEW_KEY_MAX])
{
	char address[PREFIX_TEXT_MAX];

	snprintf(out, VIEW_KEY_MAX, "%" PRId64 ".%" PRId64 ".%" PRId64 ".%s",
	    p->stage, p->group, p->parent, address_text(&p->from, address));
}

static bool
take_number(const char **s, int64_t *out)
{
	size_t digits = strspn(*s, "0123456789");
	char text[24] = "";
	uint64_t number;

	if (digits >= sizeof(text) || (*s)[digits] != '.')
		return false;
	memcpy(text, *s, digits);
	if (!parse_number(text, INT64_MAX, &number))
		return false;
	*out = (int64_t)number;
	*s += digits + 1;
	return true;
}

bool
place_parse(const char *s, struct place *p)
{
	if (s == NULL || strlen(s) >= VIEW_KEY_MAX)
		return false;
	return take_number(&s, &p->stage) && take_number(&s, &p->group) &&
	    take_number(&s, &p->parent) &&
	    address_parse(s, strlen(s), &p->from) == INET_OK;
}

struct address
view_number(int64_t number)
{
	struct address a = lowest_address;

	for (int i = 0; i < 5; i++, number >>= 8)
		a.bytes[7 - i] = (uint8_t)number;
	return a;
}

int64_t
view_number_of(const struct address *a)
{
	int64_t number = 0;

	for (int i = 3; i < 8; i++)
		number = number << 8 | a->bytes[i];
	return number;
}

void
view_begin(struct view *v, struct registry *r, struct view_page *page,
    struct view_row *out)
{
	*v = (struct view){ .r = r, .page = page, .out = out };
	if (!place_parse(page->after, &v->at))
		v->at = (struct place){ 0 };
	page->next[0] = '\0';
}

int64_t
view_most(const struct view *v)
{
	return (int64_t)(v->page->most - v->count) + 1;
}

bool
view_is_tired(struct view *v, int64_t looks)
{
	v->looks += looks;
	if (v->looks <= LOOKS_MOST)
		return false;
	place_text(&v->at, v->page->next);
	return true;
}

/* --- Rows ---------------------------------------------------------------- */

static bool
make_room(struct view *v, const struct address *first)
{
	if (v->count < v->page->most)
		return true;
	v->at.from = *first;
	place_text(&v->at, v->page->next);
	return false;
}

static void
fill_holder(struct view *v, int64_t id, struct view_row *row)
{
	struct q_view_organisation holder;

	row->ownerid = row->name = "";
	if (id == 0 || !q_view_organisation(v->r->db, id, &holder))
		return;
	row->ownerid = holder.ownerid;
	row->name = holder.name;
}

static void
fill_sizes(struct registry *r, const struct block *b, struct view_use *out)
{
	struct free_of_size sizes[129];
	struct q_free_count_of_block row;
	struct cursor cursor;
	int bits = prefix_family(&b->prefix) == FAMILY_IPV4 ? IPV4_BITS : 0;

	if (out->children == 0) {
		sizes[0] = (struct free_of_size){ prefix_length(&b->prefix),
		    1 };
		out->free_count = 1;
	} else {
		q_free_count_of_block_open(r->db, b->id, &cursor);
		while (q_free_count_of_block_next(&cursor, &row))
			sizes[out->free_count++] = (struct free_of_size){
			    (int)row.length - bits, row.number };
	}
	out->free = arena_memdup(r->arena, sizes,
	    (out->free_count + 1) * sizeof(*sizes));
}

static void
fill_use(struct registry *r, const struct block *b, struct view_use *out)
{
	struct q_tally tally;

	*out = (struct view_use){ .total = prefix_size(&b->prefix) };
	if (q_tally(r->db, b->id, &tally)) {
		out->children = tally.children;
		out->used = (uint64_t)tally.used;
	}
}

void
registry_use(struct registry *r, const struct block *block,
    struct view_use *out)
{
	fill_use(r, block, out);
	fill_sizes(r, block, out);
}

/* The block it is part of: most often that of the row before. */
static struct prefix
up_of(struct view *v, const struct block *b)
{
	struct q_view_prefix row = { .p = { .length = 0 } };

	if (v->up_id != b->parent && q_view_prefix(v->r->db, b->parent,
	    &row)) {
		v->up_id = b->parent;
		v->up = row.p;
	}
	return v->up_id == b->parent ? v->up : row.p;
}

bool
view_block(struct view *v, const struct block *b)
{
	struct view_row *row = &v->out[v->count];

	if (!make_room(v, &b->prefix.first))
		return false;
	*row = (struct view_row){ .id = b->id, .prefix = b->prefix,
	    .status = b->status, .use_for = b->use,
	    .label = v->gave ? b->label : "", .created = b->created };
	fill_holder(v, b->organisation, row);
	if (status_is_passed_on(b->status))
		row->up = up_of(v, b);
	fill_use(v->r, b, &row->use);
	if (v->free_sizes)
		fill_sizes(v->r, b, &row->use);
	v->count++;
	return true;
}

/* A damaged word must not index a table. */
static int
known_word(const char *const *words, int count, const char *word)
{
	int value = word_value(words, count, word);

	return value < 0 ? 0 : value;
}

/* A child as one statement tells it, without free sizes. */
bool
view_told(struct view *v, const struct q_view_children_told *b,
    const struct prefix *up)
{
	struct view_row *row = &v->out[v->count];

	if (!make_room(v, &b->p.first))
		return false;
	*row = (struct view_row){ .prefix = b->p,
	    .status = (enum status)known_word(status_words, STATUS_COUNT,
	    b->status), .use_for = (enum block_use)known_word(
	    block_use_words, USE_COUNT, b->use),
	    .label = v->gave ? b->label : "",
	    .ownerid = b->ownerid, .name = b->name, .created = b->created,
	    .use = { .children = b->children, .used = (uint64_t)b->used,
	    .total = prefix_size(&b->p) } };
	if (status_is_passed_on(row->status))
		row->up = *up;
	v->count++;
	return true;
}

bool
view_asn(struct view *v, const struct asn *a)
{
	struct address first = view_number(a->first);
	struct view_row *row = &v->out[v->count];

	if (!make_room(v, &first))
		return false;
	*row = (struct view_row){ .is_asn = true, .label = "",
	    .asns = { (uint32_t)a->first, (uint32_t)a->last },
	    .status = a->status, .created = a->created };
	fill_holder(v, a->organisation, row);
	v->count++;
	return true;
}

bool
view_free(struct view *v, const struct prefix *p)
{
	if (!make_room(v, &p->first))
		return false;
	v->out[v->count++] = (struct view_row){ .is_free = true, .prefix = *p,
	    .label = "", .ownerid = "", .name = "",
	    .use.total = prefix_size(p) };
	return true;
}

/* --- Who manages --------------------------------------------------------- */

bool
person_manages(struct store *db, int64_t person, const struct block *b)
{
	const struct rule_actor actor = { .person = person };
	struct organisation holder;

	holder_of(db, b->organisation, &holder);
	return rule_manages(&actor, b, &holder);
}

bool
person_manages_id(struct store *db, int64_t person, int64_t id)
{
	struct block block;

	return id != 0 && q_block_by_id(db, id, &block) &&
	    person_manages(db, person, &block);
}
