package dev.tarn.bench.lake;

import static org.apache.iceberg.types.Types.NestedField.optional;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A made table of 100 columns, `c0` to `c99`: big integers, integers, doubles, decimals and texts
/// in turns. The same rows every time.
public final class WideRows {
    public static final String NAME = "wide";

    private static final int COLUMN_COUNT = 100;
    private static final int BATCH_ROWS = 8192;
    private static final long SEED = 4;
    private static final int DISTINCT_TEXTS = 5_000;

    private WideRows() {}

    public static void make(BenchLake lake, int rowCount) {
        if (TableCopies.exist(lake, NAME)) {
            return;
        }
        List<NestedField> fields = new ArrayList<>();
        for (int i = 0; i < COLUMN_COUNT; i++) {
            fields.add(
                    optional(
                            i + 1,
                            "c" + i,
                            switch (i % 5) {
                                case 0 -> Types.LongType.get();
                                case 1 -> Types.IntegerType.get();
                                case 2 -> Types.DoubleType.get();
                                case 3 -> Types.DecimalType.of(12, 2);
                                default -> Types.StringType.get();
                            }));
        }
        TableCopies copies = TableCopies.ofEachCodec(lake, NAME, new Schema(fields));
        TableCopies.Writer writer = copies.writer(1);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int first = 0; first < rowCount; first += BATCH_ROWS) {
            writer.write(batch(random, Math.min(BATCH_ROWS, rowCount - first)));
        }
        writer.complete();
        copies.commit();
    }

    private static Batch batch(SplittableRandom random, int rowCount) {
        List<Vector> columns = new ArrayList<>();
        for (int i = 0; i < COLUMN_COUNT; i++) {
            columns.add(
                    switch (i % 5) {
                        case 0 ->
                                new LongVector(
                                        DataType.BIGINT,
                                        random.longs(rowCount, 0, 1L << 40).toArray());
                        case 1 ->
                                new IntVector(
                                        DataType.INTEGER,
                                        random.ints(rowCount, 0, 1_000).toArray());
                        case 2 ->
                                new DoubleVector(
                                        DataType.DOUBLE, random.doubles(rowCount).toArray());
                        case 3 ->
                                new LongVector(
                                        new DataType.Decimal(12, 2),
                                        random.longs(rowCount, 0, 10_000_000).toArray());
                        default -> texts(random, rowCount);
                    });
        }
        return new Batch(columns, rowCount);
    }

    private static BytesVector texts(SplittableRandom random, int rowCount) {
        StringBuilder all = new StringBuilder();
        int[] offsets = new int[rowCount + 1];
        for (int row = 0; row < rowCount; row++) {
            all.append("customer ").append(random.nextInt(DISTINCT_TEXTS));
            offsets[row + 1] = all.length();
        }
        byte[] data = all.toString().getBytes(StandardCharsets.US_ASCII);
        return new BytesVector(DataType.STRING, data, offsets, null, rowCount);
    }
}
