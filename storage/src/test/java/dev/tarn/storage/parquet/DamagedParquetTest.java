package dev.tarn.storage.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.file.FileReaders;
import dev.tarn.testkit.SharedData;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;

/// Files with bytes changed or missing: rows, or our exception, and nothing else.
class DamagedParquetTest {
    private static void read(byte[] bytes) {
        InMemoryInputFile file = new InMemoryInputFile("damaged.parquet", bytes);
        try (BatchReader reader = FileReaders.open(file, FileFormat.PARQUET, null, 500)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                assertThat(batch.rowCount()).isPositive();
            }
        } catch (StorageException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data/alltypes_plain.parquet",
                "data/nested_lists.snappy.parquet",
                "data/int64_decimal.parquet",
                "data/delta_byte_array.parquet"
            })
    void changed_or_missing_bytes_never_escape_as_anything_else(String name) throws IOException {
        byte[] whole = Files.readAllBytes(SharedData.path("parquet-testing/" + name));
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            byte[] bytes = whole.clone();
            int data = Math.max(8, bytes.length - 1500);
            for (int i = 0; i < 3; i++) {
                bytes[4 + random.nextInt(data - 4)] = (byte) random.nextInt();
            }
            read(bytes);
            read(Arrays.copyOf(whole, random.nextInt(whole.length)));
        }
    }
}
