package dev.tarn.storage.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.RangeReadable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

class RangeReadsTest {
    private static final byte[] BYTES = new byte[100_000];

    static {
        new Random(5).nextBytes(BYTES);
    }

    @TempDir Path directory;

    /// A file of a store that reads ranges, and of one that only has streams.
    private enum Store {
        LOCAL,
        SEQUENTIAL
    }

    private InputFile file(Store store) throws Exception {
        return switch (store) {
            case LOCAL -> {
                Path path = directory.resolve("file");
                Files.write(path, BYTES);
                yield FileIos.open("/", Map.of()).newInputFile(path.toString());
            }
            case SEQUENTIAL -> {
                InMemoryFileIO memory = new InMemoryFileIO();
                memory.addFile("mem:/file", BYTES);
                InputFile file = memory.newInputFile("mem:/file");
                assertThat(file.newStream()).isNotInstanceOf(RangeReadable.class);
                yield file;
            }
        };
    }

    private static ByteBuffer expected(ByteRange range) {
        return ByteBuffer.wrap(BYTES, (int) range.offset(), range.length()).slice();
    }

    @ParameterizedTest
    @EnumSource
    void ranges_come_in_the_order_asked_for(Store store) throws Exception {
        List<ByteRange> ranges =
                List.of(
                        new ByteRange(90_000, 10_000),
                        new ByteRange(0, 4),
                        new ByteRange(50, 0),
                        new ByteRange(20_000, 50_000),
                        new ByteRange(8, 4));
        try (RangeReads reads = RangeReads.open(file(store))) {
            List<ByteBuffer> answers = reads.read(ranges);
            assertThat(answers)
                    .containsExactlyElementsOf(
                            ranges.stream().map(RangeReadsTest::expected).toList());
            assertThat(answers).allMatch(ByteBuffer::hasArray);
            assertThat(reads.read(List.of())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_tail_is_at_most_the_whole_file(Store store) throws Exception {
        try (RangeReads reads = RangeReads.open(file(store))) {
            assertThat(reads.readTail(64)).isEqualTo(expected(new ByteRange(99_936, 64)));
            assertThat(reads.readTail(200_000)).isEqualTo(ByteBuffer.wrap(BYTES));
            assertThat(reads.length()).isEqualTo(BYTES.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void many_threads_read_one_open_file(Store store) throws Exception {
        try (RangeReads reads = RangeReads.open(file(store));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks =
                    IntStream.range(0, 200)
                            .mapToObj(i ->
                                    threads.submit(() -> {
                                        ByteRange range = new ByteRange(i * 400L, 300);
                                        return reads.read(List.of(range))
                                                .getFirst()
                                                .equals(expected(range));
                                    }))
                            .toList();
            for (var task : tasks) {
                assertThat(task.get()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_range_past_the_end_says_where_the_file_ends(Store store) throws Exception {
        try (RangeReads reads = RangeReads.open(file(store))) {
            assertThatThrownBy(() -> reads.read(List.of(new ByteRange(99_990, 11))))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                    .hasMessageContaining("Cannot read 11 bytes at 99990 of")
                    .hasMessageContaining("it ends");
        }
    }

    @Test
    void ranges_that_overlap_are_refused() throws Exception {
        try (RangeReads reads = RangeReads.open(file(Store.LOCAL))) {
            assertThatThrownBy(() -> reads.read(List.of(new ByteRange(5, 5), new ByteRange(0, 6))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("overlap");
        }
    }

    @Test
    void a_missing_file_is_not_found() {
        InputFile none = FileIos.open("/", Map.of()).newInputFile("/no/such/file");
        assertThatThrownBy(() -> RangeReads.open(none)).isInstanceOf(NotFoundException.class);
    }
}
