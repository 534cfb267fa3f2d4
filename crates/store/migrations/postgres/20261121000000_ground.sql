-- Every row carries its workspace, and every primary key begins with it. Instants are
-- milliseconds since 1970 UTC. Days are ISO text. Closed sets of words are text.

-- One row that proves the secret key belongs to this database.
create table instance (
    one bigint primary key check (one = 1),
    key_check text not null
);

create table workspaces (
    id text primary key,
    name text not null,
    created_at bigint not null
);

-- A person who can sign in. The address is kept in lower case.
create table accounts (
    id text primary key,
    email text not null unique,
    name text not null,
    password_hash text not null,
    created_at bigint not null
);

create table members (
    workspace_id text not null references workspaces (id) on delete cascade,
    account_id text not null references accounts (id) on delete cascade,
    role text not null,
    created_at bigint not null,
    primary key (workspace_id, account_id)
);
create index members_by_account on members (account_id);

-- Only a hash of the session's id is kept: a copy of this table signs nobody in.
create table sessions (
    id_hash text primary key,
    record text not null,
    expires_at bigint not null
);
create index sessions_by_expiry on sessions (expires_at);

-- Failed sign-ins, counted per account and per network address across all nodes.
create table sign_in_failures (
    subject text not null,
    failed_at bigint not null
);
create index sign_in_failures_by_subject on sign_in_failures (subject, failed_at);

create table sites (
    workspace_id text not null references workspaces (id) on delete cascade,
    id text not null,
    address text not null,
    name text not null,
    language text not null,
    country text not null,
    time_zone text not null,
    sandbox text not null unique,
    sandbox_mode text not null,
    published boolean not null,
    created_at bigint not null,
    primary key (workspace_id, id)
);

create table profiles (
    workspace_id text not null,
    site_id text not null,
    read text not null,
    corrected text not null,
    pages bigint not null,
    read_at bigint,
    primary key (workspace_id, site_id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);

create table settings (
    workspace_id text not null,
    site_id text not null,
    settings text not null,
    updated_at bigint not null,
    primary key (workspace_id, site_id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);

create table plans (
    workspace_id text not null,
    site_id text not null,
    status text not null,
    first_day text,
    last_day text,
    failure text,
    generated_at bigint,
    primary key (workspace_id, site_id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);

-- The present or last run of a site's planner. `number` fences every write of a run: one
-- that lost its lease and wakes up late changes nothing.
create table runs (
    workspace_id text not null,
    site_id text not null,
    number bigint not null,
    kind text not null,
    stage text not null,
    done bigint not null,
    total bigint not null,
    note text not null,
    seed bigint not null,
    failure text,
    lease_until bigint not null,
    started_at bigint not null,
    finished_at bigint,
    primary key (workspace_id, site_id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);
create index runs_unfinished on runs (lease_until) where finished_at is null;

create table events (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    name text not null,
    description text not null,
    rule text not null,
    source text not null,
    left_out boolean not null,
    primary key (workspace_id, site_id, id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);

create table activities (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    kind text not null,
    title text not null,
    description text not null,
    reason text not null,
    subject text not null,
    topic text,
    event_name text,
    event_day text,
    starts_at bigint not null,
    edited boolean not null,
    created_at bigint not null,
    primary key (workspace_id, site_id, id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);
create index activities_by_time on activities (workspace_id, site_id, starts_at);

create table media (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    content_type text not null,
    width bigint not null,
    height bigint not null,
    bytes bigint not null,
    created_at bigint not null,
    primary key (workspace_id, site_id, id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);

-- A post is its own queue row. `attempt` fences every write of a publisher; `sending_at`
-- is the durable mark that a send was about to happen.
create table posts (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    activity_id text not null,
    channel text not null,
    title text,
    caption text not null,
    link text,
    alt_text text not null,
    media_id text,
    publish_at bigint not null,
    status text not null,
    version bigint not null,
    edited boolean not null,
    attempt bigint not null,
    unclear bigint not null,
    lease_until bigint,
    sending_at bigint,
    next_check_at bigint,
    reference text,
    live_link text,
    failure text,
    created_at bigint not null,
    primary key (workspace_id, site_id, id),
    unique (workspace_id, site_id, activity_id, channel),
    foreign key (workspace_id, site_id, activity_id)
        references activities (workspace_id, site_id, id) on delete cascade
);
-- Holds all that a calendar's cards need, so that a month is read from the index alone.
create index posts_by_time on posts (workspace_id, site_id, publish_at, activity_id, channel, status, id);
create index posts_by_status on posts (workspace_id, site_id, status, publish_at);
create index posts_due on posts (publish_at) where status = 'scheduled';
create index posts_leased on posts (lease_until) where status = 'processing';
create index posts_unsettled on posts (next_check_at) where status = 'uncertain';

-- One attempt to publish. Written when claimed, completed when answered, kept for good.
create table receipts (
    workspace_id text not null,
    site_id text not null,
    post_id text not null,
    attempt bigint not null,
    delivery_key text not null,
    channel text not null,
    provider text not null,
    claimed_at bigint not null,
    sending_at bigint,
    finished_at bigint,
    outcome text,
    http_status bigint,
    reference text,
    link text,
    reason text,
    body_hash text,
    primary key (workspace_id, site_id, post_id, attempt)
);

create table connections (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    channel text not null,
    provider text not null,
    account text not null,
    sealed text,
    created_at bigint not null,
    primary key (workspace_id, site_id, id),
    unique (workspace_id, site_id, channel),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);

create table api_keys (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    name text not null,
    hash text not null unique,
    created_at bigint not null,
    revoked_at bigint,
    primary key (workspace_id, site_id, id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);

-- The rehearsal network: what it accepted, doubles included, exactly as it came.
create table sandbox_posts (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    delivery_key text not null,
    channel text not null,
    account text not null,
    title text,
    caption text not null,
    link text,
    alt_text text not null,
    media_id text,
    landed_at bigint not null,
    primary key (workspace_id, site_id, id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);
create index sandbox_posts_by_key on sandbox_posts (workspace_id, site_id, delivery_key);
create index sandbox_posts_by_time on sandbox_posts (workspace_id, site_id, landed_at);
