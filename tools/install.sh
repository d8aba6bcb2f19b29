#!/bin/sh
# SPDX-License-Identifier: ISC
# tools/install.sh build|test...: have Debian's packages for these at hand.
# Says nothing and takes a few milliseconds when nothing is missing.
set -eu

build='gcc make pkg-config python3 libc6-dev gettext
libsqlite3-dev libsodium-dev libjansson-dev libinih-dev libutf8proc-dev
libmicrohttpd-dev'
test='clang libclang-rt-14-dev libcmocka-dev llvm mandoc postgresql-15
strace whois xz-utils'

wanted=
for what; do
	case $what in
	build) wanted="$wanted $build" ;;
	test) wanted="$wanted $test" ;;
	*) echo "usage: $0 build|test..." >&2; exit 64 ;;
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

# The tests start a PostgreSQL of their own; installing must start none.
quiet=/etc/postgresql-common/createcluster.d/parcela-install.conf
case $missing in
*postgresql*)
	$as_root mkdir -p "${quiet%/*}"
	echo 'create_main_cluster = false' | $as_root tee $quiet >/dev/null
	trap '$as_root rm -f $quiet' EXIT
	;;
esac

echo "installing:$missing" >&2
apt update >&2
apt install --no-install-recommends $missing >&2
