package dev.tarn.storage.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.io.FileIos;
import dev.tarn.testkit.SharedData;

import org.apache.iceberg.io.InputFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Every value of the files of parquet-testing that parquet-java can read, too.
class ParquetValuesTest {
    /// A string of 2 GB, which parquet-java cannot hold either.
    private static final List<String> TOO_LARGE = List.of("large_string_map.brotli.parquet");

    private static int files;
    private static long rows;

    @TestFactory
    Stream<DynamicTest> values_are_those_that_parquet_java_reads() throws IOException {
        Path folder = SharedData.assumePresent().resolve("parquet-testing");
        try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
            return all
                    .filter(path -> path.toString().endsWith(".parquet"))
                    .filter(path -> !path.toString().contains("corrupt-checksum"))
                    .filter(path -> !TOO_LARGE.contains(path.getFileName().toString()))
                    .sorted()
                    .toList()
                    .stream()
                    .map(path ->
                            DynamicTest.dynamicTest(
                                    folder.relativize(path).toString(), () -> check(path)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "datapage_v1-corrupt-checksum.parquet",
                "rle-dict-uncompressed-corrupt-checksum.parquet"
            })
    void a_wrong_checksum_is_told(String name) throws IOException {
        Path path = SharedData.path("parquet-testing/data/" + name);
        InputFile file = FileIos.open("/", Map.of()).newInputFile(path.toString());
        assertThatThrownBy(() -> ParquetJavaRows.ours(file, 1000))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("checksum");
    }

    private static void check(Path path) {
        InputFile file = FileIos.open("/", Map.of()).newInputFile(path.toString());
        List<String> theirs;
        try {
            theirs = ParquetJavaRows.theirs(file);
        } catch (IOException | RuntimeException | LinkageError e) {
            Assumptions.abort("parquet-java does not read it: " + e);
            return;
        }
        List<String> ours;
        try {
            ours = ParquetJavaRows.ours(file, 1000);
        } catch (StorageException e) {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(StorageException.Kind.UNSUPPORTED);
            Assumptions.abort("refused: " + e.getMessage());
            return;
        }
        assertThat(ours).isEqualTo(theirs);
        if (ours.size() < 2000) {
            assertThat(ParquetJavaRows.ours(file, 7)).isEqualTo(ours);
        }
        files++;
        rows += ours.size();
    }

    @AfterAll
    static void count() {
        System.out.printf("parquet-testing: %d files, %d rows equal%n", files, rows);
    }
}
