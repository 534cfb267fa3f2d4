-- Where a site's plan comes from, when it is not the planner in this program.
create table sources (
    workspace_id text not null,
    site_id text not null,
    kind text not null,
    -- Whom the credentials name: shown, no secret.
    account text not null,
    sealed text,
    chosen_at bigint not null,
    next_sync_at bigint not null,
    lease_until bigint not null,
    synced_at bigint,
    generating_since bigint,
    -- Until when it is asked often, because something was begun there.
    watch_until bigint,
    failures bigint not null,
    -- Why the last sync failed, in the marketer's words.
    trouble text,
    -- How many items of the plan have no place here.
    unshown bigint not null,
    primary key (workspace_id, site_id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);
create index sources_due on sources (next_sync_at);

-- What another plan source holds and publishes itself: no publisher of ours takes it.
alter table activities add column mirrored boolean not null default false;
alter table posts add column mirrored boolean not null default false;
-- Where the picture of a mirrored post was fetched from.
alter table posts add column picture_from text;
