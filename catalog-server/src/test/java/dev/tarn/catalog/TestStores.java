package dev.tarn.catalog;

import dev.tarn.catalog.store.StoreLocation;
import dev.tarn.testkit.PostgresServer;

/// The database a test class asks for by [OnPostgres]: an empty one on the shared server, else
/// SQLite in the test's directory.
public final class TestStores {
    static final int POOL_SIZE = 16;

    private TestStores() {}

    public static CatalogConfig on(Class<?> test, CatalogConfig config) {
        return test.isAnnotationPresent(OnPostgres.class)
                ? config.withStore(newPostgres())
                : config;
    }

    static StoreLocation.Postgresql newPostgres() {
        return postgres(PostgresServer.shared().newDatabase());
    }

    static StoreLocation.Postgresql postgres(String url) {
        return new StoreLocation.Postgresql(url, null, null, POOL_SIZE);
    }
}
