/* SPDX-License-Identifier: ISC */
#include "model/model.h"

#include <string.h>

/* ISO 3166-1 alpha-2, one line for each first letter. */
static const char codes[] =
	" AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ"
	" BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ"
	" CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ"
	" DE DJ DK DM DO DZ"
	" EC EE EG EH ER ES ET"
	" FI FJ FK FM FO FR"
	" GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY"
	" HK HM HN HR HT HU"
	" ID IE IL IM IN IO IQ IR IS IT"
	" JE JM JO JP"
	" KE KG KH KI KM KN KP KR KW KY KZ"
	" LA LB LC LI LK LR LS LT LU LV LY"
	" MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ"
	" NA NC NE NF NG NI NL NO NP NR NU NZ"
	" OM"
	" PA PE PF PG PH PK PL PM PN PR PS PT PW PY"
	" QA"
	" RE RO RS RU RW"
	" SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ"
	" TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ"
	" UA UG UM US UY UZ"
	" VA VC VE VG VI VN VU"
	" WF WS"
	" YE YT"
	" ZA ZM ZW";
/* What statistics files have besides: regions, and nobody's. */
static const char others[] = " EU AP ZZ";

static bool
is_among(const char *list, const char *code)
{
	if (code == NULL || strlen(code) != 2)
		return false;
	for (; *list != '\0'; list += 3)
		if (memcmp(list + 1, code, 2) == 0)
			return true;
	return false;
}

bool
country_is_iso(const char *code)
{
	return is_among(codes, code);
}

bool
country_is_known(const char *code)
{
	return is_among(codes, code) || is_among(others, code);
}

/* Where Spanish and Portuguese are spoken by most or by law. */
static const char spanish[] = " AR BO CL CO CR CU DO EC EH ES GQ GT HN MX NI"
    " PA PE PR PY SV UY VE";
static const char portuguese[] = " AO BR CV GW MO MZ PT ST TL";

const char *
country_language(const char *code)
{
	if (is_among(portuguese, code))
		return "pt";
	return is_among(spanish, code) || !country_is_iso(code) ? "es" : "en";
}
