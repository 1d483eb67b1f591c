package dev.tarn.storage.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tarn.storage.StorageException;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileRange;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.EOFException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/// HDFS as it is: a name node and a data node in this process.
class HdfsIoTest {

    @TempDir static Path directory;
    private static MiniDFSCluster cluster;
    private static String root;

    /// Blocks of 1 MiB, so that a few megabytes are several blocks. Hadoop keeps the settings of
    /// whoever connects first.
    private static Map<String, String> settings;

    @BeforeAll
    static void start() throws IOException {
        Configuration configuration = new Configuration();
        configuration.set("hdfs.minidfs.basedir", directory.toString());
        cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        String host = "hdfs://localhost:" + cluster.getNameNodePort();
        root = host + "/lake/";
        settings = Map.of("hadoop.dfs.blocksize", "1048576", "hadoop.fs.defaultFS", host);
    }

    @AfterAll
    static void stop() {
        cluster.shutdown();
    }

    private static DelegateFileIO open() {
        return FileIos.open(root, settings);
    }

    private static void write(DelegateFileIO io, String location, byte[] bytes) throws IOException {
        try (PositionOutputStream out = io.newOutputFile(location).create()) {
            out.write(bytes);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @Test
    void what_is_written_is_read_listed_and_deleted() throws IOException {
        try (DelegateFileIO io = open()) {
            write(io, root + "t/one.txt", "hello".getBytes(UTF_8));
            write(io, root + "t/deep/two.csv", "x".getBytes(UTF_8));
            write(io, root + "t_other/three.csv", "y".getBytes(UTF_8));
            try (SeekableInputStream in = io.newInputFile(root + "t/one.txt").newStream()) {
                assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("hello");
            }
            assertThat(io.listPrefix(root + "t"))
                    .extracting(file -> file.location())
                    .containsExactlyInAnyOrder(root + "t/one.txt", root + "t/deep/two.csv");
            assertThat(FileListing.glob(root + "t/**.csv", settings))
                    .extracting(file -> file.location())
                    .containsExactly(root + "t/deep/two.csv");
            io.deleteFile(root + "t/one.txt");
            io.deleteFile(root + "t/one.txt");
            assertThat(io.newInputFile(root + "t/one.txt").exists()).isFalse();
            io.deletePrefix(root + "t");
            assertThat(io.listPrefix(root + "t")).isEmpty();
            assertThat(io.newInputFile(root + "t_other/three.csv").exists()).isTrue();
        }
    }

    @Test
    void many_files_are_deleted_at_once() throws IOException {
        try (DelegateFileIO io = open()) {
            List<String> files = IntStream.range(0, 20).mapToObj(i -> root + "many/" + i).toList();
            for (String file : files) {
                write(io, file, new byte[] {1});
            }
            io.deleteFiles(files);
            assertThat(io.listPrefix(root + "many")).isEmpty();
        }
    }

    @Test
    void ranges_across_blocks_are_read_without_moving_the_stream() throws Exception {
        byte[] bytes = random(3 * 1024 * 1024 + 17);
        try (DelegateFileIO io = open()) {
            write(io, root + "large", bytes);
            assertThat(io.newInputFile(root + "large").getLength()).isEqualTo(bytes.length);
            try (SeekableInputStream in = io.newInputFile(root + "large").newStream()) {
                in.seek(5);
                RangeReadable ranges = (RangeReadable) in;
                byte[] part = new byte[2_000_000];
                ranges.readFully(500_000, part, 0, part.length);
                assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(bytes, 500_000, 2_500_000));
                byte[] tail = new byte[64];
                assertThat(ranges.readTail(tail, 0, 64)).isEqualTo(64);
                assertThat(tail)
                        .isEqualTo(
                                java.util.Arrays.copyOfRange(
                                        bytes, bytes.length - 64, bytes.length));
                assertThat(in.getPos()).isEqualTo(5);
                assertThatThrownBy(() -> ranges.readFully(bytes.length - 1, part, 0, 2))
                        .isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void vectored_reads_give_every_range_its_bytes() throws Exception {
        byte[] bytes = random(2 * 1024 * 1024 + 3);
        try (DelegateFileIO io = open()) {
            write(io, root + "vectored", bytes);
            List<FileRange> ranges =
                    IntStream.range(0, 12)
                            .mapToObj(i ->
                                    new FileRange(
                                            new CompletableFuture<>(), i * 170_001L, 1 + i * 9_999))
                            .toList();
            try (SeekableInputStream in = io.newInputFile(root + "vectored").newStream()) {
                ((RangeReadable) in).readVectored(ranges, ByteBuffer::allocate);
                for (FileRange range : ranges) {
                    ByteBuffer read = range.byteBuffer().get();
                    int from = (int) range.offset();
                    assertThat(read).isEqualTo(ByteBuffer.wrap(bytes, from, range.length()));
                }
            }
        }
    }

    @Test
    void one_open_file_answers_many_threads() throws Exception {
        byte[] bytes = random(3 * 1024 * 1024);
        try (DelegateFileIO io = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            write(io, root + "shared", bytes);
            try (RangeReads reads = RangeReads.open(io.newInputFile(root + "shared"))) {
                Callable<Boolean> reader =
                        () -> {
                            ByteRange near = new ByteRange(1_000_000, 100_000);
                            ByteRange far = new ByteRange(2_500_000, 9);
                            List<ByteBuffer> read = reads.read(List.of(far, near));
                            return read.get(0).equals(ByteBuffer.wrap(bytes, 2_500_000, 9))
                                    && read.get(1)
                                            .equals(ByteBuffer.wrap(bytes, 1_000_000, 100_000));
                        };
                for (var outcome : threads.invokeAll(java.util.Collections.nCopies(8, reader))) {
                    assertThat(outcome.get()).isTrue();
                }
            }
        }
    }

    @Test
    void create_has_one_winner_of_many_writers() throws Exception {
        try (DelegateFileIO io = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> writer =
                    () -> {
                        try {
                            write(io, root + "race", new byte[] {1});
                            return 1;
                        } catch (AlreadyExistsException e) {
                            return 0;
                        }
                    };
            int winners = 0;
            for (var outcome : threads.invokeAll(java.util.Collections.nCopies(12, writer))) {
                winners += outcome.get();
            }
            assertThat(winners).isEqualTo(1);
        }
    }

    @Test
    void a_missing_file_and_a_forbidden_one_are_told_apart() throws IOException {
        try (DelegateFileIO io = open()) {
            assertThatThrownBy(() -> io.newInputFile(root + "none").newStream().read())
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining(root + "none");
            assertThatThrownBy(() -> FileListing.glob(root + "none/*.csv", settings))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.NOT_FOUND));
            FileSystem admin = cluster.getFileSystem();
            var closed = new org.apache.hadoop.fs.Path("/closed");
            admin.mkdirs(closed);
            admin.setOwner(closed, "somebody", "else");
            admin.setPermission(closed, new FsPermission((short) 0700));
        }
        String denied = "hdfs://localhost:" + cluster.getNameNodePort() + "/closed/x";
        var other = org.apache.hadoop.security.UserGroupInformation.createRemoteUser("stranger");
        other.doAs(
                (java.security.PrivilegedAction<Void>)
                        () -> {
                            try (DelegateFileIO io = open()) {
                                assertThatThrownBy(() -> write(io, denied, new byte[] {1}))
                                        .isInstanceOfSatisfying(
                                                StorageException.class,
                                                e ->
                                                        assertThat(e.kind())
                                                                .isEqualTo(
                                                                        StorageException.Kind
                                                                                .ACCESS_DENIED))
                                        .hasMessageContaining(denied)
                                        .hasMessageContaining("stranger");
                            }
                            return null;
                        });
    }

    @Test
    void a_host_that_does_not_answer_is_said_so_soon() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        String nobody = "hdfs://localhost:" + closedPort + "/x";
        long start = System.nanoTime();
        try (DelegateFileIO io = FileIos.open(nobody, Map.of())) {
            assertThatThrownBy(() -> io.newInputFile(nobody).getLength())
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("Cannot read " + nobody)
                    .hasMessageContaining("nobody answers");
        }
        String unknown = "hdfs://no-such-host.invalid:8020/x";
        try (DelegateFileIO io = FileIos.open(unknown, Map.of())) {
            assertThatThrownBy(() -> io.newInputFile(unknown).getLength())
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("there is no such host");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void files_and_properties_configure_the_client_and_a_property_wins() throws IOException {
        Path file = directory.resolve("core-site.xml");
        Files.writeString(
                file,
                """
                <configuration>
                  <property><name>fs.defaultFS</name><value>hdfs://localhost:%d</value></property>
                  <property><name>dfs.replication</name><value>2</value></property>
                  <property><name>ipc.client.connect.timeout</name><value>777</value></property>
                </configuration>
                """
                        .formatted(cluster.getNameNodePort()));
        Map<String, String> properties =
                Map.of("hdfs.config-files", file.toString(), "hadoop.dfs.replication", "1");
        Configuration configuration = HdfsIo.configuration(properties);
        assertThat(configuration.get("dfs.replication")).isEqualTo("1");
        assertThat(configuration.get("ipc.client.connect.timeout")).isEqualTo("777");
        assertThat(configuration.get("ipc.client.connect.max.retries")).isEqualTo("3");
        try (DelegateFileIO io = FileIos.open("hdfs:///lake/default", properties)) {
            write(io, "hdfs:///lake/default/a", new byte[] {1});
            assertThat(io.listPrefix("hdfs:///lake/default"))
                    .extracting(found -> found.location())
                    .containsExactly("hdfs:///lake/default/a");
        }
        assertThatThrownBy(() -> FileIos.open("hdfs:///x", Map.of("hdfs.config-files", "/no/such")))
                .hasMessageContaining("/no/such");
    }
}
