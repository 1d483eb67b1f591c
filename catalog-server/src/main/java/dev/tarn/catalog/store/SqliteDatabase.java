package dev.tarn.catalog.store;

import com.zaxxer.hikari.HikariDataSource;

import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The embedded default: one SQLite file in WAL mode, migrated when opened.
///
/// SQLite has one writer at a time, so writes share one connection, and its transactions, in one
/// thread ([GroupCommit]); readers have their own connections and never wait. `synchronous=FULL`
/// makes a commit survive a power cut: a pointer must not go back to metadata that was already
/// cleaned up.
public final class SqliteDatabase implements Database {
    static final String MIGRATIONS = "db/migration/sqlite/";

    private static final int READER_COUNT = 8;
    private static final int BUSY_TIMEOUT_MILLIS = 10_000;
    private static final int CLOSE_SECONDS = 15;

    private final Pools pools;
    private final ExecutorService writerThread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("catalog-writer").factory());
    private final WriteTransactions writes = new GroupCommit(this, writerThread);

    private SqliteDatabase(Pools pools) {
        this.pools = pools;
        pools.reader().setStatementBuilderFactory(KeptStatements.ofEachConnection());
        pools.writer().setStatementBuilderFactory(KeptStatements.ofEachConnection());
    }

    /// Opens or creates the file and brings its schema up to date.
    ///
    /// @throws StoreUnavailableException when the file cannot be made, read or written, or holds
    ///   something else
    public static SqliteDatabase open(Path file) {
        HikariDataSource writers = null;
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            writers = Pools.writers(1, dataSource(file, true), _ -> {});
            if (!AppliedMigrations.areCurrent(writers, MIGRATIONS)) {
                migrate(writers);
            }
            return new SqliteDatabase(
                    new Pools(
                            Pools.readers(READER_COUNT, dataSource(file, false), _ -> {}),
                            writers));
        } catch (RuntimeException | IOException e) {
            if (writers != null) {
                writers.close();
            }
            throw StoreUnavailableException.atOpening(file, e);
        }
    }

    private static void migrate(HikariDataSource writers) {
        Flyway.configure(SqliteDatabase.class.getClassLoader())
                .dataSource(writers)
                .locations("classpath:" + MIGRATIONS)
                .outOfOrder(true)
                .loggers("slf4j")
                .load()
                .migrate();
    }

    private static SQLiteDataSource dataSource(Path file, boolean writes) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.setGetGeneratedKeys(false); // else a query of its own after each INSERT
        if (writes) {
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        }
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
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

    /// There is one writer at a time.
    @Override
    public String lockClause(RowLock lock, String table) {
        return "";
    }

    @Override
    public void lockLocation(Handle handle, List<String> above, String location) {}

    /// Sequence numbers are taken by one writer after the other.
    @Override
    public void orderEvents() {}

    @Override
    public Outcome outcome(SQLException failure, boolean isAtCommit) {
        return isAtCommit ? Outcome.UNKNOWN : Outcome.NOTHING_WRITTEN;
    }

    /// Waits a while for the changes that are on their way.
    @Override
    public void close() {
        writerThread.shutdown();
        try {
            writerThread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pools.close();
    }
}
