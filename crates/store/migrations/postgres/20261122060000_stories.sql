-- Posts and stories: an activity holds one of each kind for a channel.
alter table posts add column kind text not null default 'post';
alter table posts drop constraint posts_workspace_id_site_id_activity_id_channel_key;
alter table posts add unique (workspace_id, site_id, activity_id, channel, kind);
-- Holds all that a calendar's cards need, so that a month is read from the index alone.
drop index posts_by_time;
create index posts_by_time on posts (workspace_id, site_id, publish_at, activity_id, channel, status, kind, id);

-- Whether stories are planned with the posts of an activity.
alter table activities add column stories boolean not null default false;
alter table sandbox_posts add column kind text not null default 'post';
