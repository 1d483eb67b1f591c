package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;

import java.util.Optional;

/// Statements about the idempotency records of one warehouse.
record IdempotencyStatements(Handle handle, String warehouse) {

    Optional<IdempotencyRow> find(String key) {
        return handle.createQuery(
                        "SELECT * FROM idempotency WHERE warehouse_id = :warehouse AND"
                                + " idempotency_key = :key")
                .bind("warehouse", warehouse)
                .bind("key", key)
                .map((row, context) -> Rows.idempotency(row))
                .findOne();
    }

    /// Takes the place of an expired record of that key.
    boolean insert(IdempotencyRow row, long nowMillis) {
        return handle.createUpdate(
                                "INSERT INTO idempotency (warehouse_id, idempotency_key,"
                                        + " fingerprint, receipt_kind, receipt, expires_millis)"
                                        + " VALUES (:warehouse, :key, :fingerprint, :kind,"
                                        + " :receipt, :expires) ON CONFLICT (warehouse_id,"
                                        + " idempotency_key) DO UPDATE SET fingerprint ="
                                        + " excluded.fingerprint, receipt_kind ="
                                        + " excluded.receipt_kind, receipt = excluded.receipt,"
                                        + " expires_millis = excluded.expires_millis WHERE"
                                        + " idempotency.expires_millis < :now")
                        .bind("warehouse", warehouse)
                        .bind("key", row.key())
                        .bind("fingerprint", row.fingerprint())
                        .bind("kind", row.receiptKind())
                        .bind("receipt", row.receipt())
                        .bind("expires", row.expiresMillis())
                        .bind("now", nowMillis)
                        .execute()
                == 1;
    }

    void deleteExpired(long nowMillis, int limit, String lockClause) {
        handle.createUpdate(
                        "DELETE FROM idempotency WHERE warehouse_id = :warehouse AND"
                                + " idempotency_key IN (SELECT idempotency_key FROM idempotency"
                                + " WHERE warehouse_id = :warehouse AND expires_millis < :now"
                                + " LIMIT :limit"
                                + lockClause
                                + ")")
                .bind("warehouse", warehouse)
                .bind("now", nowMillis)
                .bind("limit", limit)
                .execute();
    }
}
