-- Posts and stories: an activity holds one of each kind for a channel. A rule of uniqueness
-- cannot be changed here, so the table is made again. Nothing refers to it.
create table posts_with_kind (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    activity_id text not null,
    channel text not null,
    title text,
    caption text not null,
    link text,
    alt_text text not null,
    media_id text,
    publish_at integer not null,
    status text not null,
    version integer not null,
    edited integer not null,
    attempt integer not null,
    unclear integer not null,
    lease_until integer,
    sending_at integer,
    next_check_at integer,
    reference text,
    live_link text,
    failure text,
    created_at integer not null,
    tries integer not null default 0,
    mirrored integer not null default 0,
    picture_from text,
    kind text not null default 'post',
    primary key (workspace_id, site_id, id),
    unique (workspace_id, site_id, activity_id, channel, kind),
    foreign key (workspace_id, site_id, activity_id)
        references activities (workspace_id, site_id, id) on delete cascade
) strict;
insert into posts_with_kind (workspace_id, site_id, id, activity_id, channel, title, caption, link, alt_text,
    media_id, publish_at, status, version, edited, attempt, unclear, lease_until, sending_at, next_check_at,
    reference, live_link, failure, created_at, tries, mirrored, picture_from)
select workspace_id, site_id, id, activity_id, channel, title, caption, link, alt_text,
    media_id, publish_at, status, version, edited, attempt, unclear, lease_until, sending_at, next_check_at,
    reference, live_link, failure, created_at, tries, mirrored, picture_from
from posts;
drop table posts;
alter table posts_with_kind rename to posts;
-- Holds all that a calendar's cards need, so that a month is read from the index alone.
create index posts_by_time on posts (workspace_id, site_id, publish_at, activity_id, channel, status, kind, id);
create index posts_by_status on posts (workspace_id, site_id, status, publish_at);
create index posts_due on posts (publish_at) where status = 'scheduled';
create index posts_leased on posts (lease_until) where status = 'processing';
create index posts_unsettled on posts (next_check_at) where status = 'uncertain';

-- Whether stories are planned with the posts of an activity.
alter table activities add column stories integer not null default 0;
alter table sandbox_posts add column kind text not null default 'post';
