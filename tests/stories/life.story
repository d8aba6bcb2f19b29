# SPDX-License-Identifier: ISC
# The life of a record.

story "Available stock is registered"
clock 2026-03-01T12:00:00Z
world one-isp
run register 192.0.2.0/25 UY-TIEN-LACNIC --status assigned --date 2026-02-14 --country PY
expect line "192.0.2.0/25 assigned to UY-TIEN-LACNIC"
whois 192.0.2.1
expect line "status:      assigned"
expect line "created:     20260214"
run show 192.0.2.0/25
expect line "country:     PY"
expect line "tech-c:      TET"
expect line "abuse-c:     TET"
run show 192.0.2.128/25
expect line "status:      available"
run register AS64497 UY-TIEN-LACNIC
expect line "AS64497 allocated to UY-TIEN-LACNIC"
run show AS64496
expect line "aut-num:     AS64496"
run show AS64499
expect line "aut-num:     AS64498-AS64499"

story "What is held, reserved or not ours is not registered"
clock 2026-03-01T12:00:00Z
world one-isp
run register 198.51.100.0/24 UY-TIEN-LACNIC
expect exit 1
expect stderr "This is not available stock of the registry."
run reserve 192.0.2.0/24
run register 192.0.2.0/24 UY-TIEN-LACNIC
expect exit 1
expect stderr "not available"
run register 9.0.0.0/8 UY-TIEN-LACNIC
expect exit 1
run register AS1 UY-TIEN-LACNIC
expect exit 1
run register AS64496 UY-NADA-LACNIC
expect exit 1
expect stderr "no organization"

story "A transfer keeps date and children"
clock 2026-03-01T12:00:00Z
world one-isp
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
run transfer 198.51.100.0/24 UY-UNIV-LACNIC
expect line "198.51.100.0/24 transferred to UY-UNIV-LACNIC"
whois 198.51.100.0/24
expect line "ownerid:     UY-UNIV-LACNIC"
expect line "tech-c:      URR"
expect line "created:     20080902"
whois 198.51.100.1
expect line "ownerid:     UY-TIEN-LACNIC"
as JUE
run subassign 198.51.100.128/26 UY-TIEN-LACNIC
expect exit 1
as operator
run transfer 198.51.100.0/24 UY-UNIV-LACNIC
expect exit 1
expect stderr "The recipient already holds this."
run transfer 198.51.100.0/26 UY-UNIV-LACNIC
expect exit 1
run transfer 192.0.2.0/24 UY-UNIV-LACNIC
expect exit 1

story "A record is split and merged again"
clock 2026-03-01T12:00:00Z
world one-isp
run split 203.0.113.64/26
expect line "203.0.113.64/26 is a record of its own"
run show 203.0.113.0/26
expect line "block:       203.0.113.0/26"
run show 203.0.113.200
expect line "block:       203.0.113.128/25"
expect line "ownerid:     UY-UNIV-LACNIC"
expect line "created:     2010-05-06T12:00:00Z"
run merge 203.0.113.0/24
expect line "203.0.113.0/24 is one record"
run show 203.0.113.200
expect line "block:       203.0.113.0/24"

story "A split does not cut a sub-assignment; parts go with their piece"
clock 2026-03-01T12:00:00Z
world one-isp
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
run split 198.51.100.0/27
expect exit 1
expect stderr "This is not held directly from the registry."
run split 198.51.100.64/26
expect exit 1
expect stderr "A sub-assignment must stay smaller than the piece it is part of. 198.51.100.0/26"
run split 198.51.100.128/25
run show 198.51.100.1
expect line "block:       198.51.100.0/26"
expect line "parent:      198.51.100.0/25"

story "Only what is alike and whole is merged"
clock 2026-03-01T12:00:00Z
world one-isp
run move-in 203.0.112.0/24 UY-TIEN-LACNIC
run merge 203.0.112.0/23
expect exit 1
expect stderr "These blocks differ in holder, status or kind."
run merge 198.51.100.0/23
expect exit 1

story "What is returned is reserved, and can be reinstated as it was"
clock 2026-03-01T12:00:00Z
world one-isp
run return 203.0.113.0/24 --reason "closed"
expect line "203.0.113.0/24 returned: reserved"
run show 203.0.113.0/24
expect line "status:      reserved"
whois 203.0.113.1
expect in answer "% Unallocated and unassigned in LACNIC block: 203.0.113.1"
run reinstate 203.0.113.0/24
run show 203.0.113.0/24
expect line "status:      assigned"
expect line "ownerid:     UY-UNIV-LACNIC"
expect line "created:     2010-05-06T12:00:00Z"

story "What was never returned cannot be reinstated out of nothing"
clock 2026-03-01T12:00:00Z
world one-isp
run reserve 192.0.2.0/24
run reinstate 192.0.2.0/24
expect exit 1
expect stderr "The journal knows no return of this to undo."
run reinstate 192.0.2.0/24 UY-TIEN-LACNIC --status allocated --date 2001-02-03
run show 192.0.2.0/24
expect line "ownerid:     UY-TIEN-LACNIC"
expect line "created:     2001-02-03T12:00:00Z"

story "A block with children is returned with them or not at all"
clock 2026-03-01T12:00:00Z
world one-isp
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
run return 198.51.100.0/24
expect exit 1
expect stderr "Parts of this block are sub-assigned."
run return 198.51.100.0/24 --with-children
run show 198.51.100.1
expect line "block:       198.51.100.0/24"
expect line "status:      reserved"

story "AS numbers live the same life"
clock 2026-03-01T12:00:00Z
world one-isp
run return AS64500
run show AS64500
expect line "status:      reserved"
run reinstate AS64500
run show AS64500
expect line "ownerid:     UY-COEJ-LACNIC"
run move-in AS65540-AS65549 UY-TIEN-LACNIC
run split AS65543
run show AS65540
expect line "aut-num:     AS65540-AS65542"
run merge AS65540-AS65549
run show AS65549
expect line "aut-num:     AS65540-AS65549"

story "Space moves in and out of the register"
clock 2026-03-01T12:00:00Z
world one-isp
run move-in 100.64.0.0/20 UY-TIEN-LACNIC --status assigned --date 1993-04-05 --country AR
run show 100.64.0.0/20
expect line "status:      assigned"
expect line "country:     AR"
run move-in 100.64.0.0/24
expect exit 1
run move-out 100.64.0.0/20
run show 100.64.0.0/20
expect exit 1
expect stderr "is not in the register"
run move-out 100.64.0.0/20
expect exit 1
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
run move-out 198.51.100.0/24
expect exit 1
expect stderr "Parts of this block are sub-assigned."
run move-out 198.51.100.0/24 --with-children
whois 198.51.100.1
expect in answer "% No match for \"198.51.100.1\""

story "A slip is corrected"
clock 2026-03-01T12:00:00Z
world one-isp
run correct 203.0.113.0/24 --country PY --date 2010-05-07
run show 203.0.113.0/24
expect line "country:     PY"
expect line "created:     2010-05-07T12:00:00Z"
run correct 203.0.113.0/24 --status allocated
run show 203.0.113.0/24
expect line "status:      allocated"
run correct 203.0.113.0/24
expect exit 64
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
run correct 198.51.100.0/24 --status assigned
expect exit 1

story "A dry run of each changes nothing"
clock 2026-03-01T12:00:00Z
world one-isp
run register 192.0.2.0/25 UY-TIEN-LACNIC --dry-run
expect line "dry run: 192.0.2.0/25 allocated to UY-TIEN-LACNIC"
run transfer 198.51.100.0/24 UY-TIEN-LACNIC --dry-run
run split 203.0.113.0/25 --dry-run
run return 203.0.113.0/24 --dry-run
run reserve 192.0.2.0/24 --dry-run
run move-in 100.64.0.0/10 --dry-run
run move-out 203.0.113.0/24 --dry-run
run contacts 198.51.100.0/24 --tech JUE --dry-run
run origin 198.51.100.0/24 AS131072 --dry-run
run undelegate 198.51.100.0/24 --dry-run
run user add "Nueva Persona" --email nueva@example.invalid --country UY --dry-run
expect line "dry run: NUP"
run org add "Nueva" --country UY --admin JUE --dry-run
expect line "dry run: UY-NUEV-LACNIC"
run return 198.51.100.0/25 --dry-run
expect exit 1

story "A part that was taken back with its block was never a record"
clock 2026-03-01T12:00:00Z
world one-isp
run move-in 192.88.98.0/23 UY-COEJ-LACNIC --status allocated
run subassign 192.88.98.0/24 UY-COEJ-LACNIC
run return --with-children 192.88.98.0/23
run split 192.88.98.0/24
run reinstate 192.88.98.0/24
expect exit 1
expect stderr "The journal knows no return of this to undo."
run reinstate 192.88.98.0/24 UY-COEJ-LACNIC
expect exit 0
