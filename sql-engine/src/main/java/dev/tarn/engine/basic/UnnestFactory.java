package dev.tarn.engine.basic;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.exec.OperatorFactory;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// UNNEST: a row for each element of a row's longest collection; shorter collections give nulls at
/// their end. A map gives a key and a value, a list of structs their fields. Batches are as long as
/// any, however long a list is.
final class UnnestFactory implements OperatorFactory {
    private static final int NONE = -1;

    private final Plan.Unnest plan;
    private final int batchRowCount;

    UnnestFactory(Plan.Unnest plan, int batchRowCount) {
        this.plan = plan;
        this.batchRowCount = batchRowCount;
    }

    @Override
    public Operator create() {
        return new Unnesting();
    }

    /// The elements of one collection column: those of row `r` are `offsets[r]..offsets[r + 1]`.
    private record Elements(FlatVector collection, int[] offsets, List<Vector> columns) {

        static Elements of(FlatVector collection) {
            return switch (collection) {
                case MapVector map ->
                        new Elements(map, map.offsets(), List.of(map.keys(), map.values()));
                case ListVector list -> new Elements(list, list.offsets(), columns(list));
                default ->
                        throw new IllegalStateException(
                                "UNNEST of " + collection.type() + " was planned");
            };
        }

        private static List<Vector> columns(ListVector list) {
            if (!(((DataType.ListOf) list.type()).element() instanceof DataType.StructOf)) {
                return List.of(list.elements());
            }
            StructVector structs = (StructVector) list.elements().flatten();
            long[] present = structs.validity();
            List<Vector> fields = new ArrayList<>();
            for (Vector field : structs.fields()) {
                FlatVector flat = field.flatten();
                fields.add(
                        flat.withValidity(Bitmaps.and(flat.validity(), present, structs.length())));
            }
            return fields;
        }

        int count(int row) {
            return collection.isNull(row) ? 0 : offsets[row + 1] - offsets[row];
        }
    }

    /// One driver's part: the batch that is being unnested, and how far that is.
    private final class Unnesting implements Operator {
        private @Nullable Batch batch;
        private List<Elements> collections = List.of();
        private int row;
        private int position;

        @Override
        public void accept(Batch given) {
            Batch compact = given.compact();
            List<Elements> found = new ArrayList<>();
            for (int at = plan.width(); at < compact.columns().size(); at++) {
                found.add(Elements.of(compact.column(at).flatten()));
            }
            batch = compact;
            collections = found;
            row = 0;
            position = 0;
        }

        @Override
        public @Nullable Batch next() {
            Batch from = batch;
            if (from == null) {
                return null;
            }
            int[] rows = new int[batchRowCount];
            int[] positions = new int[batchRowCount];
            int count = 0;
            while (count < batchRowCount && row < from.rowCount()) {
                int length = length();
                if (length == 0 && plan.outer()) {
                    rows[count] = row;
                    positions[count++] = NONE;
                }
                int taken = Math.min(length - position, batchRowCount - count);
                for (int i = 0; i < taken; i++) {
                    rows[count] = row;
                    positions[count++] = position++;
                }
                if (position == length) {
                    row++;
                    position = 0;
                }
            }
            if (row == from.rowCount()) {
                batch = null;
            }
            return count == 0 ? null : output(from, rows, positions, count);
        }

        private int length() {
            int length = 0;
            for (Elements collection : collections) {
                length = Math.max(length, collection.count(row));
            }
            return length;
        }

        private Batch output(Batch from, int[] rows, int[] positions, int count) {
            List<Vector> columns = new ArrayList<>();
            for (int column = 0; column < plan.width(); column++) {
                columns.add(from.column(column).take(rows, count));
            }
            for (Elements collection : collections) {
                int[] source = new int[count];
                int[] places = new int[count];
                for (int i = 0; i < count; i++) {
                    boolean is = positions[i] >= 0 && positions[i] < collection.count(rows[i]);
                    source[i] = is ? 0 : NONE;
                    places[i] = is ? collection.offsets[rows[i]] + positions[i] : 0;
                }
                for (Vector elements : collection.columns) {
                    columns.add(
                            Interleave.of(
                                    elements.type(), List.of(elements), source, places, count));
                }
            }
            if (plan.withOrdinality()) {
                columns.add(ordinals(positions, count));
            }
            return new Batch(columns, count);
        }

        private Vector ordinals(int[] positions, int count) {
            long[] ordinals = new long[count];
            long[] present = Bitmaps.allSet(count);
            for (int i = 0; i < count; i++) {
                ordinals[i] = positions[i] + 1L;
                if (positions[i] == NONE) {
                    Bitmaps.clear(present, i);
                }
            }
            return new LongVector(DataType.BIGINT, ordinals, present, count);
        }
    }
}
