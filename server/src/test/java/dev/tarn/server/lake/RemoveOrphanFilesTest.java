package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// CALL system.remove_orphan_files removes files that nobody refers to, and no other.
class RemoveOrphanFilesTest {
    private static final String AT_ONCE = "quarantine => '0s'";

    @TempDir private Path folder = Path.of("");
    private TestLake lake;

    @BeforeEach
    void open() {
        lake = TestLake.open(folder);
        lake.execute("create table t (id bigint, n bigint) with (partitioning = array['n'])");
        lake.execute("insert into t values (1, 1), (2, 2)");
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private ReachedFiles files() {
        return ReachedFiles.of(lake, "t");
    }

    private Path root() {
        return ReachedFiles.path(files().table().location());
    }

    private Path orphan(String name) throws IOException {
        Path file = root().resolve(name);
        Files.createDirectories(requireNonNull(file.getParent()));
        return Files.writeString(file, "orphan");
    }

    /// Makes everything that is there look `days` old.
    private void age(int days) throws IOException {
        for (Path file : files().there()) {
            Files.setLastModifiedTime(
                    file, FileTime.from(Instant.now().minus(Duration.ofDays(days))));
        }
    }

    private List<List<@Nullable Object>> call(String more) {
        return lake.execute(
                "call lake.system.remove_orphan_files(table => 't'"
                        + (more.isEmpty() ? "" : ", ")
                        + more
                        + ")");
    }

    /// The locations and states that a call told.
    private static Set<String> told(List<List<@Nullable Object>> rows) {
        return rows.stream()
                .map(row -> Path.of(row.get(0).toString()).getFileName() + " " + row.get(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void pain_7_the_first_run_deletes_nothing_and_a_later_one_only_what_is_an_orphan_still()
            throws Exception {
        Path a = orphan("data/n=1/a.parquet");
        Path b = orphan("metadata/b-m0.avro");
        age(4);
        assertThat(told(call("")))
                .containsExactly("a.parquet quarantined", "b-m0.avro quarantined");
        assertThat(a).exists();
        assertThat(b).exists();
        assertThat(told(call("quarantine => '1h'"))).hasSize(2);
        assertThat(told(call(AT_ONCE))).containsExactly("a.parquet deleted", "b-m0.avro deleted");
        assertThat(a).doesNotExist();
        assertThat(b).doesNotExist();
        files().assertExact("after removal");
        assertThat(call("")).isEmpty();
    }

    @Test
    void pain_7_every_file_that_a_branch_tag_or_statistics_refers_to_stays() throws Exception {
        lake.execute("call lake.system.compute_partition_stats('t')");
        lake.execute("analyze t");
        lake.execute("alter table t create tag before");
        lake.execute("alter table t create branch b");
        lake.execute("insert into t.branch_b values (10, 10)");
        lake.execute("alter table t set properties \"write.delete.mode\" = 'merge-on-read'");
        lake.execute("insert into t values (3, 3), (4, 3)");
        lake.execute("delete from t where id = 3");
        lake.execute("insert overwrite t values (5, 5)");
        age(10);
        Set<Path> before = files().there();
        assertThat(call(AT_ONCE)).isEmpty();
        assertThat(files().there()).isEqualTo(before);
        assertThat(lake.count("select count(*) from t for version as of 'b'")).isEqualTo(3);
    }

    @Test
    void pain_7_files_younger_than_a_day_are_never_orphans() throws Exception {
        Path young = orphan("data/young.parquet");
        assertThat(call(AT_ONCE)).isEmpty();
        assertThat(young).exists();
        for (String time :
                List.of(
                        "older_than => current_timestamp - interval '23' hour",
                        "retention_threshold => '23h'")) {
            TestLake.Client client = lake.client();
            client.execute("set session remove_orphan_files_min_retention = '0s'");
            assertThatThrownBy(() ->
                            client.execute(
                                    "call lake.system.remove_orphan_files(table => 't', "
                                            + time
                                            + ")"))
                    .hasMessageContaining("Files younger than 24 hours are never removed");
        }
        assertThatThrownBy(() -> call("retention_threshold => '6d'"))
                .hasMessageContaining("shorter than the minimum retention (7d)");
    }

    @Test
    void pain_7_another_spelling_of_a_store_is_not_an_orphan() throws Exception {
        Path moved = root();
        Table table = files().table();
        assertThat(table.location()).isNotNull();
        age(4);
        assertThat(call(AT_ONCE + ", location => '" + "file://" + moved + "/data'")).isEmpty();
        assertThat(call(AT_ONCE + ", location => '" + "file:" + moved + "/./data/'")).isEmpty();
        files().assertExact("after removal");
    }

    @Test
    void pain_7_a_link_leads_to_nothing_of_the_table() throws Exception {
        lake.execute("create table other (id bigint)");
        lake.execute("insert into other values (1)");
        ReachedFiles other = ReachedFiles.of(lake, "other");
        Path data = ReachedFiles.path(other.table().location()).resolve("data");
        for (Path file : other.there()) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(9))));
        }
        Path link = Files.createSymbolicLink(root().resolve("data/link"), data);
        assertThat(call(AT_ONCE)).isEmpty();
        assertThatThrownBy(() -> call("location => '" + link + "'"))
                .hasMessageContaining("is not one of table");
        assertThatThrownBy(() -> call("location => '" + data + "'"))
                .hasMessageContaining("is not one of table");
        assertThatThrownBy(() -> call("location => '" + root() + "/../x'"))
                .hasMessageContaining("is not one of table");
        other.assertExact("the other table");
    }

    @Test
    void pain_7_files_that_others_refer_to_stay_also_while_they_may_be_undropped()
            throws Exception {
        Path shared = orphan("data/shared.parquet");
        lake.execute("create table other (id bigint, n bigint)");
        Table other = lake.catalog().loadTable(TestLake.table("other"));
        other.newAppend()
                .appendFile(
                        DataFiles.builder(other.spec())
                                .withPath(shared.toString())
                                .withFormat(FileFormat.PARQUET)
                                .withFileSizeInBytes(6)
                                .withRecordCount(1)
                                .build())
                .commit();
        age(4);
        assertThat(call(AT_ONCE)).isEmpty();
        lake.execute("drop table other");
        assertThat(call(AT_ONCE)).isEmpty();
        assertThat(shared).exists();
    }

    @Test
    void pain_7_what_cannot_be_read_is_refused() throws Exception {
        orphan("data/a.parquet");
        age(4);
        Table table = files().table();
        Path manifest =
                ReachedFiles.path(
                        table.currentSnapshot().allManifests(table.io()).getFirst().path());
        Files.move(manifest, root().resolve("away"));
        Set<Path> before = there();
        assertThatThrownBy(() -> call(AT_ONCE))
                .hasMessageContaining("it is not known what refers to what");
        assertThat(there()).isEqualTo(before);
    }

    private Set<Path> there() {
        return files().there();
    }

    @Test
    void restored_files_are_never_orphans_again() throws Exception {
        Path a = orphan("data/a.parquet");
        Path b = orphan("data/b.parquet");
        age(4);
        call("");
        assertThat(
                        lake.execute(
                                "call lake.system.restore_orphan_files('t', array['%s'])"
                                        .formatted(a)))
                .isEqualTo(List.of(List.of(1L)));
        assertThat(told(call(AT_ONCE))).containsExactly("b.parquet deleted");
        assertThat(call(AT_ONCE)).isEmpty();
        assertThat(a).exists();
        assertThat(b).doesNotExist();
    }

    @Test
    void files_stay_restored_by_runs_that_do_not_look_at_them() throws Exception {
        Path a = orphan("data/a.parquet");
        orphan("metadata/b-m0.avro");
        age(4);
        call("");
        lake.execute("call lake.system.restore_orphan_files('t', array['%s'])".formatted(a));
        call("location => '" + root().resolve("metadata") + "'");
        call("older_than => current_timestamp - interval '9' day");
        assertThat(told(call(AT_ONCE))).containsExactly("b-m0.avro deleted");
        assertThat(call(AT_ONCE)).isEmpty();
        assertThat(a).exists();
    }

    @Test
    void a_dry_run_changes_nothing() throws Exception {
        orphan("data/a.parquet");
        age(4);
        Set<Path> before = files().there();
        assertThat(told(call("dry_run => true"))).containsExactly("a.parquet quarantined");
        assertThat(told(call("dry_run => true, " + AT_ONCE))).containsExactly("a.parquet deleted");
        assertThat(files().there()).isEqualTo(before);
    }

    @Test
    void hidden_files_stay_and_what_dead_writers_left_goes() throws Exception {
        Path hidden = orphan("data/_temporary/0/a.parquet");
        Path other = orphan("data/.checksum");
        Path left = orphan("data/.a.parquet.0f0e0d0c-1234-4321-abcd-0123456789ab");
        Path hint = orphan("metadata/version-hint.text");
        Path partition = orphan("data/_n=1/a.parquet");
        age(4);
        assertThat(call(AT_ONCE)).hasSize(2);
        assertThat(hidden).exists();
        assertThat(other).exists();
        assertThat(hint).exists();
        assertThat(left).doesNotExist();
        assertThat(partition).doesNotExist();
    }

    @Test
    void the_history_of_loads_and_files_of_journals_stay() throws Exception {
        Path csv = Files.writeString(folder.resolve("rows.csv"), "id,n\n7,7\n");
        lake.execute("copy into t from '" + csv + "'");
        age(4);
        assertThat(call(AT_ONCE)).isEmpty();
        assertThat(lake.count("select count(*) from t.loaded_files")).isEqualTo(1);
    }

    @Test
    void arguments_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> call("file_list_view => 'v'"))
                .hasMessageContaining("'file_list_view' is not supported");
        assertThatThrownBy(() -> call("prefix_mismatch_mode => 'MAYBE'"))
                .hasMessageContaining("must be ERROR, IGNORE or DELETE");
        assertThatThrownBy(() -> call("max_concurrent_deletes => 0"))
                .hasMessageContaining("from 1 to 64");
        assertThatThrownBy(() -> call("quarantine => 'long'"))
                .hasMessageContaining("such as 7d, not 'long'");
        lake.execute("alter table t set properties \"gc.enabled\" = 'false'");
        assertThatThrownBy(() -> call("")).hasMessageContaining("gc.enabled is false");
    }
}
