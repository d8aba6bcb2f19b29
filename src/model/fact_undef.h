/* SPDX-License-Identifier: ISC */
/* After fact.def: its macros may be given another meaning. */
#undef FACT
#undef INTEGER
#undef OPTIONAL
#undef TEXT
#undef PERSONAL
#undef WORD
#undef PREFIX
#undef FACT_END
