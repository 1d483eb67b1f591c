package dev.tarn.storage.avro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.file.FileReaders;
import dev.tarn.storage.io.FileIos;
import dev.tarn.testkit.SharedData;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.io.InputFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

class AvroConformanceTest {
    private static long countRows(Path path) {
        InputFile file = FileIos.open("/", Map.of()).newInputFile(path.toString());
        long rows = 0;
        try (BatchReader reader = FileReaders.open(file, FileFormat.AVRO, null, 100)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                rows += batch.rowCount();
            }
        }
        return rows;
    }

    /// Rows that Avro's own reader finds.
    private static long rowsByAvro(Path path) throws IOException {
        long rows = 0;
        try (DataFileReader<Object> reader =
                new DataFileReader<>(path.toFile(), new GenericDatumReader<>())) {
            while (reader.hasNext()) {
                reader.next();
                rows++;
            }
        }
        return rows;
    }

    private static void check(Path path) throws IOException {
        try {
            assertThat(countRows(path)).isEqualTo(rowsByAvro(path));
        } catch (StorageException e) {
            assertThat(e).hasMessageContaining(path.getFileName().toString());
        }
    }

    @TestFactory
    Stream<DynamicTest> a_file_has_the_rows_that_avro_finds_or_is_refused_by_name()
            throws IOException {
        try (Stream<Path> files = Files.list(SharedData.path("arrow-testing/avro"))) {
            return files.sorted().toList().stream()
                    .map(file ->
                            DynamicTest.dynamicTest(
                                    file.getFileName().toString(), () -> check(file)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "bzip2", "snappy", "xz", "zstandard"})
    void files_of_every_codec_are_read(String codec, @TempDir Path folder) throws IOException {
        Schema schema =
                SchemaBuilder.record("r")
                        .fields()
                        .requiredLong("n")
                        .requiredString("s")
                        .endRecord();
        Path file = folder.resolve(codec + ".avro");
        try (DataFileWriter<GenericRecord> writer =
                new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
            writer.setCodec(CodecFactory.fromString(codec)).create(schema, file.toFile());
            for (long n = 0; n < 5_000; n++) {
                writer.append(
                        new GenericRecordBuilder(schema).set("n", n).set("s", "row " + n).build());
            }
        }
        assertThat(countRows(file)).isEqualTo(5_000);
    }
}
