package dev.tarn.storage.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

class LocalFileIoTest {
    @TempDir Path folder;

    private final FileIO io = FileIos.open("/", Map.of());

    private static void write(FileIO io, String location, String text) throws IOException {
        try (PositionOutputStream out = io.newOutputFile(location).create()) {
            out.write(text.getBytes(UTF_8));
        }
    }

    private static String read(FileIO io, String location) throws IOException {
        try (SeekableInputStream in = io.newInputFile(location).newStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void a_file_is_the_same_by_plain_path_and_by_uri() throws IOException {
        write(io, "file://" + folder + "/a/b.txt", "hello");
        assertThat(read(io, folder + "/a/b.txt")).isEqualTo("hello");
        assertThat(read(io, "file:" + folder + "/a/b.txt")).isEqualTo("hello");
        assertThat(io.newInputFile(folder + "/a/b.txt").getLength()).isEqualTo(5);
    }

    @Test
    void a_file_appears_only_when_it_is_closed() throws IOException {
        String location = folder + "/late.txt";
        PositionOutputStream out = io.newOutputFile(location).create();
        out.write(1);
        assertThat(io.newInputFile(location).exists()).isFalse();
        out.close();
        assertThat(io.newInputFile(location).exists()).isTrue();
        assertThat(folder.toFile().list()).containsExactly("late.txt");
    }

    @Test
    void create_has_one_winner_of_many_writers() throws Exception {
        String location = folder + "/race.txt";
        Callable<Integer> writer =
                () -> {
                    try {
                        write(io, location, Thread.currentThread().toString());
                        return 1;
                    } catch (AlreadyExistsException e) {
                        return 0;
                    }
                };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> writers = IntStream.range(0, 16).mapToObj(i -> writer).toList();
            int winners = 0;
            for (var outcome : threads.invokeAll(writers)) {
                winners += outcome.get();
            }
            assertThat(winners).isEqualTo(1);
        }
        assertThat(folder.toFile().list()).containsExactly("race.txt");
    }

    @Test
    void seeking_and_reading_agree_with_the_bytes() throws IOException {
        byte[] bytes = new byte[50_000];
        new java.util.Random(7).nextBytes(bytes);
        Files.write(folder.resolve("bytes"), bytes);
        try (LocalInputStream in =
                (LocalInputStream) io.newInputFile(folder + "/bytes").newStream()) {
            in.seek(12_345);
            assertThat(in.readNBytes(9_000))
                    .isEqualTo(java.util.Arrays.copyOfRange(bytes, 12_345, 21_345));
            in.seek(3);
            assertThat(in.read()).isEqualTo(bytes[3] & 0xff);
            byte[] tail = new byte[8];
            in.readTail(tail, 0, 8);
            assertThat(tail).isEqualTo(java.util.Arrays.copyOfRange(bytes, 49_992, 50_000));
            in.seek(50_000);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void a_missing_file_is_iceberg_s_not_found() {
        assertThatThrownBy(() -> io.newInputFile(folder + "/no").newStream())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("File does not exist: " + folder + "/no");
        io.deleteFile(folder + "/no");
    }

    @Test
    void an_unknown_scheme_is_refused_by_name() {
        assertThatThrownBy(() -> FileIos.open("gs://b/k", Map.of()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("No store for scheme 'gs'");
    }
}
