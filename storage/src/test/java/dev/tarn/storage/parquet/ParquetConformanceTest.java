package dev.tarn.storage.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.file.FileReaders;
import dev.tarn.storage.io.FileIos;
import dev.tarn.testkit.Batches;
import dev.tarn.testkit.SharedData;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.io.InputFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class ParquetConformanceTest {
    static long countRows(Path path) {
        InputFile file = FileIos.open("/", Map.of()).newInputFile(path.toString());
        long rows = 0;
        try (BatchReader reader = FileReaders.open(file, FileFormat.PARQUET, null, 1000)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                rows += Batches.rows(batch).size();
            }
        }
        return rows;
    }

    /// Rows that pyarrow or DuckDB find; where neither reads the file, or where we refuse a type or
    /// a codec, an error of ours is right as well.
    private static void check(Path path, String[] cells) {
        String expected = cells[1].isEmpty() ? cells[5] : cells[1];
        try {
            long rows = countRows(path);
            if (!expected.isEmpty()) {
                assertThat(rows).isEqualTo(Long.parseLong(expected));
            }
        } catch (StorageException e) {
            boolean refused = e.kind() == StorageException.Kind.UNSUPPORTED;
            boolean damaged = cells[0].startsWith("bad_data/") || DAMAGED.contains(cells[0]);
            assertThat(refused || damaged || expected.isEmpty()).as("%s", e.getMessage()).isTrue();
        }
    }

    /// Files that others read although a part of them is not as the format says.
    private static final List<String> DAMAGED =
            List.of(
                    "data/nation.dict-malformed.parquet",
                    "data/datapage_v1-corrupt-checksum.parquet",
                    "data/rle-dict-uncompressed-corrupt-checksum.parquet",
                    // Variants in two places, which others read as the columns that they are in.
                    "shredded_variant/case-040.parquet",
                    "shredded_variant/case-042.parquet",
                    "shredded_variant/case-087.parquet",
                    "shredded_variant/case-128.parquet");

    @TestFactory
    Stream<DynamicTest> a_file_has_the_rows_that_other_readers_find() throws IOException {
        Path folder = SharedData.assumePresent().resolve("parquet-testing");
        List<String> lines = Files.readAllLines(folder.resolve("expected.tsv"));
        return lines.stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .map(cells ->
                        DynamicTest.dynamicTest(
                                cells[0], () -> check(folder.resolve(cells[0]), cells)));
    }

    @TestFactory
    Stream<DynamicTest> damaged_files_are_refused_by_name() throws IOException {
        Path folder = SharedData.assumePresent().resolve("parquet-testing/bad_data");
        return Stream.of(
                        "ARROW-GH-45185",
                        "ARROW-GH-47662",
                        "ARROW-RS-GH-6229-DICTHEADER",
                        "ARROW-RS-GH-6229-LEVELS",
                        "PARQUET-1481",
                        "../data/datapage_v1-corrupt-checksum",
                        "../data/rle-dict-uncompressed-corrupt-checksum")
                .map(name ->
                        DynamicTest.dynamicTest(
                                name,
                                () ->
                                        assertThatThrownBy(() ->
                                                        countRows(
                                                                folder.resolve(name + ".parquet")))
                                                .isInstanceOf(StorageException.class)
                                                .hasMessageContaining("is corrupt at")
                                                .hasMessageContaining(
                                                        Path.of(name).getFileName().toString())));
    }
}
