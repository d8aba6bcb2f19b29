# SPDX-License-Identifier: ISC

story "Contacts of a block are changed and seen"
clock 2026-03-01T12:00:00Z
world one-isp
as JUE
run contacts 198.51.100.0/24 --tech BET --abuse TET
whois 198.51.100.0/24
expect line "tech-c:      BET"
expect line "abuse-c:     TET"
expect line "changed:     20260301"
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 1
expect stderr "may not"

story "Direct resources need an abuse contact; a part falls back on its parent's"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run contacts 198.51.100.0/24 --abuse ""
expect exit 1
expect stderr "needs an abuse contact"
run subassign 198.51.100.0/26 UY-TIEN-LACNIC --abuse TET
whois 198.51.100.0
expect line "abuse-c:     TET"
run contacts 198.51.100.0/26 --abuse ""
whois 198.51.100.0
expect line "abuse-c:     ANB"

story "A technical contact can be replaced, not removed"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run contacts 198.51.100.0/24 --tech ""
expect exit 64
expect stderr "--tech"

story "Contacts must exist"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run contacts 198.51.100.0/24 --tech NOPE1
expect exit 1
expect stderr "There is no person with this user ID."
run contacts 198.51.100.0/24
expect exit 64
expect stderr "--tech or --abuse is expected"

story "An AS number has a routing contact"
clock 2026-03-01T12:00:00Z
world one-isp
as JUE
run contacts AS64500 --tech PEM3 --abuse ANB
whois AS64500
expect line "routing-c:   PEM3"
expect line "abuse-c:     ANB"
whois 64500
expect line "aut-num:     AS64500"

story "Origin AS numbers are for information, several are allowed"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run origin 198.51.100.0/24 AS64500 AS131072
expect line "198.51.100.0/24 has its origins"
whois 198.51.100.0
expect line "aut-num:     AS64500"
expect line "aut-num:     AS131072"
run origin 198.51.100.0/24
expect line "198.51.100.0/24 has its origins"
whois 198.51.100.0
expect line "aut-num:     N/A"
run origin 198.51.100.0/24 AS0
expect exit 1
run origin 198.51.100.0/24 AS4294967296
expect exit 64

story "An origin is a public AS number, or one that this registry gave"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run origin 198.51.100.0/24 AS64500 AS131072 AS65535
expect exit 1
expect stderr "An origin is a public AS number"
expect stderr "AS65535"
run origin 198.51.100.0/24 AS64512
expect exit 1
expect stderr "AS64512"
run origin 198.51.100.0/24 AS65551
expect exit 1
run origin 198.51.100.0/24 AS4200000000
expect exit 1
whois 198.51.100.0
expect line "aut-num:     AS64500"
