package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Picks rows of several vectors of one type into one flat vector.
///
/// Row `i` of the result is row `rows[i]` of source `from[i]`, or null where that is negative. For
/// CASE branches, merges and concatenation.
public final class Interleave {
    private final int[] from;
    private final int[] rows;
    private final int count;

    private Interleave(int[] from, int[] rows, int count) {
        this.from = from;
        this.rows = rows;
        this.count = count;
    }

    /// The vector of `count` rows; arrays are borrowed.
    public static FlatVector of(
            DataType type, List<? extends Vector> sources, int[] from, int[] rows, int count) {
        List<FlatVector> flat = new ArrayList<>(sources.size());
        for (Vector source : sources) {
            flat.add(source.flatten());
        }
        return new Interleave(from, rows, count).merge(type, flat);
    }

    /// The rows of all sources, one after another.
    public static FlatVector concatenate(DataType type, List<? extends Vector> sources) {
        int count = 0;
        for (Vector source : sources) {
            count = Math.addExact(count, source.length());
        }
        int[] from = new int[count];
        int[] rows = new int[count];
        int at = 0;
        for (int source = 0; source < sources.size(); source++) {
            for (int row = 0; row < sources.get(source).length(); row++) {
                from[at] = source;
                rows[at++] = row;
            }
        }
        return of(type, sources, from, rows, count);
    }

    private FlatVector merge(DataType type, List<FlatVector> sources) {
        long @Nullable [] validity = validity(sources);
        return switch (type.physical()) {
            case BOOLEAN -> new BooleanVector(type, booleans(sources), validity, count);
            case INT -> new IntVector(type, ints(sources), validity, count);
            case LONG -> new LongVector(type, longs(sources), validity, count);
            case INT128 -> int128(type, sources, validity);
            case FLOAT -> new FloatVector(type, floats(sources), validity, count);
            case DOUBLE -> new DoubleVector(type, doubles(sources), validity, count);
            case BYTES -> bytes(type, sources, validity);
            case LIST -> list((DataType.ListOf) type, sources, validity);
            case MAP -> map((DataType.MapOf) type, sources, validity);
            case STRUCT -> struct((DataType.StructOf) type, sources, validity);
        };
    }

    private long @Nullable [] validity(List<FlatVector> sources) {
        if (sources.stream().noneMatch(Vector::mayHaveNulls) && allPicked()) {
            return null;
        }
        long[] validity = Bitmaps.allSet(count);
        boolean nulls = false;
        for (int i = 0; i < count; i++) {
            if (from[i] < 0 || !Bitmaps.isSet(sources.get(from[i]).validity(), rows[i])) {
                Bitmaps.clear(validity, i);
                nulls = true;
            }
        }
        return nulls ? validity : null;
    }

    private boolean allPicked() {
        int signs = 0;
        for (int i = 0; i < count; i++) {
            signs |= from[i];
        }
        return signs >= 0;
    }

    private boolean[] booleans(List<FlatVector> sources) {
        boolean[][] arrays = new boolean[sources.size()][];
        for (int source = 0; source < arrays.length; source++) {
            arrays[source] = ((BooleanVector) sources.get(source)).values();
        }
        boolean[] out = new boolean[count];
        for (int i = 0; i < count; i++) {
            if (from[i] >= 0) {
                out[i] = arrays[from[i]][rows[i]];
            }
        }
        return out;
    }

    private int[] ints(List<FlatVector> sources) {
        int[][] arrays = new int[sources.size()][];
        for (int source = 0; source < arrays.length; source++) {
            arrays[source] = ((IntVector) sources.get(source)).values();
        }
        int[] out = new int[count];
        for (int i = 0; i < count; i++) {
            if (from[i] >= 0) {
                out[i] = arrays[from[i]][rows[i]];
            }
        }
        return out;
    }

    private long[] longs(List<FlatVector> sources) {
        long[][] arrays = new long[sources.size()][];
        for (int source = 0; source < arrays.length; source++) {
            arrays[source] = ((LongVector) sources.get(source)).values();
        }
        return pick(arrays);
    }

    private long[] pick(long[][] arrays) {
        long[] out = new long[count];
        for (int i = 0; i < count; i++) {
            if (from[i] >= 0) {
                out[i] = arrays[from[i]][rows[i]];
            }
        }
        return out;
    }

    private Int128Vector int128(
            DataType type, List<FlatVector> sources, long @Nullable [] validity) {
        long[][] high = new long[sources.size()][];
        long[][] low = new long[sources.size()][];
        for (int source = 0; source < high.length; source++) {
            high[source] = ((Int128Vector) sources.get(source)).high();
            low[source] = ((Int128Vector) sources.get(source)).low();
        }
        return new Int128Vector(type, pick(high), pick(low), validity, count);
    }

    private float[] floats(List<FlatVector> sources) {
        float[][] arrays = new float[sources.size()][];
        for (int source = 0; source < arrays.length; source++) {
            arrays[source] = ((FloatVector) sources.get(source)).values();
        }
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            if (from[i] >= 0) {
                out[i] = arrays[from[i]][rows[i]];
            }
        }
        return out;
    }

    private double[] doubles(List<FlatVector> sources) {
        double[][] arrays = new double[sources.size()][];
        for (int source = 0; source < arrays.length; source++) {
            arrays[source] = ((DoubleVector) sources.get(source)).values();
        }
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            if (from[i] >= 0) {
                out[i] = arrays[from[i]][rows[i]];
            }
        }
        return out;
    }

    private BytesVector bytes(DataType type, List<FlatVector> sources, long @Nullable [] validity) {
        int[][] ranges = new int[sources.size()][];
        for (int source = 0; source < ranges.length; source++) {
            ranges[source] = ((BytesVector) sources.get(source)).offsets();
        }
        int[] offsets = offsets(ranges, validity);
        byte[] data = new byte[offsets[count]];
        for (int i = 0; i < count; i++) {
            int bytes = offsets[i + 1] - offsets[i];
            if (bytes > 0) {
                byte[] source = ((BytesVector) sources.get(from[i])).data();
                System.arraycopy(source, ranges[from[i]][rows[i]], data, offsets[i], bytes);
            }
        }
        return new BytesVector(type, data, offsets, validity, count);
    }

    private int[] offsets(int[][] ranges, long @Nullable [] validity) {
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            int length = 0;
            if (Bitmaps.isSet(validity, i)) {
                int[] range = ranges[from[i]];
                length = range[rows[i] + 1] - range[rows[i]];
            }
            offsets[i + 1] = Math.addExact(offsets[i], length);
        }
        return offsets;
    }

    /// The picks of the elements that the picked lists or maps hold.
    private Interleave elements(int[][] ranges, int[] offsets) {
        int total = offsets[count];
        int[] childFrom = new int[total];
        int[] childRows = new int[total];
        for (int i = 0; i < count; i++) {
            int length = offsets[i + 1] - offsets[i];
            for (int at = 0; at < length; at++) {
                childFrom[offsets[i] + at] = from[i];
                childRows[offsets[i] + at] = ranges[from[i]][rows[i]] + at;
            }
        }
        return new Interleave(childFrom, childRows, total);
    }

    private ListVector list(
            DataType.ListOf type, List<FlatVector> sources, long @Nullable [] validity) {
        int[][] ranges = new int[sources.size()][];
        List<FlatVector> elements = new ArrayList<>();
        for (int source = 0; source < ranges.length; source++) {
            ListVector list = (ListVector) sources.get(source);
            ranges[source] = list.offsets();
            elements.add(list.elements().flatten());
        }
        int[] offsets = offsets(ranges, validity);
        FlatVector merged = elements(ranges, offsets).merge(type.element(), elements);
        return new ListVector(type, offsets, merged, validity, count);
    }

    private MapVector map(
            DataType.MapOf type, List<FlatVector> sources, long @Nullable [] validity) {
        int[][] ranges = new int[sources.size()][];
        List<FlatVector> keys = new ArrayList<>();
        List<FlatVector> values = new ArrayList<>();
        for (int source = 0; source < ranges.length; source++) {
            MapVector map = (MapVector) sources.get(source);
            ranges[source] = map.offsets();
            keys.add(map.keys().flatten());
            values.add(map.values().flatten());
        }
        int[] offsets = offsets(ranges, validity);
        Interleave entries = elements(ranges, offsets);
        return new MapVector(
                type,
                offsets,
                entries.merge(type.key(), keys),
                entries.merge(type.value(), values),
                validity,
                count);
    }

    private StructVector struct(
            DataType.StructOf type, List<FlatVector> sources, long @Nullable [] validity) {
        List<Vector> fields = new ArrayList<>();
        for (int field = 0; field < type.fields().size(); field++) {
            List<FlatVector> children = new ArrayList<>();
            for (FlatVector source : sources) {
                children.add(((StructVector) source).fields().get(field).flatten());
            }
            fields.add(merge(type.fields().get(field).type(), children));
        }
        return new StructVector(type, fields, validity, count);
    }
}
