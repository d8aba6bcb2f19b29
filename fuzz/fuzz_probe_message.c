/* SPDX-License-Identifier: ISC */
/*
 * What comes over the socket between probe and watch, of any bytes: refused,
 * or a message that is the same when it is written again.
 */
#include "probe/probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct probe_message m;
	uint8_t again[PROBE_MESSAGE_MAX];
	size_t n;

	if (!probe_message_read(bytes, length, &m))
		return 0;
	assert(m.request.host_count <= LIMIT_NAMESERVERS);
	assert(m.request.ds_count <= PROBE_DS_MAX);
	assert(m.server.host < LIMIT_NAMESERVERS);
	assert(m.server.line_count <= PROBE_LINES_MAX);
	n = probe_message_write(&m, again);
	assert(n == length && memcmp(again, bytes, n) == 0);
	return 0;
}
