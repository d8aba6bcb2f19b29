#!/bin/sh
# SPDX-License-Identifier: ISC
# tools/install.sh build|demo|test...: have Debian's packages for these at hand.
# Says nothing and takes a few milliseconds when nothing is missing.
set -eu

build='gcc make pkg-config python3 libc6-dev gettext
libsqlite3-dev libsodium-dev libjansson-dev libinih-dev libutf8proc-dev
libmicrohttpd-dev libcurl4-gnutls-dev libzxcvbn-dev liboath-dev
libqrcodegen-dev libldns-dev libidn2-dev'
test='bind9 bind9-dnsutils bind9-utils chromium-headless-shell clang dnsperf
fonts-dejavu-core iproute2 knot knot-dnssecutils knot-dnsutils
libclang-rt-14-dev libcmocka-dev llvm mandoc nodejs nsd oathtool postgresql-15
python3-aiosmtpd python3-zbar strace whois xz-utils'
demo=nsd
# A Node.js that is not Debian's has brought its own.
command -v npm >/dev/null || test="$test npm"

wanted=
for what; do
	case $what in
	build) wanted="$wanted $build" ;;
	demo) wanted="$wanted $demo" ;;
	test) wanted="$wanted $test" ;;
	*) echo "usage: $0 build|demo|test..." >&2; exit 64 ;;
	esac
done

if ! command -v dpkg-query >/dev/null; then
	echo "$0: not a Debian system; these must be there:" $wanted >&2
	exit 0
fi
have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted \
	2>/dev/null | sed -n 's/^installed //p') || :
missing=
for package in $wanted; do
	case "
$have
" in
	*"
$package
"*) ;;
	*) missing="$missing $package" ;;
	esac
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "$0: needs root or sudo to install:$missing" >&2
		exit 77
	fi
	as_root=sudo
fi
apt() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq \
		-o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" </dev/null
}

# Demo and tests start servers of their own; installing must start none, now or
# with the machine: neither a cluster of PostgreSQL nor, by policy-rc.d(8), any
# service.
made=
trap '[ -z "$made" ] || $as_root rm -f $made' EXIT
say_once() {
	[ ! -e "$1" ] || return 0
	made="$made $1"
	$as_root mkdir -p "${1%/*}"
	printf "$2" | $as_root tee "$1" >/dev/null
	$as_root chmod 755 "$1"
}
say_once /etc/postgresql-common/createcluster.d/parcela-install.conf \
	'create_main_cluster = false\n'
say_once /usr/sbin/policy-rc.d '#!/bin/sh\nexit 101\n'

echo "installing:$missing" >&2
apt update >&2
apt install --no-install-recommends $missing >&2
for package in $missing; do
	case $package in
	bind9) service=named ;;
	knot | nsd) service=$package ;;
	*) continue ;;
	esac
	! command -v systemctl >/dev/null ||
		$as_root systemctl --quiet disable "$service" >&2
done
