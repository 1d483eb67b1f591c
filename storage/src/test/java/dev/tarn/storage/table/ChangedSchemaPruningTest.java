package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Filters on tables whose columns have changed since their files were written.
class ChangedSchemaPruningTest {
    private static final Schema SCHEMA =
            new Schema(
                    optional(1, "id", Types.IntegerType.get()),
                    optional(2, "city", Types.StringType.get()),
                    optional(3, "size", Types.FloatType.get()));

    @TempDir Path folder;
    private Table table;
    private long first;

    @BeforeEach
    void twoFiles() {
        table = create("t", PartitionSpec.unpartitioned());
        first = table.currentSnapshot().snapshotId();
    }

    private Table create(String name, PartitionSpec spec) {
        Table created =
                LocalTables.create(
                        folder.resolve(name), SCHEMA, spec, Map.of("format-version", "3"));
        append(created, LocalTables.row(1, "a", 0.5f), LocalTables.row(2, "b", 1.5f));
        append(created, LocalTables.row(11, "m", 2.5f), LocalTables.row(12, null, null));
        return created;
    }

    @SafeVarargs
    private static void append(Table table, List<@Nullable Object>... rows) {
        LocalTables.append(table, LocalTables.batch(table.schema(), List.of(rows)));
    }

    private List<List<@Nullable Object>> rows(Expression filter) {
        return LocalTables.rows(table, table.schema(), filter);
    }

    private static List<List<@Nullable Object>> rowsAt(
            Table table, long snapshot, Schema schema, Expression filter) {
        return LocalTables.rows(
                IcebergScan.plan(new ScanRequest(table, snapshot, schema, filter, 1000)));
    }

    @Test
    void a_renamed_column_prunes_files_written_before() {
        table.updateSchema().renameColumn("city", "town").commit();
        assertThat(rows(Expressions.equal("town", "a")))
                .containsExactly(LocalTables.row(1, "a", 0.5f), LocalTables.row(2, "b", 1.5f));
        append(table, LocalTables.row(21, "z", 3.5f));
        assertThat(rows(Expressions.not(Expressions.lessThan("town", "n"))))
                .containsExactly(LocalTables.row(21, "z", 3.5f));
        assertThat(rows(Expressions.in("town", "a", "z"))).hasSize(3);
    }

    @Test
    void names_that_were_swapped_mean_what_they_mean_now() {
        table.updateSchema().addColumn("note", Types.StringType.get()).commit();
        append(table, LocalTables.row(21, "x", 3.5f, "y"));
        table.updateSchema().renameColumn("city", "other").commit();
        table.updateSchema().renameColumn("note", "city").commit();
        assertThat(rows(Expressions.equal("city", "y")))
                .containsExactly(LocalTables.row(21, "x", 3.5f, "y"));
        assertThat(rows(Expressions.equal("other", "y"))).isEmpty();
    }

    @Test
    void a_column_dropped_and_added_again_is_another_one() {
        table.updateSchema().deleteColumn("city").commit();
        table.updateSchema().addColumn("city", Types.StringType.get()).commit();
        assertThat(rows(Expressions.equal("city", "a"))).isEmpty();
        assertThat(rows(Expressions.isNull("city"))).hasSize(4);
        append(table, LocalTables.row(21, 3.5f, "a"));
        assertThat(rows(Expressions.equal("city", "a")))
                .containsExactly(LocalTables.row(21, 3.5f, "a"));
    }

    @Test
    void promoted_columns_take_values_that_old_files_cannot_hold() {
        table.updateSchema()
                .updateColumn("id", Types.LongType.get())
                .updateColumn("size", Types.DoubleType.get())
                .commit();
        append(table, LocalTables.row(1L << 40, "z", 1e100));
        assertThat(rows(Expressions.equal("id", 1L << 40)))
                .containsExactly(LocalTables.row(1L << 40, "z", 1e100));
        assertThat(rows(Expressions.equal("id", 2L))).hasSize(2);
        assertThat(rows(Expressions.equal("size", 2.5))).hasSize(2);
        assertThat(rows(Expressions.greaterThan("size", 1e50))).hasSize(1);
    }

    @Test
    void rows_older_than_a_column_with_a_default_have_that_default() {
        table.updateSchema()
                .addColumn("grade", Types.IntegerType.get(), Expressions.lit(7))
                .commit();
        assertThat(rows(Expressions.equal("grade", 7))).hasSize(4);
        append(table, LocalTables.row(21, "z", 3.5f, 8));
        assertThat(rows(Expressions.equal("grade", 7))).hasSize(4);
        assertThat(rows(Expressions.notNull("grade"))).hasSize(5);
    }

    @Test
    void time_travel_uses_the_names_of_then() {
        Schema then = table.schema();
        table.updateSchema().renameColumn("city", "town").commit();
        assertThat(rowsAt(table, first, then, Expressions.equal("city", "a"))).hasSize(2);
        append(table, LocalTables.row(21, "z", 3.5f));
        assertThat(rowsAt(table, first, then, Expressions.equal("city", "a"))).hasSize(2);
        assertThat(rowsAt(table, first, then, Expressions.equal("city", "z"))).isEmpty();
    }

    @Test
    void an_old_snapshot_can_be_read_with_the_names_of_now() {
        table.updateSchema().renameColumn("city", "town").commit();
        table.updateSchema().addColumn("n", Types.LongType.get()).commit();
        append(table, LocalTables.row(21, "z", 3.5f, 1L));
        Schema now = table.schema();
        assertThat(rowsAt(table, first, now, Expressions.equal("town", "a"))).hasSize(2);
        assertThat(rowsAt(table, first, now, Expressions.isNull("n"))).hasSize(4);
    }

    @Test
    void a_renamed_partition_column_prunes_partitions() {
        table = create("p", PartitionSpec.builderFor(SCHEMA).identity("city").build());
        first = table.currentSnapshot().snapshotId();
        Schema then = table.schema();
        table.updateSchema().renameColumn("city", "town").commit();
        assertThat(rows(Expressions.equal("town", "a")))
                .containsExactly(LocalTables.row(1, "a", 0.5f));
        append(table, LocalTables.row(21, "a", 3.5f));
        assertThat(rows(Expressions.equal("town", "a"))).hasSize(2);
        assertThat(rowsAt(table, first, then, Expressions.equal("city", "a"))).hasSize(1);
        assertThat(rowsAt(table, first, table.schema(), Expressions.equal("town", "m"))).hasSize(1);
    }
}
