-- Dropped tables and views until their retention ends, and those whose files are being purged. The
-- location stays taken; the name does not. "namespace_id" may name a namespace that has gone.
CREATE TABLE dropped_entry (
    id                TEXT   NOT NULL PRIMARY KEY,
    warehouse_id      TEXT   NOT NULL REFERENCES warehouse (id),
    namespace_id      TEXT   NOT NULL,
    namespace_path    TEXT   NOT NULL,
    name              TEXT   NOT NULL,
    kind              TEXT   NOT NULL,
    location          TEXT   NOT NULL UNIQUE,
    metadata_location TEXT   NOT NULL,
    version           BIGINT NOT NULL,
    flags             BIGINT NOT NULL,
    created_millis    BIGINT NOT NULL,
    updated_millis    BIGINT NOT NULL,
    state             TEXT   NOT NULL,
    dropped_millis    BIGINT NOT NULL,
    expires_millis    BIGINT NOT NULL
);
CREATE INDEX dropped_entry_by_name ON dropped_entry (warehouse_id, namespace_path, name);
CREATE INDEX dropped_entry_by_time ON dropped_entry (warehouse_id, dropped_millis, id);
CREATE INDEX dropped_entry_by_expiry ON dropped_entry (state, expires_millis);

-- Durable background work. "fence" grows with each claim, and every write of a worker is guarded by
-- it, so a worker that lost its lease can write nothing.
CREATE TABLE task (
    id                 TEXT   NOT NULL PRIMARY KEY,
    warehouse_id       TEXT   NOT NULL REFERENCES warehouse (id),
    kind               TEXT   NOT NULL,
    subject_id         TEXT   NOT NULL,
    subject            TEXT   NOT NULL,
    parameters         TEXT   NOT NULL,
    state              TEXT   NOT NULL,
    fence              BIGINT NOT NULL,
    attempts           BIGINT NOT NULL,
    progress           TEXT   NOT NULL,
    deleted_count      BIGINT NOT NULL,
    kept_count         BIGINT NOT NULL,
    message            TEXT   NOT NULL,
    owner              TEXT   NOT NULL,
    due_millis         BIGINT NOT NULL,
    created_millis     BIGINT NOT NULL,
    updated_millis     BIGINT NOT NULL
);
CREATE INDEX task_by_due ON task (state, due_millis);
CREATE INDEX task_by_creation ON task (created_millis, id);

-- The metadata file of a table that was found to reach no file outside the table's own location: as
-- long as the pointer is still there, it need not be read again to know that.
CREATE TABLE own_files_proof (
    entry_id          TEXT NOT NULL PRIMARY KEY,
    metadata_location TEXT NOT NULL
);

-- Which metadata files were ever committed.
CREATE INDEX change_event_by_metadata ON change_event (new_metadata_location);

-- What tells this database from all others; marks the metadata files it writes.
CREATE TABLE database_identity (
    id TEXT NOT NULL PRIMARY KEY
);
INSERT INTO database_identity (id) VALUES (lower(hex(randomblob(16))));
