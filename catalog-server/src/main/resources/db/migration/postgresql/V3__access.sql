-- Who may do what. Every change of a principal, role, token or grant raises "version" in its own
-- transaction; what a server keeps in memory is good for one version.
CREATE TABLE access_state (
    id      INTEGER NOT NULL PRIMARY KEY,
    version BIGINT  NOT NULL
);
INSERT INTO access_state (id, version) VALUES (1, 1);

-- "source" says who vouches for the name: LOCAL (our tokens) or OIDC (an issuer).
CREATE TABLE access_principal (
    name           TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    source         TEXT   COLLATE "C" NOT NULL,
    created_millis BIGINT NOT NULL
);

-- Members of the role "admin" may do everything; everybody is in the role "public".
CREATE TABLE access_role (
    name           TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    created_millis BIGINT NOT NULL
);
INSERT INTO access_role (name, created_millis) VALUES ('admin', 0), ('public', 0);

CREATE TABLE access_role_member (
    role      TEXT COLLATE "C" NOT NULL REFERENCES access_role (name),
    principal TEXT COLLATE "C" NOT NULL REFERENCES access_principal (name),
    PRIMARY KEY (role, principal)
);
CREATE INDEX access_role_member_by_principal ON access_role_member (principal);

-- Secrets are kept as SHA-256 only. An ACCESS token belongs to the CLIENT it was issued to.
CREATE TABLE access_token (
    id             TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    principal      TEXT   COLLATE "C" NOT NULL REFERENCES access_principal (name),
    kind           TEXT   COLLATE "C" NOT NULL,
    client_id      TEXT   COLLATE "C" REFERENCES access_token (id),
    secret_hash    TEXT   COLLATE "C" NOT NULL,
    created_millis BIGINT NOT NULL,
    expires_millis BIGINT
);
CREATE INDEX access_token_by_principal ON access_token (principal);
CREATE INDEX access_token_by_client ON access_token (client_id);
CREATE INDEX access_token_by_expiry ON access_token (kind, expires_millis);

-- A grant goes with its object's id, never its name. "grantee" is "user:NAME" or "role:NAME";
-- "field_id" is a column's id, or -1 for the whole object; "namespace_path" is where the object is.
CREATE TABLE access_grant (
    grantee        TEXT    COLLATE "C" NOT NULL,
    privilege      TEXT    COLLATE "C" NOT NULL,
    warehouse_id   TEXT    COLLATE "C" NOT NULL,
    securable_kind TEXT    COLLATE "C" NOT NULL,
    securable_id   TEXT    COLLATE "C" NOT NULL,
    field_id       INTEGER NOT NULL,
    namespace_path TEXT    COLLATE "C" NOT NULL,
    granted_by     TEXT    COLLATE "C" NOT NULL,
    granted_millis BIGINT  NOT NULL,
    PRIMARY KEY (securable_id, grantee, privilege, field_id)
);
CREATE INDEX access_grant_by_grantee ON access_grant (grantee, warehouse_id, namespace_path);
