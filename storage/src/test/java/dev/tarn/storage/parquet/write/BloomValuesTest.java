package dev.tarn.storage.parquet.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;

import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

class BloomValuesTest {
    private static final int COUNT = 20_000;
    private static final int WRITERS = 4;

    @Test
    void files_that_are_written_side_by_side_find_all_their_values() throws Exception {
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Callable<Long>> work = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                long first = (long) writer * COUNT;
                work.add(() -> missing(first));
            }
            for (Future<Long> missing : writers.invokeAll(work)) {
                assertThat(missing.get()).isZero();
            }
        }
    }

    /// How many of the values written are not found in their filter.
    private static long missing(long first) {
        long[] values = LongStream.range(first, first + COUNT).toArray();
        int[] rows = IntStream.range(0, COUNT).toArray();
        BloomValues bloom =
                new BloomValues(
                        Types.required(PrimitiveTypeName.INT64).named("x"), 0.01, 1 << 20, 0);
        bloom.add(new LongVector(DataType.BIGINT, values, null, COUNT), rows, COUNT);
        BloomFilter filter = bloom.finish();
        return LongStream.of(values).filter(value -> !filter.findHash(filter.hash(value))).count();
    }
}
