# SPDX-License-Identifier: ISC
# Holders from before the registry: what hostmaster does until a user takes
# one over.  Whoever types the password is in tests/portal_legacy.py.

story "Who came from another registry is recorded without contacts"
clock 2026-03-01T12:00:00Z
world one-isp
run org add "Observatorio de Punta Gaviota" --country UY --legacy
expect line "UY-OPGA-LACNIC"
run move-in 45.4.0.0/16 UY-OPGA-LACNIC --status assigned --date 1993-06-14
run move-in AS64010 UY-OPGA-LACNIC --date 1993-06-14
run show UY-OPGA-LACNIC
expect line "legacy:      legacy"
expect line "holds:       45.4.0.0/16  assigned"
whois 45.4.0.1
expect line "owner:       Observatorio de Punta Gaviota"
expect line "created:     19930614"
run org add "Nueva sin nadie" --country UY --ownerid UY-NUNA-LACNIC
run move-in 45.5.0.0/16 UY-NUNA-LACNIC
expect exit 1
expect stderr "needs an abuse contact"

story "A one-time password is issued, listed, replaced and revoked"
clock 2026-03-01T12:00:00Z
world one-isp
run org add "Observatorio de Punta Gaviota" --country UY --legacy
run user add "Inés Ejemplo" --handle INE1 --email ines@x.example --country UY
run user add "Olga Ejemplo" --handle OLE1 --email olga@x.example --country UY
run legacy list
expect no line "UY-OPGA-LACNIC"
run legacy issue UY-OPGA-LACNIC INE1
expect line "UY-OPGA-LACNIC: a one-time password for INE1 goes to ines@x.example, valid until 2026-03-08T12:00:00Z"
run legacy list
expect line "UY-OPGA-LACNIC  INE1  open  0  2026-03-01T12:00:00Z  2026-03-08T12:00:00Z  Observatorio de Punta Gaviota"
run legacy issue UY-OPGA-LACNIC OLE1 --dry-run
expect in answer "dry run: UY-OPGA-LACNIC"
run legacy issue UY-OPGA-LACNIC OLE1 --ticket "Correo 77"
run legacy list
expect in answer "OLE1  open"
run legacy list --json
expect in answer "\"user\": \"OLE1\", \"state\": \"open\", \"wrong\": 0"
clock 2026-03-08T12:00:00Z
run legacy list
expect in answer "OLE1  late"
run legacy revoke UY-OPGA-LACNIC
expect line "UY-OPGA-LACNIC: its one-time password is void"
run legacy list
expect no line "UY-OPGA-LACNIC"
run legacy revoke UY-OPGA-LACNIC
expect exit 1
expect stderr "No one-time password is open"
run history UY-OPGA-LACNIC
expect in answer "organisation_add"

story "It goes to an active user, for a legacy holder, by hostmaster"
clock 2026-03-01T12:00:00Z
world one-isp
run org add "Observatorio de Punta Gaviota" --country UY --legacy
run user add "Inés Ejemplo" --handle INE1 --email ines@x.example --country UY
run person add "Nadie Ejemplo" --handle NAE1 --email nadie@x.example --country UY
run legacy issue UY-NADA-LACNIC INE1
expect exit 1
expect stderr "There is no organization with this OrgID. UY-NADA-LACNIC"
run legacy issue UY-OPGA-LACNIC ZZZ9
expect exit 1
expect stderr "There is no person with this user ID. ZZZ9"
run legacy issue UY-OPGA-LACNIC NAE1
expect exit 1
expect stderr "There is no such user. NAE1"
run legacy issue UY-OPGA-LACNIC INE1
run user disable INE1
run legacy list
expect no line "UY-OPGA-LACNIC"
run legacy issue UY-OPGA-LACNIC INE1
expect exit 1
expect stderr "This account is disabled. INE1"
run user enable INE1
as INE1
run legacy issue UY-OPGA-LACNIC INE1
expect exit 1
expect stderr "This takes a hostmaster."
run legacy revoke UY-OPGA-LACNIC
expect exit 1
expect stderr "This takes a hostmaster."
input "AAAA-BBBB-CCCC-DDDD-EEEE"
run legacy claim UY-OPGA-LACNIC --dry-run
expect exit 1
expect stderr "OrgID and one-time password are not right together"
as operator
run org add "Otra Casa" --country UY --admin INE1
run legacy issue UY-OTCA-LACNIC INE1
expect exit 1
expect stderr "did not come from another registry. UY-OTCA-LACNIC"
run legacy issue UY-OTCA-LACNIC
expect exit 64
run legacy
expect exit 64
expect stderr "legacy issue, legacy list, legacy revoke, legacy claim"

story "Who issues one is told that somebody has the organization already"
clock 2026-03-01T12:00:00Z
world one-isp
run user add "Inés Ejemplo" --handle INE1 --email ines@x.example --country UY
run user add "Olga Ejemplo" --handle OLE1 --email olga@x.example --country UY
run org add "Observatorio de Punta Gaviota" --country UY --legacy
run legacy issue UY-OPGA-LACNIC OLE1
expect no line "UY-OPGA-LACNIC has an administrative contact"
run org contacts UY-OPGA-LACNIC --admin INE1 --billing INE1 --member INE1
run legacy issue UY-OPGA-LACNIC OLE1
expect in answer "UY-OPGA-LACNIC has an administrative contact, INE1; who uses the password takes it over from them."
