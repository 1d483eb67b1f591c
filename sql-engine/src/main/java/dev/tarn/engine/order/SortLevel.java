package dev.tarn.engine.order;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.ValueOrder;
import dev.tarn.engine.physical.SortKey;

import java.util.Arrays;
import java.util.List;

/// One step of the comparison of two rows; the first level that tells them apart decides.
sealed interface SortLevel {

    /// Negative if `left` comes before `right`; both are rows of what is sorted.
    int compare(int left, int right);

    /// As [#compare(int, int)], where `right` is a row of `other`: the same level of other rows,
    /// made with null ranks.
    int compare(int left, SortLevel other, int right);

    /// Makes the words of rows `from..to`, before any of them is compared.
    void prepare(int from, int to);

    /// The levels of `key` over `values`, in order; with a rank of nulls where `nullRanks` asks for
    /// it and values may tie with null. Rows of several vectors are only compared where all have
    /// it.
    static void add(FlatVector values, SortKey key, boolean nullRanks, List<SortLevel> levels) {
        int rowCount = values.length();
        if (nullRanks && mayTieWithNull(values.type())) {
            levels.add(new Words(Part.NULL_RANK, values, key, new long[rowCount]));
        }
        DataType.Physical physical = values.type().physical();
        switch (physical) {
            case BOOLEAN, INT, LONG, FLOAT, DOUBLE ->
                    levels.add(new Words(Part.VALUE, values, key, new long[rowCount]));
            case INT128 -> {
                levels.add(new Words(Part.VALUE, values, key, new long[rowCount]));
                levels.add(new Words(Part.LOW_HALF, values, key, new long[rowCount]));
            }
            case BYTES -> {
                levels.add(new Words(Part.VALUE, values, key, new long[rowCount]));
                levels.add(new Bytes((BytesVector) values, key.descending()));
            }
            case LIST, MAP, STRUCT -> {
                if (!ValueOrder.isOrdered(values.type())) {
                    throw new SqlException(
                            ErrorCode.NOT_SUPPORTED,
                            "Values of type %s have no order".formatted(values.type()));
                }
                levels.add(new Nested(values, key.descending()));
            }
        }
    }

    /// Whether a value's word may be the one that stands for null.
    private static boolean mayTieWithNull(DataType type) {
        return switch (type.physical()) {
            case BOOLEAN, INT, FLOAT -> false;
            case LONG, DOUBLE, INT128, BYTES, LIST, MAP, STRUCT -> true;
        };
    }

    /// What of a value a word holds.
    enum Part {
        NULL_RANK,
        VALUE,
        LOW_HALF
    }

    /// Words of which the smaller comes first.
    record Words(Part part, FlatVector values, SortKey key, long[] words) implements SortLevel {
        @Override
        public int compare(int left, int right) {
            return Long.compare(words[left], words[right]);
        }

        @Override
        public int compare(int left, SortLevel other, int right) {
            return Long.compare(words[left], ((Words) other).words[right]);
        }

        @Override
        public void prepare(int from, int to) {
            switch (part) {
                case NULL_RANK -> SortWords.fillNullRanks(values, key, words, from, to);
                case VALUE -> SortWords.fill(values, key, words, from, to);
                case LOW_HALF -> SortWords.fillLow((Int128Vector) values, key, words, from, to);
            }
        }
    }

    /// Whole strings, unsigned byte by byte; what lies under nulls is not looked at.
    record Bytes(BytesVector bytes, boolean descending) implements SortLevel {
        @Override
        public int compare(int left, int right) {
            return compare(left, this, right);
        }

        @Override
        public int compare(int left, SortLevel other, int right) {
            int[] offsets = bytes.offsets();
            BytesVector others = ((Bytes) other).bytes;
            if (bytes.isNull(left) || others.isNull(right)) {
                return 0;
            }
            int order =
                    Arrays.compareUnsigned(
                            bytes.data(),
                            offsets[left],
                            offsets[left + 1],
                            others.data(),
                            others.offsets()[right],
                            others.offsets()[right + 1]);
            return descending ? -order : order;
        }

        @Override
        public void prepare(int from, int to) {}
    }

    /// Lists and structs, none of them null where this decides.
    record Nested(FlatVector values, boolean descending) implements SortLevel {
        @Override
        public int compare(int left, int right) {
            return compare(left, this, right);
        }

        @Override
        public int compare(int left, SortLevel other, int right) {
            FlatVector others = ((Nested) other).values;
            if (values.isNull(left) || others.isNull(right)) {
                return 0;
            }
            int order = ValueOrder.compare(values, left, others, right);
            return descending ? -order : order;
        }

        @Override
        public void prepare(int from, int to) {}
    }
}
