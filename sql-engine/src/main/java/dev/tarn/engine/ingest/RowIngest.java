package dev.tarn.engine.ingest;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.command.CatalogFailures;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.SystemTables;
import dev.tarn.engine.schema.WriteTarget;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.RowRequest;
import dev.tarn.engine.statement.RowRequest.Appended;
import dev.tarn.engine.statement.RowRequest.OtherColumns;
import dev.tarn.engine.statement.RowRequest.RowKey;

import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/// Appends rows of many small requests in few snapshots: those of one principal for one table that
/// wait together are a group. A request is answered once its rows are committed. Thread-safe.
///
/// Rows are read before they join a group, so that bad ones are their own request's affair. A
/// request with a key is appended once, however often it comes within a day.
public final class RowIngest implements AutoCloseable {
    /// A request may have so many bytes, unpacked.
    public static final int MAX_BODY_BYTES = 16 << 20;

    /// All requests that are read or wait may hold so many together.
    static final long MAX_HELD_BYTES = 192L << 20;

    private static final int MOST_ATTEMPTS = 5;

    private final Function<Session, Catalogs> catalogs;
    private final HeldBytes held = new HeldBytes(MAX_HELD_BYTES);
    private final RequestGroups groups;

    /// Starts a command, shown as a text.
    @FunctionalInterface
    public interface Starter {
        Query start(Session session, String text, Command command);
    }

    public RowIngest(Function<Session, Catalogs> catalogs, Starter starter) {
        this.catalogs = catalogs;
        this.groups = new RequestGroups(starter);
    }

    /// What a request brings.
    ///
    /// @param body JSON, one object on each line; read to its end, not closed
    /// @param key what tells that it was sent before; null where it must not matter
    public record Rows(InputStream body, @Nullable String key) {}

    /// What a request is told.
    ///
    /// @param snapshotId null for an empty table that got no rows
    /// @param replayed whether the rows were there already, by a request of the same key
    public record Receipt(long rowCount, @Nullable Long snapshotId, boolean replayed) {}

    /// Appends `rows` to `table` and answers when they are there.
    ///
    /// @throws RejectedRowsException if records are not what the table takes
    /// @throws BodyTooLargeException for more than [#MAX_BODY_BYTES]
    /// @throws SqlException QUERY_QUEUE_FULL if too much waits; INVALID_ARGUMENTS if the key came
    ///   with other rows before; COMMIT_STATE_UNKNOWN, which the same key finds out
    public Receipt append(Session session, Name table, Rows rows) throws IOException {
        try (HeldBytes.Share share = held.share()) {
            JsonBody body = JsonBody.read(rows.body(), share);
            RowKey key = rows.key() == null ? null : body.key(session.user(), rows.key());
            for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
                RowRequest request = body.request(columns(session, table), key, share);
                switch (groups.append(session, table, request)) {
                    case Appended appended -> {
                        return receipt(appended, key);
                    }
                    case OtherColumns _ -> {}
                }
            }
        }
        throw new SqlException(
                ErrorCode.TRANSACTION_CONFLICT,
                "The columns of %s change again and again; no rows were added".formatted(table));
    }

    private static Receipt receipt(Appended appended, @Nullable RowKey key) {
        if (key != null && !key.content().equals(appended.content())) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "The idempotency key was used with other rows before; no rows were added");
        }
        return new Receipt(appended.rowCount(), appended.snapshotId(), appended.before());
    }

    private Schema columns(Session session, Name table) {
        try {
            Catalogs all = catalogs.apply(session);
            return WriteTarget.of(table, new Relations(all, new SystemTables(all), session))
                    .table()
                    .schema();
        } catch (RuntimeException e) {
            throw CatalogFailures.sqlException(e);
        }
    }

    /// Takes no more requests, and waits for those that it has.
    @Override
    public void close() {
        groups.close();
    }
}
