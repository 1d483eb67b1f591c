package dev.tarn.catalog.store;

import org.jdbi.v3.core.statement.StatementContext;

import java.sql.ResultSet;
import java.sql.SQLException;

/// Result set → row, for the tables of [AccessStore].
final class AccessRows {
    private AccessRows() {}

    static PrincipalRow principal(ResultSet row, StatementContext context) throws SQLException {
        return new PrincipalRow(
                row.getString("name"),
                PrincipalRow.Source.valueOf(row.getString("source")),
                row.getLong("created_millis"));
    }

    static TokenRow token(ResultSet row, StatementContext context) throws SQLException {
        long expires = row.getLong("expires_millis");
        Long expiresMillis = row.wasNull() ? null : expires;
        return new TokenRow(
                row.getString("id"),
                row.getString("principal"),
                TokenRow.Kind.valueOf(row.getString("kind")),
                row.getString("client_id"),
                row.getString("secret_hash"),
                row.getLong("created_millis"),
                expiresMillis);
    }

    static GrantRow grant(ResultSet row, StatementContext context) throws SQLException {
        return new GrantRow(
                row.getString("grantee"),
                row.getString("privilege"),
                row.getString("warehouse_id"),
                GrantRow.SecurableKind.valueOf(row.getString("securable_kind")),
                row.getString("securable_id"),
                row.getInt("field_id"),
                row.getString("namespace_path"),
                row.getString("granted_by"),
                row.getLong("granted_millis"));
    }
}
