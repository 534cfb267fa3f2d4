-- What an article or an e-mail could say, whole: one draft for an activity.
create table drafts (
    workspace_id text not null,
    site_id text not null,
    activity_id text not null,
    -- The title of an article, the subject of an e-mail.
    title text not null,
    -- The meta description of an article, the preheader of an e-mail.
    summary text not null,
    body text not null,
    version integer not null,
    -- Whether a person changed it: regenerating keeps the activity then.
    edited integer not null default 0,
    -- Who wrote it and what was found about its words (JSON).
    authorship text not null,
    written_at integer not null,
    primary key (workspace_id, site_id, activity_id),
    foreign key (workspace_id, site_id, activity_id)
        references activities (workspace_id, site_id, id) on delete cascade
) strict;
