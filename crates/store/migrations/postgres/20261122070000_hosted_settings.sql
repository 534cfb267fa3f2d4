-- What a source has besides the plan: its settings, and when a look at them began that counts.
alter table sources add column settings text;
alter table sources add column settings_at bigint;
-- Its calendars, and when a look at its events began that counts.
alter table sources add column calendars text;
alter table sources add column events_at bigint;
