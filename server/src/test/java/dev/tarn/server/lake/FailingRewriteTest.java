package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.testkit.FailingFileIO;
import dev.tarn.testkit.FailingFileIO.Kind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// Every step of a rewrite that touches a file fails once: it says so with a code, the table has
/// the rows it had, and no data file is left that nobody refers to.
class FailingRewriteTest {
    private static final int MOST_STEPS = 10_000;

    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(Kind.class)
    void pain_failed_rewrites_that_leave_garbage(Kind kind) {
        AtomicReference<@Nullable FailingFileIO> made = new AtomicReference<>();
        try (TestLake lake =
                TestLake.open(
                        folder.resolve("lake"),
                        io -> {
                            FailingFileIO failing = new FailingFileIO(io);
                            made.set(failing);
                            return failing;
                        })) {
            lake.execute("create table t (id bigint, k integer) with (format_version = '3')");
            lake.execute("alter table t set properties \"write.delete.mode\" = 'merge-on-read'");
            for (int file = 0; file < 3; file++) {
                lake.execute(
                        "insert into t values (%d, 1), (%d, 1)".formatted(2 * file, 2 * file + 1));
            }
            lake.execute("delete from t where id = 3");
            FailingFileIO io = requireNonNull(made.get());
            int step = 1;
            while (step <= MOST_STEPS && failsAt(kind, step, lake, io)) {
                step += 1 + step / 16;
            }
            assertThat(step).isLessThan(MOST_STEPS);
        }
    }

    /// Whether there was such a step.
    private static boolean failsAt(Kind kind, int step, TestLake lake, FailingFileIO io) {
        Set<Path> files = lake.files();
        long done = io.count(kind);
        io.failAt(kind, step);
        SqlException failure =
                catchThrowableOfType(SqlException.class, () -> lake.execute("optimize t full"));
        boolean reached = io.count(kind) - done >= step;
        io.failAt(kind, Integer.MAX_VALUE);
        String told = "%s %d: %s".formatted(kind, step, failure);
        assertThat(lake.execute("select id from t order by id"))
                .as(told)
                .isEqualTo(
                        List.of(List.of(0L), List.of(1L), List.of(2L), List.of(4L), List.of(5L)));
        if (failure != null && failure.code() != ErrorCode.COMMIT_STATE_UNKNOWN) {
            List<Path> left = new ArrayList<>(lake.files());
            left.removeAll(files);
            // Iceberg leaves manifests to the removal of orphans where it cannot tell.
            left.removeIf(path -> path.toString().matches(".*/metadata/[^/]*\\.avro(\\.[^/]*)?"));
            assertThat(left).as(told).isEmpty();
        }
        return reached;
    }
}
