package dev.tarn.storage.table;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.testkit.Batches;

import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.hadoop.HadoopTables;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Tables in a local folder, and their rows as Java objects.
final class LocalTables {
    private LocalTables() {}

    static Table create(
            Path folder, Schema schema, PartitionSpec spec, Map<String, String> properties) {
        return new HadoopTables(new Configuration(false))
                .create(schema, spec, properties, folder.toString());
    }

    static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    static Batch batch(Schema schema, List<List<@Nullable Object>> rows) {
        List<Vector> columns = new ArrayList<>();
        List<DataType.Field> fields = IcebergTypes.fields(schema);
        for (int i = 0; i < fields.size(); i++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (List<@Nullable Object> row : rows) {
                values.add(row.get(i));
            }
            columns.add(VectorBuilder.of(fields.get(i).type(), values));
        }
        return new Batch(columns, rows.size());
    }

    static List<DataFile> append(Table table, Batch... batches) {
        List<DataFile> files;
        try (TableWriter writer = TableWriter.open(table, "op", table.history().size())) {
            for (Batch batch : batches) {
                writer.write(batch);
            }
            files = writer.complete();
        }
        AppendFiles append = table.newAppend();
        files.forEach(append::appendFile);
        append.commit();
        table.refresh();
        return files;
    }

    static List<List<@Nullable Object>> rows(Table table) {
        return rows(table, table.schema(), Expressions.alwaysTrue());
    }

    static List<List<@Nullable Object>> rows(Table table, Schema projection, Expression filter) {
        return rows(scan(table, projection, filter));
    }

    static IcebergScan scan(Table table, Schema projection, Expression filter) {
        long snapshot = table.currentSnapshot() == null ? -1 : table.currentSnapshot().snapshotId();
        return IcebergScan.plan(new ScanRequest(table, snapshot, projection, filter, 1000));
    }

    static List<List<@Nullable Object>> rows(TableScanPlan plan) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Split split : plan.splits()) {
            try (BatchReader reader = plan.open(split)) {
                for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                    rows.addAll(Batches.rows(batch));
                }
            }
        }
        return rows;
    }
}
