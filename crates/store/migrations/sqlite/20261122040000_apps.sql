-- A program that is installed on a site. It changes its id, its secret and the id of its
-- installation for tokens that live for hours.
create table apps (
    workspace_id text not null,
    site_id text not null,
    id text not null unique,
    instance_id text not null unique,
    name text not null,
    hash text not null,
    created_at integer not null,
    revoked_at integer,
    primary key (workspace_id, site_id, id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
) strict;

create table app_tokens (
    workspace_id text not null,
    site_id text not null,
    app_id text not null,
    hash text not null unique,
    expires_at integer not null,
    primary key (workspace_id, site_id, app_id, hash),
    foreign key (workspace_id, site_id, app_id)
        references apps (workspace_id, site_id, id) on delete cascade
) strict;
create index app_tokens_by_expiry on app_tokens (expires_at);

-- How often what is known about a site has changed: its properties tell it to programs.
alter table profiles add column version integer not null default 1;
