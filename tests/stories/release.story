# SPDX-License-Identifier: ISC

story "A released part is free again and joins what lies beside it"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.64/26 UY-TIEN-LACNIC
run release 198.51.100.64/26
expect line "198.51.100.64/26 released"
run free 198.51.100.0/24
expect line "/24  1"
whois 198.51.100.64
expect line "inetnum:     198.51.100.0/24"
run subassign 198.51.100.0/25 UY-TIEN-LACNIC

story "A part with parts is released with them or not at all"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
run subassign 198.51.100.0/28 UY-UNIV-LACNIC --as TET
run release 198.51.100.0/26
expect exit 1
expect stderr "Parts of this block are sub-assigned."
run release 198.51.100.0/26 --with-children
run show 198.51.100.0/28
expect line "block:       198.51.100.0/24"
run free 198.51.100.0/24
expect line "/24  1"

story "Only a sub-assignment is released by a member"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run release 198.51.100.0/24
expect exit 1
expect stderr "may not"
as operator
run release 198.51.100.0/24
expect exit 1
expect stderr "This block is not a sub-assignment."
run release 198.51.100.32/27
expect exit 1
run release 10.1.0.0/16
expect exit 1

story "Reserved stock becomes available by the same word"
clock 2026-03-01T12:00:00Z
world one-isp
run reserve 192.0.2.0/25
run show 192.0.2.0/25
expect line "status:      reserved"
run release 192.0.2.0/25
expect line "192.0.2.0/25 available"
run show 192.0.2.0/25
expect line "status:      available"
run reserve AS64496
run show AS64496
expect line "aut-num:     AS64496"
expect line "status:      reserved"
run release AS64496
run release AS64496
expect exit 1
expect stderr "This is not reserved stock of the registry."
