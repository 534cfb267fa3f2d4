-- The keys that seal the secrets of a workspace, each wrapped with the installation's secret
-- key. A sealed value names the number of the key that it was sealed with.
create table data_keys (
    workspace_id text not null references workspaces (id) on delete cascade,
    number integer not null,
    wrapped text not null,
    created_at integer not null,
    primary key (workspace_id, number)
) strict;
