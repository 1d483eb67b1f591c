package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

/// `rewrite_manifests`: few manifests tell of the same files, and a second run finds nothing to do.
class RewriteManifestsTest {
    @TempDir private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void many_manifests_become_few(int version) {
        try (TestLake lake = TestLake.open(folder.resolve("lake"))) {
            lake.execute(
                    "create table t (id bigint, k integer) partitioned by (k) with (format_version = '%d')"
                            .formatted(version));
            insert(lake, 0, 6);
            String call = "call system.rewrite_manifests(table => 't')";
            assertThat(lake.execute(call)).isEqualTo(List.of(List.of(6, 1)));
            assertThat(lake.execute(call)).isEqualTo(List.of(List.of(0, 0)));
            assertThat(ids(lake)).hasSize(6);
            insert(lake, 6, 3);
            lake.execute("alter table t execute optimize_manifests");
            Table table = lake.catalog().loadTable(TestLake.table("t"));
            assertThat(table.currentSnapshot().dataManifests(table.io())).hasSize(1);
            assertThat(ids(lake)).hasSize(9);
            assertThat(lake.execute("call system.rewrite_manifests('t', false, 0)"))
                    .isEqualTo(List.of(List.of(0, 0)));
        }
    }

    /// Neighbouring partitions are in the same manifest.
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void manifests_are_of_neighbouring_partitions(int version) {
        try (TestLake lake = TestLake.open(folder.resolve("lake"))) {
            lake.execute(
                    "create table t (id bigint, k integer) partitioned by (k) with (format_version = '%d')"
                            .formatted(version));
            insert(lake, 0, 9);
            Table table = lake.catalog().loadTable(TestLake.table("t"));
            long bytes =
                    table.currentSnapshot().dataManifests(table.io()).stream()
                            .mapToLong(manifest -> manifest.length())
                            .sum();
            lake.execute(
                    "alter table t set properties \"commit.manifest.target-size-bytes\" = '%d'"
                            .formatted(bytes / 2));
            lake.execute("call system.rewrite_manifests('t')");
            table.refresh();
            assertThat(table.currentSnapshot().dataManifests(table.io()).size()).isBetween(2, 3);
            assertThat(ids(lake)).hasSize(9);
        }
    }

    private static void insert(TestLake lake, int from, int count) {
        for (int id = from; id < from + count; id++) {
            lake.execute("insert into t values (%d, %d)".formatted(id, id * 5 % 9));
        }
    }

    private static List<List<@Nullable Object>> ids(TestLake lake) {
        return lake.execute("select id from t order by id");
    }
}
