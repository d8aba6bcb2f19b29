/* SPDX-License-Identifier: ISC */
/* Before fact.def: only FACT(name) says something, the fields are silent. */
#define INTEGER(fact, field)
#define OPTIONAL(fact, field)
#define TEXT(fact, field)
#define PERSONAL(fact, field)
#define WORD(fact, field, type)
#define PREFIX(fact, field)
#define FACT_END(name)
