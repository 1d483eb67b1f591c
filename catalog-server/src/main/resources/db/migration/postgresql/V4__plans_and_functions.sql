-- A scan plan is bound to the principal that asked and to the id of the table, never to its name.
-- "lease_millis" is how long the server that plans may go without a sign of life.
CREATE TABLE scan_plan (
    plan_id           TEXT   NOT NULL PRIMARY KEY,
    principal         TEXT   NOT NULL,
    table_id          TEXT   NOT NULL,
    metadata_location TEXT   NOT NULL,
    request           TEXT   NOT NULL,
    state             TEXT   NOT NULL,
    attempt           BIGINT NOT NULL,
    page_count        BIGINT NOT NULL,
    error             TEXT,
    lease_millis      BIGINT NOT NULL,
    expires_millis    BIGINT NOT NULL
);
CREATE INDEX scan_plan_by_expiry ON scan_plan (expires_millis);
CREATE INDEX scan_plan_by_principal ON scan_plan (principal, expires_millis);

-- Pages belong to an attempt, so that a server which lost its lease cannot mix its pages in.
CREATE TABLE scan_plan_page (
    plan_id TEXT   NOT NULL REFERENCES scan_plan (plan_id),
    attempt BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    tasks   BYTEA  NOT NULL,
    PRIMARY KEY (plan_id, attempt, ordinal)
);

-- Functions have names of their own: one may be called like a table.
CREATE TABLE catalog_function (
    id             TEXT   NOT NULL PRIMARY KEY,
    namespace_id   TEXT   NOT NULL REFERENCES namespace (id),
    name           TEXT   COLLATE "C" NOT NULL,
    metadata       TEXT   NOT NULL,
    version        BIGINT NOT NULL,
    created_millis BIGINT NOT NULL,
    updated_millis BIGINT NOT NULL,
    UNIQUE (namespace_id, name)
);
