# SPDX-License-Identifier: ISC

story "A delegation is recorded, seen and removed"
clock 2026-03-01T12:00:00Z
world one-isp
run delegate 203.0.113.0/24 NS1.Univ.Example ns2.univ.example
expect line "203.0.113.0/24 delegated to 2 servers"
run nsstate 203.0.113.0/24 ns1.univ.example AA
run nsstate 203.0.113.0/24 ns2.univ.example "NOT SYNC ZONE"
whois 203.0.113.1
expect line "inetrev:     203.0.113.0/24"
expect line "nserver:     NS1.UNIV.EXAMPLE"
expect line "nsstat:      20260301 AA"
expect line "nslastaa:    20260301"
expect line "nsstat:      20260301 NOT SYNC ZONE"
run show 203.0.113.0/24
expect in answer "ns1.univ.example  AA"
run undelegate 203.0.113.0/24
expect line "203.0.113.0/24 no longer delegated"
whois 203.0.113.1
expect no line "inetrev:     203.0.113.0/24"
run delegation drop 203.0.113.0/24
expect exit 1
expect stderr "There is no such reverse delegation."

story "A lame server that is withdrawn says so"
clock 2026-03-01T12:00:00Z
world one-isp
run nsstate 198.51.100.0/24 ns2.ejemplo.example TIMEOUT --withdrawn
whois 198.51.100.1
expect line "nserver:     NS2.EJEMPLO.EXAMPLE [lame - not published]"
expect line "nsstat:      20260301 TIMEOUT"

story "What cannot be a zone is not delegated"
clock 2026-03-01T12:00:00Z
world one-isp
run delegate 203.0.113.0/25 ns.univ.example
expect exit 1
expect stderr "This block cannot be delegated as reverse zones."
run delegate 203.0.113.0/24 192.0.2.1
expect exit 64
run delegate 203.0.113.0/24 "not a host"
expect exit 64
run delegate 203.0.113.0/24 single
expect exit 64
run delegate 203.0.113.0/24
expect exit 64
run delegate 203.0.114.0/24 ns.univ.example
expect exit 1
run nsstate 198.51.100.0/24 ns9.ejemplo.example AA
expect exit 1

story "Delegations do not overlap"
clock 2026-03-01T12:00:00Z
world one-isp
run delegate 2001:db8::/32 ns.ejemplo.example
run delegate 2001:db8:1::/48 ns.ejemplo.example
expect exit 1
expect stderr "A delegation overlaps this one."

story "A release takes the part's own delegation with it"
clock 2026-03-01T12:00:00Z
world one-isp
run subassign 2001:db8:1::/48 UY-TIEN-LACNIC
run delegate 2001:db8:1::/48 ns.tienda.example
run release 2001:db8:1::/48
whois 2001:db8:1::1
expect no line "inetrev:     2001:db8:1::/48"
run delegate 2001:db8::/32 ns.ejemplo.example
