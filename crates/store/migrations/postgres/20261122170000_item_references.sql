-- What the program that made a post calls it. No two posts of a site are called the same, so
-- that a program whose answer was lost finds what it made.
alter table posts add column reference_id text;
create unique index posts_by_reference on posts (workspace_id, site_id, reference_id)
    where reference_id is not null;
-- Whether an activity is there only to hold one post that a program made: it goes with it.
alter table activities add column standalone boolean not null default false;
