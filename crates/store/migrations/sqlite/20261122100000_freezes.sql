-- What is frozen. An empty word means any: no site is all sites, no provider all providers.
create table freezes (
    workspace_id text not null,
    site_id text not null,
    provider text not null,
    reason text not null,
    frozen_by text not null,
    frozen_at integer not null,
    primary key (workspace_id, site_id, provider)
) strict;

-- By what the installation knows its place again; null before the first publisher ran.
alter table instance add column home text;

-- When a post may go out: at its minute, and not before its next try. Holds all that choosing
-- among the due needs, and nothing of a post that waits for another day is read.
create index posts_by_turn on posts (
    (case when next_check_at > publish_at then next_check_at else publish_at end), workspace_id, site_id, id)
    where status = 'scheduled' and not mirrored;
