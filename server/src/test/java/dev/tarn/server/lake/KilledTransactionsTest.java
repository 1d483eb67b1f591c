package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.server.lake.KilledTarn.Moment;
import dev.tarn.server.lake.KilledTarn.Repeated;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A transaction over two tables by a process that is killed: both have changed, or none has.
class KilledTransactionsTest {
    private static final int ROWS = 20_000;
    private static final int KILLS = Integer.getInteger("tarn.kills", 4);
    private static final long SEED = Long.getLong("tarn.seed", 41);

    /// Adds one to `n` of all rows of `a`, and a row to `b`.
    private static final String TRANSACTION =
            "begin; update a set n = n + 1; insert into b select max(n), 0 from a;"
                    + " update b set done = 1 where done = 0; commit";

    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"2, copy-on-write", "3, merge-on-read"})
    void killed_transactions_are_whole_or_not_there(int version, String mode) throws Exception {
        try (TestLake lake = lake()) {
            lake.execute(
                    "create table a (id bigint, n bigint) with (format_version = '%d')"
                            .formatted(version));
            lake.execute("create table b (n bigint, done bigint)");
            lake.execute(
                    "alter table a set properties \"write.update.mode\" = '%s'".formatted(mode));
            lake.execute(
                    "insert into a select i + 100 * j, 0 from unnest(sequence(1, 100)) as a(i)"
                            + " cross join unnest(sequence(0, 199)) as b(j)");
        }
        // The last moment is that of the one commit; the others are of any statement.
        new KilledTarn(folder.resolve("lake"))
                .killAgainAndAgain(
                        new Repeated(_ -> TRANSACTION, kill -> Moment.of(kill + 2)),
                        KILLS,
                        SEED,
                        this::done);
    }

    /// How many transactions have committed.
    private long done(String when) {
        try (TestLake lake = lake()) {
            long done = lake.count("select max(n) from a");
            assertThat(lake.execute("select min(n), count(*), count(distinct id) from a"))
                    .as(when)
                    .isEqualTo(List.of(List.of(done, (long) ROWS, (long) ROWS)));
            assertThat(lake.execute("select count(*), coalesce(max(n), 0), sum(1 - done) from b"))
                    .as(when)
                    .isIn(
                            List.of(Arrays.asList(done, done, 0L)),
                            List.of(Arrays.asList(0L, 0L, null)));
            assertThat(lake.count("select count(*) from b")).isEqualTo(done);
            return done;
        }
    }

    private TestLake lake() {
        return TestLake.open(folder.resolve("lake"));
    }
}
