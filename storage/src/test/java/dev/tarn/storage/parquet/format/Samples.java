package dev.tarn.storage.parquet.format;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.storage.BatchWriter;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.storage.file.FileWriters;
import dev.tarn.testkit.SharedData;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Parquet files in memory.
final class Samples {
    private Samples() {}

    /// A file, and what it is called in messages.
    record Sample(String name, byte[] bytes) {
        @Override
        public String toString() {
            return name;
        }

        Footer footer() {
            int end = bytes.length - Footer.TAIL_BYTES;
            int length = Footer.lengthBytes(bytes, bytes.length, bytes.length);
            return Footer.read(bytes, end - length, end, bytes.length);
        }
    }

    /// All Parquet files under a folder of the shared data.
    static List<Sample> shared(String folder) throws IOException {
        Path root = SharedData.path(folder);
        List<Sample> samples = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".parquet")) {
                    samples.add(
                            new Sample(root.relativize(file).toString(), Files.readAllBytes(file)));
                }
            }
        }
        return samples;
    }

    /// A file by our own writer: 7,000 rows in several row groups of several pages, with nulls.
    static Sample written() {
        Schema schema =
                new Schema(
                        required(1, "id", Types.LongType.get()),
                        optional(2, "city", Types.StringType.get()),
                        optional(3, "price", Types.DecimalType.of(20, 3)),
                        optional(4, "tags", Types.ListType.ofOptional(5, Types.IntegerType.get())));
        List<List<@Nullable Object>> columns = new ArrayList<>();
        for (int column = 0; column < 4; column++) {
            columns.add(new ArrayList<>());
        }
        for (int i = 0; i < 7000; i++) {
            columns.get(0).add((long) i);
            columns.get(1).add(i % 10 == 3 ? null : "city " + i % 17);
            columns.get(2).add(new java.math.BigDecimal(i).setScale(3));
            columns.get(3).add(i % 7 == 0 ? null : List.of(i, i + 1));
        }
        InMemoryOutputFile file = new InMemoryOutputFile("written.parquet");
        Map<String, String> properties =
                Map.of(
                        "write.parquet.row-group-size-bytes", "30000",
                        "write.parquet.page-row-limit", "500");
        List<DataType.Field> fields = IcebergTypes.fields(schema);
        try (BatchWriter writer =
                FileWriters.create(
                        FileFormat.PARQUET,
                        new FileWriteRequest(
                                file, schema, properties, MetricsConfig.getDefault()))) {
            List<Vector> vectors = new ArrayList<>();
            for (int i = 0; i < fields.size(); i++) {
                vectors.add(VectorBuilder.of(fields.get(i).type(), columns.get(i)));
            }
            writer.write(new Batch(vectors, 7000));
        }
        return new Sample("written", file.toByteArray());
    }
}
