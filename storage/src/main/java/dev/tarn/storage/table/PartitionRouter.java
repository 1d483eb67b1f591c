package dev.tarn.storage.table;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.RowKeys;

import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Splits batches by partition. One thread.
public final class PartitionRouter {
    private final PartitionSpec spec;
    private final List<Source> sources = new ArrayList<>();
    private final RowKeys keys = new RowKeys();
    private final List<PartitionTuple> partitions = new ArrayList<>();

    /// Where a partition field takes its values from: a column, down through structs.
    private record Source(int ordinal, List<Integer> steps, ColumnTransform transform) {}

    /// A router by `spec`.
    ///
    /// @throws dev.tarn.storage.StorageException UNSUPPORTED if a transform is not known
    public PartitionRouter(PartitionSpec spec) {
        this.spec = spec;
        for (PartitionField field : spec.fields()) {
            sources.add(source(spec.schema(), field));
        }
    }

    private static Source source(Schema schema, PartitionField field) {
        Types.NestedField column = schema.findField(field.sourceId());
        ColumnTransform transform = ColumnTransform.of(field.transform().toString(), column.type());
        String[] names = schema.findColumnName(field.sourceId()).split("\\.", -1);
        int direct = schema.columns().indexOf(column);
        if (direct >= 0) {
            return new Source(direct, List.of(), transform);
        }
        List<Integer> steps = new ArrayList<>();
        Types.StructType struct = schema.asStruct();
        for (String name : names) {
            Types.NestedField at = struct.field(name);
            steps.add(struct.fields().indexOf(at));
            if (at.type().isStructType()) {
                struct = at.type().asStructType();
            }
        }
        return new Source(steps.getFirst(), steps.subList(1, steps.size()), transform);
    }

    /// The rows of one partition, some of those that are selected in a batch.
    public record Share(PartitionTuple partition, Batch rows) {}

    /// The shares of `batch`, in the order in which their partitions are met in it. They have its
    /// columns, flat.
    public List<Share> route(Batch batch) {
        // Flat once here, rather than once for each partition's share.
        List<Vector> columns = batch.columns().stream().<Vector>map(Vector::flatten).toList();
        return shares(
                new Batch(columns, batch.rowCount(), batch.selection(), batch.selectedCount()));
    }

    private List<Share> shares(Batch batch) {
        List<Vector> values = new ArrayList<>(sources.size());
        for (Source source : sources) {
            values.add(source.transform().apply(column(batch, source)));
        }
        RowKeys.Columns columns = RowKeys.Columns.of(values);
        int[] selection = batch.selection();
        int count = batch.selectedCount();
        int[] numbers = new int[count];
        int[] sizes = new int[partitions.size() + 8];
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            int number = keys.add(columns, row);
            if (number == partitions.size()) {
                partitions.add(PartitionTuple.of(spec, columns, row));
            }
            if (number >= sizes.length) {
                sizes = Arrays.copyOf(sizes, 2 * number);
            }
            numbers[i] = number;
            sizes[number]++;
        }
        return shares(batch, numbers, sizes);
    }

    private static Vector column(Batch batch, Source source) {
        Vector vector = batch.column(source.ordinal());
        for (int step : source.steps()) {
            vector = NestedFields.field(vector.flatten(), step);
        }
        return vector;
    }

    private List<Share> shares(Batch batch, int[] numbers, int[] sizes) {
        int[] selection = batch.selection();
        int[][] rows = new int[sizes.length][];
        int[] filled = new int[sizes.length];
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            int number = numbers[i];
            if (rows[number] == null) {
                rows[number] = new int[sizes[number]];
                order.add(number);
            }
            rows[number][filled[number]++] = selection == null ? i : selection[i];
        }
        List<Share> shares = new ArrayList<>(order.size());
        for (int number : order) {
            Batch share =
                    new Batch(batch.columns(), batch.rowCount(), rows[number], filled[number]);
            shares.add(new Share(partitions.get(number), share));
        }
        return shares;
    }
}
