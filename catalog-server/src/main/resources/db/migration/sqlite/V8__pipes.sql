-- Pipes load files into tables again and again. Their names are apart from those of tables. A pipe's id
-- is that of its task, too.
CREATE TABLE pipe (
    id             TEXT   NOT NULL PRIMARY KEY,
    namespace_id   TEXT   NOT NULL REFERENCES namespace (id),
    name           TEXT   NOT NULL,
    definition     TEXT   NOT NULL,
    version        BIGINT NOT NULL,
    created_millis BIGINT NOT NULL,
    updated_millis BIGINT NOT NULL,
    UNIQUE (namespace_id, name)
);

-- What durable jobs did lately. "job_id" is the id of a task that may have gone.
CREATE TABLE job_run (
    id             TEXT   NOT NULL PRIMARY KEY,
    warehouse_id   TEXT   NOT NULL,
    job_id         TEXT   NOT NULL,
    kind           TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    owner          TEXT   NOT NULL,
    is_failed      BIGINT NOT NULL,
    message        TEXT   NOT NULL,
    file_count     BIGINT NOT NULL,
    row_count      BIGINT NOT NULL,
    started_millis BIGINT NOT NULL,
    ended_millis   BIGINT NOT NULL
);
CREATE INDEX job_run_by_job ON job_run (job_id, started_millis);
CREATE INDEX job_run_by_time ON job_run (started_millis, id);
