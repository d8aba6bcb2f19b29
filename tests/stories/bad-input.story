# SPDX-License-Identifier: ISC
# What is malformed is named, quoted harmlessly, and changes nothing.  Every
# run that fails is held against the store as it was (tests/story.py).

story "Prefixes with one spelling only"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.1/26 UY-TIEN-LACNIC
expect exit 64
expect stderr "PREFIX: \"198.51.100.1/26\" has bits set behind its length; a prefix like 198.51.100.0/24"
run subassign 10.0.0.0/33 UY-TIEN-LACNIC
expect exit 64
expect stderr "has a length that is too long"
run subassign 198.051.100.0/26 UY-TIEN-LACNIC
expect exit 64
expect stderr "is malformed"
run subassign 198.51.100.0/026 UY-TIEN-LACNIC
expect exit 64
run subassign 200.10/16 UY-TIEN-LACNIC
expect exit 64
run subassign 0xc6.51.100.0/26 UY-TIEN-LACNIC
expect exit 64
run subassign 0xc6336400/26 UY-TIEN-LACNIC
expect exit 64
run subassign 198.51.100.0/+26 UY-TIEN-LACNIC
expect exit 64
run subassign " 198.51.100.0/26" UY-TIEN-LACNIC
expect exit 64
run subassign "198.51.100.0/26 " UY-TIEN-LACNIC
expect exit 64
run subassign 198.51.100.0/ UY-TIEN-LACNIC
expect exit 64
run subassign 198.51.100.0 UY-TIEN-LACNIC
expect exit 64
run subassign 2001:db8::1/48 UY-TIEN-LACNIC
expect exit 64
expect stderr "has bits set behind its length"
run subassign 2001:db8::/129 UY-TIEN-LACNIC
expect exit 64
expect stderr "too long"
run subassign fe80::%eth0/64 UY-TIEN-LACNIC
expect exit 64
run subassign ::ffff:198.51.100.0/122 UY-TIEN-LACNIC
expect exit 64
expect stderr "is an IPv4 address written as IPv6"
run subassign 2001:db8:1:::/48 UY-TIEN-LACNIC
expect exit 64
run subassign "" UY-TIEN-LACNIC
expect exit 64
expect stderr "PREFIX: \"\" is malformed"

story "The same parser everywhere"
clock 2026-03-01T12:00:00Z
world one-isp
run show 200.10
expect exit 64
run show 198.51.100.300
expect exit 64
run held 198.51.100.01
expect exit 64
run held fe80::1%eth0
expect exit 64
run held 198.51.100.0/24
expect exit 64
run free 198.51.100.1/24
expect exit 64
run release 198.51.100.1/24
expect exit 64
run origin 198.51.100.1/24 AS1
expect exit 64
run contacts 198.51.100.1/24 --tech JUE
expect exit 64
run transfer 198.51.100.1/24 UY-TIEN-LACNIC
expect exit 64
run delegate 198.51.100.1/24 ns.example
expect exit 64
run subassign --size 26 --in 198.51.100.1/24 UY-TIEN-LACNIC
expect exit 64
expect stderr "--in: \"198.51.100.1/24\" has bits set"
run history 198.51.100.1/24
expect exit 64

story "AS numbers with one spelling only"
clock 2026-03-01T12:00:00Z
world one-isp
run show AS
expect exit 1
run show AS064500
expect exit 64
run show AS1.10
expect exit 64
run show AS4294967296
expect exit 64
run show AS-1
expect exit 1
run register AS64497-AS64496 UY-TIEN-LACNIC
expect exit 64
run register 0x1F UY-TIEN-LACNIC
expect exit 64
run origin 198.51.100.0/24 AS64500-AS64501
expect exit 64
run origin 198.51.100.0/24 sixty
expect exit 64
expect stderr "ASN: \"sixty\" is malformed"

story "Names that cannot be printed, or mislead"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run subassign 198.51.100.0/26 --new-org "Pan\u{202e}aderia" --country UY
expect exit 64
expect stderr "--new-org: \"Pan\\u202eaderia\": UTF-8 text without control"
run subassign 198.51.100.0/26 --new-org "Pan\u{1b}[31m" --country UY
expect exit 64
expect stderr "\\u001b[31m"
run subassign 198.51.100.0/26 --new-org "Pan\u{a}Line" --country UY
expect exit 64
run subassign 198.51.100.0/26 --new-org "Pan\x{ff}" --country UY
expect exit 64
expect stderr "\"Pan\\xff\""
run subassign 198.51.100.0/26 --new-org "Pan\u{2028}" --country UY
expect exit 64
run subassign 198.51.100.0/26 --new-org "Pan\u{2066}x" --country UY
expect exit 64
run subassign 198.51.100.0/26 --new-org "Pan\u{e000}" --country UY
expect exit 64
run subassign 198.51.100.0/26 --new-org "" --country UY
expect exit 64
run subassign 198.51.100.0/26 --new-org "Pan" --country UY --street "a\u{9}b"
expect exit 64
expect stderr "--street"
run subassign 198.51.100.0/26 --new-org "Pan" --country UY --reason "a\u{7}b"
expect exit 64
run subassign 198.51.100.0/26 "UY-\u{202e}TIEN-LACNIC"
expect exit 64
run org add "Pan\u{200f}" --country UY --admin JUE --as HIM
expect exit 64
run user add "Pan\u{85}" --email a@example.invalid --as HIM
expect exit 64
as operator
run delegate 198.51.100.0/24 "ns\u{202e}.example"
expect exit 64
run org add "Ñandú e Açaí Ltda — São Luís" --country UY --admin JUE
expect exit 0

story "Names that are too long"
clock 2026-03-01T12:00:00Z
world one-isp
run org add "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" --country UY --admin JUE
expect exit 64
expect stderr "a text of at most 120 characters is expected"
run org add "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" --country UY --admin JUE
run org add "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé" --country UY --admin JUE
expect exit 64
run org add "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé" --country UY --admin JUE
run show AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
expect exit 64

story "Countries, dates, sizes, words"
clock 2026-03-01T12:00:00Z
world one-isp
run org add "Nueva" --country QQ --admin JUE
expect exit 64
expect stderr "(country)"
run org add "Nueva" --country uruguay --admin JUE
expect exit 64
run register 192.0.2.0/24 UY-TIEN-LACNIC --date 2026-13-01
expect exit 64
expect stderr "--date: \"2026-13-01\""
run register 192.0.2.0/24 UY-TIEN-LACNIC --date yesterday
expect exit 64
run held 198.51.100.1 --at 2026-02-30
expect exit 64
run subassign --size 0 --in 198.51.100.0/24 UY-TIEN-LACNIC
expect exit 64
run subassign --size 26x --in 198.51.100.0/24 UY-TIEN-LACNIC
expect exit 64
run subassign --size -3 --in 198.51.100.0/24 UY-TIEN-LACNIC
expect exit 64
run subassign --size 129 --in 198.51.100.0/24 UY-TIEN-LACNIC
expect exit 64
run subassign 198.51.100.0/26 UY-TIEN-LACNIC --use fun
expect exit 64
expect stderr "customer|infrastructure|private|reserved is expected"
run register 192.0.2.0/24 UY-TIEN-LACNIC --status root
expect exit 64
run nsstate 198.51.100.0/24 ns.ejemplo.example GOOD
expect exit 64
expect stderr "STATE: \"GOOD\": one of UNCHECKED, AA"

story "Usage"
clock 2026-03-01T12:00:00Z
world one-isp
run
expect exit 64
run frobnicate
expect exit 64
expect stderr "there is no such command"
run user
expect exit 64
expect stderr "user add, user list"
run user frobnicate
expect exit 64
run subassign
expect exit 64
run subassign 198.51.100.0/26
expect exit 64
run subassign 198.51.100.0/26 UY-TIEN-LACNIC more
expect exit 64
run subassign --size 26 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 64
run subassign 198.51.100.0/26 UY-TIEN-LACNIC --new-org "X"
expect exit 64
run subassign --frob 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 64
expect stderr "there is no such option"
run subassign 198.51.100.0/26 UY-TIEN-LACNIC --as
expect exit 64
expect stderr "needs a value"
run whois 198.51.100.0 --dry-run
expect exit 64
run --frob show 198.51.100.0
expect exit 64
run help
expect in answer "subassign"
run help subassign
expect in answer "--dry-run"
run subassign --help
expect in answer "usage: parcela subassign"
run --version
expect in answer "parcela "

story "Stores that are not there"
run show 198.51.100.0
expect exit 66
run verify
expect exit 66
run subassign 198.51.100.0/26 UY-TIEN-LACNIC
expect exit 66
run --store postgresql://localhost/x show 198.51.100.0
expect exit 69
run --store mysql:x show 198.51.100.0
expect exit 64
run -c nothing.conf show 198.51.100.0
expect exit 66
file bad.conf "[store]" "urk = x"
run -c bad.conf show 198.51.100.0
expect exit 78
expect stderr "line 2"
expect no file registry.db

story "A registry is made once, with a name that fits"
clock 2026-03-01T12:00:00Z
run init --registry "Lac Nic"
expect exit 64
expect no file registry.db
run init --registry example
run init --registry example
expect exit 73
run verify
expect line "verify:      ok"
run show 198.51.100.0
expect exit 1

story "A clock that is no time"
clock never
run init
expect exit 64
expect stderr "PARCELA_CLOCK"
