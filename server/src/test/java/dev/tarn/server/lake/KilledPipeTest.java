package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.server.lake.KilledTarn.Moment;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// Servers that are killed while their pipe loads: each file is loaded whole or not at all, and
/// once by whoever comes next.
class KilledPipeTest {
    private static final int ROWS = 20_000;
    private static final int FILES = 4;
    private static final int KILLS = 3;
    private static final int MANY_KILLS = 15;
    private static final long SEED = Long.getLong("tarn.seed", 17);

    @TempDir private Path folder = Path.of("");

    private int fileCount;

    @Test
    void files_are_loaded_once_by_the_servers_that_come_after() throws Exception {
        killServers(KILLS);
    }

    @Test
    @Tag("long")
    void files_are_loaded_once_after_many_kills() throws Exception {
        killServers(MANY_KILLS);
    }

    private void killServers(int kills) throws Exception {
        Files.createDirectories(folder.resolve("in"));
        try (TestLake lake = lake()) {
            lake.execute("create table t (id bigint, name varchar)");
        }
        tarn().run(
                        "create pipe p with (interval = '1s', settle = '0s', max_files = 2) as copy into t from '%s/*.csv'"
                                .formatted(folder.resolve("in")));
        Random random = new Random(SEED);
        for (int kill = 0; kill < kills; kill++) {
            addFiles();
            Path log = folder.resolve("server-%d.log".formatted(kill));
            tarn().serveAndKill(log, Moment.of(kill), random);
            try (TestLake lake = lake()) {
                long rows = lake.count("select count(*) from t");
                assertThat(rows % ROWS).as("after kill %d, seed %d", kill, SEED).isZero();
                assertThat(lake.count("select count(distinct id) from t"))
                        .as("after kill %d, seed %d", kill, SEED)
                        .isEqualTo(rows);
            }
        }
        tarn().run("alter pipe p refresh");
        try (TestLake lake = lake()) {
            long all = (long) ROWS * fileCount;
            assertThat(lake.execute("select count(*), count(distinct id) from t"))
                    .as("seed %d", SEED)
                    .isEqualTo(List.of(List.of(all, all)));
            assertThat(lake.count("select count(distinct file) from t.loaded_files"))
                    .isEqualTo(fileCount);
        }
    }

    private void addFiles() throws IOException {
        for (int i = 0; i < FILES; i++) {
            StringBuilder text = new StringBuilder("id,name\n");
            for (int row = 0; row < ROWS; row++) {
                long id = (long) fileCount * ROWS + row;
                text.append(id).append(",name of ").append(id).append('\n');
            }
            Path hidden = folder.resolve("in").resolve(".part");
            Files.writeString(hidden, text);
            Files.move(hidden, folder.resolve("in").resolve("f%04d.csv".formatted(fileCount)));
            fileCount++;
        }
    }

    private KilledTarn tarn() {
        return new KilledTarn(folder.resolve("lake"));
    }

    private TestLake lake() {
        return TestLake.open(folder.resolve("lake"));
    }
}
