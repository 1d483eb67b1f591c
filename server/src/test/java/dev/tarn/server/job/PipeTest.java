package dev.tarn.server.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A pipe loads what comes, each file once, when it is due; and tells what it does.
class PipeTest {
    @TempDir private Path folder = Path.of("");

    private final TestClock clock = new TestClock();
    private @Nullable PipeServer opened;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("in"));
        opened = new PipeServer(folder.resolve("lake"), clock);
        lake().execute("create table t (id bigint, name varchar)");
    }

    @AfterEach
    void close() {
        lake().close();
    }

    private PipeServer lake() {
        return requireNonNull(opened);
    }

    private void create(String settings) {
        lake().execute(
                        "create pipe p with (%s) as copy into t from '%s/' with (header = true)"
                                .formatted(settings, folder.resolve("in")));
    }

    /// A file of `rows` rows that has not changed for an hour.
    private Path file(String name, int first, int rows) {
        StringBuilder text = new StringBuilder("id,name\n");
        for (int i = first; i < first + rows; i++) {
            text.append(i).append(",name of ").append(i).append('\n');
        }
        return file(name, text.toString());
    }

    private Path file(String name, String text) {
        try {
            Path file = Files.writeString(folder.resolve("in").resolve(name), text);
            Instant before = Instant.now().minus(Duration.ofHours(1));
            return Files.setLastModifiedTime(file, FileTime.from(before));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier isSo) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not come in time").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    /// State, reason, files and rows of the only job.
    private List<@Nullable Object> job() {
        return lake().row("select state, reason, files, \"rows\" from system.runtime.jobs");
    }

    @Test
    void files_are_loaded_once_and_new_ones_after_the_interval() {
        create("interval = '1m'");
        assertThat(lake().runDue()).as("nothing is there").isEqualTo(1);
        file("a.csv", 0, 3);
        assertThat(lake().runDue()).as("not due").isZero();
        clock.advance(Duration.ofSeconds(53));
        assertThat(lake().runDue()).as("earliest at 54 s").isZero();
        clock.advance(Duration.ofSeconds(14));
        assertThat(lake().runDue()).as("one that loads, one that finds no more").isEqualTo(2);
        assertThat(lake().count("t")).isEqualTo(3);
        file("b.csv", 3, 2);
        clock.advance(Duration.ofSeconds(67));
        lake().runDue();
        assertThat(lake().count("t")).isEqualTo(5);
        assertThat(job()).containsExactly("WAITING", "", 2L, 5L);
        assertThat(
                        lake().execute(
                                        "select kind, name, owner, state, message, files, \"rows\""
                                                + " from system.runtime.job_runs"))
                .containsExactly(
                        List.of("pipe", "main.p", "ann", "FINISHED", "", 1L, 2L),
                        List.of("pipe", "main.p", "ann", "FINISHED", "", 1L, 3L));
    }

    @Test
    void run_is_bounded_and_the_rest_comes_at_once() {
        for (int i = 0; i < 5; i++) {
            file("f%d.csv".formatted(i), i * 10, 10);
        }
        create("max_files = 2");
        assertThat(lake().runDue()).isEqualTo(4);
        assertThat(lake().execute("select files from system.runtime.job_runs"))
                .containsExactlyInAnyOrder(List.of(2L), List.of(2L), List.of(1L));
        assertThat(lake().count("t")).isEqualTo(50);
    }

    @Test
    void run_takes_one_file_however_large_and_no_more_than_its_bytes() {
        for (int i = 0; i < 3; i++) {
            file("f%d.csv".formatted(i), i * 10, 10);
        }
        create("max_bytes = 100");
        assertThat(lake().runDue()).isEqualTo(4);
        assertThat(lake().count("t")).isEqualTo(30);
    }

    @Test
    void file_that_may_still_be_written_waits_until_it_stands_still() throws IOException {
        Path file = file("a.csv", 0, 3);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        create("settle = '30m', interval = '1s'");
        assertThat(lake().runDue()).isEqualTo(1);
        assertThat(lake().count("t")).isZero();
        file("a.csv", 0, 7);
        clock.advance(Duration.ofSeconds(2));
        lake().runDue();
        assertThat(lake().count("t")).isEqualTo(7);
    }

    @Test
    void pipe_of_a_table_that_has_gone_says_so_and_goes_on_when_it_is_back() {
        create("interval = '1m'");
        lake().runDue();
        file("a.csv", 0, 3);
        lake().execute("alter table t rename to u");
        clock.advance(Duration.ofSeconds(67));
        assertThat(lake().runDue()).isEqualTo(1);
        assertThat(job().getFirst()).isEqualTo("FAILING");
        assertThat(job().get(1)).asString().contains("Table 'lake.main.t' does not exist");
        OffsetDateTime next =
                (OffsetDateTime) lake().row("select next_run from system.runtime.jobs").getFirst();
        assertThat(requireNonNull(next).toInstant())
                .as("tried again after a second")
                .isBetween(clock.instant(), clock.instant().plusSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(lake().runDue()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(lake().runDue()).as("after two").isZero();
        assertThat(
                        lake().row(
                                        "select count(*) from system.runtime.job_runs where state ="
                                                + " 'FAILED'"))
                .containsExactly(2L);
        lake().execute("alter table u rename to t");
        clock.advance(Duration.ofMinutes(5));
        lake().runDue();
        assertThat(job()).containsExactly("WAITING", "", 1L, 3L);
    }

    @Test
    void files_that_cannot_be_read_are_told_and_hold_up_no_others() {
        file("a.csv", "id,name\nx,y\n");
        file("b.csv", 0, 3);
        lake().execute(
                        "create pipe p with (max_files = 1) as copy into t from '%s/*.csv' with (header = true) on_error = skip_file"
                                .formatted(folder.resolve("in")));
        lake().runDue();
        assertThat(lake().count("t")).isEqualTo(3);
        assertThat(job().getFirst()).isEqualTo("WAITING");
        assertThat(job().get(1)).asString().startsWith("1 files are skipped: ").contains("a.csv");
    }

    @Test
    void paused_pipe_loads_nothing_until_it_is_resumed() {
        create("interval = '1m'");
        file("a.csv", 0, 3);
        lake().execute("alter pipe p pause");
        clock.advance(Duration.ofHours(1));
        assertThat(lake().runDue()).isZero();
        assertThat(job()).containsExactly("PAUSED", "paused by system", 0L, 0L);
        assertThatThrownBy(() -> lake().execute("alter pipe p refresh"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("main.p is paused");
        lake().execute("alter pipe p resume");
        lake().runDue();
        assertThat(lake().count("t")).isEqualTo(3);
    }

    @Test
    void refresh_loads_all_there_is_and_answers_what_that_was() {
        create("max_files = 2");
        for (int i = 0; i < 5; i++) {
            file("f%d.csv".formatted(i), i * 10, 10);
        }
        assertThat(lake().row("alter pipe p refresh").subList(0, 4))
                .containsExactly(5L, 5L, 0L, 50L);
        assertThat(job()).containsExactly("WAITING", "", 5L, 50L);
        file("bad.csv", "id,name\nx,y\n");
        assertThatThrownBy(() -> lake().execute("alter pipe p refresh"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("bad.csv");
        assertThat(job().getFirst()).isEqualTo("FAILING");
    }

    @Test
    void changed_settings_hold_and_what_was_loaded_stays_known() {
        create("interval = '1h'");
        file("a.csv", 0, 3);
        lake().runDue();
        clock.advance(Duration.ofSeconds(2));
        assertThat(lake().runDue()).as("due in an hour").isZero();
        lake().execute("alter pipe p set (interval = '1s')");
        assertThat(lake().runDue()).as("due at once").isEqualTo(1);
        file("b.csv", 3, 3);
        clock.advance(Duration.ofSeconds(2));
        lake().runDue();
        assertThat(lake().count("t")).isEqualTo(6);
    }

    @Test
    void dropped_pipe_is_gone_with_its_task() {
        create("interval = '1s'");
        lake().execute("drop pipe p");
        clock.advance(Duration.ofSeconds(2));
        assertThat(lake().runDue()).isZero();
        assertThat(lake().execute("select id from system.runtime.jobs")).isEmpty();
        create("interval = '1s'");
        file("a.csv", 0, 3);
        lake().runDue();
        assertThat(lake().count("t")).isEqualTo(3);
    }

    @Test
    void replaced_pipe_does_not_load_again_what_the_table_knows() {
        file("a.csv", 0, 3);
        create("interval = '1s'");
        lake().runDue();
        lake().execute(
                        "create or replace pipe p as copy into t from '%s/*.csv' with (header = true)"
                                .formatted(folder.resolve("in")));
        assertThat(lake().runDue()).isEqualTo(1);
        assertThat(lake().count("t")).isEqualTo(3);
        assertThat(job()).containsExactly("WAITING", "", 0L, 0L);
    }

    @Test
    void two_servers_of_one_lake_share_the_pipe_and_load_each_file_once()
            throws InterruptedException {
        create("interval = '1s', max_files = 3");
        lake().start();
        try (PipeServer other = new PipeServer(folder.resolve("lake"), Clock.systemUTC())) {
            other.start();
            for (int i = 0; i < 40; i++) {
                file("f%d.csv".formatted(i), i * 10, 10);
            }
            await(() -> other.count("t") >= 400);
        }
        assertThat(lake().row("select count(*), count(distinct id) from t"))
                .containsExactly(400L, 400L);
        assertThat(lake().row("select count(*), count(distinct file) from t.loaded_files"))
                .containsExactly(40L, 40L);
    }

    @Test
    void server_that_stops_gives_the_pipe_to_the_next_one() throws InterruptedException {
        file("a.csv", 0, 300_000);
        create("interval = '1s'");
        try (PipeServer other = new PipeServer(folder.resolve("lake"), clock)) {
            other.start();
            await(() -> !job().equals(List.of("WAITING", "", 0L, 0L)));
        }
        assertThat(job().getFirst()).isEqualTo("WAITING");
        clock.advance(Duration.ofSeconds(2));
        lake().runDue();
        assertThat(lake().row("select count(*), count(distinct id) from t"))
                .containsExactly(300_000L, 300_000L);
    }
}
