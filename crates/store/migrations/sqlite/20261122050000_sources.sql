-- Where a site's plan comes from, when it is not the planner in this program.
create table sources (
    workspace_id text not null,
    site_id text not null,
    kind text not null,
    -- Whom the credentials name: shown, no secret.
    account text not null,
    sealed text,
    chosen_at integer not null,
    next_sync_at integer not null,
    lease_until integer not null,
    synced_at integer,
    generating_since integer,
    -- Until when it is asked often, because something was begun there.
    watch_until integer,
    failures integer not null,
    -- Why the last sync failed, in the marketer's words.
    trouble text,
    -- How many items of the plan have no place here.
    unshown integer not null,
    primary key (workspace_id, site_id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
) strict;
create index sources_due on sources (next_sync_at);

-- What another plan source holds and publishes itself: no publisher of ours takes it.
alter table activities add column mirrored integer not null default 0;
alter table posts add column mirrored integer not null default 0;
-- Where the picture of a mirrored post was fetched from.
alter table posts add column picture_from text;
