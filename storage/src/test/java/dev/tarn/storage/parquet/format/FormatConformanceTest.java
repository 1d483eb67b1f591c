package dev.tarn.storage.parquet.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.storage.parquet.format.Samples.Sample;
import dev.tarn.testkit.SharedData;

import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// What we read of real files is what parquet-java reads of them.
class FormatConformanceTest {
    private static ByteArrayInputStream stream(Sample sample, long offset, long length) {
        return new ByteArrayInputStream(
                sample.bytes(), Math.toIntExact(offset), Math.toIntExact(length));
    }

    private static ByteArrayInputStream footerStream(Sample sample) {
        int total = sample.bytes().length;
        int length = Footer.lengthBytes(sample.bytes(), total, total);
        return stream(sample, total - Footer.TAIL_BYTES - length, length);
    }

    private static List<Sample> goodFiles() throws IOException {
        List<Sample> samples = new ArrayList<>(Samples.shared("parquet-testing/data"));
        samples.addAll(Samples.shared("parquet-testing/shredded_variant"));
        samples.addAll(Samples.shared("iceberg-parquet-encodings"));
        samples.addAll(Samples.shared("tables"));
        samples.addAll(Samples.shared("iceberg-tables"));
        samples.addAll(Samples.shared("taxi"));
        samples.add(Samples.written());
        return samples;
    }

    @Test
    void footers_say_what_parquet_java_reads_in_them() throws IOException {
        int files = 0;
        int chunks = 0;
        for (Sample sample : goodFiles()) {
            Footer footer = sample.footer();
            assertThat(FormatText.footer(footer))
                    .as(sample.name())
                    .isEqualTo(ParquetJavaText.footer(Util.readFileMetaData(footerStream(sample))));
            files++;
            chunks += footer.rowGroups().size() * footer.leaves().size();
        }
        System.err.printf("footers: %d files, %d column chunks alike%n", files, chunks);
        assertThat(files).isGreaterThan(300);
    }

    @Test
    void logical_types_and_levels_are_those_of_parquet_java() throws IOException {
        int leaves = 0;
        for (Sample sample : goodFiles()) {
            MessageType schema =
                    new ParquetMetadataConverter()
                            .readParquetMetadata(
                                    footerStream(sample), ParquetMetadataConverter.NO_FILTER)
                            .getFileMetaData()
                            .getSchema();
            for (SchemaNode leaf : sample.footer().leaves()) {
                String[] path = leaf.path().toArray(String[]::new);
                assertThat(leaf.maxDefinition())
                        .as("%s %s", sample, leaf.name())
                        .isEqualTo(schema.getMaxDefinitionLevel(path));
                assertThat(leaf.maxRepetition()).isEqualTo(schema.getMaxRepetitionLevel(path));
                for (SchemaNode node = leaf; node != null && node.parent() != null; ) {
                    String[] at = node.path().toArray(String[]::new);
                    assertThat(text(node.element().logicalType()))
                            .as("%s %s", sample, node.name())
                            .isEqualTo(text(schema.getType(at).getLogicalTypeAnnotation()));
                    node = node.parent();
                }
                leaves++;
            }
        }
        System.err.printf("schemas: %d leaves alike%n", leaves);
    }

    private static String text(@Nullable LogicalType type) {
        return switch (type) {
            case null -> "null";
            case LogicalType.Simple simple -> simple.name();
            case LogicalType.Decimal(int precision, int scale) ->
                    "DECIMAL(%d,%d)".formatted(precision, scale);
            case LogicalType.Time(boolean utc, LogicalType.TimeUnit unit) ->
                    "TIME(%s,%s)".formatted(unit, utc);
            case LogicalType.Timestamp(boolean utc, LogicalType.TimeUnit unit) ->
                    "TIMESTAMP(%s,%s)".formatted(unit, utc);
            case LogicalType.Int(int width, boolean signed) ->
                    "INTEGER(%d,%s)".formatted(width, signed);
        };
    }

    private static String text(@Nullable LogicalTypeAnnotation type) {
        return switch (type) {
            case null -> "null";
            case LogicalTypeAnnotation.MapKeyValueTypeAnnotation old -> "MAP_KEY_VALUE";
            case LogicalTypeAnnotation.VariantLogicalTypeAnnotation variant -> "VARIANT";
            case LogicalTypeAnnotation.GeometryLogicalTypeAnnotation shape -> "GEOMETRY";
            case LogicalTypeAnnotation.GeographyLogicalTypeAnnotation shape -> "GEOGRAPHY";
            default -> type.toString();
        };
    }

    @Test
    void page_headers_say_what_parquet_java_reads_in_them() throws IOException {
        int pages = 0;
        for (Sample sample : goodFiles()) {
            Footer footer = sample.footer();
            for (RowGroup group : footer.rowGroups()) {
                for (SchemaNode leaf : footer.leaves()) {
                    pages += comparePages(sample, group.chunk(leaf.leaf()));
                }
            }
        }
        System.err.printf("page headers: %d alike%n", pages);
        assertThat(pages).isGreaterThan(10_000);
    }

    private static int comparePages(Sample sample, ColumnChunk chunk) throws IOException {
        long at = chunk.startOffset();
        long end = at + chunk.compressedBytes();
        int pages = 0;
        while (at < end) {
            PageHeader ours = PageHeader.read(sample.bytes(), (int) at, sample.bytes().length);
            ByteArrayInputStream in = stream(sample, at, sample.bytes().length - at);
            assertThat(FormatText.page(ours))
                    .as("%s at %d", sample, at)
                    .isEqualTo(ParquetJavaText.page(Util.readPageHeader(in)));
            assertThat(ours.headerBytes()).isEqualTo(sample.bytes().length - at - in.available());
            at += ours.headerBytes() + ours.compressedBytes();
            pages++;
        }
        return pages;
    }

    @Test
    void page_indexes_say_what_parquet_java_reads_in_them() throws IOException {
        int indexes = 0;
        for (Sample sample : goodFiles()) {
            Footer footer = sample.footer();
            for (RowGroup group : footer.rowGroups()) {
                for (SchemaNode leaf : footer.leaves()) {
                    indexes += compareIndexes(sample, group, group.chunk(leaf.leaf()));
                }
            }
        }
        System.err.printf("page indexes: %d alike%n", indexes);
        assertThat(indexes).isGreaterThan(500);
    }

    private static int compareIndexes(Sample sample, RowGroup group, ColumnChunk chunk)
            throws IOException {
        int found = 0;
        byte[] bytes = sample.bytes();
        if (chunk.hasOffsetIndex()) {
            int from = (int) chunk.offsetIndexOffset();
            int to = from + chunk.offsetIndexBytes();
            assertThat(
                            FormatText.offsets(
                                    OffsetIndex.read(
                                            bytes, from, to, group.rowCount(), bytes.length)))
                    .as(sample.name())
                    .isEqualTo(
                            ParquetJavaText.offsets(
                                    Util.readOffsetIndex(stream(sample, from, to - from))));
            found++;
        }
        if (chunk.hasColumnIndex()) {
            int from = (int) chunk.columnIndexOffset();
            int to = from + chunk.columnIndexBytes();
            assertThat(FormatText.bounds(ColumnIndex.read(bytes, from, to)))
                    .as(sample.name())
                    .isEqualTo(
                            ParquetJavaText.bounds(
                                    Util.readColumnIndex(stream(sample, from, to - from))));
            found++;
        }
        return found;
    }

    @Test
    void encrypted_footers_are_refused_as_not_supported() throws IOException {
        byte[] bytes =
                Files.readAllBytes(
                        SharedData.path(
                                "parquet-testing/data/uniform_encryption.parquet.encrypted"));
        assertThatThrownBy(() -> new Sample("encrypted", bytes).footer())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("encrypted")
                .matches(e -> ((FormatException) e).isUnsupported());
    }

    @Test
    void encrypted_columns_are_refused_by_name_and_others_are_not() throws IOException {
        byte[] bytes =
                Files.readAllBytes(
                        SharedData.path(
                                "parquet-testing/data/encrypt_columns_plaintext_footer.parquet.encrypted"));
        Footer footer = new Sample("plaintext footer", bytes).footer();
        RowGroup group = footer.rowGroups().getFirst();
        List<String> refused = new ArrayList<>();
        for (SchemaNode leaf : footer.leaves()) {
            try {
                assertThat(group.chunk(leaf.leaf()).valueCount()).isPositive();
            } catch (FormatException e) {
                assertThat(e).hasMessageContaining("column " + leaf.name() + " encrypted");
                refused.add(leaf.name());
            }
        }
        assertThat(refused).containsExactly("float_field", "double_field");
    }
}
