package dev.tarn.engine.pipeline;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.AggregateFunction;
import dev.tarn.engine.function.Rows;

import java.util.Arrays;
import java.util.List;

/// Plain aggregates for tests of operators: sum of BIGINT, and count.
final class Sums {
    static final AggregateFunction SUM =
            new AggregateFunction("sum", List.of(DataType.BIGINT), DataType.BIGINT, Sum::new);
    static final AggregateFunction COUNT =
            new AggregateFunction("count", List.of(), DataType.BIGINT, Sum::new);

    private Sums() {}

    static AggregateFunction count(DataType type) {
        return new AggregateFunction("count", List.of(type), DataType.BIGINT, Count::new);
    }

    private static class Sum implements Accumulator {
        long[] sums = new long[0];
        boolean[] seen = new boolean[0];

        @Override
        public void resize(int groupCount) {
            if (sums.length < groupCount) {
                sums = Arrays.copyOf(sums, groupCount * 2);
                seen = Arrays.copyOf(seen, groupCount * 2);
            }
        }

        @Override
        public void add(int[] groups, List<Vector> arguments, Rows rows) {
            int[] selection = rows.selection();
            if (arguments.isEmpty()) {
                for (int i = 0; i < rows.selectedCount(); i++) {
                    sums[groups[i]]++;
                    seen[groups[i]] = true;
                }
                return;
            }
            LongVector values = (LongVector) arguments.getFirst().flatten();
            long[] numbers = values.values();
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = selection == null ? i : selection[i];
                if (Bitmaps.isSet(values.validity(), row)) {
                    sums[groups[i]] += numbers[row];
                    seen[groups[i]] = true;
                }
            }
        }

        @Override
        public void merge(Accumulator other, int[] from, int[] to, int count) {
            Sum that = (Sum) other;
            for (int i = 0; i < count; i++) {
                sums[to[i]] += that.sums[from[i]];
                seen[to[i]] |= that.seen[from[i]];
            }
        }

        @Override
        public List<DataType> stateTypes() {
            return List.of(DataType.BIGINT);
        }

        @Override
        public List<Vector> save(int[] groups, int from, int to) {
            long[] saved = new long[to - from];
            long[] validity = Bitmaps.allClear(to - from);
            for (int i = 0; i < saved.length; i++) {
                saved[i] = sums[groups[from + i]];
                if (seen[groups[from + i]]) {
                    Bitmaps.set(validity, i);
                }
            }
            return List.of(new LongVector(DataType.BIGINT, saved, validity, saved.length));
        }

        @Override
        public void restore(List<? extends Vector> saved, int count) {
            LongVector values = (LongVector) saved.getFirst().flatten();
            sums = values.values();
            seen = new boolean[count];
            for (int group = 0; group < count; group++) {
                seen[group] = !values.isNull(group);
            }
        }

        @Override
        public Vector finish(int from, int to) {
            long[] validity = Bitmaps.allClear(to - from);
            for (int i = from; i < to; i++) {
                if (seen[i]) {
                    Bitmaps.set(validity, i - from);
                }
            }
            return new LongVector(
                    DataType.BIGINT, Arrays.copyOfRange(sums, from, to), validity, to - from);
        }

        @Override
        public long sizeBytes() {
            return 9L * sums.length;
        }
    }

    private static final class Count extends Sum {
        @Override
        public void add(int[] groups, List<Vector> arguments, Rows rows) {
            int[] selection = rows.selection();
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = selection == null ? i : selection[i];
                if (!arguments.getFirst().isNull(row)) {
                    sums[groups[i]]++;
                }
                seen[groups[i]] = true;
            }
        }
    }
}
