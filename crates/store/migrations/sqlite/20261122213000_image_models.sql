-- The model that draws the grounds of a site's pictures; without a row none does.
create table image_models (
    workspace_id text not null,
    site_id text not null,
    address text not null,
    model text not null,
    sealed text,
    -- Whether it is asked only where no photograph of the website suits.
    after_photos integer not null,
    -- Why it did not draw when it was asked last, in words for the marketer.
    trouble text,
    updated_at integer not null,
    primary key (workspace_id, site_id),
    foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade
) strict;
-- The most pictures that the image models of a workspace may be asked for in a calendar month (UTC).
create table picture_budgets (
    workspace_id text not null references workspaces (id) on delete cascade,
    pictures integer not null,
    primary key (workspace_id)
) strict;
-- Those that they were asked for, with requests under way.
create table picture_usage (
    workspace_id text not null references workspaces (id) on delete cascade,
    month text not null,
    pictures integer not null,
    primary key (workspace_id, month)
) strict;
-- The picture that a model drew for an activity, so that it is asked once for all of its posts.
alter table activities add column ground_id text;
-- The model that drew the ground of a picture; and why none did where one was to.
alter table media add column model text;
alter table media add column instead text;
