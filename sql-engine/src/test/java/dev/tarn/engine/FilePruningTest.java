package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Conditions on files in FROM leave out row groups by their statistics, and no rows that count.
class FilePruningTest {
    private static final Pattern ROW_GROUPS = Pattern.compile("row groups: (\\d+), skipped (\\d+)");

    @TempDir private Path folder = Path.of("");
    private final TestEngine engine = TestEngine.inMemory(2048, 2);
    private final DuckDb duck = DuckDb.open();

    @BeforeEach
    void write() {
        for (int file = 0; file < 2; file++) {
            duck.execute(
                    ("copy (select i as id, (i %% 256)::utinyint as tiny, i::uinteger + 3000000000"
                         + " as big, case when i %% 7 = 0 then null else 'n' || lpad(i::varchar, 6,"
                         + " '0') end as name, i / 4.0 as share, (i / 100.0)::decimal(8, 2) as"
                         + " price, date '2020-01-01' + (i // 100)::integer as day, timestamp_ms"
                         + " '2020-01-01' + to_minutes(i) as moment, i < 30000 as early from"
                         + " range(%d, %d) as r(i)) to '%s' (format parquet, row_group_size 4096)")
                            .formatted(
                                    20_000 * file,
                                    20_000 * (file + 1),
                                    folder.resolve("f" + file + ".parquet")));
        }
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
        duck.close();
    }

    private String files() {
        return "read_parquet('" + folder + "/*.parquet')";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id = 17",
                "id in (5, 39999)",
                "id between 4095 and 4097 or id > 39990",
                "tiny > 250",
                "big = 3000000007",
                "big > 3000039000",
                "name is null and id < 100",
                "name = 'n000100'",
                "name > 'n039000'",
                "share < 1.5",
                "price >= 399.5",
                "day = date '2020-06-01'",
                "moment < timestamp '2020-01-01 01:00:00'",
                "not early and id < 30010",
                "id < 0",
                "id + 1 = 5",
                "id <> 5 and id < 9"
            })
    void what_meets_a_condition_is_read(String condition) {
        String sql = "select count(*), sum(id), min(name) from %s where " + condition;
        assertThat(engine.execute(sql.formatted(files())).toString())
                .isEqualTo(duck.rows(sql.formatted(files())).toString());
    }

    @Test
    void row_groups_that_cannot_meet_a_condition_are_left_out() {
        String plan = plan("id between 100 and 200");
        assertThat(plan).contains("pruning (ref(name=\"id\") >= 100 and ref(name=\"id\") <= 200)");
        Matcher groups = ROW_GROUPS.matcher(plan);
        assertThat(groups.find()).as(plan).isTrue();
        assertThat(Integer.parseInt(groups.group(1))).isEqualTo(10);
        assertThat(Integer.parseInt(groups.group(2))).isEqualTo(9);
    }

    @Test
    void a_condition_that_bounds_say_nothing_of_reads_all() {
        assertThat(plan("id + 1 = 5")).doesNotContain("pruning");
    }

    private String plan(String condition) {
        return engine.execute(
                        "explain analyze select name from %s where %s"
                                .formatted(files(), condition))
                .toString();
    }
}
