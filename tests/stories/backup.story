# SPDX-License-Identifier: ISC

story "A backup is restored where there was nothing"
clock 2026-03-01T12:00:00Z
world one-isp
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
run backup saved.db
expect line "saved.db holds the register of sqlite:registry.db"
run release 198.51.100.0/26
run --store sqlite:other.db restore saved.db
expect line "sqlite:other.db holds the register of saved.db"
run --store sqlite:other.db verify
expect line "verify:      ok"
run --store sqlite:other.db show 198.51.100.0/26
expect line "block:       198.51.100.0/26"
run show 198.51.100.0/26
expect line "block:       198.51.100.0/24"
expect no file other.db.restore

story "A backup is not made over a file"
clock 2026-03-01T12:00:00Z
world one-isp
file saved.db "something dear"
run backup saved.db
expect exit 73
expect stderr "is there already"
run backup no/such/folder/saved.db
expect exit 74

story "A register that is there stays unless --replace, and then beside"
clock 2026-03-01T12:00:00Z
world one-isp
run backup saved.db
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
run restore saved.db
expect exit 73
expect stderr "--replace keeps it beside the new one"
run show 198.51.100.0/26
expect line "block:       198.51.100.0/26"
run restore saved.db --replace
expect line "registry.db.before-2026-03-01T12:00:00Z holds what was there"
run show 198.51.100.0/26
expect line "block:       198.51.100.0/24"
run --store sqlite:registry.db.before-2026-03-01T12:00:00Z show 198.51.100.0/26
expect line "block:       198.51.100.0/26"
run --store sqlite:registry.db.before-2026-03-01T12:00:00Z verify

story "A damaged backup is refused, and what is there stays"
clock 2026-03-01T12:00:00Z
world one-isp
run backup saved.db
damage saved.db 0
run restore saved.db --replace
expect exit 65
run show 198.51.100.1
expect line "block:       198.51.100.0/24"

story "Damage in the middle is found as well"
clock 2026-03-01T12:00:00Z
world one-isp
run backup saved.db
damage saved.db 20480
damage saved.db 24576
damage saved.db 28672
run --store sqlite:other.db restore saved.db
expect exit 65
expect no file other.db

story "What is no backup is refused"
clock 2026-03-01T12:00:00Z
world one-isp
run --store sqlite:other.db restore missing.db
expect exit 66
file text.db "this is no register"
run --store sqlite:other.db restore text.db
expect exit 65
file empty.db
run --store sqlite:other.db restore empty.db
expect exit 65
expect no file other.db
run --store sqlite:no/such/other.db restore text.db
expect exit 73
