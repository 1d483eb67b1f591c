package dev.tarn.storage.io.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.io.FileIos;
import dev.tarn.storage.io.FileListing;

import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

class S3IoTest {
    private static S3Proxy proxy;
    private static Map<String, String> settings;

    @BeforeAll
    static void start() throws Exception {
        TransientNio2BlobStore store = new TransientNio2BlobStore();
        store.createContainer("lake");
        proxy =
                S3Proxy.builder()
                        .blobStore(store)
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "id", "secret")
                        .stopTimeout(0)
                        .build();
        proxy.start();
        settings =
                Map.of(
                        "s3.endpoint", "http://127.0.0.1:" + proxy.getPort(),
                        "s3.access-key-id", "id",
                        "s3.secret-access-key", "secret");
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.stop();
    }

    private static void write(DelegateFileIO io, String location, byte[] bytes) throws IOException {
        try (PositionOutputStream out = io.newOutputFile(location).create()) {
            out.write(bytes);
        }
    }

    @Test
    void what_is_written_is_read_listed_and_deleted() throws IOException {
        try (DelegateFileIO io = FileIos.open("s3://lake/", settings)) {
            write(io, "s3://lake/t/one.txt", "hello".getBytes(UTF_8));
            write(io, "s3://lake/t/two.csv", "x".getBytes(UTF_8));
            try (SeekableInputStream in = io.newInputFile("s3://lake/t/one.txt").newStream()) {
                assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("hello");
            }
            assertThat(FileListing.glob("s3://lake/t/*.csv", settings))
                    .extracting(file -> file.location())
                    .containsExactly("s3://lake/t/two.csv");
            io.deleteFile("s3://lake/t/one.txt");
            assertThat(io.newInputFile("s3://lake/t/one.txt").exists()).isFalse();
        }
    }

    @Test
    void objects_above_one_part_are_uploaded_in_parts() throws IOException {
        byte[] bytes = new byte[33 * 1024 * 1024 + 17];
        new java.util.Random(1).nextBytes(bytes);
        try (DelegateFileIO io = FileIos.open("s3://lake/", settings)) {
            write(io, "s3://lake/large", bytes);
            try (SeekableInputStream in = io.newInputFile("s3://lake/large").newStream()) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
            assertThatThrownBy(() -> write(io, "s3://lake/large", bytes))
                    .isInstanceOf(AlreadyExistsException.class);
        }
    }

    @Test
    void create_has_one_winner_of_many_writers() throws Exception {
        try (DelegateFileIO io = FileIos.open("s3://lake/", settings);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> writer =
                    () -> {
                        try {
                            write(io, "s3://lake/race", new byte[] {1});
                            return 1;
                        } catch (AlreadyExistsException e) {
                            return 0;
                        }
                    };
            List<Callable<Integer>> writers = IntStream.range(0, 12).mapToObj(i -> writer).toList();
            int winners = 0;
            for (var outcome : threads.invokeAll(writers)) {
                winners += outcome.get();
            }
            assertThat(winners).isEqualTo(1);
        }
    }

    @Test
    void a_wrong_password_is_access_denied() {
        Map<String, String> wrong = new HashMap<>(settings);
        wrong.put("s3.secret-access-key", "guess");
        try (DelegateFileIO io = FileIos.open("s3://lake/", wrong)) {
            assertThatThrownBy(() -> io.newInputFile("s3://lake/x").newStream().read())
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> {
                                assertThat(e.kind()).isEqualTo(StorageException.Kind.ACCESS_DENIED);
                                assertThat(e)
                                        .hasMessageContaining("Cannot read s3://lake/x")
                                        .hasMessageContaining("403")
                                        .hasMessageNotContaining("guess");
                            });
            assertThatThrownBy(() -> write(io, "s3://lake/x", new byte[1]))
                    .hasMessageContaining("access denied");
            assertThatThrownBy(() -> FileListing.glob("s3://lake/*.csv", wrong))
                    .hasMessageContaining("access denied");
        }
    }

    @Test
    void a_missing_bucket_and_a_missing_object_are_told_apart() {
        try (DelegateFileIO io = FileIos.open("s3://lake/", settings)) {
            assertThatThrownBy(() -> write(io, "s3://nolake/x", new byte[1]))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("the bucket does not exist");
            assertThatThrownBy(() -> io.newInputFile("s3://lake/none").newStream().read())
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("s3://lake/none");
        }
    }
}
