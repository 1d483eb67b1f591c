package dev.tarn.storage.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.file.FileReaders;
import dev.tarn.storage.io.FileIos;
import dev.tarn.testkit.SharedData;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.io.InputFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class ParquetEncodingsTest {
    private static List<String> values(Path path, int batchRowCount) {
        InputFile file = FileIos.open("/", Map.of()).newInputFile(path.toString());
        List<String> values = new ArrayList<>();
        try (BatchReader reader = FileReaders.open(file, FileFormat.PARQUET, null, batchRowCount)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                for (Object value : JavaValues.values(batch.column(0))) {
                    values.add(text(value));
                }
            }
        }
        return values;
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
    }

    @TestFactory
    Stream<DynamicTest> every_encoding_holds_what_the_plain_file_holds() throws IOException {
        Path root = SharedData.path("iceberg-parquet-encodings");
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList()
                    .stream()
                    .map(file ->
                            DynamicTest.dynamicTest(
                                    root.relativize(file).toString(), () -> check(root, file)));
        }
    }

    private static void check(Path root, Path file) {
        Path plain = root.resolve("PLAIN").resolve(file.getFileName());
        List<String> values = values(file, 1000);
        assertThat(values).isNotEmpty().isEqualTo(values(file, 7));
        if (Files.exists(plain)) {
            assertThat(values).isEqualTo(values(plain, 512));
        }
    }
}
