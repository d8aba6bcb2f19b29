# SPDX-License-Identifier: ISC

story "A batch runs each line and says how it ended"
clock 2026-03-01T12:00:00Z
world one-isp
input "# sub-assignments of the day"
input ""
input "subassign 198.51.100.0/28 UY-TIEN-LACNIC --as PEM3 --reason 'the first'"
input "subassign 198.51.100.0/28 UY-UNIV-LACNIC --as JUE"
input "show 198.51.100.0/28 # what came of it"
run batch
expect exit 1
expect line "198.51.100.0/28 reallocated to UY-TIEN-LACNIC"
expect line "exit 0"
expect line "exit 1"
expect line "parent:      198.51.100.0/24"

story "A batch can stop at the first failure"
clock 2026-03-01T12:00:00Z
world one-isp
file orders "subassign 198.51.100.0/24 UY-TIEN-LACNIC" "reserve 192.0.2.0/24"
run batch --stop-on-error orders
expect exit 1
expect stderr "line 1 ended the batch"
run show 192.0.2.0/24
expect line "status:      available"

story "Quotes, backslashes, and lines that are none"
clock 2026-03-01T12:00:00Z
world one-isp
input "org add \"La \\\"Grande\\\"\" --country UY --admin JUE"
input "org add 'O''Higgins #2' --country CL --admin JUE"
input "org add Dos\\ Palabras --country PY --admin JUE"
run batch
run org list
expect in answer "La \"Grande\""
expect in answer "OHiggins #2"
expect in answer "Dos Palabras"
input "org add 'open"
run batch
expect exit 65
expect stderr "line 1: a quote is left open"
input "serve"
run batch
expect exit 64
input "batch"
run batch
expect exit 64
run batch no-such-file
expect exit 66

story "A batch begins a register and ends with another"
clock 2026-03-01T12:00:00Z
input "init --registry example"
input "user add 'Una Persona' --handle UNP --email unp@example.invalid --country UY"
input "org add Una --country UY --admin UNP"
input "move-in 10.0.0.0/8 UY-UNAX-EXAMPLE"
input "backup saved.db"
input "move-out 10.0.0.0/8"
input "restore saved.db --replace"
input "show 10.0.0.0/8"
run batch
