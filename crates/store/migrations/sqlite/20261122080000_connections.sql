-- Who connected a channel, when its token ends, and what its server takes.
alter table connections add column connected_by text;
alter table connections add column ends_at integer;
alter table connections add column limits text;
-- Why nothing can go out until a person connects it anew.
alter table connections add column trouble text;
-- What its last test found.
alter table connections add column tested_at integer;
alter table connections add column tested_works integer;
alter table connections add column tested_said text;
-- How often its session was renewed, and until when somebody is renewing it.
alter table connections add column session integer not null default 0;
alter table connections add column renewing_until integer not null default 0;
