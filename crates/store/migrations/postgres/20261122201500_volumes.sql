-- Who is asked how often phrases are searched for; without a row nobody is.
create table volume_providers (
    workspace_id text not null,
    site_id text not null,
    address text not null,
    sealed text,
    -- Why it did not tell when it was asked last, in words for the marketer.
    trouble text,
    updated_at bigint not null,
    primary key (workspace_id, site_id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);
