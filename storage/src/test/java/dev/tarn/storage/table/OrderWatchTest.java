package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class OrderWatchTest {
    @TempDir Path folder;

    private static final Schema SCHEMA =
            new Schema(
                    optional(1, "name", Types.StringType.get()),
                    optional(2, "price", Types.DoubleType.get()));

    private Table table() {
        Table table = LocalTables.create(folder, SCHEMA, PartitionSpec.unpartitioned(), Map.of());
        table.replaceSortOrder()
                .asc(Expressions.truncate("name", 1), NullOrder.NULLS_FIRST)
                .desc("price", NullOrder.NULLS_LAST)
                .commit();
        return table;
    }

    private DataFile write(List<List<@Nullable Object>> first, List<List<@Nullable Object>> then) {
        Table table = table();
        return LocalTables.append(
                        table, LocalTables.batch(SCHEMA, first), LocalTables.batch(SCHEMA, then))
                .getFirst();
    }

    @Test
    void rows_in_the_table_s_order_over_batches_give_the_file_its_id() {
        DataFile file =
                write(
                        List.of(
                                LocalTables.row(null, 1.0),
                                LocalTables.row("az", Double.NaN),
                                LocalTables.row("ab", 3.0)),
                        List.of(
                                LocalTables.row("ac", 3.0),
                                LocalTables.row("aa", null),
                                LocalTables.row("b", 9.0)));
        assertThat(file.sortOrderId()).isEqualTo(1);
    }

    @Test
    void one_row_out_of_order_in_the_next_batch_leaves_the_file_without() {
        DataFile file =
                write(
                        List.of(LocalTables.row("a", 1.0), LocalTables.row("b", 1.0)),
                        List.of(LocalTables.row("a", 0.5), LocalTables.row("c", 1.0)));
        assertThat(file.sortOrderId()).isNotEqualTo(1);
    }
}
