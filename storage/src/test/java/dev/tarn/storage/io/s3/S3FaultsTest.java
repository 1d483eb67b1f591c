package dev.tarn.storage.io.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.io.ByteRange;
import dev.tarn.storage.io.FileIos;
import dev.tarn.storage.io.RangeReads;
import dev.tarn.storage.io.s3.FaultyStore.Fault;

import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What reads and writes do when the wire breaks, the store is busy, or an answer is lost.
class S3FaultsTest {
    private static final byte[] BYTES = new byte[300_000];
    private static FaultyStore store;

    static {
        new Random(11).nextBytes(BYTES);
    }

    @BeforeAll
    static void start() throws Exception {
        store = new FaultyStore();
        try (DelegateFileIO io = open()) {
            write(io, "s3://lake/data", BYTES);
            write(io, "s3://lake/long", new byte[6 << 20]);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        store.close();
    }

    private static DelegateFileIO open(String... more) {
        return FileIos.open("s3://lake/", store.settings(more));
    }

    private static void write(DelegateFileIO io, String location, byte[] bytes) throws IOException {
        try (PositionOutputStream out = io.newOutputFile(location).create()) {
            out.write(bytes);
        }
    }

    private static byte[] read(InputFile file) throws IOException {
        try (SeekableInputStream in = file.newStream()) {
            return in.readAllBytes();
        }
    }

    /// Every third request or so breaks, never the same one more than a few times.
    private static FaultyStore.Faults random(int seed, Fault... faults) {
        Random random = new Random(seed);
        return request -> {
            synchronized (random) {
                return random.nextInt(3) == 0 ? faults[random.nextInt(faults.length)] : Fault.NONE;
            }
        };
    }

    @Test
    void reads_are_right_whatever_breaks() throws Exception {
        try (DelegateFileIO io = open("s3.retry.num-retries", "20")) {
            for (int seed = 0; seed < 12; seed++) {
                store.meet(random(seed, Fault.DROPPED, Fault.SLOW_DOWN, Fault.BROKEN_OFF));
                Random random = new Random(seed);
                List<ByteRange> ranges = new ArrayList<>();
                for (int at = 0; at < BYTES.length - 30_000; at += 30_000) {
                    ranges.add(new ByteRange(at, 1 + random.nextInt(30_000)));
                }
                InputFile file = io.newInputFile("s3://lake/data");
                try (RangeReads reads = RangeReads.open(file)) {
                    assertThat(reads.readTail(100))
                            .as("seed %d", seed)
                            .isEqualTo(ByteBuffer.wrap(BYTES, BYTES.length - 100, 100).slice());
                    List<ByteBuffer> read = reads.read(ranges);
                    for (int i = 0; i < ranges.size(); i++) {
                        ByteRange range = ranges.get(i);
                        assertThat(read.get(i))
                                .as("seed %d, %s", seed, range)
                                .isEqualTo(
                                        ByteBuffer.wrap(BYTES, (int) range.offset(), range.length())
                                                .slice());
                    }
                }
                assertThat(read(file)).as("seed %d", seed).isEqualTo(BYTES);
            }
        }
    }

    @Test
    void writes_are_right_whatever_breaks() throws Exception {
        byte[] large = new byte[11 << 20];
        new Random(2).nextBytes(large);
        try (DelegateFileIO io =
                open(
                        "s3.retry.num-retries", "20",
                        "s3.multipart.part-size-bytes", "5242880",
                        "s3.multipart.threshold", "1.0")) {
            for (int seed = 0; seed < 4; seed++) {
                store.meet(random(seed, Fault.DROPPED, Fault.SLOW_DOWN, Fault.ANSWER_LOST));
                byte[] bytes = seed == 0 ? large : BYTES;
                write(io, "s3://lake/written" + seed, bytes);
                store.meet(request -> Fault.NONE);
                assertThat(read(io.newInputFile("s3://lake/written" + seed)))
                        .as("seed %d", seed)
                        .isEqualTo(bytes);
            }
        }
    }

    @Test
    void a_create_whose_answer_was_lost_has_won_and_the_next_one_has_not() throws Exception {
        try (DelegateFileIO io = open()) {
            store.meet(request -> request.number() == 0 ? Fault.ANSWER_LOST : Fault.NONE);
            write(io, "s3://lake/once", BYTES);
            assertThat(store.requests())
                    .extracting(r -> r.line().split(" ")[0])
                    .containsExactly("PUT", "PUT", "HEAD");
            assertThatThrownBy(() -> write(io, "s3://lake/once", BYTES))
                    .isInstanceOf(AlreadyExistsException.class);
        }
    }

    @Test
    void a_completion_whose_answer_was_lost_has_won() throws Exception {
        try (DelegateFileIO io =
                open(
                        "s3.multipart.part-size-bytes", "5242880",
                        "s3.multipart.threshold", "1.0")) {
            boolean[] lost = new boolean[1];
            store.meet(request -> {
                boolean isCompletion =
                        request.line().startsWith("POST") && request.line().contains("uploadId=");
                Fault fault = isCompletion && !lost[0] ? Fault.ANSWER_LOST : Fault.NONE;
                lost[0] |= isCompletion;
                return fault;
            });
            byte[] large = new byte[6 << 20];
            write(io, "s3://lake/parts", large);
            assertThat(lost[0]).isTrue();
            assertThat(io.newInputFile("s3://lake/parts").getLength()).isEqualTo(large.length);
        }
    }

    @Test
    void a_store_that_stays_busy_is_said_so() {
        try (DelegateFileIO io = open("s3.retry.num-retries", "3")) {
            store.meet(request -> Fault.SLOW_DOWN);
            assertThatThrownBy(() -> read(io.newInputFile("s3://lake/data")))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.IO))
                    .hasMessageContaining("Cannot read s3://lake/data")
                    .hasMessageContaining("503")
                    .hasMessageContaining("R503");
            assertThat(store.requests()).hasSize(4);
        }
    }

    @Test
    void a_body_that_stands_still_is_asked_for_again() throws Exception {
        try (DelegateFileIO io = open(S3ClientFactory.ATTEMPT_TIMEOUT, "2000")) {
            store.meet(request -> request.number() == 0 ? Fault.STALLED : Fault.NONE);
            assertThat(read(io.newInputFile("s3://lake/data"))).isEqualTo(BYTES);
        }
    }

    @Test
    void a_request_ends_at_its_deadline() {
        try (DelegateFileIO io = open(S3ClientFactory.TIMEOUT, "1500")) {
            store.meet(request -> Fault.STALLED);
            assertThatThrownBy(() -> read(io.newInputFile("s3://lake/data")))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("Cannot read s3://lake/data")
                    .hasMessageContaining("1500");
        }
    }

    @ParameterizedTest
    @CsvSource({"SILENT, 1", "STALLED, 1", "SILENT, 5", "STALLED, 5", "SLOW_DOWN, 1"})
    void a_thread_that_is_interrupted_waits_for_the_store_no_more(Fault fault, int ranges)
            throws Exception {
        try (DelegateFileIO io =
                open("s3.retry.min-wait-ms", "60000", "s3.retry.max-wait-ms", "60000")) {
            // What the case before had on its way may still come.
            String object = "lake/long-%s-%d".formatted(fault, ranges);
            store.meet(request -> Fault.NONE);
            write(io, "s3://" + object, new byte[6 << 20]);
            store.meet(request -> fault);
            List<ByteRange> wanted = new ArrayList<>();
            for (int i = 0; i < ranges; i++) {
                wanted.add(new ByteRange(i * (1_200L << 10), 1));
            }
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread reader =
                    Thread.ofVirtual()
                            .start(() -> {
                                InputFile file = io.newInputFile("s3://" + object, 6 << 20);
                                try (RangeReads reads = RangeReads.open(file)) {
                                    reads.read(wanted);
                                    failure.complete(new AssertionError("It was read"));
                                } catch (Throwable e) {
                                    failure.complete(e);
                                }
                            });
            while (readsOf(object) == 0) {
                Thread.onSpinWait();
            }
            long sent = readsOf(object);
            reader.interrupt();
            assertThat(failure.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("s3://" + object);
            assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
            assertThat(readsOf(object)).isLessThanOrEqualTo(Math.max(sent, ranges));
        }
    }

    private long readsOf(String object) {
        return store.requests().stream()
                .filter(r -> r.line().startsWith("GET") && r.line().contains(object))
                .count();
    }

    @Test
    void an_object_that_is_replaced_while_it_is_read_is_an_error() throws Exception {
        store.meet(request -> Fault.NONE);
        try (DelegateFileIO io = open()) {
            write(io, "s3://lake/replaced", BYTES);
            InputFile file = io.newInputFile("s3://lake/replaced", BYTES.length);
            try (RangeReads reads = RangeReads.open(file)) {
                reads.read(List.of(new ByteRange(0, 10)));
                try (PositionOutputStream out =
                        io.newOutputFile("s3://lake/replaced").createOrOverwrite()) {
                    out.write(new byte[BYTES.length]);
                }
                assertThatThrownBy(() -> reads.read(List.of(new ByteRange(10, 10))))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("s3://lake/replaced")
                        .hasMessageContaining("replaced while it was being read");
            }
            assertThat(read(file)).isEqualTo(new byte[BYTES.length]);
        }
    }

    @Test
    void a_part_that_cannot_be_sent_aborts_the_upload() throws Exception {
        try (DelegateFileIO io =
                open(
                        "s3.retry.num-retries", "1",
                        "s3.multipart.part-size-bytes", "5242880",
                        "s3.multipart.threshold", "1.0")) {
            store.meet(request ->
                    request.line().contains("partNumber=2") ? Fault.SLOW_DOWN : Fault.NONE);
            assertThatThrownBy(() -> write(io, "s3://lake/aborted", new byte[12 << 20]))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("Cannot write s3://lake/aborted")
                    .hasMessageContaining("503");
            assertThat(store.requests())
                    .anyMatch(r -> r.line().startsWith("DELETE") && r.line().contains("uploadId="));
            assertThat(io.newInputFile("s3://lake/aborted").exists()).isFalse();
        }
    }

    @Test
    void a_batch_that_is_not_deleted_is_counted_and_says_why() throws Exception {
        store.meet(request -> Fault.NONE);
        try (DelegateFileIO io = open("s3.retry.num-retries", "1", "s3.delete.batch-size", "2")) {
            List<String> files = List.of("s3://lake/d/1", "s3://lake/d/2", "s3://lake/d/3");
            for (String file : files) {
                write(io, file, new byte[1]);
            }
            store.meet(
                    request -> request.line().contains("?delete") ? Fault.SLOW_DOWN : Fault.NONE);
            assertThatThrownBy(() -> io.deleteFiles(files))
                    .isInstanceOfSatisfying(
                            BulkDeletionFailureException.class,
                            e -> {
                                assertThat(e.numberFailedObjects()).isEqualTo(3);
                                assertThat(e.getSuppressed()[0])
                                        .hasMessageContaining("Cannot delete s3://lake/d/");
                            });
            store.meet(request -> Fault.NONE);
            io.deletePrefix("s3://lake/d/");
            assertThat(io.listPrefix("s3://lake/d/")).isEmpty();
        }
    }
}
