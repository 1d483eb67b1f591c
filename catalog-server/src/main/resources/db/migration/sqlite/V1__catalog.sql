-- Paths join the levels of a namespace with U+001F, which no name may contain.
CREATE TABLE namespace (
    id             TEXT   NOT NULL PRIMARY KEY,
    parent_id      TEXT   REFERENCES namespace (id),
    parent_path    TEXT   NOT NULL,
    path           TEXT   NOT NULL UNIQUE,
    properties     TEXT   NOT NULL,
    version        BIGINT NOT NULL,
    created_millis BIGINT NOT NULL
);
CREATE INDEX namespace_by_parent ON namespace (parent_path, path);

-- Tables and views share one name space: the unique constraint decides, not a check before an insert.
-- "location" is canonical; one directory belongs to one row.
CREATE TABLE table_like (
    id                TEXT   NOT NULL PRIMARY KEY,
    namespace_id      TEXT   NOT NULL REFERENCES namespace (id),
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
CREATE INDEX table_like_by_kind ON table_like (namespace_id, kind, name);

-- One row for each change, written in the transaction that makes the change. It is the outbox of the
-- change feed and the proof that a commit whose answer was lost did happen.
CREATE TABLE change_event (
    sequence              INTEGER PRIMARY KEY AUTOINCREMENT,
    commit_id             TEXT   NOT NULL,
    kind                  TEXT   NOT NULL,
    subject_id            TEXT   NOT NULL,
    namespace_path        TEXT   NOT NULL,
    name                  TEXT,
    old_metadata_location TEXT,
    new_metadata_location TEXT,
    at_millis             BIGINT NOT NULL
);
CREATE INDEX change_event_by_commit ON change_event (commit_id);

CREATE TABLE idempotency (
    idempotency_key TEXT   NOT NULL PRIMARY KEY,
    fingerprint     TEXT   NOT NULL,
    receipt_kind    TEXT   NOT NULL,
    receipt         TEXT   NOT NULL,
    expires_millis  BIGINT NOT NULL
);
CREATE INDEX idempotency_by_expiry ON idempotency (expires_millis);
