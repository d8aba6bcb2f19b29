#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Write a made-up statistics file of 90,000 records, always the same."""

import ipaddress

IPV4, IPV6, ASN, HOLDERS = 40000, 30000, 20000, 12000
COUNTRIES = ("AR", "BO", "BR", "CL", "CO", "EC", "MX", "PE", "PY", "UY")


def tail(number):
    holder = number * 7919 % HOLDERS
    return f"20{number % 20:02d}0301|allocated|{holder:08x}"


def country(number):
    return COUNTRIES[number * 7919 % HOLDERS % len(COUNTRIES)]


def main():
    total = IPV4 + IPV6 + ASN
    print(f"2.3|lacnic|20260301|{total}|20000301|20260301|-0300")
    for kind, count in (("ipv4", IPV4), ("ipv6", IPV6), ("asn", ASN)):
        print(f"lacnic|*|{kind}|*|{count}|summary")
    for n in range(IPV4):
        start = ipaddress.ip_address((177 << 24) + n * 1024)
        print(f"lacnic|{country(n)}|ipv4|{start}|1024|{tail(n)}")
    for n in range(IPV6):
        start = ipaddress.IPv6Address((0x2800 << 112) + (n << 96))
        print(f"lacnic|{country(n)}|ipv6|{start}|32|{tail(n)}")
    for n in range(ASN):
        print(f"lacnic|{country(n)}|asn|{262144 + n}|1|{tail(n)}")


if __name__ == "__main__":
    main()
