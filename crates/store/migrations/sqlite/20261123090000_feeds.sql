-- An address that shows a site's calendar to whoever has it. Only a hash of the secret in it
-- is kept: a copy of this table opens no calendar.
create table feeds (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    -- The one network whose posts are shown; null shows all.
    channel text,
    hash text not null unique,
    created_at integer not null,
    -- Noted once an hour at most.
    last_read_at integer,
    primary key (workspace_id, site_id, id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
) strict;
