-- Posts for several accounts at once, as programs make them in the manner of Post for Me. Each
-- is an activity of its own, with one of our posts for each account.

-- An account on a network that a program saw: its id stays when it is disconnected and
-- connected again. Whether it is connected now, `connections` says.
create table social_accounts (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    channel text not null,
    -- As the connection calls it.
    account text not null,
    -- As a program calls it.
    username text,
    external_id text,
    created_at integer not null,
    primary key (workspace_id, site_id, id),
    unique (workspace_id, site_id, channel, account),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
) strict;

create table social_posts (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    activity_id text not null,
    external_id text,
    -- What was sent, as JSON.
    asked text not null,
    created_at integer not null,
    updated_at integer not null,
    -- Whether it was told that all its accounts were tried.
    told integer not null,
    primary key (workspace_id, site_id, id),
    foreign key (workspace_id, site_id, activity_id)
        references activities (workspace_id, site_id, id) on delete cascade
) strict;
create index social_posts_by_time on social_posts (workspace_id, site_id, created_at, id);
create index social_posts_by_activity on social_posts (workspace_id, site_id, activity_id);
create index social_posts_untold on social_posts (workspace_id, site_id, id) where not told;

create table social_post_accounts (
    workspace_id text not null,
    site_id text not null,
    social_post_id text not null,
    account_id text not null,
    post_id text not null,
    -- Whether its result was told.
    told integer not null,
    primary key (workspace_id, site_id, social_post_id, account_id),
    foreign key (workspace_id, site_id, social_post_id)
        references social_posts (workspace_id, site_id, id) on delete cascade
) strict;
create index social_post_accounts_by_post on social_post_accounts (workspace_id, site_id, post_id);
create index social_post_accounts_untold on social_post_accounts (workspace_id, site_id, post_id) where not told;

-- Pictures that may still be sent, each by whoever holds its token.
create table social_uploads (
    workspace_id text not null,
    site_id text not null,
    media_id text not null,
    token_hash text not null unique,
    expires_at integer not null,
    primary key (workspace_id, site_id, media_id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
) strict;
create index social_uploads_by_expiry on social_uploads (expires_at);

-- Addresses of a site's programs that are told what happens.
create table social_webhooks (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    url text not null,
    -- Which events, between commas.
    events text not null,
    sealed text,
    created_at integer not null,
    primary key (workspace_id, site_id, id),
    unique (workspace_id, site_id, url),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
) strict;

-- What is still to be told. A row goes when it was told, or given up.
create table social_deliveries (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    webhook_id text not null,
    body text not null,
    tries integer not null,
    next_at integer not null,
    created_at integer not null,
    primary key (workspace_id, site_id, webhook_id, id),
    foreign key (workspace_id, site_id, webhook_id)
        references social_webhooks (workspace_id, site_id, id) on delete cascade
) strict;
create index social_deliveries_due on social_deliveries (next_at);
