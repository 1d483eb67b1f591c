package dev.tarn.storage.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.storage.StorageException;
import dev.tarn.testkit.SeededRandom;

import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Files in every type × encoding × codec × page version, each with required, optional and nested
/// columns: whole ones as parquet-java reads them, damaged ones never with another error than ours.
class ForcedEncodingsTest {
    private static final List<CompressionCodecName> CODECS =
            List.of(
                    CompressionCodecName.UNCOMPRESSED,
                    CompressionCodecName.SNAPPY,
                    CompressionCodecName.GZIP,
                    CompressionCodecName.ZSTD,
                    CompressionCodecName.LZ4_RAW);

    private long rows;
    private int inputs;
    private int refused;

    @Test
    void files_of_every_kind_are_read_as_parquet_java_reads_them() {
        List<ForcedFile> kinds = ForcedFile.all(CODECS);
        SeededRandom.forEachSeed(
                1,
                random -> {
                    for (ForcedFile kind : kinds) {
                        check(kind, random);
                    }
                });
        System.out.printf("forced encodings: %d files, %d rows equal%n", kinds.size(), rows);
    }

    private void check(ForcedFile kind, Random random) throws IOException {
        InMemoryInputFile file = kind.write(1 + random.nextInt(150), random);
        List<String> theirs = ParquetJavaRows.theirs(file);
        List<String> ours = ParquetJavaRows.ours(file, 1 + random.nextInt(300));
        assertThat(ours).as("%s", kind).isEqualTo(theirs);
        rows += ours.size();
    }

    @Test
    void damaged_files_are_rows_or_our_error() {
        damage(1, 3);
    }

    /// Some 260 000 files.
    @Tag("long")
    @Test
    void files_damaged_in_very_many_ways_are_rows_or_our_error() {
        damage(10, 100);
    }

    private void damage(int seedCount, int damages) {
        SeededRandom.forEachSeed(
                seedCount,
                random -> {
                    for (ForcedFile kind : ForcedFile.all(CODECS)) {
                        byte[] whole =
                                kind.write(1 + random.nextInt(60), random)
                                        .newStream()
                                        .readAllBytes();
                        for (int i = 0; i < damages; i++) {
                            attempt(damaged(whole, random));
                        }
                    }
                });
        System.out.printf("damaged files: %d inputs, %d refused%n", inputs, refused);
    }

    /// Bytes changed, most often before the footer, or an end missing.
    private static byte[] damaged(byte[] whole, Random random) {
        if (random.nextInt(20) == 0) {
            return Arrays.copyOf(whole, random.nextInt(whole.length));
        }
        byte[] bytes = whole.clone();
        int pages = Math.max(1, bytes.length - 1200);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(random.nextInt(5) == 0 ? bytes.length : pages);
            bytes[at] =
                    random.nextBoolean()
                            ? (byte) random.nextInt()
                            : (byte) (bytes[at] ^ (1 << random.nextInt(8)));
        }
        return bytes;
    }

    private void attempt(byte[] bytes) {
        inputs++;
        try {
            ParquetJavaRows.ours(new InMemoryInputFile("damaged.parquet", bytes), 50);
        } catch (StorageException e) {
            refused++;
        }
    }
}
