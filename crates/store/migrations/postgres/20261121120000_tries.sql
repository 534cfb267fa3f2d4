-- How often a post was taken up since a person last scheduled it. Its attempt numbers go on.
alter table posts add column tries bigint not null default 0;
