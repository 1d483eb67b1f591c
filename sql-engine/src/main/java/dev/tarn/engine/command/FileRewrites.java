package dev.tarn.engine.command;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.FileLayout;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.spi.FileRewrite;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.storage.table.PlannedTable;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Carries out [FileRewrite]s: a scan of the files, sorted where that is asked for, into new ones.
final class FileRewrites {
    private FileRewrites() {}

    /// @param name the table's, for messages
    static List<DataFile> run(String name, BaseTable table, FileRewrite rewrite, RowRunner runner) {
        Schema columns =
                TableUtil.supportsRowLineage(table)
                        ? MetadataColumns.schemaWithRowLineage(table.schema())
                        : table.schema();
        List<Field> fields = IcebergTypes.fields(columns);
        Plan rows =
                new Plan.TableScan(
                        name,
                        new PlannedTable(table.operations(), name, rewrite.files()),
                        rewrite.snapshotId(),
                        columns,
                        fields,
                        fields.size(),
                        Expressions.alwaysTrue(),
                        null,
                        -1);
        WriteResults writes = new WriteResults();
        try {
            Table target = target(table, rewrite);
            Writes.run(
                    WriteOrder.rewrite(rows, target, columns, rewrite.order(), layout(rewrite)),
                    writes,
                    runner);
        } catch (RuntimeException | Error failure) {
            Writes.delete(writes, table.io());
            throw failure;
        }
        return writes.files();
    }

    /// Null where rows may be in several partitions.
    private static @Nullable FileLayout layout(FileRewrite rewrite) {
        if (rewrite.partition() == null && rewrite.spec().isPartitioned()) {
            return null;
        }
        long rowCount = rewrite.files().stream().mapToLong(file -> file.file().recordCount()).sum();
        return new FileLayout(
                rewrite.partition(),
                rowCount,
                rewrite.sizes().targetBytes(),
                rewrite.sizes().mostBytes());
    }

    /// The table as its writers are to see it: with the spec, the order and the size of the new
    /// files.
    private static Table target(BaseTable table, FileRewrite rewrite) {
        TableMetadata metadata = table.operations().current();
        TableMetadata.Builder builder =
                TableMetadata.buildFrom(metadata)
                        .setProperties(
                                Map.of(
                                        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                                        Long.toString(rewrite.sizes().mostBytes())));
        if (rewrite.spec().specId() != metadata.defaultSpecId()) {
            builder.setDefaultPartitionSpec(rewrite.spec().specId());
        }
        SortOrder known = known(rewrite.order(), metadata);
        if (known.orderId() != metadata.defaultSortOrderId()) {
            builder.setDefaultSortOrder(known);
        }
        return FixedTable.of(table, builder.build());
    }

    /// The order by which files say that they are sorted: that of the table's which rows are sorted
    /// by. Without sorting it is the table's own, which rows may come in as well.
    private static SortOrder known(SortOrder order, TableMetadata metadata) {
        if (order.isUnsorted()) {
            return metadata.sortOrder();
        }
        for (SortOrder one : metadata.sortOrders()) {
            if (one.sameOrder(order)) {
                return one;
            }
        }
        return SortOrder.unsorted();
    }
}
