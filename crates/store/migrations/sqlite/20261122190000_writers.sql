-- Who writes the posts of a site; without a row the built-in writer does.
create table writers (
    workspace_id text not null,
    site_id text not null,
    kind text not null,
    address text not null,
    model text not null,
    sealed text,
    -- Why it did not write when it was asked last, in words for the marketer.
    trouble text,
    updated_at integer not null,
    primary key (workspace_id, site_id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
) strict;
-- The most tokens that the models of a workspace may use in a calendar month (UTC).
create table writer_budgets (
    workspace_id text not null references workspaces (id) on delete cascade,
    tokens integer not null,
    primary key (workspace_id)
) strict;
-- What they have used, with what is set aside for requests under way.
create table writer_usage (
    workspace_id text not null references workspaces (id) on delete cascade,
    month text not null,
    tokens integer not null,
    primary key (workspace_id, month)
) strict;
-- Who wrote a post and what was found about its words (JSON); and whether it waits for a
-- person because of that.
alter table posts add column authorship text;
alter table posts add column held integer not null default 0;
