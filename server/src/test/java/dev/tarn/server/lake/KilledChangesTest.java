package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.server.lake.KilledTarn.Moment;
import dev.tarn.server.lake.KilledTarn.Repeated;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;

/// UPDATE, MERGE and INSERT in the place of other rows, by a process that is killed: all rows are
/// changed, or none is.
class KilledChangesTest {
    private static final int ROWS = 60_000;
    private static final int KILLS = Integer.getInteger("tarn.kills", 3);
    private static final long SEED = Long.getLong("tarn.seed", 23);

    /// Each adds one to `n` of the rows whose id is even.
    private static final List<String> CHANGES =
            List.of(
                    "update t set n = n + 1 where id % 2 = 0",
                    "merge into t using (select id from t where id % 2 = 0) as s on t.id = s.id"
                            + " when matched then update set n = t.n + 1",
                    "insert into t replace where id % 2 = 0 select id, n + 1 from t where id % 2 ="
                            + " 0");

    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"2, copy-on-write", "3, merge-on-read"})
    void killed_changes_are_whole_or_not_there(int version, String mode) throws Exception {
        try (TestLake lake = lake()) {
            lake.execute(
                    "create table t (id bigint, n bigint) with (format_version = '%d')"
                            .formatted(version));
            for (String kind : List.of("delete", "update", "merge")) {
                lake.execute(
                        "alter table t set properties \"write.%s.mode\" = '%s'"
                                .formatted(kind, mode));
            }
            lake.execute(
                    "insert into t select i + 600 * j, 0 from unnest(sequence(1, 600)) as a(i)"
                            + " cross join unnest(sequence(0, 99)) as b(j)");
        }
        new KilledTarn(folder.resolve("lake"))
                .killAgainAndAgain(
                        new Repeated(
                                kill -> CHANGES.get(kill % CHANGES.size()),
                                kill -> Moment.of(kill / CHANGES.size() + kill)),
                        KILLS,
                        SEED,
                        this::done);
    }

    /// How often all even rows have been changed.
    private long done(String when) {
        try (TestLake lake = lake()) {
            List<? extends List<?>> rows =
                    lake.execute(
                            "select id % 2, min(n), max(n), count(distinct id), count(*) from t"
                                    + " group by 1 order by 1");
            long half = ROWS / 2;
            long changes = (long) rows.getFirst().get(1);
            assertThat(rows)
                    .as(when)
                    .isEqualTo(
                            List.of(
                                    List.of(0, changes, changes, half, half),
                                    List.of(1, 0L, 0L, half, half)));
            return changes;
        }
    }

    private TestLake lake() {
        return TestLake.open(folder.resolve("lake"));
    }
}
