-- What providers were given of posts ahead of their minute: a draft that nobody sees, of one
-- version of the post. A row outlives its post, so that the draft is taken back.
create table staged_posts (
    workspace_id text not null,
    site_id text not null,
    post_id text not null,
    version bigint not null,
    channel text not null,
    -- The provider's word for it; none until it is known.
    reference text,
    staged_at bigint not null,
    -- Not touched before: somebody is at it, or it is tried again then.
    next_at bigint not null,
    primary key (workspace_id, site_id, post_id, version),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);
create index connections_by_provider on connections (provider);

-- What was staged for an attempt, so that a look-up may ask for that very thing.
alter table receipts add column staged text;
