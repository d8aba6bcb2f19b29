# SPDX-License-Identifier: ISC
# Contacts of an organization with all that they are, and its data.

story "All other roles of who is replaced pass on at once"
clock 2026-03-01T12:00:00Z
world one-isp
run contacts 198.51.100.0/24 --tech JUE
run contacts AS64500 --abuse JUE
as JUE
run org contacts UY-COEJ-LACNIC --admin PEM3 --with-others
expect line "UY-COEJ-LACNIC has its contacts, 3 roles on resources passed on"
run org show UY-COEJ-LACNIC
expect line "admin:       PEM3"
expect line "billing:     BET"
whois 198.51.100.0/24
expect line "tech-c:      PEM3"
expect line "abuse-c:     ANB"
expect line "changed:     20260301"
whois AS64500
expect line "routing-c:   PEM3"
expect line "abuse-c:     PEM3"
run history UY-COEJ-LACNIC
expect in answer "organisation_contacts"
run history 198.51.100.0/24
expect in answer "organisation_contacts"
run contacts 198.51.100.0/24 --tech JUE
expect exit 1
expect stderr "may not"

story "Who is two points of contact leaves both, when others pass on"
clock 2026-03-01T12:00:00Z
world one-isp
as JUE
run org contacts UY-COEJ-LACNIC --billing ANB --with-others
run org show UY-COEJ-LACNIC
expect line "admin:       JUE"
expect line "billing:     ANB"
expect line "member:      ANB"
whois 198.51.100.0/24
expect line "tech-c:      PEM3"

story "Without being asked, other roles stay"
clock 2026-03-01T12:00:00Z
world one-isp
as JUE
run org contacts UY-COEJ-LACNIC --billing ANB
run org show UY-COEJ-LACNIC
expect line "member:      BET"
whois AS64500
expect line "routing-c:   JUE"

story "A dry run of contacts changes nothing"
clock 2026-03-01T12:00:00Z
world one-isp
as JUE
run org contacts UY-COEJ-LACNIC --admin PEM3 --with-others --dry-run
expect line "dry run: UY-COEJ-LACNIC has its contacts, 2 roles on resources passed on"
run org show UY-COEJ-LACNIC
expect line "admin:       JUE"
whois AS64500
expect line "routing-c:   JUE"

story "Only its administrative contact and hostmaster replace contacts"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run org contacts UY-COEJ-LACNIC --admin PEM3 --with-others
expect exit 1
expect stderr "may not"
as BET
run org contacts UY-COEJ-LACNIC --billing ANB
expect exit 1
expect stderr "may not"
as TET
run org contacts UY-COEJ-LACNIC --billing TET
expect exit 1
expect stderr "may not"
as HIM
run org contacts UY-COEJ-LACNIC --billing ANB --ticket 77

story "The data of an organization are edited and seen"
clock 2026-03-01T12:00:00Z
world one-isp
as JUE
run org edit UY-COEJ-LACNIC --responsible "Rosa Nueva" --street Rambla --number 1 --complement "" --city Salto --phone 99999999
expect line "UY-COEJ-LACNIC has its data"
whois 198.51.100.0/24
expect line "responsible: Rosa Nueva"
expect line "address:     Rambla, 1, "
expect line "address:     11400 - Salto - Montevideo"
expect line "country:     UY"
expect line "phone:       +598  99999999 [4401]"
expect line "owner:       Cooperativa Ejemplo Ltda"
whois UY-COEJ-LACNIC
expect line "changed:     20260301"
run history UY-COEJ-LACNIC
expect in answer "organisation_edit"

story "Nobody else edits an organization, and only hostmaster its name"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run org edit UY-COEJ-LACNIC --phone 1
expect exit 1
expect stderr "may not"
as BET
run org edit UY-COEJ-LACNIC --phone 1
expect exit 1
as TET
run org edit UY-COEJ-LACNIC --phone 1
expect exit 1
as JUE
run org edit UY-COEJ-LACNIC --name "Otro Nombre"
expect exit 1
expect stderr "may not"
as HIM
run org edit UY-COEJ-LACNIC --name "Otro Nombre" --ticket 78 --reason "deed of 2026"
whois 198.51.100.0/24
expect line "owner:       Otro Nombre"
expect line "ownerid:     UY-COEJ-LACNIC"

story "What cannot be data of an organization"
clock 2026-03-01T12:00:00Z
world one-isp
as JUE
run org edit UY-COEJ-LACNIC
expect exit 64
expect stderr "what to change is expected"
run org edit UY-COEJ-LACNIC --country BR
expect exit 64
run org edit UY-COEJ-LACNIC --responsible " "
expect exit 64
run org edit UY-NADA-LACNIC --phone 1
expect exit 1
expect stderr "There is no organization with this OrgID."
