package dev.tarn.maintenance.cluster;

import dev.tarn.engine.kernel.Curves;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Rows of random numbers in files of 200, of which there is nothing but metrics.
final class SimulatedFiles {
    static final int ROWS_PER_FILE = 200;
    private static final int BITS = 10;

    private final SplittableRandom random;
    private final int columnCount;
    private final int distinct;
    private final Map<DataFile, List<int[]>> rows = new HashMap<>();

    SimulatedFiles(long seed, int columnCount, int distinct) {
        this.random = new SplittableRandom(seed);
        this.columnCount = columnCount;
        this.distinct = distinct;
    }

    List<NestedField> columns() {
        return IntStream.range(0, columnCount)
                .mapToObj(i -> NestedField.optional(i + 1, "c" + i, Types.IntegerType.get()))
                .toList();
    }

    /// Files of rows as they come.
    List<DataFile> appended(int fileCount) {
        List<int[]> made = new ArrayList<>();
        for (int i = 0; i < fileCount * ROWS_PER_FILE; i++) {
            made.add(random.ints(columnCount, 0, distinct).toArray());
        }
        return files(made);
    }

    /// The rows of `files` along Hilbert's curve, in as many files.
    List<DataFile> clustered(List<DataFile> files) {
        List<int[]> all = new ArrayList<>();
        files.forEach(file -> all.addAll(rows.get(file)));
        Map<int[], Long> keys = new HashMap<>();
        int[][] points = new int[columnCount][all.size()];
        for (int row = 0; row < all.size(); row++) {
            for (int column = 0; column < columnCount; column++) {
                points[column][row] = (int) ((long) all.get(row)[column] * (1 << BITS) / distinct);
            }
        }
        long[] along = new long[all.size()];
        Curves.hilbert(points, BITS, all.size(), along);
        for (int row = 0; row < all.size(); row++) {
            keys.put(all.get(row), along[row]);
        }
        all.sort(Comparator.comparing(keys::get));
        return files(all);
    }

    private List<DataFile> files(List<int[]> all) {
        List<DataFile> files = new ArrayList<>();
        for (int from = 0; from < all.size(); from += ROWS_PER_FILE) {
            List<int[]> own = all.subList(from, from + ROWS_PER_FILE);
            DataFile file = file(own, rows.size());
            rows.put(file, List.copyOf(own));
            files.add(file);
        }
        return files;
    }

    private DataFile file(List<int[]> own, int number) {
        Map<Integer, ByteBuffer> lower = new HashMap<>();
        Map<Integer, ByteBuffer> upper = new HashMap<>();
        for (int column = 0; column < columnCount; column++) {
            int at = column;
            int least = own.stream().mapToInt(row -> row[at]).min().orElseThrow();
            int most = own.stream().mapToInt(row -> row[at]).max().orElseThrow();
            lower.put(column + 1, Conversions.toByteBuffer(Types.IntegerType.get(), least));
            upper.put(column + 1, Conversions.toByteBuffer(Types.IntegerType.get(), most));
        }
        return file(
                number, new Metrics((long) own.size(), null, null, Map.of(), null, lower, upper));
    }

    static DataFile file(int number, Metrics metrics) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath("f%d.parquet".formatted(number))
                .withFileSizeInBytes(1000)
                .withMetrics(metrics)
                .build();
    }
}
