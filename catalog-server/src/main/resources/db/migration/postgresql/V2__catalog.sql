-- The catalog as of version 2; there is no version 1 on PostgreSQL.
--
-- Text compares by bytes (COLLATE "C"), as in SQLite: pages go on by key, and locations are looked
-- up by ranges. Paths join the levels of a namespace with U+001F, which no name may contain.
CREATE TABLE warehouse (
    id             TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    location       TEXT   COLLATE "C" NOT NULL,
    created_millis BIGINT NOT NULL
);

CREATE TABLE namespace (
    id             TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    warehouse_id   TEXT   COLLATE "C" NOT NULL REFERENCES warehouse (id),
    parent_id      TEXT   COLLATE "C" REFERENCES namespace (id),
    parent_path    TEXT   COLLATE "C" NOT NULL,
    path           TEXT   COLLATE "C" NOT NULL,
    properties     TEXT   NOT NULL,
    version        BIGINT NOT NULL,
    created_millis BIGINT NOT NULL,
    UNIQUE (warehouse_id, path)
);
CREATE INDEX namespace_by_parent ON namespace (warehouse_id, parent_path, path);
CREATE INDEX namespace_by_parent_id ON namespace (parent_id);

-- Tables and views share one name space: the unique constraint decides, not a check before an insert.
-- "location" is canonical; one directory belongs to one row, whichever the warehouse.
CREATE TABLE table_like (
    id                TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    warehouse_id      TEXT   COLLATE "C" NOT NULL REFERENCES warehouse (id),
    namespace_id      TEXT   COLLATE "C" NOT NULL REFERENCES namespace (id),
    name              TEXT   COLLATE "C" NOT NULL,
    kind              TEXT   COLLATE "C" NOT NULL,
    location          TEXT   COLLATE "C" NOT NULL UNIQUE,
    metadata_location TEXT   COLLATE "C" NOT NULL,
    version           BIGINT NOT NULL,
    flags             BIGINT NOT NULL,
    created_millis    BIGINT NOT NULL,
    updated_millis    BIGINT NOT NULL,
    UNIQUE (namespace_id, name)
) WITH (fillfactor = 80);
CREATE INDEX table_like_by_kind ON table_like (namespace_id, kind, name);
CREATE INDEX table_like_by_warehouse ON table_like (warehouse_id, id);

-- One row for each change, written as the last statement of its transaction. It is the outbox of the
-- change feed and the proof that a commit whose answer was lost did happen.
--
-- "entered" is taken when the transaction holds all its locks, so of two changes where one saw the
-- other, the other has the lower number. Changes become visible in another order, though, so readers
-- go by "sequence", which the feed gives to committed rows, in the order of "entered": whoever has
-- seen 7 never meets a 6 later, and no commit waits for another one's.
CREATE TABLE change_event (
    entered               BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sequence              BIGINT UNIQUE,
    commit_id             TEXT   COLLATE "C" NOT NULL,
    kind                  TEXT   COLLATE "C" NOT NULL,
    warehouse_id          TEXT   COLLATE "C" NOT NULL,
    subject_id            TEXT   COLLATE "C" NOT NULL,
    namespace_path        TEXT   COLLATE "C" NOT NULL,
    name                  TEXT   COLLATE "C",
    new_namespace_path    TEXT   COLLATE "C",
    new_name              TEXT   COLLATE "C",
    old_metadata_location TEXT   COLLATE "C",
    new_metadata_location TEXT   COLLATE "C",
    old_snapshot_id       BIGINT,
    new_snapshot_id       BIGINT,
    principal             TEXT   COLLATE "C",
    client_address        TEXT   COLLATE "C",
    user_agent            TEXT   COLLATE "C",
    at_millis             BIGINT NOT NULL
);
CREATE INDEX change_event_by_commit ON change_event (commit_id);
CREATE INDEX change_event_by_time ON change_event (at_millis);
CREATE INDEX change_event_to_order ON change_event (entered) WHERE sequence IS NULL;

CREATE TABLE change_order (
    id   INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    last BIGINT  NOT NULL
);
INSERT INTO change_order (id, last) VALUES (1, 0);

CREATE TABLE idempotency (
    warehouse_id    TEXT   COLLATE "C" NOT NULL REFERENCES warehouse (id),
    idempotency_key TEXT   COLLATE "C" NOT NULL,
    fingerprint     TEXT   COLLATE "C" NOT NULL,
    receipt_kind    TEXT   COLLATE "C" NOT NULL,
    receipt         TEXT   NOT NULL,
    expires_millis  BIGINT NOT NULL,
    PRIMARY KEY (warehouse_id, idempotency_key)
);
CREATE INDEX idempotency_by_expiry ON idempotency (expires_millis);
