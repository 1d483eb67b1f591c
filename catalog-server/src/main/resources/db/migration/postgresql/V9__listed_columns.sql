-- The columns of each table, for lists of columns. They are those of its last commit where
-- columns_version is its version; else they are not known, and its metadata tells them.
ALTER TABLE table_like ADD COLUMN columns_version BIGINT;
CREATE TABLE table_columns (
    entry_id TEXT PRIMARY KEY,
    columns TEXT NOT NULL
);
