/* SPDX-License-Identifier: ISC */
#include "watch/private.h"

static bool
take_host(struct job *job, const char *host)
{
	struct probe_request *request = &job->request;

	return request->host_count < LIMIT_NAMESERVERS &&
	    dns_name_parse(host, &request->hosts[request->host_count]) &&
	    ++request->host_count > 0;
}

static void
begin(struct job *job, const struct prefix *prefix)
{
	memset(job, 0, sizeof(*job));
	job->used = true;
	job->prefix = *prefix;
	job->zone_count = reverse_zone_count(prefix);
}

static void
keep_ds(struct job *job, const struct check_ds *ds, size_t count)
{
	job->arena = arena_new();
	job->ds_count = count;
	job->ds = arena_alloc(job->arena, (count + 1) * sizeof(*job->ds));
	for (size_t i = 0; i < count; i++) {
		job->ds[i] = ds[i];
		job->ds[i].digest = arena_strdup(job->arena, ds[i].digest);
	}
}

/* A name that is none is asked for all the same: there is no such host. */
void
job_begin_check(struct job *job, const char *id, const struct zone_check *check)
{
	begin(job, &check->prefix);
	job->request.whole = true;
	memcpy(job->check, id, strlen(id) + 1);
	for (size_t i = 0; i < check->host_count; i++)
		if (!take_host(job, check->hosts[i]) &&
		    !take_host(job, "invalid"))
			break;
	keep_ds(job, check->ds, check->ds_count);
}

bool
job_begin_watch(struct job *job, const struct watched *watched)
{
	begin(job, &watched->delegation.prefix);
	job->delegation = watched->delegation.id;
	for (size_t i = 0; i < watched->count; i++)
		if (take_host(job, watched->servers[i].host))
			job->seen[job->request.host_count - 1].id =
			    watched->servers[i].id;
	job->used = job->zone_count > 0 && job->request.host_count > 0;
	if (job->used && watched->ds_count > 0)
		keep_ds(job, watched->ds, watched->ds_count);
	return job->used;
}

void
job_end(struct job *job)
{
	if (job->arena != NULL)
		arena_free(job->arena);
	memset(job, 0, sizeof(*job));
}

void
job_request(const struct job *job, size_t zone, struct probe_request *out)
{
	struct prefix prefix = reverse_zone(&job->prefix, zone);
	char name[REVERSE_NAME_MAX];
	bool has_name;

	*out = job->request;
	has_name = reverse_name(&prefix, name) &&
	    dns_name_parse(name, &out->zone);
	assert(has_name);
	for (size_t i = 0; i < job->ds_count; i++)
		if (prefix_equal(&job->ds[i].zone, &prefix))
			probe_request_ds(out, &job->ds[i]);
}

static bool
was_asked(const struct probe_server *server)
{
	for (size_t i = 0; i < server->line_count; i++)
		if (server->lines[i].finding == FINDING_NOT_ASKED)
			return false;
	return true;
}

/* The line that says why a server is not good. */
static const struct check_line *
worst_line(const struct probe_server *server)
{
	for (size_t i = 0; i < server->line_count; i++)
		if (check_line_counts(&server->lines[i]) &&
		    finding_state(server->lines[i].finding) == server->state)
			return &server->lines[i];
	return NULL;
}

void
job_note(struct job *job, size_t zone, const struct probe_server *server)
{
	struct server_seen *seen = &job->seen[server->host];
	const struct check_line *line = worst_line(server);

	if (line != NULL && server->state != NS_AA)
		seen->bad[zone / 64] |= UINT64_C(1) << zone % 64;
	else if (!was_asked(server))
		seen->unasked[zone / 64] |= UINT64_C(1) << zone % 64;
	if (line == NULL || (seen->state != NS_UNCHECKED &&
	    (seen->state != NS_AA || server->state == NS_AA)))
		return;
	seen->state = server->state;
	seen->finding = line->finding;
	seen->zone = reverse_zone(&job->prefix, zone);
	seen->has_address = line->has_address;
	seen->address = line->address;
}
