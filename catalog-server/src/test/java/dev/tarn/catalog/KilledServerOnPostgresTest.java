package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@OnPostgres
class KilledServerOnPostgresTest extends KilledServerTest {

    @Test
    void twoServersGoOnWhenOneIsKilled() throws Exception {
        assertThat(twoServersOfWhichOneIsKilled(9)).isGreaterThan(ACKNOWLEDGED_BETWEEN);
    }
}
