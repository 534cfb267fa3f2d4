-- When a plan was seen to be made at its source; null again once people were told.
alter table sources add column made_at bigint;
create index sources_untold on sources (made_at) where made_at is not null;
