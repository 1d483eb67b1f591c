package dev.tarn.storage.orc;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Map;
import java.util.stream.Stream;

class OrcConformanceTest {
    private static long countRows(Path path) {
        InputFile file = FileIos.open("/", Map.of()).newInputFile(path.toString());
        long rows = 0;
        try (BatchReader reader = FileReaders.open(file, FileFormat.ORC, null, 1000)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                Batches.rows(new Batch(batch.columns(), Math.min(2, batch.rowCount())));
                rows += batch.rowCount();
            }
        }
        return rows;
    }

    private static void check(Path path, String[] cells) {
        try {
            long rows = countRows(path);
            if (!cells[1].isEmpty()) {
                assertThat(rows).isEqualTo(Long.parseLong(cells[1]));
            }
        } catch (StorageException e) {
            boolean future = cells[0].equals("version1999.orc");
            assertThat(
                            e.kind() == StorageException.Kind.UNSUPPORTED
                                    || cells[1].isEmpty()
                                    || future)
                    .as("%s", e.getMessage())
                    .isTrue();
        }
    }

    @TestFactory
    Stream<DynamicTest> a_file_has_the_rows_that_other_readers_find() throws IOException {
        Path folder = SharedData.path("orc-examples");
        return Files.readAllLines(folder.resolve("expected_rows.tsv")).stream()
                .map(line -> line.split("\t", -1))
                .filter(cells -> cells[0].endsWith(".orc"))
                .map(cells ->
                        DynamicTest.dynamicTest(
                                cells[0], () -> check(folder.resolve(cells[0]), cells)));
    }
}
