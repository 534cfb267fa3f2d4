-- The version of a post that people were told of, when it is one they are told of. What is
-- there already is not told anew.
alter table posts add column told_version bigint not null default 0;
update posts set told_version = version;
create index posts_untold on posts (publish_at)
    where told_version < version and status in ('failed', 'missed', 'uncertain');
create index posts_unforeseen on posts (publish_at) where told_version < version and status = 'scheduled';
alter table runs add column told_number bigint not null default 0;
update runs set told_number = number where finished_at is not null;
create index runs_untold on runs (finished_at) where told_number < number and finished_at is not null;

create table notifications (
    workspace_id text not null,
    site_id text not null,
    id text not null,
    occasion text not null,
    -- What it is about; nobody is told of the same twice.
    subject text not null,
    title text not null,
    detail text not null,
    -- The page of the site that mends it.
    path text not null,
    created_at bigint not null,
    primary key (workspace_id, site_id, id),
    unique (workspace_id, site_id, subject),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);
create index notifications_by_time on notifications (workspace_id, site_id, created_at);

-- Up to when a member has seen what a site told.
create table notifications_seen (
    workspace_id text not null,
    site_id text not null,
    account_id text not null,
    seen_at bigint not null,
    primary key (workspace_id, site_id, account_id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade,
    foreign key (workspace_id, account_id) references members (workspace_id, account_id) on delete cascade
);

-- How a member wants to be written to; one who never chose is written to at each.
create table mail_choices (
    workspace_id text not null,
    account_id text not null,
    choice text not null,
    -- When the next digest is due, and from when on it tells.
    digest_at bigint,
    digest_from bigint,
    primary key (workspace_id, account_id),
    foreign key (workspace_id, account_id) references members (workspace_id, account_id) on delete cascade
);
create index mail_choices_by_digest on mail_choices (digest_at) where digest_at is not null;

-- Where a site's notifications are posted to.
create table notification_webhooks (
    workspace_id text not null,
    site_id text not null,
    address text not null,
    sealed text not null,
    created_at bigint not null,
    -- How the last delivery ended.
    told_at bigint,
    trouble text,
    primary key (workspace_id, site_id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
);
