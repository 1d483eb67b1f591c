package dev.tarn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Ids of rows (format v3) that transactions write, while another writer gets the ids that they
/// would have had.
class TransactionRowIdsTest {
    private static final Namespace TEST = Namespace.of("test");

    @ParameterizedTest
    @CsvSource({
        "copy-on-write, parquet",
        "merge-on-read, parquet",
        "copy-on-write, avro",
        "copy-on-write, orc"
    })
    void no_two_rows_have_the_same(String mode, String format) throws IOException {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("lake", Map.of(CatalogProperties.WAREHOUSE_LOCATION, "memory/lake"));
        catalog.createNamespace(TEST);
        try (TestEngine other = TestEngine.over(catalog, 2048, 1);
                TestEngine engine = TestEngine.over(catalog, 2048, 1)) {
            other.execute(
                    "create table t (id bigint, n bigint) with (format_version = '3', format = '%s')"
                            .formatted(format));
            for (String kind : List.of("update", "merge")) {
                other.execute(
                        "alter table t set properties \"write.%s.mode\" = '%s', \"write.%1$s.isolation-level\" = 'snapshot'"
                                .formatted(kind, mode));
            }
            other.execute("insert into t values (1, 1), (2, 2)");
            engine.execute("begin");
            engine.execute("insert into t values (3, 3), (4, 4), (5, 5)");
            engine.execute("update t set n = n + 1 where id in (2, 4)");
            engine.execute(
                    "merge into t using (values (4), (6)) as s(id) on t.id = s.id when matched then"
                        + " update set n = t.n + 1 when not matched then insert values (s.id, 0)");
            other.execute("insert into t values (10, 0), (11, 0), (12, 0), (13, 0)");
            engine.execute("commit");
            Map<Long, Long> ids = rowIds(catalog.loadTable(TableIdentifier.of(TEST, "t")));
            assertThat(ids.keySet()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 10L, 11L, 12L, 13L);
            assertThat(new HashSet<>(ids.values())).as(ids.toString()).hasSize(10);
            assertThat(List.of(ids.get(1L), ids.get(2L))).containsExactly(0L, 1L);
            assertThat(List.of(ids.get(10L), ids.get(13L))).containsExactly(2L, 5L);
        }
    }

    private static Map<Long, Long> rowIds(Table table) throws IOException {
        List<Types.NestedField> columns = new ArrayList<>(table.schema().columns());
        columns.add(MetadataColumns.ROW_ID);
        Map<Long, Long> ids = new TreeMap<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table).project(new Schema(columns)).build()) {
            for (Record record : records) {
                ids.put((Long) record.getField("id"), (Long) record.getField("_row_id"));
            }
        }
        return ids;
    }
}
