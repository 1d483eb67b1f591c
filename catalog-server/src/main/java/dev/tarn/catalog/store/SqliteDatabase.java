package dev.tarn.catalog.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/// The embedded default: one SQLite file in WAL mode, migrated when opened.
///
/// SQLite has one writer at a time, so writes share one connection and queue in the pool rather
/// than fail with SQLITE_BUSY; readers have their own connections and never wait.
/// `synchronous=FULL` makes a commit survive a power cut: a pointer must not go back to metadata
/// that was already cleaned up.
public final class SqliteDatabase implements Database {
    static final String MIGRATIONS = "db/migration/sqlite/";

    private static final int READER_COUNT = 8;
    private static final int BUSY_TIMEOUT_MILLIS = 10_000;
    private static final long CONNECTION_TIMEOUT_MILLIS = 10_000;

    private final HikariDataSource readers;
    private final HikariDataSource writers;
    private final Jdbi readerJdbi;
    private final Jdbi writerJdbi;

    private SqliteDatabase(HikariDataSource readers, HikariDataSource writers) {
        this.readers = readers;
        this.writers = writers;
        this.readerJdbi = Jdbi.create(readers);
        this.writerJdbi = Jdbi.create(writers);
    }

    /// Opens or creates the file and brings its schema up to date.
    public static SqliteDatabase open(Path file) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create the directory of " + file, e);
        }
        HikariDataSource writers = pool("catalog-write", 1, dataSource(file, true));
        try {
            if (!AppliedMigrations.areCurrent(writers, MIGRATIONS)) {
                migrate(writers);
            }
            return new SqliteDatabase(
                    pool("catalog-read", READER_COUNT, dataSource(file, false)), writers);
        } catch (RuntimeException e) {
            writers.close();
            throw e;
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
        if (writes) {
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        }
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    private static HikariDataSource pool(String name, int size, SQLiteDataSource source) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        return new HikariDataSource(config);
    }

    @Override
    public Jdbi reader() {
        return readerJdbi;
    }

    @Override
    public Jdbi writer() {
        return writerJdbi;
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

    @Override
    public void close() {
        readers.close();
        writers.close();
    }
}
