# SPDX-License-Identifier: ISC
# What the journal knows.

story "Who held an address, and when"
clock 2026-03-01T12:00:00Z
world one-isp
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
clock 2026-04-01T12:00:00Z
run release 198.51.100.0/26
clock 2026-05-01T12:00:00Z
run subassign 198.51.100.0/25 UY-UNIV-LACNIC
clock 2026-06-01T12:00:00Z
run held 198.51.100.5 --at 2026-01-01
expect exit 1
expect stderr "198.51.100.5 was not in the register at 2026-01-01T12:00:00Z"
run held 198.51.100.5 --at 2026-02-01
expect line "block:       198.51.100.0/24"
expect line "ownerid:     UY-COEJ-LACNIC"
run held 198.51.100.5 --at 2026-03-15
expect line "block:       198.51.100.0/26"
expect line "ownerid:     UY-TIEN-LACNIC"
expect line "since:       2026-03-01T12:00:00Z"
expect line "operation:   subassign"
run held 198.51.100.5 --at 2026-04-15
expect line "ownerid:     UY-COEJ-LACNIC"
run held 198.51.100.5
expect line "block:       198.51.100.0/25"
expect line "ownerid:     UY-UNIV-LACNIC"
run held 198.51.100.200 --at 2026-06-01
expect line "block:       198.51.100.0/24"
run held 198.51.100.5 --json
expect in answer "\"ownerid\": \"UY-UNIV-LACNIC\""

story "A moment to the second"
clock 2026-03-01T12:00:00Z
world one-isp
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
run held 198.51.100.1 --at 2026-03-01T11:59:59Z
expect line "block:       198.51.100.0/24"
run held 198.51.100.1 --at 2026-03-01T12:00:00Z
expect line "block:       198.51.100.0/26"

story "The history of a thing, newest first"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC --reason "order 17"
clock 2026-04-01T12:00:00Z
run contacts 198.51.100.0/26 --abuse BET
clock 2026-05-01T12:00:00Z
run release 198.51.100.0/26 --with-children
run history 198.51.100.0/26
expect in answer "2026-05-01T12:00:00Z  PEM3  release    198.51.100.0/26"
expect in answer "2026-04-01T12:00:00Z  PEM3  contacts   198.51.100.0/26"
expect in answer "2026-03-01T12:00:00Z  PEM3  subassign  198.51.100.0/26  order 17"
run history 198.51.100.0/26 --limit 1
expect in answer "release"
expect no line "subassign"
run history 198.51.100.9
expect in answer "move_in"
run history UY-COEJ-LACNIC
expect in answer "organisation_add"
run history JUE
expect in answer "person_add"
run history AS64500
expect in answer "move_in"
run history UY-NADA-LACNIC
expect exit 1
run history 198.51.100.0/26 --limit 0
expect exit 64

story "What happens names its actor, operator or user"
clock 2026-03-01T12:00:00Z
world one-isp
run reserve 192.0.2.0/24 --reason "kept back" --ticket 99 --requester "the board"
run history 192.0.2.0/24 --json
expect in answer "\"actor\": \"local:"
expect in answer "\"reason\": \"kept back\""
expect in answer "\"ticket\": \"99\""
expect in answer "\"requester\": \"the board\""
expect in answer "\"source\": \"cli\""
