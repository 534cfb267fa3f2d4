-- Which end or trouble of a connection people were told of.
alter table connections add column told_of text;
create index connections_to_tell on connections (workspace_id, site_id, channel)
    where trouble is not null or ends_at is not null;
