package dev.tarn.server.trino;

import dev.tarn.engine.Query;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The statements that clients page through, and the end of those whose clients are gone.
/// Thread-safe.
final class Statements implements AutoCloseable {
    /// A client that has not asked for so long is gone, and its query is cancelled.
    static final Duration ABANDONED_AFTER = Duration.ofMinutes(5);

    /// How long the last page may be asked for again.
    static final Duration KEPT_AFTER_END = Duration.ofSeconds(30);

    private final Map<String, Statement> statements = new ConcurrentHashMap<>();

    /// @param access of its client, begun now
    Statement add(Query query, RowFormat format, LastAccess access) {
        String slug = "y" + HexFormat.of().formatHex(Slugs.random());
        Statement statement = new Statement(query, slug, format, access);
        statements.put(statement.id(), statement);
        return statement;
    }

    /// The statement, if `slug` is its own: knowing the id is not enough.
    @Nullable Statement find(String id, String slug) {
        Statement statement = statements.get(id);
        if (statement == null || !statement.allows(slug)) {
            return null;
        }
        statement.access().touch();
        return statement;
    }

    /// Forgets statements whose clients do not ask any more.
    void expire() {
        for (Statement statement : statements.values()) {
            Duration limit = statement.finished() ? KEPT_AFTER_END : ABANDONED_AFTER;
            if (statement.access().isOlderThan(limit)) {
                statements.remove(statement.id());
                statement.close();
            }
        }
    }

    int count() {
        return statements.size();
    }

    @Override
    public void close() {
        statements.values().forEach(Statement::close);
        statements.clear();
    }
}
