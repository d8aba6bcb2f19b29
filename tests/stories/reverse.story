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

story "Delegating a part splits what is around it"
clock 2026-03-01T12:00:00Z
world one-isp
run delegate 2001:db8::/32 ns.ejemplo.example
run delegate 2001:db8:1::/48 ns.tienda.example
whois 2001:db8:1::1
expect line "inetrev:     2001:db8:1::/48"
expect line "inetrev:     2001:db8::/48"
expect line "inetrev:     2001:db8:2::/47"
expect line "inetrev:     2001:db8:8000::/33"
expect no line "inetrev:     2001:db8::/32"
run delegate 2001:db8::/40 ns.ejemplo.example
expect exit 1
expect stderr "A delegation overlaps this one."

story "What is left of a divided zone is to be asked anew"
clock 2026-03-01T12:00:00Z
world one-isp
run delegate 2001:db8::/46 ns.ejemplo.example
run nsstate 2001:db8::/46 ns.ejemplo.example AA
run delegate 2001:db8:3::/48 ns.tienda.example
whois 2001:db8:2::
expect line "inetrev:     2001:db8:2::/48"
expect line "nsstat:      20260301 AA"
run undelegate 2001:db8::/47
run delegate 2001:db8:2::/49 ns.tienda.example
whois 2001:db8:2:8000::
expect line "inetrev:     2001:db8:2:8000::/49"
expect no line "nsstat:      20260301 AA"

story "Of a block of /16 or shorter whole /16s are delegated, by its holder"
clock 2026-03-01T12:00:00Z
world one-isp
run move-in 45.4.0.0/14 UY-COEJ-LACNIC
run subassign 45.5.0.0/16 UY-TIEN-LACNIC
as JUE
checked 45.4.0.0/14 ns.ejemplo.example
run delegate 45.4.0.0/14 ns.ejemplo.example
checked 45.4.3.0/24 ns.ejemplo.example
run delegate 45.4.3.0/24 ns.ejemplo.example
expect exit 1
expect stderr "Of an IPv4 block of /16 or shorter its holder delegates whole /16s"
expect stderr "45.4.3.0/24 is part of 45.4.0.0/14."
as TET
checked 45.5.0.0/16 ns.tienda.example
run delegate 45.5.0.0/16 ns.tienda.example
expect exit 1
expect stderr "recipients of parts use the holder's DNS"
run undelegate 45.4.0.0/14
expect exit 1
as JUE
checked 45.5.0.0/16 ns.tienda.example
run delegate 45.5.0.0/16 ns.tienda.example
whois 45.4.0.1
expect line "inetrev:     45.4.0.0/16"
expect line "inetrev:     45.6.0.0/15"

story "Who manages a block delegates it; who does not cannot"
clock 2026-03-01T12:00:00Z
world one-isp
run subassign 2001:db8:1::/48 UY-TIEN-LACNIC
as PEM3
checked 2001:db8::/32 ns.ejemplo.example
run delegate 2001:db8::/32 ns.ejemplo.example
checked 2001:db8:1::/48 ns.ejemplo.example
run delegate 2001:db8:1::/48 ns.ejemplo.example
expect exit 1
expect stderr "This user may not do that."
as TET
checked 2001:db8:1::/48 ns.tienda.example
run delegate 2001:db8:1::/48 ns.tienda.example
checked 2001:db8::/33 ns.tienda.example
run delegate 2001:db8::/33 ns.tienda.example
expect exit 1
expect stderr "This user may not do that."
as OMO
run undelegate 2001:db8:1::/48
expect exit 1
as TET
run undelegate 2001:db8:1::/48

story "What a holder delegated before it was passed on stays theirs to change"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
checked 2001:db8:1::/48 ns.ejemplo.example
run delegate 2001:db8:1::/48 ns.ejemplo.example
run subassign 2001:db8:1::/48 UY-TIEN-LACNIC
checked 2001:db8:1::/48 ns.ejemplo.example ns2.ejemplo.example
run delegate 2001:db8:1::/48 ns.ejemplo.example ns2.ejemplo.example
as TET
checked 2001:db8:1::/48 ns.tienda.example
run delegate 2001:db8:1::/48 ns.tienda.example
as JUE
checked 2001:db8:1::/48 ns.ejemplo.example
run delegate 2001:db8:1::/48 ns.ejemplo.example
expect exit 1

story "Users delegate to name servers that they found authoritative just now"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run delegate 2001:db8:1::/48 ns.ejemplo.example
expect exit 1
expect stderr "all of them found authoritative for all zones"
checked 2001:db8:1::/48 ns.ejemplo.example
run delegate 2001:db8:1::/48 ns.ejemplo.example ns2.ejemplo.example
expect exit 1
run delegate 2001:db8:2::/48 ns.ejemplo.example
expect exit 1
run delegate 2001:db8:1::/48 ns.ejemplo.example --ds "60485 8 2 E2D3C916F6DEEAC73294E8268FB5885044A833FC5459588F4A9184CFC41A5766"
expect exit 1
as JUE
run delegate 2001:db8:1::/48 ns.ejemplo.example
expect exit 1
as PEM3
clock 2026-03-01T12:10:00Z
run delegate 2001:db8:1::/48 ns.ejemplo.example
expect exit 1
clock 2026-03-01T12:09:59Z
run delegate 2001:db8:1::/48 NS.Ejemplo.Example
as operator
run delegate 2001:db8:2::/48 ns.ejemplo.example

story "Servers that stay in a delegation keep their state"
clock 2026-03-01T12:00:00Z
world one-isp
run delegate 198.51.100.0/24 ns3.ejemplo.example ns.ejemplo.example
whois 198.51.100.1
expect line "nsstat:      20260115 AA"
run show 198.51.100.0/24
expect in answer "ns3.ejemplo.example  UNCHECKED"
expect in answer "ns.ejemplo.example   AA"

story "A name server is a full host name, of any script"
clock 2026-03-01T12:00:00Z
world one-isp
run delegate 203.0.113.0/24 2001:db8::1
expect exit 64
expect stderr "not as its address"
run delegate 203.0.113.0/24 single
expect exit 64
expect stderr "A name server is written as its full name"
run delegate 203.0.113.0/24 ns.univ.example NS.Univ.example.
expect exit 64
expect stderr "This name server is named twice."
run delegate 203.0.113.0/24 ns.113.0.203.in-addr.arpa
expect exit 64
expect stderr "A name server cannot have its name in the reverse tree."
run delegate 203.0.113.0/24 ns.mañana.example
whois 203.0.113.1
expect line "nserver:     NS.XN--MAANA-PTA.EXAMPLE"
run show 203.0.113.1
expect in answer "ns.xn--maana-pta.example  ns.mañana.example"

story "DS records are kept per zone"
clock 2026-03-01T12:00:00Z
world one-isp
run delegate 203.0.113.0/24 ns.univ.example --ds "60485 8 2 E2D3C916F6DEEAC73294E8268FB5885044A833FC5459588F4A9184CFC41A5766"
run show 203.0.113.0/24
expect in answer "113.0.203.in-addr.arpa  60485  8  2  E2D3C916F6DEEAC73294E8268FB5885044A833FC5459588F4A9184CFC41A5766"
whois 203.0.113.1
expect line "nserver:     NS.UNIV.EXAMPLE"
run delegate 203.0.113.0/24 ns2.univ.example
run show 203.0.113.0/24
expect in answer "60485"
run delegate 203.0.113.0/24 ns2.univ.example --ds "60485 8 2 E2D3"
expect exit 64
expect stderr "This is not a DS record"
run delegate 203.0.113.0/24 ns2.univ.example --ds "112.0.203.in-addr.arpa. IN DS 60485 8 2 E2D3C916F6DEEAC73294E8268FB5885044A833FC5459588F4A9184CFC41A5766"
expect exit 64
expect stderr "A DS record must name a zone of this delegation."
run delegate 2001:db8:4::/46 ns.ejemplo.example --ds "60485 8 2 E2D3C916F6DEEAC73294E8268FB5885044A833FC5459588F4A9184CFC41A5766"
expect exit 64
expect stderr "A DS record must name a zone of this delegation."
run delegate 203.0.113.0/24 ns2.univ.example --ds ""
run show 203.0.113.0/24
expect no line "60485"

story "A return takes delegation and DS records, reinstating brings them back"
clock 2026-03-01T12:00:00Z
world one-isp
run delegate 203.0.113.0/24 ns.univ.example --ds "60485 8 2 E2D3C916F6DEEAC73294E8268FB5885044A833FC5459588F4A9184CFC41A5766"
run return 203.0.113.0/24
run reinstate 203.0.113.0/24
run show 203.0.113.0/24
expect in answer "ns.univ.example  UNCHECKED"
expect in answer "113.0.203.in-addr.arpa  60485  8  2"

story "A record that is split and merged has one delegation again"
clock 2026-03-01T12:00:00Z
world one-isp
run move-in 45.4.0.0/16 UY-COEJ-LACNIC
run delegate 45.4.0.0/16 ns.ejemplo.example
run split 45.4.3.0/24
whois 45.4.3.1
expect line "inetrev:     45.4.3.0/24"
run merge 45.4.0.0/16
whois 45.4.3.1
expect line "inetrev:     45.4.0.0/16"
expect no line "inetrev:     45.4.3.0/24"
run split 45.4.3.0/24
run delegate 45.4.3.0/24 ns.tienda.example
run merge 45.4.0.0/16
expect exit 1
expect stderr "Of an IPv4 block of /16 or shorter its holder delegates whole /16s"

story "A release takes the part's own delegation with it"
clock 2026-03-01T12:00:00Z
world one-isp
run subassign 2001:db8:1::/48 UY-TIEN-LACNIC
run delegate 2001:db8:1::/48 ns.tienda.example
run release 2001:db8:1::/48
whois 2001:db8:1::1
expect no line "inetrev:     2001:db8:1::/48"
run delegate 2001:db8::/32 ns.ejemplo.example
