-- The key of Post for Me that a site's channels are connected with, and how Post for Me tells
-- it that something happened.
create table post_for_me_keys (
    workspace_id text not null,
    site_id text not null,
    sealed text not null,
    created_at integer not null,
    -- The unguessable part of the address that is told, and what every telling must hold.
    hook text unique,
    primary key (workspace_id, site_id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
) strict;
