package dev.tarn.catalog;

import org.junit.jupiter.api.Test;

@OnPostgres
class KilledServerOnPostgresTest extends KilledServerTest {

    @Test
    void twoServersGoOnWhenOneIsKilled() throws Exception {
        twoServersOfWhichOneIsKilled(9);
    }
}
