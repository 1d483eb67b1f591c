package dev.tarn.storage.io.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.storage.io.ByteRange;
import dev.tarn.storage.io.FileIos;
import dev.tarn.storage.io.RangeReads;

import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// How few requests reads and writes take.
class S3RequestsTest {
    private static final byte[] BYTES = new byte[20 << 20];
    private static FaultyStore store;
    private static DelegateFileIO io;

    @BeforeAll
    static void start() throws Exception {
        new Random(1).nextBytes(BYTES);
        store = new FaultyStore();
        io = FileIos.open("s3://lake/", store.settings());
        write("s3://lake/large", BYTES);
        write("s3://lake/small", new byte[1000]);
        write("s3://lake/empty", new byte[0]);
    }

    @AfterAll
    static void stop() throws Exception {
        io.close();
        store.close();
    }

    @BeforeEach
    void forget() {
        store.meet(request -> FaultyStore.Fault.NONE);
    }

    private static void write(String location, byte[] bytes) throws IOException {
        try (PositionOutputStream out = io.newOutputFile(location).create()) {
            out.write(bytes);
        }
    }

    private static List<String> requests() {
        return store.requests().stream()
                .map(request -> (request.line().split(" ")[0] + " " + request.range()).strip())
                .toList();
    }

    @Test
    void a_small_file_of_known_length_is_one_request() throws IOException {
        try (SeekableInputStream in = io.newInputFile("s3://lake/small", 1000).newStream()) {
            assertThat(in.readAllBytes()).hasSize(1000);
        }
        assertThat(requests()).containsExactly("GET bytes=0-999");
    }

    @Test
    void a_small_file_of_unknown_length_is_one_request() throws IOException {
        var file = io.newInputFile("s3://lake/small");
        try (SeekableInputStream in = file.newStream()) {
            assertThat(in.readAllBytes()).hasSize(1000);
        }
        assertThat(file.getLength()).isEqualTo(1000);
        assertThat(requests()).containsExactly("GET bytes=0-1048575");
    }

    @Test
    void a_length_asked_for_before_reading_comes_with_the_first_bytes() throws IOException {
        var small = io.newInputFile("s3://lake/small");
        try (SeekableInputStream in = small.newStream()) {
            assertThat(small.getLength()).isEqualTo(1000);
            assertThat(in.readAllBytes()).hasSize(1000);
        }
        assertThat(requests()).containsExactly("GET bytes=0-65535");
        forget();
        var large = io.newInputFile("s3://lake/large");
        try (SeekableInputStream in = large.newStream()) {
            assertThat(large.getLength()).isEqualTo(BYTES.length);
            assertThat(in.readNBytes(100_000)).isEqualTo(Arrays.copyOf(BYTES, 100_000));
        }
        assertThat(requests()).containsExactly("GET bytes=0-65535", "GET bytes=0-1048575");
    }

    @Test
    void a_length_alone_is_a_request_without_bytes() {
        assertThat(io.newInputFile("s3://lake/large").getLength()).isEqualTo(BYTES.length);
        assertThat(requests()).containsExactly("HEAD");
    }

    @Test
    void an_empty_file_whose_length_is_asked_for_first_is_empty() throws IOException {
        var file = io.newInputFile("s3://lake/empty");
        try (SeekableInputStream in = file.newStream()) {
            assertThat(file.getLength()).isZero();
            assertThat(in.readAllBytes()).isEmpty();
        }
        assertThat(requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void an_empty_file_is_empty(long length) throws IOException {
        var file =
                length < 0
                        ? io.newInputFile("s3://lake/empty")
                        : io.newInputFile("s3://lake/empty", length);
        try (RangeReads reads = RangeReads.open(file);
                SeekableInputStream in = file.newStream()) {
            assertThat(in.readAllBytes()).isEmpty();
            assertThat(reads.readTail(100).remaining()).isZero();
            assertThat(reads.length()).isZero();
        }
    }

    @Test
    void the_tail_and_the_length_are_one_request() {
        try (RangeReads reads = RangeReads.open(io.newInputFile("s3://lake/large"))) {
            assertThat(reads.readTail(65536).remaining()).isEqualTo(65536);
            assertThat(reads.length()).isEqualTo(BYTES.length);
        }
        assertThat(requests()).containsExactly("GET bytes=-65536");
    }

    @Test
    void pages_near_each_other_are_one_request_and_far_ones_are_two() {
        List<ByteRange> near =
                IntStream.range(0, 20).mapToObj(i -> new ByteRange(i * 100_000L, 60_000)).toList();
        try (RangeReads reads = RangeReads.open(io.newInputFile("s3://lake/large", BYTES.length))) {
            reads.read(near);
            assertThat(requests()).containsExactly("GET bytes=0-1959999");
            forget();
            reads.read(List.of(new ByteRange(0, 10), new ByteRange(10_000_000, 10)));
            assertThat(requests())
                    .containsExactlyInAnyOrder("GET bytes=0-9", "GET bytes=10000000-10000009");
        }
    }

    @Test
    void a_long_range_is_read_in_parts_of_eight_mebibytes() {
        try (RangeReads reads = RangeReads.open(io.newInputFile("s3://lake/large", BYTES.length))) {
            var read = reads.read(List.of(new ByteRange(1, BYTES.length - 1)));
            assertThat(read.getFirst().get(BYTES.length - 2)).isEqualTo(BYTES[BYTES.length - 1]);
        }
        assertThat(requests()).hasSize(3);
    }

    @Test
    void reading_on_fetches_windows_that_grow() throws IOException {
        try (SeekableInputStream in =
                io.newInputFile("s3://lake/large", BYTES.length).newStream()) {
            assertThat(in.readAllBytes()).isEqualTo(BYTES);
        }
        assertThat(requests())
                .containsExactly(
                        "GET bytes=0-1048575",
                        "GET bytes=1048576-3145727",
                        "GET bytes=3145728-7340031",
                        "GET bytes=7340032-15728639",
                        "GET bytes=15728640-20971519");
    }

    @Test
    void creating_a_file_is_one_request() throws IOException {
        write("s3://lake/created", new byte[10]);
        assertThat(requests()).containsExactly("PUT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b+c=d%2F", "what?", "a#b", "ü/ñ"})
    void keys_are_taken_as_they_stand(String key) throws IOException {
        String location = "s3://lake/keys/" + key;
        write(location, key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        try (SeekableInputStream in = io.newInputFile(location).newStream()) {
            assertThat(in.readAllBytes()).asString().isEqualTo(key);
        }
        assertThat(io.listPrefix("s3://lake/keys/"))
                .extracting(file -> file.location())
                .containsExactly(location);
        io.deleteFile(location);
        assertThat(io.newInputFile(location).exists()).isFalse();
    }

    @Test
    void requests_are_counted_by_operation() throws IOException {
        long before = gets().requests();
        long bytesBefore = gets().bytesRead();
        try (SeekableInputStream in = io.newInputFile("s3://lake/small", 1000).newStream()) {
            in.readAllBytes();
        }
        assertThat(gets().requests() - before).isEqualTo(1);
        assertThat(gets().bytesRead() - bytesBefore).isEqualTo(1000);
    }

    private static StoreRequests.Count gets() {
        return StoreRequests.SHARED
                .counts()
                .getOrDefault("GetObject", new StoreRequests.Count(0, 0, 0, 0));
    }
}
