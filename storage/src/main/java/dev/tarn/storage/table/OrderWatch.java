package dev.tarn.storage.table;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.NullOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Whether the rows that go to a file come in the table's sort order, found out by comparing each
/// row with the one before it, so that a file says it is sorted only when it is. Rows out of order
/// end the comparing, so they cost next to nothing.
///
/// NaN is above all numbers, and -0 below 0; strings and bytes compare as unsigned bytes. Holds the
/// sort columns of the last batch. One thread.
final class OrderWatch {
    private final List<Key> keys;
    private List<FlatVector> last = List.of();
    private int lastRow;
    private boolean sorted = true;

    private record Key(
            int ordinal, ColumnTransform transform, boolean descending, boolean nullsFirst) {}

    private OrderWatch(List<Key> keys) {
        this.keys = keys;
    }

    /// A watch for one file; null where the table has no order, or one that is not compared here:
    /// by nested columns, UUIDs or transforms that are not known.
    static @Nullable OrderWatch of(Schema schema, SortOrder order) {
        if (order.isUnsorted()) {
            return null;
        }
        List<Key> keys = new ArrayList<>();
        for (SortField field : order.fields()) {
            Types.NestedField column = schema.findField(field.sourceId());
            int ordinal = column == null ? -1 : schema.columns().indexOf(column);
            if (ordinal < 0
                    || !column.type().isPrimitiveType()
                    || column.type().typeId() == Type.TypeID.UUID) {
                return null;
            }
            try {
                String transform = field.transform().toString();
                keys.add(
                        new Key(
                                ordinal,
                                ColumnTransform.of(transform, column.type()),
                                field.direction() == SortDirection.DESC,
                                field.nullOrder() == NullOrder.NULLS_FIRST));
            } catch (StorageException e) {
                return null;
            }
        }
        return new OrderWatch(keys);
    }

    /// Whether all rows so far were in order.
    boolean sorted() {
        return sorted;
    }

    /// Looks at the selected rows of `batch`, which follow those looked at before.
    void add(Batch batch) {
        if (!sorted || batch.selectedCount() == 0) {
            return;
        }
        List<FlatVector> values = new ArrayList<>(keys.size());
        for (Key key : keys) {
            values.add(key.transform().apply(batch.column(key.ordinal())).flatten());
        }
        int[] selection = batch.selection();
        List<FlatVector> before = last.isEmpty() ? values : last;
        int rowBefore = last.isEmpty() ? row(selection, 0) : lastRow;
        for (int i = 0; i < batch.selectedCount(); i++) {
            int row = row(selection, i);
            if (compare(before, rowBefore, values, row) > 0) {
                sorted = false;
                last = List.of();
                return;
            }
            before = values;
            rowBefore = row;
        }
        last = values;
        lastRow = rowBefore;
    }

    private static int row(int @Nullable [] selection, int at) {
        return selection == null ? at : selection[at];
    }

    private int compare(List<FlatVector> left, int leftRow, List<FlatVector> right, int rightRow) {
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            FlatVector a = left.get(i);
            FlatVector b = right.get(i);
            boolean aNull = a.isNull(leftRow);
            boolean bNull = b.isNull(rightRow);
            int order = 0;
            if (aNull || bNull) {
                order = aNull == bNull ? 0 : aNull == key.nullsFirst() ? -1 : 1;
            } else {
                order = values(a, leftRow, b, rightRow);
                order = key.descending() ? -order : order;
            }
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /// Compares two values, neither of them null, as -1, 0 or 1.
    private static int values(FlatVector left, int i, FlatVector right, int j) {
        int order =
                switch (left) {
                    case BooleanVector a ->
                            Boolean.compare(a.values()[i], ((BooleanVector) right).values()[j]);
                    case IntVector a ->
                            Integer.compare(a.values()[i], ((IntVector) right).values()[j]);
                    case LongVector a ->
                            Long.compare(a.values()[i], ((LongVector) right).values()[j]);
                    case FloatVector a ->
                            Float.compare(a.values()[i], ((FloatVector) right).values()[j]);
                    case DoubleVector a ->
                            Double.compare(a.values()[i], ((DoubleVector) right).values()[j]);
                    case BytesVector a -> bytes(a, i, (BytesVector) right, j);
                    case Int128Vector a -> int128(a, i, (Int128Vector) right, j);
                    default -> throw new IllegalArgumentException("Order of " + left.type());
                };
        return Integer.signum(order);
    }

    private static int bytes(BytesVector a, int i, BytesVector b, int j) {
        return Arrays.compareUnsigned(
                a.data(),
                a.offsets()[i],
                a.offsets()[i + 1],
                b.data(),
                b.offsets()[j],
                b.offsets()[j + 1]);
    }

    private static int int128(Int128Vector a, int i, Int128Vector b, int j) {
        int high = Long.compare(a.high()[i], b.high()[j]);
        return high != 0 ? high : Long.compareUnsigned(a.low()[i], b.low()[j]);
    }
}
