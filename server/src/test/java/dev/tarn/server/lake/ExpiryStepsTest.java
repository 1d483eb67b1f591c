package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.testkit.FailingFileIO;
import dev.tarn.testkit.FailingFileIO.Kind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;

/// Pain 12, failed maintenance leaves garbage: every step of expiring snapshots that touches a file
/// fails once. No file that is referred to is gone then, and who tries again leaves nothing behind.
class ExpiryStepsTest {
    private static final int MOST_STEPS = 1_000;
    private static final String EXPIRE =
            "call lake.system.expire_snapshots('t', timestamp '2100-01-01 00:00:00')";

    @TempDir private Path folder = Path.of("");
    private @Nullable FailingFileIO failing;
    private TestLake lake;

    @BeforeEach
    void open() {
        lake =
                TestLake.open(
                        folder,
                        io -> {
                            failing = new FailingFileIO(io);
                            return failing;
                        });
        lake.execute("create table t (id bigint)");
        lake.execute("insert into t values (0)");
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void pain_12_failed_expiry_leaves_nothing_behind(Kind kind) {
        FailingFileIO io = requireNonNull(failing);
        for (int step = 1; step <= MOST_STEPS; step++) {
            lake.execute("insert overwrite t values (%d)".formatted(step));
            long done = io.count(kind);
            io.failAt(kind, step);
            SqlException failure =
                    catchThrowableOfType(SqlException.class, () -> lake.execute(EXPIRE));
            boolean reached = io.count(kind) - done >= step;
            io.failAt(kind, Integer.MAX_VALUE);
            String as = "%s %d: %s".formatted(kind, step, failure);
            ReachedFiles.of(lake, "t").assertWhole(as);
            assertThat(lake.count("select id from t")).as(as).isEqualTo(step);
            if (failure != null) {
                assertThat(failure.code().kind()).as(as).isEqualTo(ErrorCode.Kind.EXTERNAL);
            }
            if (reached) {
                // The first one goes on, the second one finds the journal of a failed commit done.
                lake.execute(EXPIRE);
                lake.execute(EXPIRE);
            }
            ReachedFiles.of(lake, "t").assertExact(as);
            if (!reached) {
                return;
            }
        }
        throw new AssertionError("There is no end of steps");
    }
}
