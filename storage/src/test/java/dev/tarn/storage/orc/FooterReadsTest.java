package dev.tarn.storage.orc;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.LiveBounds;
import dev.tarn.storage.ScanCounters;
import dev.tarn.testkit.Batches;
import dev.tarn.testkit.ForwardingFileIO;

import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.orc.GenericOrcWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.orc.ORC;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

class FooterReadsTest {
    private static final Schema SCHEMA = new Schema(optional(1, "id", Types.LongType.get()));

    /// A file that counts the reads of its last byte.
    private static final class Counted extends ForwardingFileIO.Input {
        private int endReads;

        Counted(InputFile file) {
            super(file);
        }

        @Override
        public SeekableInputStream newStream() {
            return new ForwardingFileIO.Reads(super.newStream()) {
                @Override
                public int read() throws IOException {
                    return counted(super.read());
                }

                @Override
                public int read(byte[] target, int offset, int byteCount) throws IOException {
                    return counted(super.read(target, offset, byteCount));
                }

                private int counted(int read) throws IOException {
                    endReads += read > 0 && getPos() == getLength() ? 1 : 0;
                    return read;
                }
            };
        }
    }

    private static InputFile write(Path folder, int rows) throws IOException {
        File path = folder.resolve("file.orc").toFile();
        Random random = new Random(rows);
        try (FileAppender<Record> writer =
                ORC.write(Files.localOutput(path))
                        .schema(SCHEMA)
                        .createWriterFunc(GenericOrcWriter::buildWriter)
                        .build()) {
            for (int i = 0; i < rows; i++) {
                writer.add(GenericRecord.create(SCHEMA).copy("id", random.nextLong()));
            }
        }
        return Files.localInput(path);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100_000})
    void a_filtered_file_has_its_footer_read_once(int rows, @TempDir Path folder)
            throws IOException {
        Counted file = new Counted(write(folder, rows));
        FileReadRequest request =
                new FileReadRequest(
                        file,
                        0,
                        Long.MAX_VALUE,
                        SCHEMA,
                        Expressions.notNull("id"),
                        SCHEMA,
                        LiveBounds.NONE,
                        null,
                        true,
                        Map.of(),
                        null,
                        null,
                        2048);
        List<Object> read = new ArrayList<>();
        try (BatchReader reader = OrcFiles.open(request, new ScanCounters())) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                assertThat(batch.columns().getFirst().type()).isEqualTo(DataType.BIGINT);
                Batches.rows(batch).forEach(row -> read.add(row.getFirst()));
            }
        }
        Random random = new Random(rows);
        for (Object value : read) {
            assertThat(value).isEqualTo(random.nextLong());
        }
        assertThat(read).hasSize(rows);
        assertThat(file.endReads).isOne();
    }
}
