package dev.tarn.engine.eval;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Rows;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Collects the vectors that different rows of one result come from. Rows that are asked for and
/// that no part has are null.
final class Parts {
    private final Rows asked;
    private final List<Vector> vectors = new ArrayList<>();
    private final List<Rows> places = new ArrayList<>();
    private int covered;
    private @Nullable Vector rest;

    Parts(Rows asked) {
        this.asked = asked;
    }

    /// Takes `rows` of the result, which no other part has, from the same rows of `vector`. Their
    /// array must stay as it is until [#merge].
    void add(Vector vector, Rows rows) {
        vectors.add(vector);
        places.add(rows);
        covered += rows.selectedCount();
    }

    /// Takes what no other part has from the same rows of `vector`.
    void rest(Vector vector) {
        rest = vector;
    }

    Vector merge(DataType type) {
        if (covered < asked.selectedCount() || vectors.isEmpty()) {
            // In front, where every row begins.
            Vector others = rest == null ? Vectors.nulls(type, asked.rowCount()) : rest;
            vectors.addFirst(others);
            places.addFirst(asked);
        }
        if (vectors.size() == 1) {
            return vectors.getFirst();
        }
        if (vectors.stream().allMatch(ConstantVector.class::isInstance)) {
            return ofConstants(type);
        }
        int count = asked.rowCount();
        switch (type.physical()) {
            case INT -> {
                return new IntVector(type, ints(), validity(), count);
            }
            case LONG -> {
                return new LongVector(type, longs(), validity(), count);
            }
            case DOUBLE -> {
                return new DoubleVector(type, doubles(), validity(), count);
            }
            default -> {}
        }
        int[] rows = new int[count];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = row;
        }
        return Interleave.of(type, vectors, numbers(), rows, rows.length);
    }

    /// The number of the part that each row comes from; of rows that nobody asked for, the first.
    private int[] numbers() {
        int[] numbers = new int[asked.rowCount()];
        for (int part = 1; part < vectors.size(); part++) {
            Rows rows = places.get(part);
            for (int i = 0; i < rows.selectedCount(); i++) {
                numbers[rows.row(i)] = part;
            }
        }
        return numbers;
    }

    private Vector ofConstants(DataType type) {
        List<Vector> values = new ArrayList<>();
        for (Vector vector : vectors) {
            values.add(((ConstantVector) vector).value());
        }
        return new DictionaryVector(
                Interleave.concatenate(type, values), numbers(), asked.rowCount());
    }

    private long @Nullable [] validity() {
        if (vectors.stream().noneMatch(Vector::mayHaveNulls)) {
            return null;
        }
        int count = asked.rowCount();
        long[] first = Args.validity(vectors.getFirst());
        long[] out = first == null ? Bitmaps.allSet(count) : Arrays.copyOf(first, first.length);
        for (int part = 1; part < vectors.size(); part++) {
            long[] in = Args.validity(vectors.get(part));
            Rows rows = places.get(part);
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                long bit = in == null ? 1 : in[row >>> 6] >>> row & 1;
                out[row >>> 6] = out[row >>> 6] & ~(1L << row) | bit << row;
            }
        }
        return out;
    }

    /// The first part, with the others written over it.
    private int[] ints() {
        int[] out = Arrays.copyOf(Args.ints(vectors.getFirst()), asked.rowCount());
        for (int part = 1; part < vectors.size(); part++) {
            int[] in = Args.ints(vectors.get(part));
            Rows rows = places.get(part);
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                out[row] = in[row];
            }
        }
        return out;
    }

    private long[] longs() {
        long[] out = Arrays.copyOf(Args.longs(vectors.getFirst()), asked.rowCount());
        for (int part = 1; part < vectors.size(); part++) {
            long[] in = Args.longs(vectors.get(part));
            Rows rows = places.get(part);
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                out[row] = in[row];
            }
        }
        return out;
    }

    private double[] doubles() {
        double[] out = Arrays.copyOf(Args.doubles(vectors.getFirst()), asked.rowCount());
        for (int part = 1; part < vectors.size(); part++) {
            double[] in = Args.doubles(vectors.get(part));
            Rows rows = places.get(part);
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                out[row] = in[row];
            }
        }
        return out;
    }
}
