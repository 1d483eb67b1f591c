package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.variant.VariantBytes;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.variants.ShreddedObject;
import org.apache.iceberg.variants.ValueArray;
import org.apache.iceberg.variants.Variant;
import org.apache.iceberg.variants.VariantMetadata;
import org.apache.iceberg.variants.Variants;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Variants in tables, against Iceberg's own readers and writers of them.
class VariantTablesTest {
    @TempDir Path folder;

    private static final long SEED = 20_261_123;

    private static final Schema SCHEMA =
            new Schema(
                    required(1, "id", Types.LongType.get()),
                    optional(2, "v", Types.VariantType.get()),
                    optional(3, "many", Types.ListType.ofOptional(4, Types.VariantType.get())),
                    optional(
                            5,
                            "inner",
                            Types.StructType.of(required(6, "w", Types.VariantType.get()))));

    private Table table(Schema schema, String format) {
        return LocalTables.create(
                folder,
                schema,
                PartitionSpec.unpartitioned(),
                Map.of("write.format.default", format, "format-version", "3"));
    }

    private static byte[] variant(Random random) {
        VariantMetadata names = Variants.metadata("a", "b", "c");
        if (random.nextInt(4) == 0) {
            return VariantBytes.of(names, Variants.ofNull());
        }
        ShreddedObject object = Variants.object(names);
        if (random.nextBoolean()) {
            object.put(
                    "a",
                    random.nextBoolean()
                            ? Variants.of(random.nextLong())
                            : Variants.of("x" + random.nextInt()));
        }
        if (random.nextBoolean()) {
            ShreddedObject inner = Variants.object(names);
            inner.put("c", Variants.of(random.nextDouble()));
            object.put("b", inner);
        }
        if (random.nextBoolean()) {
            ValueArray array = Variants.array();
            array.add(Variants.of(random.nextInt(9)));
            array.add(object);
            return VariantBytes.of(names, array);
        }
        return VariantBytes.of(names, object);
    }

    private static List<List<@Nullable Object>> rows(int count) {
        Random random = new Random(SEED);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long id = 0; id < count; id++) {
            List<@Nullable Object> many = new ArrayList<>();
            many.add(variant(random));
            many.add(null);
            Object inner =
                    new dev.tarn.columnar.JavaValues.Row(
                            List.of(
                                    new dev.tarn.columnar.DataType.Field(
                                            "w", dev.tarn.columnar.DataType.VARIANT)),
                            LocalTables.row((Object) variant(random)));
            rows.add(
                    LocalTables.row(
                            id,
                            random.nextInt(5) == 0 ? null : variant(random),
                            random.nextInt(5) == 0 ? null : many,
                            random.nextInt(5) == 0 ? null : inner));
        }
        return rows;
    }

    /// Rows as text, each variant as Iceberg spells it.
    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case byte[] bytes -> VariantBytes.read(bytes, 0, bytes.length, Object::toString);
            case Variant variant -> variant.toString();
            case List<?> list -> list.stream().map(VariantTablesTest::text).toList().toString();
            case dev.tarn.columnar.JavaValues.Row row -> text(row.values());
            case Record record -> {
                List<@Nullable Object> values = new ArrayList<>();
                for (int i = 0; i < record.size(); i++) {
                    values.add(record.get(i));
                }
                yield text(values);
            }
            default -> String.valueOf(value);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "avro"})
    void variants_come_back_here_and_in_iceberg(String format) throws IOException {
        Table table = table(SCHEMA, format);
        List<List<@Nullable Object>> rows = rows(3000);
        LocalTables.append(table, LocalTables.batch(SCHEMA, rows));
        List<String> expected = rows.stream().map(VariantTablesTest::text).toList();
        assertThat(LocalTables.rows(table).stream().map(VariantTablesTest::text))
                .containsExactlyElementsOf(expected);
        List<String> icebergs = new ArrayList<>();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            records.forEach(record -> icebergs.add(text(record)));
        }
        assertThat(icebergs).containsExactlyElementsOf(expected);
    }

    @Test
    void orc_files_refuse_variants() {
        Table table = table(SCHEMA, "orc");
        assertThatThrownBy(() -> LocalTables.append(table, LocalTables.batch(SCHEMA, rows(1))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("ORC")
                .hasMessageContaining("variant");
    }

    /// Objects shredded as `{a: bigint, b: {c: double}}`.
    private static Type shredded() {
        return org.apache.parquet.schema.Types.optionalGroup()
                .addField(
                        field(
                                "a",
                                org.apache.parquet.schema.Types.optional(PrimitiveTypeName.INT64)
                                        .named("typed_value")))
                .addField(
                        field(
                                "b",
                                org.apache.parquet.schema.Types.optionalGroup()
                                        .addField(
                                                field(
                                                        "c",
                                                        org.apache.parquet.schema.Types.optional(
                                                                        PrimitiveTypeName.DOUBLE)
                                                                .named("typed_value")))
                                        .named("typed_value")))
                .named("typed_value");
    }

    private static Type field(String name, Type typed) {
        return org.apache.parquet.schema.Types.requiredGroup()
                .optional(PrimitiveTypeName.BINARY)
                .named("value")
                .addField(typed)
                .named(name);
    }

    @Test
    void what_iceberg_shredded_is_read_as_it_was() throws IOException {
        Schema schema = SCHEMA.select("id", "v");
        Table table = table(schema, "parquet");
        List<List<@Nullable Object>> rows = new ArrayList<>();
        FileAppender<Record> appender =
                Parquet.write(table.io().newOutputFile(folder + "/data/shredded.parquet"))
                        .schema(schema)
                        .variantShreddingFunc((id, name) -> shredded())
                        .createWriterFunc(type -> GenericParquetWriter.create(schema, type))
                        .build();
        try (appender) {
            for (List<@Nullable Object> row : rows(3000)) {
                rows.add(row.subList(0, 2));
                Record record = GenericRecord.create(schema);
                record.setField("id", row.get(0));
                record.setField(
                        "v",
                        row.get(1) instanceof byte[] bytes ? VariantBytes.variant(bytes) : null);
                appender.add(record);
            }
        }
        append(table, appender.metrics(), appender.length());
        List<String> expected = rows.stream().map(VariantTablesTest::text).toList();
        assertThat(LocalTables.rows(table).stream().map(VariantTablesTest::text))
                .containsExactlyElementsOf(expected);
    }

    private void append(Table table, Metrics metrics, long length) {
        table.newAppend()
                .appendFile(
                        DataFiles.builder(table.spec())
                                .withPath(folder + "/data/shredded.parquet")
                                .withFormat(FileFormat.PARQUET)
                                .withFileSizeInBytes(length)
                                .withMetrics(metrics)
                                .build())
                .commit();
        table.refresh();
    }

    @Test
    void metrics_are_those_of_icebergs_writer() throws IOException {
        Table table = table(SCHEMA.select("id", "v"), "parquet");
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows(500).forEach(row -> rows.add(row.subList(0, 2)));
        DataFile ours =
                LocalTables.append(table, LocalTables.batch(table.schema(), rows)).getFirst();
        FileAppender<Record> appender =
                Parquet.write(table.io().newOutputFile(folder + "/other.parquet"))
                        .schema(table.schema())
                        .createWriterFunc(type -> GenericParquetWriter.create(table.schema(), type))
                        .build();
        try (appender;
                CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            records.forEach(appender::add);
        }
        Metrics theirs = appender.metrics();
        assertThat(ours.valueCounts()).isEqualTo(theirs.valueCounts());
        assertThat(ours.nullValueCounts()).isEqualTo(theirs.nullValueCounts());
        assertThat(ours.lowerBounds()).isEqualTo(theirs.lowerBounds());
        assertThat(ours.upperBounds()).isEqualTo(theirs.upperBounds());
    }
}
