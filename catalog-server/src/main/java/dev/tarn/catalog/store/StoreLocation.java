package dev.tarn.catalog.store;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// Which database the catalog keeps its pointers in.
public sealed interface StoreLocation {

    int DEFAULT_POOL_SIZE = 16;

    /// Opens the database and brings its schema up to date.
    ///
    /// @throws StoreUnavailableException when it cannot be reached or its schema cannot be used
    Database open();

    /// @param file created with its directories when missing
    record Sqlite(Path file) implements StoreLocation {
        @Override
        public Database open() {
            return SqliteDatabase.open(file);
        }
    }

    /// @param url `jdbc:postgresql://host:port/database?…`
    /// @param user null for what the URL or the driver says
    /// @param password null for what the URL or the driver says; never printed
    /// @param poolSize connections at most, at least 2: half for reads, half for writes
    record Postgresql(String url, @Nullable String user, @Nullable String password, int poolSize)
            implements StoreLocation {
        public Postgresql {
            if (!url.startsWith("jdbc:postgresql:")) {
                throw new IllegalArgumentException(
                        "The URL of a PostgreSQL database starts with jdbc:postgresql:");
            }
            if (poolSize < 2) {
                throw new IllegalArgumentException(
                        "The pool needs 2 connections at least, got " + poolSize);
            }
        }

        @Override
        public Database open() {
            return PostgresDatabase.open(this);
        }

        /// The URL without its parameters, which may hold a password.
        public String place() {
            int parameters = url.indexOf('?');
            return parameters < 0 ? url : url.substring(0, parameters);
        }

        @Override
        public String toString() {
            return "Postgresql[%s, pool %d]".formatted(place(), poolSize);
        }
    }
}
