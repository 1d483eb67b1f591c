-- A list of thousands of tables filtered by grants reads these two indexes from one end to the other
-- and no row.
DROP INDEX table_like_by_kind;
CREATE INDEX table_like_by_kind ON table_like (namespace_id, kind, name, id);
DROP INDEX access_grant_by_grantee;
CREATE INDEX access_grant_by_grantee ON access_grant (grantee, warehouse_id, namespace_path, securable_id);
