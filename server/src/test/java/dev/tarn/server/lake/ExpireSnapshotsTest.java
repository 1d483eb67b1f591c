package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// CALL system.expire_snapshots deletes the files that go with snapshots, and no other.
class ExpireSnapshotsTest {
    private static final String NOW = "older_than => timestamp '2100-01-01 00:00:00'";

    @TempDir private Path folder = Path.of("");
    private TestLake lake;

    @BeforeEach
    void open() {
        lake = TestLake.open(folder);
        lake.execute("create table t (id bigint, name varchar)");
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private List<List<@Nullable Object>> expire(String arguments) {
        return lake.execute("call lake.system.expire_snapshots(table => 't', " + arguments + ")");
    }

    private void insert(int... ids) {
        for (int id : ids) {
            lake.execute("insert into t values (%d, 'n')".formatted(id));
        }
    }

    private ReachedFiles files() {
        return ReachedFiles.of(lake, "t");
    }

    @Test
    void files_of_old_snapshots_go_and_are_counted_by_kind() {
        insert(1, 2);
        lake.execute("insert overwrite t values (3, 'n')");
        Set<Path> before = files().there();
        List<List<@Nullable Object>> counts = expire(NOW);
        assertThat(counts).isEqualTo(List.of(List.of(2L, 0L, 0L, 2L, 2L, 0L)));
        files().assertExact("after expiry");
        before.removeAll(files().there());
        assertThat(before).hasSize(6);
        assertThat(lake.execute("select id from t")).isEqualTo(List.of(List.of(3L)));
        assertThat(lake.count("select count(*) from \"t$snapshots\"")).isEqualTo(1);
    }

    @Test
    void deletion_vectors_are_counted_as_position_deletes() {
        lake.execute("create table v (id bigint) with (format_version = '3')");
        lake.execute("alter table v set properties \"write.delete.mode\" = 'merge-on-read'");
        lake.execute("insert into v select * from unnest(sequence(1, 100)) as s(i)");
        lake.execute("delete from v where id = 7");
        lake.execute("delete from v where id = 8");
        List<List<@Nullable Object>> counts =
                lake.execute("call lake.system.expire_snapshots('v', timestamp '2100-01-01')");
        assertThat(counts.getFirst().subList(0, 2)).isEqualTo(List.of(0L, 1L));
        ReachedFiles.of(lake, "v").assertExact("after expiry");
        assertThat(lake.count("select count(*) from v")).isEqualTo(98);
    }

    @Test
    void what_branches_and_tags_refer_to_stays() {
        insert(1);
        lake.execute("alter table t create tag first");
        lake.execute("alter table t create branch b");
        lake.execute("insert into t.branch_b values (10, 'b')");
        lake.execute("insert overwrite t values (3, 'n')");
        insert(4);
        lake.execute("insert overwrite t values (5, 'n')");
        expire(NOW);
        files().assertExact("after expiry");
        assertThat(lake.execute("select id from t for version as of 'first'"))
                .isEqualTo(List.of(List.of(1L)));
        assertThat(lake.execute("select id from t for version as of 'b' order by id"))
                .isEqualTo(List.of(List.of(1L), List.of(10L)));
    }

    @Test
    void the_last_snapshots_are_retained() {
        insert(1, 2, 3);
        expire(NOW + ", retain_last => 2");
        assertThat(lake.count("select count(*) from \"t$snapshots\"")).isEqualTo(2);
        files().assertExact("after expiry");
        assertThatThrownBy(() -> expire("retain_last => 0")).hasMessageContaining("1 or more");
    }

    @Test
    void snapshots_are_expired_by_id() {
        insert(1, 2, 3);
        List<Long> ids = new ArrayList<>();
        Table table = lake.catalog().loadTable(TestLake.table("t"));
        for (Snapshot snapshot : table.snapshots()) {
            ids.add(snapshot.snapshotId());
        }
        expire("snapshot_ids => array[%d]".formatted(ids.getFirst()));
        assertThat(lake.count("select count(*) from \"t$snapshots\"")).isEqualTo(2);
        assertThatThrownBy(() -> expire("snapshot_ids => array[7]"))
                .hasMessageContaining("does not have a snapshot 7");
        assertThatThrownBy(() -> expire("snapshot_ids => array[%d]".formatted(ids.getLast())))
                .hasMessageContaining("Still referenced by refs");
        files().assertExact("after expiry");
    }

    @Test
    void a_dry_run_says_what_would_go_and_changes_nothing() {
        insert(1, 2);
        lake.execute("insert overwrite t values (3, 'n')");
        Set<Path> before = files().there();
        List<@Nullable Object> told = expire(NOW + ", dry_run => true").getFirst();
        assertThat(files().there()).isEqualTo(before);
        assertThat(lake.count("select count(*) from \"t$snapshots\"")).isEqualTo(3);
        assertThat(told.subList(0, 7)).isEqualTo(List.of(2L, 0L, 0L, 2L, 2L, 0L, 2L));
        assertThat((long) told.get(7)).isPositive();
        assertThat((long) told.get(8)).isPositive();
        assertThat(told.subList(0, 6)).isEqualTo(expire(NOW).getFirst());
    }

    @Test
    void nothing_goes_where_nothing_is_old() {
        insert(1, 2);
        Set<Path> before = files().there();
        assertThat(expire("older_than => timestamp '2020-01-01 00:00:00'"))
                .isEqualTo(List.of(List.of(0L, 0L, 0L, 0L, 0L, 0L)));
        assertThat(files().there()).isEqualTo(before);
    }

    @Test
    void statistics_go_with_their_snapshot() {
        lake.execute("create table p (id bigint, n bigint) with (partitioning = array['n'])");
        lake.execute("insert into p values (1, 1), (2, 2)");
        assertThat(lake.execute("call lake.system.compute_partition_stats('p')").getFirst())
                .asString()
                .contains("partition-stats");
        lake.execute("insert into p values (3, 3)");
        String sql = "call lake.system.expire_snapshots('p', timestamp '2100-01-01')";
        assertThat(lake.execute(sql).getFirst().get(5)).isEqualTo(1L);
        ReachedFiles.of(lake, "p").assertExact("after expiry");
    }

    @Test
    void trinos_spelling_has_a_floor_that_a_session_lowers() {
        insert(1);
        lake.execute("insert overwrite t values (3, 'n')");
        TestLake.Client client = lake.client();
        String execute = "alter table t execute expire_snapshots(retention_threshold => '%s')";
        assertThatThrownBy(() -> client.execute(execute.formatted("1d")))
                .hasMessageContaining(
                        "Retention specified (1d) is shorter than the minimum retention (7d)");
        client.execute(execute.formatted("7d"));
        assertThat(lake.count("select count(*) from \"t$snapshots\"")).isEqualTo(2);
        client.execute("set session expire_snapshots_min_retention = '0s'");
        client.execute(execute.formatted("0s"));
        assertThat(lake.count("select count(*) from \"t$snapshots\"")).isEqualTo(1);
        files().assertExact("after expiry");
    }

    @Test
    void vacuum_is_another_spelling() {
        insert(1);
        lake.execute("insert overwrite t values (3, 'n')");
        assertThat(lake.execute("vacuum t retain 8 days dry run").getFirst()).hasSize(9);
        assertThat(lake.execute("vacuum t dry run").getFirst().get(6)).isEqualTo(0L);
        assertThat(lake.execute("vacuum t").getFirst()).hasSize(6);
        assertThatThrownBy(() -> lake.execute("vacuum t retain 2 hours"))
                .hasMessageContaining("is shorter than the minimum retention (7d)");
        assertThatThrownBy(() -> lake.execute("vacuum t wet run"))
                .hasMessageContaining("Unexpected 'wet'");
        TestLake.Client client = lake.client();
        client.execute("set session expire_snapshots_min_retention = '0s'");
        client.execute("vacuum t retain 0 hours");
        assertThat(lake.count("select count(*) from \"t$snapshots\"")).isEqualTo(1);
        lake.execute("create table vacuum (vacuum bigint)");
        assertThat(lake.execute("select vacuum from vacuum")).isEmpty();
    }

    @Test
    void tables_whose_files_are_not_theirs_are_refused() {
        insert(1);
        lake.execute("alter table t set properties \"gc.enabled\" = 'false'");
        assertThatThrownBy(() -> expire(NOW)).hasMessageContaining("gc.enabled is false");
    }

    @Test
    void an_open_transaction_is_no_place_for_it() {
        TestLake.Client client = lake.client();
        client.execute("begin");
        assertThatThrownBy(() -> client.execute("call lake.system.expire_snapshots('t')"))
                .isInstanceOfSatisfying(
                        SqlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
    }

    @Test
    void files_that_another_table_has_as_well_stay() {
        insert(1);
        Path data = dataFile();
        lake.execute("create table other (id bigint, name varchar)");
        Table other = lake.catalog().loadTable(TestLake.table("other"));
        other.newAppend()
                .appendFile(
                        DataFiles.builder(other.spec())
                                .withPath(data.toString())
                                .withFormat(FileFormat.PARQUET)
                                .withFileSizeInBytes(data.toFile().length())
                                .withRecordCount(1)
                                .build())
                .commit();
        lake.execute("insert overwrite t values (3, 'n')");
        assertThat(expire(NOW).getFirst().getFirst()).isEqualTo(0L);
        assertThat(Files.exists(data)).isTrue();
        lake.execute("drop table other");
        insert(4);
        expire(NOW);
        assertThat(Files.exists(data)).as("it may be undropped").isTrue();
    }

    private Path dataFile() {
        return files().reached().stream()
                .filter(file -> file.toString().contains("/data/"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void what_cannot_be_read_is_refused_before_anything_changes() throws Exception {
        insert(1, 2);
        lake.execute("insert overwrite t values (3, 'n')");
        insert(4);
        Table table = lake.catalog().loadTable(TestLake.table("t"));
        Path manifest =
                ReachedFiles.path(
                        table.currentSnapshot().allManifests(table.io()).getFirst().path());
        Files.move(manifest, manifest.resolveSibling("away"));
        assertThatThrownBy(() -> expire(NOW))
                .hasMessageContaining("it is not known what refers to what");
        assertThat(lake.count("select count(*) from \"t$snapshots\"")).isEqualTo(4);
        Files.move(manifest.resolveSibling("away"), manifest);
        expire(NOW);
        files().assertExact("after expiry");
    }
}
