package dev.tarn.catalog.store;

import org.jdbi.v3.core.Jdbi;

/// The connections of one store: a pool for reads and one for writes (they may be the same).
public interface Database extends AutoCloseable {

    Jdbi reader();

    Jdbi writer();

    @Override
    void close();
}
