-- Calendars that were brought into a site. The source of an event is `own`, `holiday` or
-- the id of one of these.
create table calendars (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    title text not null,
    primary key (workspace_id, site_id, id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
) strict;
