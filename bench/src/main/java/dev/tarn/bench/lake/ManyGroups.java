package dev.tarn.bench.lake;

import static org.apache.iceberg.types.Types.NestedField.optional;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A made table of keys with many values each, in random order. The same rows every time.
///
/// `far` has a million values all over the range of BIGINT, and `text` names them in 20 characters;
/// `near` has a million integers without gaps; `a` and `b` together a million pairs; `few` a
/// thousand values far apart. `v` is a number of up to four digits.
public final class ManyGroups {
    public static final String NAME = "groups";

    private static final int BATCH_ROWS = 8192;
    private static final long SEED = 9;
    private static final int KEY_COUNT = 1_000_000;
    private static final int PAIR_SIDE = 1000;
    private static final int TEXT_LENGTH = 20;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private ManyGroups() {}

    public static void make(BenchLake lake, int rowCount) {
        if (lake.has(NAME)) {
            return;
        }
        Schema schema =
                new Schema(
                        optional(1, "far", Types.LongType.get()),
                        optional(2, "text", Types.StringType.get()),
                        optional(3, "near", Types.IntegerType.get()),
                        optional(4, "a", Types.IntegerType.get()),
                        optional(5, "b", Types.IntegerType.get()),
                        optional(6, "few", Types.LongType.get()),
                        optional(7, "v", Types.LongType.get()));
        TableCopies copies = new TableCopies(lake, Map.of(NAME, "snappy"), schema);
        TableCopies.Writer writer = copies.writer(1);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int first = 0; first < rowCount; first += BATCH_ROWS) {
            writer.write(batch(random, Math.min(BATCH_ROWS, rowCount - first)));
        }
        writer.complete();
        copies.commit();
    }

    private static Batch batch(SplittableRandom random, int rowCount) {
        int[] keys = random.ints(rowCount, 0, KEY_COUNT).toArray();
        int[] quotients = new int[rowCount];
        int[] rests = new int[rowCount];
        long[] far = new long[rowCount];
        long[] few = new long[rowCount];
        long[] values = new long[rowCount];
        int[] offsets = new int[rowCount + 1];
        StringBuilder texts = new StringBuilder();
        for (int row = 0; row < rowCount; row++) {
            quotients[row] = keys[row] / PAIR_SIDE;
            rests[row] = keys[row] % PAIR_SIDE;
            far[row] = keys[row] * SPREAD;
            few[row] = rests[row] * SPREAD;
            values[row] = random.nextInt(10_000);
            texts.append("key-").append(HexFormat.of().toHexDigits(far[row]));
            offsets[row + 1] = texts.length();
        }
        if (texts.length() != rowCount * TEXT_LENGTH) {
            throw new IllegalStateException("Texts of " + texts.length() + " characters");
        }
        byte[] bytes = texts.toString().getBytes(StandardCharsets.US_ASCII);
        List<Vector> columns =
                List.of(
                        new LongVector(DataType.BIGINT, far),
                        new BytesVector(DataType.STRING, bytes, offsets, null, rowCount),
                        new IntVector(DataType.INTEGER, keys),
                        new IntVector(DataType.INTEGER, quotients),
                        new IntVector(DataType.INTEGER, rests),
                        new LongVector(DataType.BIGINT, few),
                        new LongVector(DataType.BIGINT, values));
        return new Batch(columns, rowCount);
    }
}
