package dev.tarn.catalog.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.jdbi.v3.core.Jdbi;

import java.util.function.Consumer;

import javax.sql.DataSource;

/// The connections of a database, those for reads apart from those for writes. Thread-safe.
record Pools(HikariDataSource readers, HikariDataSource writers, Jdbi reader, Jdbi writer)
        implements AutoCloseable {
    private static final long CONNECTION_TIMEOUT_MILLIS = 10_000;

    Pools(HikariDataSource readers, HikariDataSource writers) {
        this(readers, writers, Jdbi.create(readers), Jdbi.create(writers));
    }

    static HikariDataSource readers(int size, DataSource source, Consumer<HikariConfig> more) {
        return open("catalog-read", size, source, more);
    }

    static HikariDataSource writers(int size, DataSource source, Consumer<HikariConfig> more) {
        return open("catalog-write", size, source, more);
    }

    private static HikariDataSource open(
            String name, int size, DataSource source, Consumer<HikariConfig> more) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        more.accept(config);
        return new HikariDataSource(config);
    }

    @Override
    public void close() {
        readers.close();
        writers.close();
    }
}
