# SPDX-License-Identifier: ISC
# policy.md, Who may do what.

story "The administrative contact of the holder may"
clock 2026-03-01T12:00:00Z
world one-isp
as JUE
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
run contacts 198.51.100.0/24 --abuse BET
run origin 198.51.100.0/24 AS64500
run contacts AS64500 --tech PEM3
run release 198.51.100.0/26

story "The technical contact of the block may"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
run origin 198.51.100.0/24 AS64500
run contacts 198.51.100.0/24 --abuse BET
run release 198.51.100.0/26

story "The billing contact may not"
clock 2026-03-01T12:00:00Z
world one-isp
as BET
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 1
expect stderr "refused: This user may not do that."
run contacts 198.51.100.0/24 --abuse BET
expect exit 1
expect stderr "may not"

story "The abuse contact may not"
clock 2026-03-01T12:00:00Z
world one-isp
as ANB
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 1
expect stderr "may not"
run contacts 198.51.100.0/24 --abuse BET
expect exit 1
expect stderr "may not"

story "Somebody else may not"
clock 2026-03-01T12:00:00Z
world one-isp
as OMO
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 1
expect stderr "may not"
run origin 198.51.100.0/24 AS64500
expect exit 1
expect stderr "may not"
run contacts AS64500 --tech OMO
expect exit 1
expect stderr "may not"
run org contacts UY-COEJ-LACNIC --admin OMO
expect exit 1
expect stderr "may not"

story "A recipient manages its part, and cannot release it"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
as TET
run contacts 198.51.100.0/26 --tech TET
run subassign 198.51.100.0/28 UY-UNIV-LACNIC
run release 198.51.100.0/28
run release 198.51.100.0/26
expect exit 1
expect stderr "may not"
run subassign 198.51.100.128/28 UY-TIEN-LACNIC
expect exit 1

story "Who manages the parent changes the contacts of a part, and releases it"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC --tech TET
run contacts 198.51.100.0/26 --tech PEM3 --abuse BET
run release 198.51.100.0/26
as operator
run show 198.51.100.0/26
expect line "block:       198.51.100.0/24"

story "The holder cannot reach into a part of a part"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC --tech TET
run subassign 198.51.100.0/28 UY-UNIV-LACNIC
expect exit 1
expect stderr "UY-TIEN-LACNIC"

story "What takes a hostmaster is refused to everybody else"
clock 2026-03-01T12:00:00Z
world one-isp
as JUE
run transfer 198.51.100.0/24 UY-TIEN-LACNIC
expect exit 1
expect stderr "may not"
run return 198.51.100.0/24
expect exit 1
run register 192.0.2.0/24 UY-COEJ-LACNIC
expect exit 1
run release AS64496
expect exit 1
run user add "Otra Persona" --email otra@example.invalid
expect exit 1
run user disable PEM3
expect exit 1
run org add "Otra" --country UY --admin JUE
expect exit 1

story "A hostmaster may, and the journal knows who it was"
clock 2026-03-01T12:00:00Z
world one-isp
as HIM
run subassign 198.51.100.0/26 UY-TIEN-LACNIC --reason "asked by mail" --ticket T-1
run transfer AS64500 UY-UNIV-LACNIC
run history 198.51.100.0/26
expect line "25  2026-03-01T12:00:00Z  HIM  subassign  198.51.100.0/26  asked by mail  T-1  cli"

story "A user that is disabled may nothing"
clock 2026-03-01T12:00:00Z
world one-isp
run user disable PEM3
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 1
expect stderr "This account is disabled."
as operator
run user enable PEM3
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC

story "A user that does not exist may nothing"
clock 2026-03-01T12:00:00Z
world one-isp
as ZZZ9
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 1
expect stderr "There is no such user."

story "A replaced administrative contact loses authority at once"
clock 2026-03-01T12:00:00Z
world one-isp
as JUE
run org contacts UY-COEJ-LACNIC --admin BET
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 1
expect stderr "may not"
as BET
run subassign 198.51.100.0/26 UY-TIEN-LACNIC

story "Contacts of an organization exist"
clock 2026-03-01T12:00:00Z
world one-isp
as JUE
run org contacts UY-COEJ-LACNIC --billing NADA9
expect exit 1
expect stderr "There is no person with this user ID."
