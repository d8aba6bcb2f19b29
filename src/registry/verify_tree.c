/* SPDX-License-Identifier: ISC */
/* Blocks nest as their parents say, and their words fit their place. */
#include "registry/verify.h"

#include "store/read.h"

#define DEPTH_MAX 130			/* lengths grow on the way down */

static bool
block_fail(struct verify *v, const struct block *block, const char *what)
{
	char text[PREFIX_TEXT_MAX];

	return verify_fail(v, "block %s (id %lld): %s",
	    prefix_text(&block->prefix, text), (long long)block->id, what);
}

/* Does everything that a status means hold for this block alone? */
static bool
verify_words(struct verify *v, const struct block *b)
{
	bool held = status_is_direct(b->status) ||
	    status_is_passed_on(b->status);
	bool recorded = status_is_direct(b->status) ||
	    status_is_stock(b->status);

	if (held != (b->organisation != 0))
		return block_fail(v, b, held ? "is held by nobody" :
		    "has a holder, but is not held");
	if (recorded != (b->record != 0))
		return block_fail(v, b, recorded ? "has no record" :
		    "has a record, but is not direct");
	if (status_is_direct(b->status) && b->abuse == 0 &&
	    !verify_is_legacy(v, b->organisation))
		return block_fail(v, b, "has no abuse contact");
	if (status_is_passed_on(b->status) != (b->use != USE_NONE))
		return block_fail(v, b, "its use does not fit its status");
	return true;
}

static bool
verify_nesting(struct verify *v, const struct block *block,
    const struct block *parent)
{
	if ((parent == NULL) != (block->status == STATUS_ROOT))
		return block_fail(v, block, "stands outside the roots");
	if (parent == NULL)
		return block->parent == 0 ||
		    block_fail(v, block, "a root has a parent");
	if (block->parent != parent->id)
		return block_fail(v, block, "its parent is not the block "
		    "around it: two blocks overlap");
	if (parent->status == STATUS_ROOT)
		return !status_is_passed_on(block->status) ||
		    block_fail(v, block, "is passed on by nobody");
	if (status_is_stock(parent->status))
		return block_fail(v, block, "is part of a block that nobody "
		    "holds");
	if (status_inside(parent->status) != block->status)
		return block_fail(v, block, "its status does not follow its "
		    "parent's");
	return block->organisation == parent->organisation ||
	    (block->use == USE_CUSTOMER &&
	    block->status == STATUS_REALLOCATED) ||
	    block_fail(v, block, "only the holder of its parent may hold it");
}

bool
verify_tree(struct verify *v)
{
	struct block open[DEPTH_MAX];
	struct cursor cursor;
	struct block block;
	size_t depth = 0;
	bool right = true;

	q_block_tree_open(v->db, &cursor);
	while (right && q_block_tree_next(&cursor, &block)) {
		while (depth > 0 && !prefix_covers(&open[depth - 1].prefix,
		    &block.prefix))
			depth--;
		right = verify_words(v, &block) && verify_nesting(v, &block,
		    depth == 0 ? NULL : &open[depth - 1]);
		open[depth++] = block;
		v->report->blocks++;
	}
	cursor_close(&cursor);
	return right;
}
