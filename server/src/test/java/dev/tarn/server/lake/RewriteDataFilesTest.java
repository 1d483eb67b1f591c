package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `rewrite_data_files`: the table has the same rows in other files, and a second run finds nothing
/// to do.
class RewriteDataFilesTest {
    private static final String REWRITE = "call system.rewrite_data_files(table => 't')";
    private static final List<?> NOTHING = List.of(0, 0, 0L, 0, 0);

    @TempDir private Path folder = Path.of("");
    private @Nullable TestLake opened;

    @BeforeEach
    void open() {
        opened = TestLake.open(folder.resolve("lake"));
    }

    @AfterEach
    void close() {
        lake().close();
    }

    private TestLake lake() {
        return requireNonNull(opened);
    }

    private List<List<@Nullable Object>> execute(String sql) {
        return lake().execute(sql);
    }

    private List<@Nullable Object> one(String sql) {
        return execute(sql).getFirst();
    }

    private void create(int version, String more) {
        execute(
                "create table t (id bigint, k integer, name varchar) %s with (format_version = '%d')"
                        .formatted(more, version));
        execute(
                "alter table t set properties \"write.delete.mode\" = 'merge-on-read',"
                        + " \"write.update.mode\" = 'merge-on-read'");
    }

    /// So many files, with rows of three each, of which `k` has two values.
    private void insert(int fileCount) {
        for (int file = 0; file < fileCount; file++) {
            int id = 3 * file;
            execute(
                    "insert into t values (%d, %d, 'a'), (%d, %d, 'b'), (%d, %d, null)"
                            .formatted(id, file % 2, id + 1, file % 2, id + 2, file % 2));
        }
    }

    private Table table() {
        return lake().catalog().loadTable(TestLake.table("t"));
    }

    private List<FileScanTask> files() throws IOException {
        List<FileScanTask> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> planned = table().newScan().planFiles()) {
            planned.forEach(files::add);
        }
        return files;
    }

    private long deletes() throws IOException {
        return files().stream().mapToLong(file -> file.deletes().size()).sum();
    }

    private List<List<@Nullable Object>> rows() {
        return execute("select id, k, name from t order by id, name");
    }

    /// Each row's id and the sequence number of its last change.
    private List<List<@Nullable Object>> lineage() throws IOException {
        return records(MetadataColumns.schemaWithRowLineage(table().schema()));
    }

    /// What Iceberg's own reader finds.
    private List<List<@Nullable Object>> icebergsRows() throws IOException {
        return records(table().schema());
    }

    private List<List<@Nullable Object>> records(Schema columns) throws IOException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table()).project(columns).build()) {
            for (Record row : records) {
                List<@Nullable Object> values = new ArrayList<>();
                columns.columns().forEach(column -> values.add(row.getField(column.name())));
                rows.add(values);
            }
        }
        rows.sort((a, b) ->
                Long.compare(
                        (Long) requireNonNull(a.getFirst()), (Long) requireNonNull(b.getFirst())));
        return rows;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void small_files_become_one(int version) throws IOException {
        create(version, "");
        insert(6);
        List<List<@Nullable Object>> before = rows();
        List<List<@Nullable Object>> ids = version < 3 ? List.of() : lineage();
        List<@Nullable Object> done = one(REWRITE);
        assertThat(done.subList(0, 2)).isEqualTo(List.of(6, 1));
        assertThat(done.subList(3, 5)).isEqualTo(List.of(0, 0));
        assertThat(files()).hasSize(1);
        assertThat(rows()).isEqualTo(before);
        assertThat(icebergsRows()).isEqualTo(before);
        if (version > 2) {
            assertThat(lineage()).isEqualTo(ids);
        }
        assertThat(one(REWRITE)).isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void rows_that_are_deleted_are_gone_and_so_are_their_deletes(int version) throws IOException {
        create(version, "");
        insert(6);
        execute("delete from t where id in (1, 4, 17)");
        List<List<@Nullable Object>> before = rows();
        List<List<@Nullable Object>> ids = version < 3 ? List.of() : lineage();
        assertThat(deletes()).isPositive();
        List<@Nullable Object> done = one(REWRITE);
        assertThat(done.subList(0, 2)).isEqualTo(List.of(6, 1));
        assertThat((Integer) requireNonNull(done.get(4))).isPositive();
        assertThat(table().currentSnapshot().summary()).containsEntry("total-delete-files", "0");
        assertThat(rows()).isEqualTo(before);
        assertThat(icebergsRows()).isEqualTo(before);
        if (version > 2) {
            assertThat(lineage()).isEqualTo(ids);
        }
        assertThat(one(REWRITE)).isEqualTo(NOTHING);
    }

    /// A file of the right size whose rows are mostly deleted is written anew alone.
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void a_file_with_many_deletes_is_written_anew(int version) throws IOException {
        create(version, "");
        insert(1);
        String options = "options => map('min-file-size-bytes', '1')";
        execute("delete from t where id = 1");
        String call = "call system.rewrite_data_files(table => 't', %s)".formatted(options);
        assertThat(one(call).subList(0, 2)).isEqualTo(List.of(1, 1));
        assertThat(deletes()).isZero();
        assertThat(rows()).hasSize(2);
        assertThat(one(call)).isEqualTo(NOTHING);
    }

    @Test
    void files_of_which_no_row_is_left_go_without_another() throws IOException {
        create(3, "");
        execute("insert into t select x, 1, 'x' from unnest(sequence(1, 100)) as s(x)");
        execute("delete from t where id > 0 and id + 1 > 1");
        insert(5);
        one(REWRITE);
        assertThat(files()).hasSize(1);
        assertThat(rows()).hasSize(15);
    }

    @Test
    void each_partition_has_files_of_its_own() throws IOException {
        create(2, "partitioned by (k)");
        insert(12);
        List<List<@Nullable Object>> before = rows();
        assertThat(one(REWRITE).subList(0, 2)).isEqualTo(List.of(12, 2));
        assertThat(icebergsRows()).isEqualTo(before);
        assertThat(one(REWRITE)).isEqualTo(NOTHING);
    }

    /// Pain: sizes that compression makes smaller than planned are planned again and again.
    @ParameterizedTest
    @CsvSource({"4000", "1500", "900", "700"})
    void pain_endless_rewriting_of_the_same_files(int target) {
        create(2, "");
        insert(12);
        String call =
                "call system.rewrite_data_files(table => 't', options => map('target-file-size-bytes', '%d', 'min-input-files', '2'))"
                        .formatted(target);
        one(call);
        assertThat(one(call)).as("second run").isEqualTo(NOTHING);
        insert(2);
        one(call);
        assertThat(one(call)).as("after more files").isEqualTo(NOTHING);
    }

    /// Pain: after a partitioning was changed, files of the old one are cut into smaller ones.
    @Test
    void pain_partition_evolution_makes_more_small_files() throws IOException {
        create(2, "");
        insert(6);
        execute("alter table t add partition field k");
        insert(6);
        List<List<@Nullable Object>> before = rows();
        assertThat(
                        one("call system.rewrite_data_files(table => 't', options =>"
                                        + " map('min-input-files', '2'))")
                                .subList(0, 2))
                .isEqualTo(List.of(12, 3));
        assertThat(files()).extracting(file -> file.file().specId()).containsOnlyOnce(0);
        assertThat(icebergsRows()).containsExactlyInAnyOrderElementsOf(before);
        String moved =
                "call system.rewrite_data_files(table => 't', options => map('output-spec-id', '%d', 'rewrite-all', 'true'))"
                        .formatted(table().spec().specId());
        one(moved);
        assertThat(files()).extracting(file -> file.file().specId()).doesNotContain(0);
        assertThat(rows()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void only_files_that_a_condition_chooses_are_written(int version) throws IOException {
        create(version, "");
        insert(12);
        List<List<@Nullable Object>> before = rows();
        List<@Nullable Object> done = one("optimize t where id <= 16 and id >= 2");
        assertThat(done.subList(0, 2)).isEqualTo(List.of(6, 1));
        assertThat(files()).hasSize(7);
        assertThat(rows()).isEqualTo(before);
        execute("alter table t execute optimize(file_size_threshold => '10MB') where id > 17");
        assertThat(files()).hasSize(2);
        assertThat(icebergsRows()).isEqualTo(before);
    }

    @Test
    void a_dry_run_tells_and_does_nothing() throws IOException {
        create(2, "");
        insert(6);
        List<@Nullable Object> told = one("optimize t dry run");
        assertThat(told.subList(0, 3)).isEqualTo(List.of(1, 6, 1));
        long bytes = files().stream().mapToLong(file -> file.file().fileSizeInBytes()).sum();
        assertThat(told.get(3)).isEqualTo(bytes);
        assertThat(files()).hasSize(6);
        assertThat(one("optimize t full").subList(0, 2)).isEqualTo(List.of(6, 1));
        assertThat(one("optimize t dry run").subList(0, 2)).isEqualTo(List.of(0, 0));
        assertThat(one("optimize t full dry run").subList(0, 2)).isEqualTo(List.of(1, 1));
    }

    /// Pain: sorting leaves files alone that are of the right size.
    @Test
    void pain_sorting_that_improves_nothing() throws IOException {
        create(2, "");
        execute("insert into t values (3, 1, 'c'), (1, 1, 'a'), (2, 1, 'b')");
        execute("alter table t write ordered by name desc nulls last");
        String options = "options => map('min-file-size-bytes', '1')";
        String sort =
                "call system.rewrite_data_files('t', strategy => 'sort', %s)".formatted(options);
        assertThat(one(sort).subList(0, 2)).isEqualTo(List.of(1, 1));
        assertThat(execute("select name from t"))
                .isEqualTo(List.of(List.of("c"), List.of("b"), List.of("a")));
        assertThat(files().getFirst().file().sortOrderId()).isEqualTo(1);
        assertThat(one(sort)).isEqualTo(NOTHING);
        String other =
                "call system.rewrite_data_files('t', sort_order => 'truncate(1, name), id', options"
                        + " => map('rewrite-all', 'true'))";
        assertThat(one(other).subList(0, 2)).isEqualTo(List.of(1, 1));
        assertThat(execute("select name from t"))
                .isEqualTo(List.of(List.of("a"), List.of("b"), List.of("c")));
        assertThat(files().getFirst().file().sortOrderId()).isZero();
    }

    @Test
    void rows_get_into_several_files_of_about_the_target_size() throws IOException {
        create(2, "");
        execute(
                "insert into t select a * 1000 + b, mod(b, 7), uuid() || uuid() from"
                        + " unnest(sequence(0, 199)) as s(a), unnest(sequence(1, 1000)) as r(b)");
        long bytes = files().getFirst().file().fileSizeInBytes();
        long target = bytes / 4;
        List<?> before = one("select count(*), sum(id * k), count(distinct name) from t");
        List<@Nullable Object> done =
                one(
                        "call system.rewrite_data_files('t', options => map('target-file-size-bytes', '%d'))"
                                .formatted(target));
        assertThat(done.subList(0, 2)).isEqualTo(List.of(1, 4));
        assertThat(files())
                .allSatisfy(file ->
                        assertThat(file.file().fileSizeInBytes())
                                .isBetween(target * 6 / 10, target * 14 / 10));
        assertThat(one("select count(*), sum(id * k), count(distinct name) from t"))
                .isEqualTo(before);
    }

    @Test
    void branches_are_written_anew_alone() throws IOException {
        create(2, "");
        insert(6);
        execute("alter table t create branch b");
        execute("delete from t.branch_b where id = 1");
        List<List<@Nullable Object>> before = execute("select id from t.branch_b order by id");
        assertThat(one("call system.rewrite_data_files('t', branch => 'b')").subList(0, 2))
                .isEqualTo(List.of(6, 1));
        assertThat(execute("select id from t.branch_b order by id")).isEqualTo(before);
        assertThat(files()).hasSize(6);
        assertThat(rows()).hasSize(18);
    }

    @Test
    void groups_are_committed_some_at_a_time() throws IOException {
        create(2, "partitioned by (k)");
        insert(12);
        int snapshots = table().history().size();
        assertThat(
                        one("call system.rewrite_data_files('t', options =>"
                                        + " map('partial-progress.enabled', true,"
                                        + " 'partial-progress.max-commits', 2))")
                                .subList(0, 2))
                .isEqualTo(List.of(12, 2));
        assertThat(table().history()).hasSize(snapshots + 2);
    }

    @Test
    void as_many_files_are_written_as_are_allowed() {
        create(2, "");
        insert(12);
        assertThat(
                        one("call system.rewrite_data_files('t', options =>"
                                        + " map('max-files-to-rewrite', 7))")
                                .subList(0, 2))
                .isEqualTo(List.of(7, 1));
    }

    @Test
    void tables_without_a_snapshot_have_nothing_to_write() {
        create(2, "");
        assertThat(one(REWRITE)).isEqualTo(NOTHING);
        assertThat(one("optimize t dry run").getFirst()).isEqualTo(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "options => map('target', '1') | Option 'target' does not exist",
                "options => map('rewrite-all', 'perhaps') | it must be true or false",
                "options => map('min-file-size-bytes', '99999999999') | below"
                        + " target-file-size-bytes",
                "options => map('output-spec-id', 9) | one of the table's",
                "strategy => 'zorder' | it must be binpack or sort",
                "strategy => 'sort' | takes a sort_order",
                "strategy => 'binpack', sort_order => 'id' | takes no sort_order",
                "sort_order => 'zorder(id, nowhere)' | has no column 'nowhere'",
                "sort_order => 'nowhere' | has no column 'nowhere'",
                "where => 'nowhere = 1' | nowhere",
                "where => 'id in (select k from t)' | on the table's columns alone",
                "where => 'mod(id, 2) = 1' | judge nothing of it",
                "branch => 'b' | does not have a branch 'b'"
            })
    void what_is_not_right_is_refused(String arguments, String message) {
        create(2, "");
        insert(1);
        assertThatThrownBy(() ->
                        execute(
                                "call system.rewrite_data_files(table => 't', %s)"
                                        .formatted(arguments)))
                .hasMessageContaining(message);
    }
}
