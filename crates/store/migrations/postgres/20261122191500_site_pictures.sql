-- Pictures of a site's own pages (photographs, the logo), fetched and kept as pictures of ours,
-- so that however many posts are drawn, the site is asked for each of them once.
create table site_pictures (
    workspace_id text not null,
    site_id text not null,
    address text not null,
    -- None: it could not be fetched or used.
    media_id text,
    fetched_at bigint not null,
    primary key (workspace_id, site_id, address),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);
