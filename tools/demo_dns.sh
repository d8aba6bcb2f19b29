#!/bin/sh
# SPDX-License-Identifier: ISC
# Sourced by ./run: name servers for the demo registry, on addresses of
# loopback that nothing else has.  They end with the process that began them.
#
#   127.0.53.1  the registry's own: what parcela publishes; and of no holder
#   127.0.53.2  ns1.ejemplo.example, which also finds hosts for the probe
#   127.0.53.3  ns2.ejemplo.example
#   127.0.53.9  down.ejemplo.example: nothing listens there
demo_dns_port=${PARCELA_DNS_PORT:-5300}

# demo_dns_server NAME ADDRESS...: the head of its configuration.
demo_dns_server() {
	name=$1
	shift
	cat <<-END
	server:
	  port: $demo_dns_port
	  zonesdir: "$demo_dns/$name"
	  database: ""
	  username: ""
	  chroot: ""
	  pidfile: ""
	  xfrdfile: "$demo_dns/$name.xfrd"
	  zonelistfile: "$demo_dns/$name.zones"
	  logfile: "$demo_dns/$name.log"
	  log-only-syslog: no
	  server-count: 1
	  rrl-ratelimit: 0
	remote-control:
	  control-enable: yes
	  control-interface: "$demo_dns/$name.control"
	END
	printf 'server:\n'
	printf '  ip-address: %s\n' "$@"
}

# What the holder of the demo's blocks serves: every zone that is theirs.
demo_dns_zones() {
	for n in 112 113 114 115 116 117 118 119 120 121 122 123 124 125 126 127
	do
		echo "$n.18.198.in-addr.arpa"
	done
	echo 0.19.198.in-addr.arpa
	for n in 64 65 66 67; do echo "$n.100.in-addr.arpa"; done
	echo 8.b.d.0.1.0.0.2.ip6.arpa
}

demo_dns_holder() {
	cat >"$demo_dns/holder/hosts" <<-END
	@ 3600 SOA ns1.ejemplo.example. hostmaster.ejemplo.example. 1 7200 900 1209600 900
	@ 3600 NS ns1.ejemplo.example.
	ns1.ejemplo 3600 A 127.0.53.2
	ns2.ejemplo 3600 A 127.0.53.3
	lame.ejemplo 3600 A 127.0.53.1
	down.ejemplo 3600 A 127.0.53.9
	END
	cat >"$demo_dns/holder/reverse" <<-END
	@ 3600 SOA ns1.ejemplo.example. hostmaster.ejemplo.example. 1 7200 900 1209600 900
	@ 3600 NS ns1.ejemplo.example.
	@ 3600 NS ns2.ejemplo.example.
	END
	demo_dns_server holder 127.0.53.2 127.0.53.3
	printf 'zone:\n  name: example\n  zonefile: hosts\n'
	for zone in $(demo_dns_zones); do
		printf 'zone:\n  name: %s\n  zonefile: reverse\n' "$zone"
	done
}

demo_dns_registry() {
	demo_dns_server registry 127.0.53.1
	for zone in $demo_dns_apexes; do
		printf 'zone:\n  name: %s\n  zonefile: %s\n' "$zone" "$zone"
	done
}

# FOLDER/parcela.conf, for `parcela -c`.
demo_dns_parcela() {
	printf '[store]\nurl = %s\n' "$1"
	printf '[rdns]\nprimary = ns.registro.example\n'
	printf 'mailbox = hostmaster@registro.example\n'
	printf 'nserver = ns.registro.example\n'
	printf 'zone = %s\n' $demo_dns_apexes
	printf 'files = %s\n' "$demo_dns/registry"
	printf 'check = /usr/sbin/nsd-checkzone\n'
	printf 'reload = /usr/sbin/nsd-control -c %s reload\n' \
	    "$demo_dns/registry.conf"
	printf 'server = 127.0.53.1:%s\n' "$demo_dns_port"
	printf 'resolver = 127.0.53.2:%s\n' "$demo_dns_port"
	printf 'test_ranges = 127.0.53.0/24\n'
	printf 'test_port = %s\n' "$demo_dns_port"
}

# demo_dns_serves NAME PID: waits; false: it ended, the port is another's.
demo_dns_serves() {
	while kill -0 "$2" 2>/dev/null; do
		! /usr/sbin/nsd-control -c "$demo_dns/$1.conf" status \
		    >/dev/null 2>&1 || return 0
		sleep 0.1
	done
	return 1
}

# demo_dns_start NAME: its process is demo_dns_pid.
demo_dns_start() {
	setpriv --pdeathsig TERM /usr/sbin/nsd -d -c "$demo_dns/$1.conf" \
	    >/dev/null 2>&1 &
	demo_dns_pid=$!
}

# demo_dns_begin FOLDER STORE: begins them, and writes FOLDER/parcela.conf;
# false: they could not begin, which was said.
demo_dns_begin() {
	demo_dns=$1
	demo_dns_apexes='10.in-addr.arpa 100.in-addr.arpa 192.in-addr.arpa
	198.in-addr.arpa 203.in-addr.arpa 1.0.0.2.ip6.arpa f.f.f.3.ip6.arpa'
	mkdir -p "$demo_dns/registry" "$demo_dns/holder"
	demo_dns_holder >"$demo_dns/holder.conf"
	demo_dns_registry >"$demo_dns/registry.conf"
	demo_dns_parcela "$2" >"$demo_dns/parcela.conf"
	# So that it serves at once what the worker will find published.
	"$parcela" -c "$demo_dns/parcela.conf" rdns export \
	    "$demo_dns/registry" >/dev/null
	demo_dns_start holder && demo_dns_serves holder $demo_dns_pid &&
	    demo_dns_start registry &&
	    demo_dns_serves registry $demo_dns_pid && return
	cat >&2 <<-END
	The demo's name servers did not begin: another demo may have theirs on
	port $demo_dns_port; see $demo_dns/holder.log. Nothing answers DNS now;
	PARCELA_DNS_PORT=$((demo_dns_port + 1)) ./run takes another port.
	END
	return 1
}
