package dev.tarn.catalog.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/// PostgreSQL, for several servers on one database: pools, READ COMMITTED, migrated when opened.
///
/// Servers that start at once migrate one after the other. Reads have connections of their own and
/// never wait for a writer. Every statement and every wait for a lock has an end.
public final class PostgresDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabase.class);
    private static final String NUL_IN_TEXT = "22021";
    private static final int CONNECT_TIMEOUT_SECONDS = 10;
    private static final int SOCKET_TIMEOUT_SECONDS = 45;
    private static final String SESSION =
            "SET lock_timeout = '10s'; SET statement_timeout = '30s';"
                    + " SET idle_in_transaction_session_timeout = '60s'";

    /// Keeps our advisory locks apart from those of other programs on the same database.
    private static final String LOCK_SPACE = "dev.tarn.location\n";

    /// Not a location: those are absolute.
    private static final String MIGRATION_LOCK = "migration";

    private final Pools pools;
    private final WriteTransactions writes = new OwnTransactions(this);

    private PostgresDatabase(Pools pools) {
        this.pools = pools;
    }

    /// Connects and brings the schema up to date.
    ///
    /// @throws StoreUnavailableException when the server cannot be reached, or the schema is newer
    ///   than this program
    public static PostgresDatabase open(StoreLocation.Postgresql location) {
        PGSimpleDataSource source = dataSource(location);
        HikariDataSource writers = null;
        try {
            migrateAlone(source);
            int writerCount = Math.max(1, location.poolSize() / 2);
            int readerCount = location.poolSize() - writerCount;
            writers = Pools.writers(writerCount, source, PostgresDatabase::prepare);
            return new PostgresDatabase(
                    new Pools(
                            Pools.readers(readerCount, source, PostgresDatabase::prepare),
                            writers));
        } catch (RuntimeException | SQLException e) {
            if (writers != null) {
                writers.close();
            }
            throw StoreUnavailableException.atOpening(location.place(), e);
        }
    }

    /// Under a lock of our own: Flyway's begins only when its table is there, so of two servers
    /// that meet an empty database one could find the table before its first row.
    private static void migrateAlone(PGSimpleDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '40s'");
            statement.execute("SELECT pg_advisory_lock(" + lockNumber(MIGRATION_LOCK) + ")");
            migrate(source);
        }
    }

    private static void migrate(PGSimpleDataSource source) throws FlywayException {
        Flyway.configure(PostgresDatabase.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration/postgresql")
                .table("tarn_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("1")
                .outOfOrder(true)
                .loggers("slf4j")
                .load()
                .migrate();
    }

    private static PGSimpleDataSource dataSource(StoreLocation.Postgresql location) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
        source.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
        source.setTcpKeepAlive(true);
        source.setApplicationName("tarn");
        source.setReWriteBatchedInserts(true);
        source.setUrl(location.url());
        if (location.user() != null) {
            source.setUser(location.user());
        }
        if (location.password() != null) {
            source.setPassword(location.password());
        }
        return source;
    }

    private static void prepare(HikariConfig config) {
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionInitSql(SESSION);
    }

    @Override
    public Jdbi reader() {
        return pools.reader();
    }

    @Override
    public Jdbi writer() {
        return pools.writer();
    }

    @Override
    public WriteTransactions writes() {
        return writes;
    }

    /// Pointing to a row by a foreign key takes the same lock as [RowLock#KEEP].
    @Override
    public String lockClause(RowLock lock, String table) {
        return switch (lock) {
            case KEEP -> " FOR KEY SHARE OF " + table;
            case CHANGE -> " FOR NO KEY UPDATE OF " + table;
            case REMOVE -> " FOR UPDATE OF " + table;
            case REMOVE_FREE -> " FOR UPDATE OF " + table + " SKIP LOCKED";
        };
    }

    /// Shared locks on everything above and an exclusive one on the location itself: two locations
    /// exclude each other when one is above the other or they are the same, and no others do. Taken
    /// in the order of their numbers, so that two transactions do not wait for each other.
    @Override
    public void lockLocation(Handle handle, List<String> above, String location) {
        long own = lockNumber(location);
        SortedSet<Long> numbers = new TreeSet<>();
        numbers.add(own);
        above.forEach(ancestor -> numbers.add(lockNumber(ancestor)));
        String locks =
                numbers.stream()
                        .map(number ->
                                number == own ? "(" + number + ")" : "_shared(" + number + ")")
                        .map(call -> "pg_advisory_xact_lock" + call)
                        .collect(Collectors.joining(", "));
        handle.createQuery("SELECT " + locks).map((row, context) -> true).one();
    }

    private static long lockNumber(String location) {
        byte[] bytes = (LOCK_SPACE + location).getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(bytes).getMostSignificantBits();
    }

    /// The row of `change_order` lets one at a time do this, also of several servers; the UPDATE of
    /// the events is a statement of its own and sees all that was committed when the row was free.
    @Override
    public void orderEvents() {
        boolean hasNew =
                reader().withHandle(handle ->
                        handle.createQuery(
                                        "SELECT 1 FROM change_event WHERE sequence IS NULL LIMIT 1")
                                .mapTo(Integer.class)
                                .findOne()
                                .isPresent());
        if (!hasNew) {
            return;
        }
        int ordered =
                writer().inTransaction(handle -> {
                    long last =
                            handle.createQuery("SELECT last FROM change_order FOR UPDATE")
                                    .mapTo(Long.class)
                                    .one();
                    int count =
                            handle.createUpdate(
                                            "UPDATE change_event e SET sequence = :last + o.place"
                                                    + " FROM (SELECT entered, row_number() OVER"
                                                    + " (ORDER BY entered) AS place FROM"
                                                    + " change_event WHERE sequence IS NULL) o"
                                                    + " WHERE e.entered = o.entered")
                                    .bind("last", last)
                                    .execute();
                    handle.createUpdate("UPDATE change_order SET last = :last")
                            .bind("last", last + count)
                            .execute();
                    return count;
                });
        LOG.debug("events_ordered={}", ordered);
    }

    /// Classes of SQLSTATE: 40 is a deadlock or a serialization failure, 23 a constraint that a
    /// concurrent transaction made fail (we check before we write); to COMMIT the server answers
    /// those only after a rollback. Class 08 is a lost connection and 57 a server that is being
    /// shut down: before COMMIT was sent they prove a rollback, afterwards they may hide a commit.
    @Override
    public Outcome outcome(SQLException failure, boolean isAtCommit) {
        String state = failure.getSQLState();
        String stateClass = state == null || state.length() < 2 ? "" : state.substring(0, 2);
        boolean isLost = stateClass.equals("08") || (state != null && state.startsWith("57P"));
        if (isAtCommit) {
            return stateClass.equals("40") || stateClass.equals("23")
                    ? Outcome.AGAIN
                    : Outcome.UNKNOWN;
        }
        if (stateClass.equals("40") || stateClass.equals("23") || isLost) {
            return Outcome.AGAIN;
        }
        return NUL_IN_TEXT.equals(state) ? Outcome.UNSTORABLE_TEXT : Outcome.NOTHING_WRITTEN;
    }

    @Override
    public void close() {
        pools.close();
    }
}
