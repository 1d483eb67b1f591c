package dev.tarn.engine.command;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.physical.FileLayout;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.spi.FileOrder;
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

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Carries out [FileRewrite]s: a scan of the files, sorted where that is asked for, into new ones.
final class FileRewrites {
    /// What metadata tell of columns that files are clustered by, whatever the table says: bounds
    /// of long texts that begin alike differ, or no file could be skipped by them.
    private static final String CLUSTERED_BOUNDS = "truncate(128)";

    private FileRewrites() {}

    /// @param name the table's, for messages
    static List<DataFile> run(String name, BaseTable table, FileRewrite rewrite, RowRunner runner) {
        Schema columns =
                TableUtil.supportsRowLineage(table)
                        ? MetadataColumns.schemaWithRowLineage(table.schema())
                        : table.schema();
        Table files = new PlannedTable(table.operations(), name, rewrite.files());
        Plan rows = scan(name, files, rewrite, columns);
        WriteResults writes = new WriteResults();
        try {
            Table target = target(table, rewrite);
            FileLayout layout = layout(rewrite);
            Plan.TableWrite write =
                    switch (rewrite.order()) {
                        case FileOrder.Sorted(SortOrder order) ->
                                WriteOrder.rewrite(rows, target, columns, order, layout);
                        case FileOrder.Clustered order -> {
                            CurveSample sample = new CurveSample(order, table.schema(), rewrite);
                            Plan some = scan(name, files, rewrite, sample.columns());
                            runner.run(sample.values(some), new WriteResults(), sample::add);
                            ScalarFunction key = sample.key();
                            yield WriteOrder.clustered(
                                    rows, target, columns, key, order.columnIds(), layout);
                        }
                    };
            Writes.run(write, writes, runner);
        } catch (RuntimeException | Error failure) {
            Writes.delete(writes, table.io());
            throw failure;
        }
        return writes.files();
    }

    private static Plan scan(String name, Table files, FileRewrite rewrite, Schema columns) {
        List<Field> fields = IcebergTypes.fields(columns);
        return new Plan.TableScan(
                name,
                files,
                rewrite.snapshotId(),
                columns,
                fields,
                fields.size(),
                Expressions.alwaysTrue(),
                null,
                -1);
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
        Map<String, String> settings = new HashMap<>();
        settings.put(
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                Long.toString(rewrite.sizes().mostBytes()));
        if (rewrite.order() instanceof FileOrder.Clustered order) {
            for (int id : order.columnIds()) {
                String column = metadata.schema().findColumnName(id);
                settings.put(
                        TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + column, CLUSTERED_BOUNDS);
            }
        }
        TableMetadata.Builder builder = TableMetadata.buildFrom(metadata).setProperties(settings);
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
    private static SortOrder known(FileOrder by, TableMetadata metadata) {
        if (!(by instanceof FileOrder.Sorted(SortOrder order))) {
            return SortOrder.unsorted();
        }
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
