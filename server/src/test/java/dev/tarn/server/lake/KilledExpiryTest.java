package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Random;

/// Snapshots expired by processes that are killed: nothing that is referred to is gone, and the
/// next one deletes what they left.
class KilledExpiryTest {
    private static final int KILLS = Integer.getInteger("tarn.kills", 3);
    private static final long SEED = Long.getLong("tarn.seed", 7);
    private static final int WINDOW_MILLIS = 120;
    private static final String EXPIRE =
            "call lake.system.expire_snapshots('t', timestamp '2100-01-01 00:00:00')";

    @TempDir private Path folder = Path.of("");

    @Test
    void what_killed_expiry_leaves_is_deleted_by_the_next() throws Exception {
        Path place = folder.resolve("lake");
        try (TestLake lake = TestLake.open(place)) {
            lake.execute("create table t (id bigint)");
        }
        KilledTarn tarn = new KilledTarn(place);
        Random random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            String as = "after kill %d, seed %d".formatted(kill, SEED);
            try (TestLake lake = TestLake.open(place)) {
                for (int i = 0; i < 4; i++) {
                    lake.execute("insert overwrite t values (%d)".formatted(kill));
                }
            }
            // Its first file is the journal.
            tarn.runAndKill(EXPIRE, ".json", WINDOW_MILLIS, random);
            try (TestLake lake = TestLake.open(place)) {
                ReachedFiles.of(lake, "t").assertWhole(as);
                assertThat(lake.count("select id from t")).as(as).isEqualTo(kill);
                lake.execute(EXPIRE);
                lake.execute(EXPIRE);
                ReachedFiles.of(lake, "t").assertWhole(as);
                assertThat(ReachedFiles.of(lake, "t").unreached())
                        .as(as)
                        // Of a commit that was killed between its file and the catalog: `reconcile`
                        // deletes those.
                        .allMatch(file -> file.toString().contains(".metadata.json"));
            }
        }
    }
}
