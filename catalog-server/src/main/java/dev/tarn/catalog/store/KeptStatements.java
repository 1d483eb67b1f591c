package dev.tarn.catalog.store;

import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilderFactory;
import org.jdbi.v3.core.statement.StatementContext;
import org.sqlite.SQLiteConnection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;

/// The statements that one connection to SQLite has prepared and nobody uses now, the last used
/// ones: SQLite's driver would prepare them anew each time, which for small reads is most of the
/// work. For one thread at a time, as the connection is. Statements live below the pool, so that
/// they outlive the loan of a connection; whoever closes the connection closes them.
final class KeptStatements extends DefaultStatementBuilder {
    static final int MAX_KEPT = 128;

    private final SQLiteConnection connection;
    private final SequencedMap<String, PreparedStatement> idle = new LinkedHashMap<>();
    private final Map<Statement, String> lent = new IdentityHashMap<>();

    private KeptStatements(SQLiteConnection connection) {
        this.connection = connection;
    }

    /// Makes one for each connection of a pool that it meets. Thread-safe.
    static StatementBuilderFactory ofEachConnection() {
        Map<SQLiteConnection, StatementBuilder> known = new ConcurrentHashMap<>();
        return pooled -> {
            try {
                SQLiteConnection real = pooled.unwrap(SQLiteConnection.class);
                StatementBuilder kept = known.get(real);
                return kept != null ? kept : add(known, real);
            } catch (SQLException e) {
                throw new StoreUnavailableException("The catalog database cannot be used", e);
            }
        };
    }

    private static StatementBuilder add(
            Map<SQLiteConnection, StatementBuilder> known, SQLiteConnection real)
            throws SQLException {
        for (SQLiteConnection other : known.keySet()) {
            if (other.isClosed()) {
                known.remove(other);
            }
        }
        StatementBuilder added = new KeptStatements(real);
        known.put(real, added);
        return added;
    }

    @Override
    public PreparedStatement create(Connection pooled, String sql, StatementContext context)
            throws SQLException {
        if (context.isReturningGeneratedKeys() || context.isConcurrentUpdatable()) {
            return super.create(pooled, sql, context);
        }
        PreparedStatement kept = idle.remove(sql);
        PreparedStatement used = kept != null ? kept : connection.prepareStatement(sql);
        lent.put(used, sql);
        return used;
    }

    /// Keeps a statement of ours, unless its failure closed it. What Jdbi calls its SQL here is not
    /// what it asked [#create] for, but the text before parameters were replaced.
    @Override
    public void close(Connection pooled, String template, Statement statement) throws SQLException {
        String sql = lent.remove(statement);
        if (sql == null || !(statement instanceof PreparedStatement used) || used.isClosed()) {
            super.close(pooled, template, statement);
            return;
        }
        // forgets the values; clearParameters() would have SQLite plan some joins anew
        used.clearBatch();
        PreparedStatement twin = idle.put(sql, used);
        if (twin != null) {
            twin.close();
        } else if (idle.size() > MAX_KEPT) {
            idle.pollFirstEntry().getValue().close();
        }
    }
}
