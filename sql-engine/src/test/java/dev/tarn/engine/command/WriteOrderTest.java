package dev.tarn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.SqlException;
import dev.tarn.engine.harness.TestEngine;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What writes by a table's sort order and distribution leave in its files, as Iceberg reads them.
class WriteOrderTest {
    private static final int SOURCE_FILES = 4;
    private static final int SOURCE_ROWS = 4 * 300;

    private final InMemoryCatalog catalog = TestEngine.emptyCatalog();
    private TestEngine engine;

    @BeforeEach
    void open() {
        engine = TestEngine.over(catalog, 16, 4);
        engine.execute("create table source (id bigint, k integer)");
        for (int file = 0; file < SOURCE_FILES; file++) {
            engine.execute(
                    "insert into source select id, case when id %% 10 < 9 then cast(id * 7919 %% 100 as integer) end from unnest(sequence(%d, %d)) as t(id)"
                            .formatted(file * 300, file * 300 + 299));
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Table table() {
        return catalog.loadTable(TableIdentifier.of("test", "t"));
    }

    /// The rows of each file, in their order there.
    private Map<String, List<Record>> files() throws IOException {
        List<Types.NestedField> columns = new ArrayList<>(table().schema().columns());
        columns.add(MetadataColumns.FILE_PATH);
        columns.add(MetadataColumns.ROW_POSITION);
        Map<String, List<Record>> files = new TreeMap<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table()).project(new Schema(columns)).build()) {
            for (Record record : records) {
                files.computeIfAbsent((String) record.getField("_file"), _ -> new ArrayList<>())
                        .add(record.copy());
            }
        }
        Comparator<Record> byPosition = Comparator.comparing(row -> (Long) row.getField("_pos"));
        files.values().forEach(rows -> rows.sort(byPosition));
        return files;
    }

    private List<FileScanTask> tasks() throws IOException {
        try (CloseableIterable<FileScanTask> tasks = table().newScan().planFiles()) {
            List<FileScanTask> all = new ArrayList<>();
            tasks.forEach(all::add);
            return all;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PARQUET", "ORC", "AVRO"})
    void rows_are_in_the_order_of_the_table(String format) throws IOException {
        engine.execute(
                "create table t (id bigint, k integer) partitioned by (bucket(3, id)) with (format = '%s', sorted_by = ARRAY['k DESC NULLS LAST', 'id'])"
                        .formatted(format));
        engine.execute("insert into t select id, k from source");
        Comparator<Record> order =
                Comparator.<Record, Integer>comparing(
                                row -> (Integer) row.getField("k"),
                                Comparator.nullsLast(Comparator.reverseOrder()))
                        .thenComparing(row -> (Long) row.getField("id"));
        Map<String, List<Record>> files = files();
        assertThat(files).hasSize(3);
        assertThat(files.values())
                .allSatisfy(rows -> assertThat(rows).isSortedAccordingTo(order))
                .extracting(List::size)
                .satisfies(sizes ->
                        assertThat(sizes.stream().mapToInt(Integer::intValue).sum())
                                .isEqualTo(SOURCE_ROWS));
        assertThat(tasks()).extracting(task -> task.file().sortOrderId()).containsOnly(1);
    }

    @Test
    void rows_are_in_the_order_of_transforms_and_nested_columns() throws IOException {
        engine.execute("create table t (id bigint, r row(k integer))");
        engine.execute("alter table t write ordered by truncate(10, r.k) desc, bucket(4, id)");
        engine.execute("insert into t select id, row(k) from source");
        List<Record> rows = files().values().iterator().next();
        assertThat(rows).hasSize(SOURCE_ROWS);
        assertThat(rows)
                .extracting(row -> ((Record) row.getField("r")).getField("k"))
                .extracting(k -> k == null ? -1 : (Integer) k / 10)
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void a_partition_has_one_file_whichever_workers_had_its_rows() throws IOException {
        engine.execute("create table t (id bigint, k integer) partitioned by (truncate(30, k))");
        engine.execute("insert into t select id, k from source");
        assertThat(files()).hasSize(5);
        assertThat(files().values().stream().mapToInt(List::size).sum()).isEqualTo(SOURCE_ROWS);
    }

    @Test
    void rows_that_are_copied_stay_in_order() throws IOException {
        engine.execute("create table t (id bigint, k integer) with (sorted_by = ARRAY['id'])");
        engine.execute("insert into t select id, k from source where id % 2 = 0");
        engine.execute("insert into t select id, k from source where id % 2 = 1");
        engine.execute("delete from t where id % 100 = 5 or id % 100 = 6");
        assertThat(files().values())
                .singleElement()
                .satisfies(rows ->
                        assertThat(rows)
                                .hasSize(SOURCE_ROWS - 24)
                                .extracting(row -> (Long) row.getField("id"))
                                .isSorted());
        assertThat(tasks()).extracting(task -> task.file().sortOrderId()).containsOnly(1);
    }

    @Test
    void a_write_says_where_a_mode_is_not_known() {
        engine.execute("create table t (id bigint, k integer)");
        table().updateProperties().set("write.distribution-mode", "some").commit();
        assertThatThrownBy(() -> engine.execute("insert into t select id, k from source"))
                .isInstanceOf(SqlException.class)
                .hasMessage(
                        "Table property write.distribution-mode of lake.test.t is 'some'; it must"
                                + " be none, hash or range");
    }
}
