package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.server.lake.KilledTarn.Moment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// A load by `tarn sql` that is killed shows all of its rows or none, whenever it is killed, and
/// the lake can be written again. Tried again until it is done it has each row once.
class KilledCopyTest {
    private static final int ROWS = 100_000;
    private static final int KILLS = 10;
    private static final long SEED = Long.getLong("tarn.seed", 17);

    @TempDir private Path folder = Path.of("");

    @Test
    void ten_kills_at_random_moments_leave_whole_loads_only() throws Exception {
        csv();
        String copy = "copy into t from '" + folder.resolve("*.csv") + "' force = true";
        try (TestLake lake = lake()) {
            lake.execute("create table t (id bigint, name varchar, amount decimal(10,2))");
        }
        Random random = new Random(SEED);
        long loads = 0;
        int[] kept = new int[Moment.values().length];
        for (int kill = 0; kill < KILLS; kill++) {
            Moment moment = Moment.of(kill);
            tarn().runAndKill(copy, moment, random);
            long committed = rowsAfter(kill) / ROWS;
            assertThat(committed).as("after kill %d, seed %d", kill, SEED).isIn(loads, loads + 1);
            kept[moment.ordinal()] += (int) (committed - loads);
            loads = committed;
        }
        assertThat(tarn().count("select count(*) from t where id >= 0"))
                .as("as a new process reads it")
                .isEqualTo(loads * ROWS);
        System.out.printf(
                "killed loads: %d kills (seed %d); committed before the kill: %d while writing"
                        + " rows, %d while committing, %d while swapping%n",
                KILLS, SEED, kept[0], kept[1], kept[2]);
    }

    @Test
    void load_killed_again_and_again_until_it_is_done_has_each_row_once() throws Exception {
        csv();
        String copy = "copy into t from '" + folder.resolve("*.csv") + "'";
        try (TestLake lake = lake()) {
            lake.execute("create table t (id bigint, name varchar, amount decimal(10,2))");
        }
        Random random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            Moment moment = Moment.of(kill);
            tarn().runAndKill(copy, moment, random);
            try (TestLake lake = lake()) {
                assertThat(lake.count("select count(*) from t"))
                        .as("after kill %d, seed %d", kill, SEED)
                        .isIn(0L, (long) ROWS);
            }
        }
        tarn().run(copy);
        try (TestLake lake = lake()) {
            assertThat(lake.execute("select count(*), count(distinct id) from t"))
                    .isEqualTo(List.of(List.of((long) ROWS, (long) ROWS)));
        }
    }

    /// Opens the lake anew, checks that it shows whole loads only, and writes a row; how many rows
    /// loads have brought.
    private long rowsAfter(int kill) {
        try (TestLake lake = lake()) {
            long rows = lake.count("select count(*) from t where id >= 0");
            assertThat(rows % ROWS).as("rows after kill %d, seed %d", kill, SEED).isZero();
            assertThat(lake.count("select count(distinct id) from t where id >= 0"))
                    .isEqualTo(rows == 0 ? 0 : ROWS);
            lake.execute("insert into t values (-1, 'after', 0)");
            assertThat(lake.count("select count(*) from t where id < 0")).isEqualTo(kill + 1);
            return rows;
        }
    }

    private KilledTarn tarn() {
        return new KilledTarn(folder.resolve("lake"));
    }

    private TestLake lake() {
        return TestLake.open(folder.resolve("lake"));
    }

    private void csv() throws IOException {
        StringBuilder text = new StringBuilder("id,name,amount\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i).append(",name of ").append(i).append(',');
            text.append(i % 1000).append(".25\n");
        }
        Files.writeString(folder.resolve("rows.csv"), text);
    }
}
