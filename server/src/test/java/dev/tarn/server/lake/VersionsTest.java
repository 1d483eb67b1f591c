package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Branches, tags and older snapshots of a table in our catalog.
class VersionsTest {
    @TempDir private Path folder = Path.of("");
    private @Nullable TestLake opened;

    @BeforeEach
    void open() {
        opened = TestLake.open(folder.resolve("lake"));
        lake().execute("create table t (id bigint)");
        lake().execute("insert into t values (1)");
        lake().execute("insert into t values (2), (3)");
    }

    @AfterEach
    void close() {
        lake().close();
    }

    private TestLake lake() {
        return requireNonNull(opened);
    }

    private Table table() {
        return lake().catalog().loadTable(TestLake.table("t"));
    }

    /// Snapshots of t, oldest first.
    private List<Long> snapshots() {
        return lake()
                .execute("select snapshot_id from \"t$snapshots\" order by committed_at")
                .stream()
                .map(row -> (Long) requireNonNull(row.getFirst()))
                .toList();
    }

    @Test
    void references_point_to_the_snapshot_that_is_named() {
        long first = snapshots().getFirst();
        lake().execute("alter table t create tag a as of version " + first);
        lake().execute(
                        "alter table t create branch b as of version %d retain 90 minutes with snapshot retention 4 snapshots 2 days"
                                .formatted(first));
        assertThat(table().refs().get("a")).isEqualTo(SnapshotRef.tagBuilder(first).build());
        assertThat(table().refs().get("b"))
                .isEqualTo(
                        SnapshotRef.branchBuilder(first)
                                .maxRefAgeMs(90 * 60_000L)
                                .minSnapshotsToKeep(4)
                                .maxSnapshotAgeMs(2 * 86_400_000L)
                                .build());
        lake().execute("alter table t replace branch b as of version " + snapshots().getLast());
        assertThat(lake().count("select count(*) from t.branch_b")).isEqualTo(3);
        assertThat(requireNonNull(table().refs().get("b")).minSnapshotsToKeep()).isEqualTo(4);
    }

    @Test
    void snapshots_are_read_by_id_in_every_spelling() {
        long first = snapshots().getFirst();
        for (String from :
                List.of(
                        "t version as of %d",
                        "t for version as of %d",
                        "t for system_version as of %d",
                        "t version as of '%d'",
                        "t.snapshot_id_%d",
                        "main.t.snapshot_id_%d",
                        "lake.main.t.SNAPSHOT_ID_%d")) {
            assertThat(lake().execute("select id from " + from.formatted(first)))
                    .as(from)
                    .containsExactly(List.of(1L));
        }
    }

    @Test
    void snapshots_are_read_by_time_in_every_spelling() {
        List<Long> snapshots = snapshots();
        long first = table().snapshot(snapshots.getFirst()).timestampMillis();
        long second = table().snapshot(snapshots.getLast()).timestampMillis();
        assertThat(second).isGreaterThan(first);
        String text = Instant.ofEpochMilli(first).toString().replace('T', ' ').replace("Z", "");
        for (String from :
                List.of(
                        "t timestamp as of '%s'".formatted(text),
                        "t for timestamp as of timestamp '%s UTC'".formatted(text),
                        "t for system_time as of timestamp '%s'".formatted(text),
                        "t.at_timestamp_%d".formatted(first),
                        "t.at_timestamp_%d".formatted(second - 1))) {
            assertThat(lake().execute("select id from " + from))
                    .as(from)
                    .containsExactly(List.of(1L));
        }
        assertThat(lake().count("select count(*) from t.at_timestamp_" + second)).isEqualTo(3);
        assertThatThrownBy(() -> lake().execute("select * from t.at_timestamp_" + (first - 1)))
                .isInstanceOfSatisfying(
                        SqlException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void references_made_at_once_are_all_there() throws ExecutionException, InterruptedException {
        try (ExecutorService writers = Executors.newFixedThreadPool(2)) {
            Future<?> tags = writers.submit(() -> create("tag", 5));
            Future<?> branches = writers.submit(() -> create("branch", 5));
            tags.get();
            branches.get();
        }
        assertThat(table().refs()).hasSize(11);
    }

    private void create(String kind, int count) {
        int done = 0;
        while (done < count) {
            try {
                lake().execute("alter table t create %s %s%d".formatted(kind, kind, done));
                done++;
            } catch (SqlException beaten) {
                assertThat(beaten.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
            }
        }
    }
}
