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
expect in answer "{\"handle\": \"CAN\", \"name\": \"Carlos Nuevo\", \"email\": \"carlos@example.invalid\", \"language\": \"pt\", \"hostmaster\": false, \"disabled\": false, \"password\": false}"
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
expect stderr "12 to 128 bytes are expected"
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
