-- Whether the bytes of an upload have come. Then it is known until nothing needs its picture.
alter table social_uploads add column taken integer not null default 0;
