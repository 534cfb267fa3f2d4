-- When somebody last had to do with the plan. A plan that nobody had to do with for six
-- weeks is inactive; nothing is written for that.
alter table plans add column engaged_at integer not null default 0;
update plans set engaged_at = coalesce(generated_at, 0);

-- Whether keywords are to be found once the run has ended.
alter table runs add column keywords_after integer not null default 0;

-- What was answered to a write that named an idempotency key. No status: being answered.
create table idempotency_keys (
    workspace_id text not null,
    site_id text not null,
    key_hash text not null,
    request_hash text not null,
    status integer,
    body text not null,
    begun_at integer not null,
    primary key (workspace_id, site_id, key_hash),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
) strict;
create index idempotency_keys_by_time on idempotency_keys (begun_at);
