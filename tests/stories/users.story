# SPDX-License-Identifier: ISC

story "Users are added and listed"
clock 2026-03-01T12:00:00Z
world one-isp
run user add "Carlos Nuevo" --email carlos@example.invalid --country UY --language pt
expect line "CAN"
run user add "Carla Nunes" --email carla@example.invalid --country BR
expect line "CAN1"
run user list
expect in answer "CAN   Carlos Nuevo"
expect in answer "carlos@example.invalid  pt"
expect in answer "HIM   Hilda Maestra"
run user list --json
expect in answer "{\"handle\": \"CAN\", \"name\": \"Carlos Nuevo\", \"email\": \"carlos@example.invalid\", \"language\": \"pt\", \"hostmaster\": false, \"disabled\": false, \"password\": false, \"bounced\": false}"
whois CAN
expect line "person:      Carlos Nuevo"

story "Handles are not given twice"
clock 2026-03-01T12:00:00Z
world one-isp
run user add "Otro" --handle JUE --email o@example.invalid --country UY
expect exit 1
expect stderr "This name is already given out."
run user add "Otro" --handle "x y" --email o@example.invalid --country UY
expect exit 64
run user add "Otro" --email "not an address" --country UY
expect exit 64
run user add "Otro" --country UY
expect exit 64
run user add "Otro" --email o@example.invalid --country UY --language klingon
expect exit 64
run user add
expect exit 64

story "A person gets an account later"
clock 2026-03-01T12:00:00Z
world one-isp
run person add "Sin Cuenta" --email sin@example.invalid --country UY
expect line "SIC"
run show SIC
expect line "account:     none"
run subassign 198.51.100.0/26 UY-TIEN-LACNIC --as SIC
expect exit 1
run user add --handle SIC
expect line "SIC"
run show SIC
expect line "account:     active"
run user add --handle SIC
expect exit 1
run user add --handle NADA7
expect exit 1

story "A user is disabled and enabled"
clock 2026-03-01T12:00:00Z
world one-isp
run user disable PEM3
expect line "PEM3 disabled"
run user list
expect in answer "PEM3  Pedro Montes    pem3@example.invalid  es              disabled"
run show PEM3
expect line "account:     disabled"
run user enable PEM3
expect line "PEM3 enabled"
run user disable NADA7
expect exit 1

story "A password is read from standard input and sealed"
clock 2026-03-01T12:00:00Z
world one-isp
input "correct horse battery"
run user passwd PEM3
expect line "PEM3 has a new password"
expect file registry.db.key
run user list --json
expect in answer "\"handle\": \"PEM3\", \"name\": \"Pedro Montes\", \"email\": \"pem3@example.invalid\", \"language\": \"es\", \"hostmaster\": false, \"disabled\": false, \"password\": true"
input "short"
run user passwd PEM3
expect exit 65
expect stderr "password: A password has at least 12 characters."
input "Pédró--MONTES 2026"
run user passwd PEM3
expect exit 65
expect stderr "password: This password is easily guessed"
input "COOPERATIVA Ejemplo 1"
run user passwd JUE
expect exit 65
run user passwd PEM3
expect exit 65
input "correct horse battery"
run user passwd NADA7
expect exit 1
input "correct horse battery"
run user passwd JUE --as OMO
expect exit 1

story "Organizations are added, listed and shown"
clock 2026-03-01T12:00:00Z
world one-isp
run org add "Cooperativa Nueva del Sur" --country AR --admin JUE --billing BET --city Rosario
expect in answer "AR-"
run org list
expect in answer "Cooperativa Nueva del Sur"
run org list --json
expect in answer "\"name\": \"Cooperativa Nueva del Sur\""
run org show UY-COEJ-LACNIC
expect line "name:        Cooperativa Ejemplo Ltda"
expect line "admin:       JUE"
expect line "billing:     BET"
expect line "holds:       198.51.100.0/24  allocated"
expect line "holds:       AS64500          allocated"
run org show uy-coej-lacnic
expect line "ownerid:     UY-COEJ-LACNIC"
run org show UY-NADA-LACNIC
expect exit 1
run org contacts UY-COEJ-LACNIC --admin PEM3 --member TET
run org show UY-COEJ-LACNIC
expect line "admin:       PEM3"
expect line "billing:     BET"
expect line "member:      TET"
run org contacts UY-COEJ-LACNIC
expect exit 64
run user disable BET
run org contacts UY-COEJ-LACNIC --admin BET
expect exit 1
expect stderr "Contacts of an organization are active users. BET"
run org add "Otra" --country UY --admin NADA7
expect exit 1
run org add "Otra" --ownerid UY-COEJ-LACNIC --country UY --admin JUE
expect exit 1

story "A person's data are edited by them and by hostmaster, by nobody else"
clock 2026-03-01T12:00:00Z
world one-isp
as JUE
run user edit JUE --name "Juana Nueva" --city Salto --country BR --phone 99999999 --complement ""
expect line "JUE has their data"
whois JUE
expect line "person:      Juana Nueva"
expect in answer "Salto"
expect line "country:     BR"
run history JUE
expect in answer "person_edit"
run user edit PEM3 --phone 1
expect exit 1
expect stderr "This user may not do that. PEM3"
as HIM
run user edit PEM3 --phone 1 --street Rambla --ticket 79
run user edit PEM3
expect exit 64
run user edit PEM3 --country XX
expect exit 64
run user edit PEM3 --country ZZ
expect exit 64
expect stderr "two letters of ISO 3166-1"
run user edit PEM3 --phone 12a
expect exit 64
expect stderr "Phone numbers are digits; blanks, dots, hyphens and parentheses may stand between them. (phone)"
run user edit PEM3 --ddi 5980
expect exit 64
run user edit PEM3 --ddi "+598" --ddd " 2" --phone "2604  00-00"
whois PEM3
expect line "phone:       +598 2 2604 00-00"
run user edit PEM3 --phone ""
expect exit 64
expect stderr "Something that is needed was not given. (phone) phone"
run user edit ZZZ9 --phone 1
expect exit 1
expect stderr "There is no person with this user ID. ZZZ9"

story "An e-mail address is changed by hostmaster, not by others"
clock 2026-03-01T12:00:00Z
world one-isp
as PEM3
run user edit PEM3 --email pedro@new.example
expect exit 1
expect stderr "This user may not do that. PEM3"
as HIM
run user edit PEM3 --email "no address"
expect exit 64
run user edit PEM3 --email ""
expect exit 64
run user edit PEM3 --email pedro@new.example --reason "called back" --ticket 80
expect line "PEM3 has their data"
run show PEM3
expect line "email:       pedro@new.example"
run history PEM3
expect in answer "person_edit"
expect in answer "called back"
expect in answer "80"

story "What comes back and is no report about a mail of ours is ignored"
clock 2026-03-01T12:00:00Z
world one-isp
run bounce
expect line "not the report of a failure: ignored"
