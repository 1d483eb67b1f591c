-- Several warehouses in one database: every row belongs to one. What was there before belongs to
-- "default". SQLite cannot change a constraint, so tables whose constraints change are made again,
-- children first when the old ones go.
CREATE TABLE warehouse (
    id             TEXT   NOT NULL PRIMARY KEY,
    location       TEXT   NOT NULL,
    created_millis BIGINT NOT NULL
);
INSERT INTO warehouse (id, location, created_millis) VALUES ('default', '', 0);

CREATE TABLE new_namespace (
    id             TEXT   NOT NULL PRIMARY KEY,
    warehouse_id   TEXT   NOT NULL REFERENCES warehouse (id),
    parent_id      TEXT   REFERENCES new_namespace (id),
    parent_path    TEXT   NOT NULL,
    path           TEXT   NOT NULL,
    properties     TEXT   NOT NULL,
    version        BIGINT NOT NULL,
    created_millis BIGINT NOT NULL,
    UNIQUE (warehouse_id, path)
);
INSERT INTO new_namespace
    SELECT id, 'default', parent_id, parent_path, path, properties, version, created_millis
    FROM namespace;

CREATE TABLE new_table_like (
    id                TEXT   NOT NULL PRIMARY KEY,
    warehouse_id      TEXT   NOT NULL REFERENCES warehouse (id),
    namespace_id      TEXT   NOT NULL REFERENCES new_namespace (id),
    name              TEXT   NOT NULL,
    kind              TEXT   NOT NULL,
    location          TEXT   NOT NULL UNIQUE,
    metadata_location TEXT   NOT NULL,
    version           BIGINT NOT NULL,
    flags             BIGINT NOT NULL,
    created_millis    BIGINT NOT NULL,
    updated_millis    BIGINT NOT NULL,
    UNIQUE (namespace_id, name)
);
INSERT INTO new_table_like
    SELECT id, 'default', namespace_id, name, kind, location, metadata_location, version, flags,
           created_millis, updated_millis
    FROM table_like;

DROP TABLE table_like;
DROP TABLE namespace;
ALTER TABLE new_namespace RENAME TO namespace;
ALTER TABLE new_table_like RENAME TO table_like;
CREATE INDEX namespace_by_parent ON namespace (warehouse_id, parent_path, path);
CREATE INDEX namespace_by_parent_id ON namespace (parent_id);
CREATE INDEX table_like_by_kind ON table_like (namespace_id, kind, name);
CREATE INDEX table_like_by_warehouse ON table_like (warehouse_id, id);

-- Who changed something, from where, from which snapshot to which, and where a rename went.
ALTER TABLE change_event ADD COLUMN warehouse_id TEXT NOT NULL DEFAULT 'default';
ALTER TABLE change_event ADD COLUMN new_namespace_path TEXT;
ALTER TABLE change_event ADD COLUMN new_name TEXT;
ALTER TABLE change_event ADD COLUMN old_snapshot_id BIGINT;
ALTER TABLE change_event ADD COLUMN new_snapshot_id BIGINT;
ALTER TABLE change_event ADD COLUMN principal TEXT;
ALTER TABLE change_event ADD COLUMN client_address TEXT;
ALTER TABLE change_event ADD COLUMN user_agent TEXT;
CREATE INDEX change_event_by_time ON change_event (at_millis);

CREATE TABLE new_idempotency (
    warehouse_id    TEXT   NOT NULL REFERENCES warehouse (id),
    idempotency_key TEXT   NOT NULL,
    fingerprint     TEXT   NOT NULL,
    receipt_kind    TEXT   NOT NULL,
    receipt         TEXT   NOT NULL,
    expires_millis  BIGINT NOT NULL,
    PRIMARY KEY (warehouse_id, idempotency_key)
);
INSERT INTO new_idempotency
    SELECT 'default', idempotency_key, fingerprint, receipt_kind, receipt, expires_millis
    FROM idempotency;
DROP TABLE idempotency;
ALTER TABLE new_idempotency RENAME TO idempotency;
CREATE INDEX idempotency_by_expiry ON idempotency (expires_millis);
