# SPDX-License-Identifier: ISC
# policy.md, Sub-assignment: each rule, kept and broken.

story "An ISP sub-assigns a /26 and the world can see it"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
expect line "198.51.100.0/26 reallocated to UY-TIEN-LACNIC"
whois 198.51.100.5
expect line "inetnum:     198.51.100.0/26"
expect line "status:      reallocated"
expect line "ownerid:     UY-TIEN-LACNIC"
expect line "tech-c:      PEM3"
expect line "abuse-c:     ANB"
expect line "created:     20260301"
expect line "inetnum-up:  198.51.100.0/24"

story "What is left is still the ISP's"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
whois 198.51.100.64
expect line "inetnum:     198.51.100.0/24"
expect no line "inetnum-up:  198.51.100.0/24"
run free 198.51.100.0/24
expect line "/25  1"
expect line "/26  1"
run free 198.51.100.0/24 --list
expect line "198.51.100.64/26"
expect line "198.51.100.128/25"
run show 198.51.100.0/24
expect line "children:    1"
expect line "used:        64"
expect line "size:        256"

story "A dry run shows each rule and the WHOIS text, and changes nothing"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign --dry-run 198.51.100.0/26 UY-TIEN-LACNIC
expect line "block:       198.51.100.0/26"
expect line "rules:       ok         managed by this user"
expect line "rules:       ok         reverse DNS of the /24 first"
expect line "rules:       ok         free"
expect line "rules:       not asked  recipient is the holder"
expect line "free:        /25  1"
expect line "free:        /26  1"
expect line "inetnum:     198.51.100.0/26"
expect line "inetnum-up:  198.51.100.0/24"
run show 198.51.100.0/26
expect line "block:       198.51.100.0/24"

story "A dry run of what is refused says which rule refuses it"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run undelegate 198.51.100.0/24 --as HIM --reason test
run subassign --dry-run 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 1
expect line "rules:       ok         managed by this user"
expect in answer "refused    reverse DNS of the /24 first  An IPv4 part longer than /24 needs reverse DNS"
expect stderr "refused: An IPv4 part longer than /24 needs reverse DNS"
expect no line "inetnum:     198.51.100.0/26"

story "A dry run in JSON"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign --dry-run --json 198.51.100.0/26 UY-TIEN-LACNIC
expect in answer "\"block\": \"198.51.100.0/26\""
expect in answer "{\"verdict\": \"ok\", \"rule\": \"free\", \"reason\": \"\"}"
expect in answer "{\"length\": 25, \"count\": 1}"
expect in answer "\"whois\": \"% IP Client: "

story "Two want the same addresses: the second is told who holds them"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC --tech TET
run subassign 198.51.100.0/26 UY-UNIV-LACNIC
expect exit 1
expect stderr "UY-TIEN-LACNIC"
run subassign 198.51.100.32/27 UY-UNIV-LACNIC
expect exit 1
expect stderr "UY-TIEN-LACNIC"
run subassign 198.51.100.0/25 UY-UNIV-LACNIC
expect exit 1
expect stderr "UY-TIEN-LACNIC"
run subassign 198.51.100.64/26 UY-UNIV-LACNIC

story "The whole block cannot be given away"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/24 UY-TIEN-LACNIC
expect exit 1
expect stderr "refused: A block is sub-assigned in parts, not whole."
run subassign 2001:db8::/32 UY-TIEN-LACNIC
expect exit 1
expect stderr "not whole"

story "The longest are /32 and /64"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.7/32 UY-TIEN-LACNIC
expect line "198.51.100.7/32 reallocated to UY-TIEN-LACNIC"
run subassign 2001:db8:0:1::/64 UY-TIEN-LACNIC
run subassign 2001:db8:0:2::/65 UY-TIEN-LACNIC
expect exit 1
expect stderr "The longest sub-assignment is /32 in IPv4 and /64 in IPv6."

story "IPv6 needs no reverse DNS first"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 2001:db8:1::/48 UY-TIEN-LACNIC
expect line "2001:db8:1::/48 reallocated to UY-TIEN-LACNIC"
whois 2001:db8:1::99
expect line "inetnum:     2001:db8:1::/48"
expect line "inetnum-up:  2001:db8::/32"

story "Reverse first: no delegation, no part longer than /24"
clock 2026-03-01T12:00:00Z
world one-isp
run undelegate 198.51.100.0/24
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 1
expect stderr "needs reverse DNS"

story "Reverse first: a server that is lame does not count"
clock 2026-03-01T12:00:00Z
world one-isp
run nsstate 198.51.100.0/24 ns.ejemplo.example TIMEOUT
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 1
expect stderr "needs reverse DNS"
run nsstate 198.51.100.0/24 ns.ejemplo.example AA --as HIM
run subassign 198.51.100.0/26 UY-TIEN-LACNIC

story "Reverse first: a server that was withdrawn does not count"
clock 2026-03-01T12:00:00Z
world one-isp
run nsstate 198.51.100.0/24 ns.ejemplo.example AA --withdrawn
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 1
expect stderr "needs reverse DNS"

story "Reverse first is not asked of a /24"
clock 2026-03-01T12:00:00Z
world one-isp
run move-in 100.64.0.0/22 UY-COEJ-LACNIC
run subassign 100.64.1.0/24 UY-TIEN-LACNIC
expect line "100.64.1.0/24 reallocated to UY-TIEN-LACNIC"
run subassign 100.64.2.0/25 UY-TIEN-LACNIC
expect exit 1
expect stderr "needs reverse DNS"

story "Space that is not in the register cannot be given"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 9.9.9.0/28 UY-TIEN-LACNIC
expect exit 1
as operator
run subassign 9.9.9.0/28 UY-TIEN-LACNIC
expect exit 1
run subassign 192.0.2.0/26 UY-TIEN-LACNIC
expect exit 1
expect stderr "Nothing can be sub-assigned from this block."

story "The recipient must be known"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/26 UY-NADA-LACNIC
expect exit 1
expect stderr "There is no organization with this OrgID."

story "By size: the smallest free range that holds it, the lowest of equals"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
run subassign 198.51.100.128/27 UY-TIEN-LACNIC
run subassign --size 27 --in 198.51.100.0/24 UY-TIEN-LACNIC
expect line "198.51.100.160/27 reallocated to UY-TIEN-LACNIC"
run subassign --size 27 --in 198.51.100.0/24 UY-TIEN-LACNIC
expect line "198.51.100.64/27 reallocated to UY-TIEN-LACNIC"
run subassign --in 198.51.100.0/24 --size 25 UY-TIEN-LACNIC
expect exit 1
expect stderr "No free range of this size is left."
run subassign --in 2001:db8::/32 --size 48 UY-TIEN-LACNIC
expect line "2001:db8::/48 reallocated to UY-TIEN-LACNIC"

story "A new organization on the spot, managed by who made it"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/28 --new-org "Panaderia Nueva" --country UY --street "Calle Sol" --number 3 --postcode 11000 --city Montevideo --state Montevideo --ddi 598 --phone 5550001 --responsible "Nora Panadera"
expect line "198.51.100.0/28 reallocated to UY-PANU-LACNIC"
whois 198.51.100.1
expect line "owner:       Panaderia Nueva"
expect line "responsible: Nora Panadera"
expect line "address:     Calle Sol, 3, "
expect line "address:     11000 - Montevideo - Montevideo"
expect line "owner-c:     PEM3"
run show UY-PANU-LACNIC
expect line "billing:     PEM3"
expect line "member:      PEM3"
expect in answer "198.51.100.0/28"

story "A new organization does not remain when the sub-assignment is refused"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/24 --new-org "Panaderia Nueva" --country UY
expect exit 1
run show UY-PANU-LACNIC
expect exit 1

story "The holder itself may be the recipient, for its own network"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/28 UY-COEJ-LACNIC --use infrastructure
run show 198.51.100.0/28
expect line "use:         infrastructure"
run subassign 198.51.100.16/28 UY-COEJ-LACNIC --use reserved
run subassign 198.51.100.32/28 UY-TIEN-LACNIC --use infrastructure
expect exit 1
expect stderr "The recipient must be the holder of the block."
run subassign 198.51.100.32/28 UY-TIEN-LACNIC --use reserved
expect exit 1
expect stderr "The recipient must be the holder of the block."

story "A residential customer is not named in public"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/29 UY-COEJ-LACNIC --use private --label "Cliente 4711"
run show 198.51.100.0/29
expect line "label:       Cliente 4711"
whois 198.51.100.0
expect line "ownerid:     UY-COEJ-LACNIC"
expect line "inetnum-up:  198.51.100.0/24"
expect no line "label:       Cliente 4711"

story "Allocated space is reallocated, and its recipient may go on"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/25 UY-TIEN-LACNIC
as TET
run subassign 198.51.100.0/27 UY-UNIV-LACNIC
expect line "198.51.100.0/27 reallocated to UY-UNIV-LACNIC"
whois 198.51.100.1
expect line "inetnum-up:  198.51.100.0/25"

story "An end user passes nothing on to others"
clock 2026-03-01T12:00:00Z
world one-isp
run delegate 203.0.113.0/24 ns.univ.example
run nsstate 203.0.113.0/24 ns.univ.example AA
as URR
run subassign 203.0.113.0/26 UY-TIEN-LACNIC
expect exit 1
expect stderr "The recipient must be the holder of the block."
run subassign 203.0.113.0/26 UY-UNIV-LACNIC
expect line "203.0.113.0/26 reassigned to UY-UNIV-LACNIC"
run subassign 203.0.113.0/28 UY-UNIV-LACNIC
expect line "203.0.113.0/28 reassigned to UY-UNIV-LACNIC"

story "Contacts may be named, and must exist"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/28 UY-TIEN-LACNIC --tech TET --abuse BET
whois 198.51.100.0
expect line "tech-c:      TET"
expect line "abuse-c:     BET"
run subassign 198.51.100.16/28 UY-TIEN-LACNIC --tech XYZ99
expect exit 1
expect stderr "There is no person with this user ID."

story "The answer in JSON"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/26 UY-TIEN-LACNIC --json
expect line "{\"block\": \"198.51.100.0/26\", \"status\": \"reallocated\", \"ownerid\": \"UY-TIEN-LACNIC\", \"parent\": \"198.51.100.0/24\"}"

story "Options may stand behind the operands"
clock 2026-03-01T12:00:00Z
world one-isp
run subassign 198.51.100.0/26 UY-TIEN-LACNIC --as PEM3 --reason "by telephone" --ticket 4711 --requester "Tienda"
run history 198.51.100.0/26 --json
expect in answer "\"reason\": \"by telephone\""
expect in answer "\"ticket\": \"4711\""
expect in answer "\"requester\": \"Tienda\""
expect in answer "\"actor\": \"PEM3\""
