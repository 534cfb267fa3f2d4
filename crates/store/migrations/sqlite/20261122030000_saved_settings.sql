-- When settings were first saved; null while a site has only defaults.
alter table settings add column created_at integer;
update settings set created_at = updated_at where updated_at > (
    select s.created_at from sites s where s.workspace_id = settings.workspace_id and s.id = settings.site_id);
-- The settings that the plan was made with, defaults filled in.
alter table plans add column settings text;
