package dev.tarn.storage.parquet.write;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.storage.StorageException;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.bloomfilter.BloomFilterWriter;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.GeographyLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.GeometryLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Writes one column chunk: levels and values by parquet-java's encoders, fed from arrays a slice
/// of rows at a time; statistics a slice at a time; pages when they are full.
final class ChunkWriter {
    private final ColumnDescriptor column;
    private final ParquetProperties properties;
    private final PageWriter pages;
    private final RunLengthBitPackingHybridEncoder repetition;
    private final RunLengthBitPackingHybridEncoder definition;
    private final ValuesWriter values;
    private final ChunkBounds bounds;
    private final @Nullable BloomValues bloom;
    private Statistics<?> statistics;
    private int entryCount;
    private int presentCount;
    private int rowCount;
    private long writtenPageBytes;

    ChunkWriter(
            ColumnDescriptor column,
            ParquetProperties properties,
            PageWriter pages,
            ChunkBounds bounds) {
        this.column = column;
        this.properties = properties;
        this.pages = pages;
        this.repetition = properties.newRepetitionLevelEncoder(column);
        this.definition = properties.newDefinitionLevelEncoder(column);
        this.values = NumberDictionary.writer(column, properties);
        this.bounds = bounds;
        this.bloom = bloom(column, properties);
        this.statistics = newStatistics();
    }

    private static @Nullable BloomValues bloom(
            ColumnDescriptor column, ParquetProperties properties) {
        return properties.isBloomFilterEnabled(column)
                ? new BloomValues(
                        column.getPrimitiveType(),
                        properties
                                .getBloomFilterFPP(column)
                                .orElse(ParquetProperties.DEFAULT_BLOOM_FILTER_FPP),
                        properties.getMaxBloomFilterBytes(),
                        properties.getBloomFilterNDV(column).orElse(0))
                : null;
    }

    private Statistics<?> newStatistics() {
        PrimitiveType type = column.getPrimitiveType();
        return properties.getStatisticsEnabled(column)
                ? Statistics.createStats(type)
                : Statistics.noopStats(type);
    }

    /// Bytes in memory: pages that are complete, the open one, what the bloom filter is made of.
    long bufferedBytes() {
        BloomValues filter = bloom;
        return pages.getMemSize() + openBytes() + (filter == null ? 0 : filter.bufferedBytes());
    }

    /// Bytes of the pages that are complete, as they will be stored.
    long storedBytes() {
        return pages.getMemSize();
    }

    /// Bytes of the pages that are complete, before they were compressed.
    long writtenPageBytes() {
        return writtenPageBytes;
    }

    /// Bytes of the open page, before they are compressed.
    long openBytes() {
        return values.getBufferedSize()
                + repetition.getBufferedSize()
                + definition.getBufferedSize();
    }

    /// Appends the entries of `rows` rows, whose values stand in `vector`.
    void write(LeafEntries entries, FlatVector vector, int rows) throws IOException {
        writeLevels(entries);
        int[] present = present(entries);
        int count = presentCount(entries);
        statistics.incrementNumNulls(entries.count - count);
        writeValues(vector, present, count);
        bounds.add(vector, present, count, entries.count, statistics);
        if (bloom != null) {
            bloom.add(vector, present, count);
        }
        entryCount += entries.count;
        presentCount += count;
        rowCount += rows;
        if (openBytes() >= properties.getPageSizeThreshold()) {
            endPage();
        }
    }

    private void writeLevels(LeafEntries entries) throws IOException {
        int count = entries.count;
        if (column.getMaxRepetitionLevel() > 0) {
            int[] levels = entries.repetition;
            for (int i = 0; i < count; i++) {
                repetition.writeInt(levels == null ? 0 : levels[i]);
            }
        }
        if (column.getMaxDefinitionLevel() > 0) {
            int[] levels = entries.definition;
            for (int i = 0; i < count; i++) {
                definition.writeInt(levels == null ? entries.uniform : levels[i]);
            }
        }
    }

    private static int presentCount(LeafEntries entries) {
        if (entries.definition == null) {
            return entries.count;
        }
        int count = 0;
        for (int i = 0; i < entries.count; i++) {
            count += entries.rows[i] >= 0 ? 1 : 0;
        }
        return count;
    }

    /// Rows of the entries that have a value, in order.
    private static int[] present(LeafEntries entries) {
        if (entries.definition == null) {
            return entries.rows;
        }
        int[] present = new int[entries.count];
        int count = 0;
        for (int i = 0; i < entries.count; i++) {
            if (entries.rows[i] >= 0) {
                present[count++] = entries.rows[i];
            }
        }
        return present;
    }

    private void writeValues(FlatVector vector, int[] rows, int count) {
        PrimitiveType type = column.getPrimitiveType();
        switch (vector) {
            case BooleanVector booleans -> {
                for (int i = 0; i < count; i++) {
                    values.writeBoolean(booleans.values()[rows[i]]);
                }
            }
            case IntVector ints -> writeInts(ints.values(), rows, count);
            case LongVector longs -> writeLongs(longs.values(), rows, count);
            case FloatVector floats -> {
                for (int i = 0; i < count; i++) {
                    values.writeFloat(floats.values()[rows[i]]);
                }
            }
            case DoubleVector doubles -> {
                for (int i = 0; i < count; i++) {
                    values.writeDouble(doubles.values()[rows[i]]);
                }
            }
            case BytesVector bytes -> writeBytes(bytes, rows, count);
            case Int128Vector decimals -> {
                for (int i = 0; i < count; i++) {
                    values.writeBytes(
                            Decimals.bigEndian(
                                    decimals.high()[rows[i]],
                                    decimals.low()[rows[i]],
                                    type.getTypeLength()));
                }
            }
            default ->
                    throw new StorageException(
                            StorageException.Kind.BAD_VALUE,
                            "Column %s cannot take values of type %s"
                                    .formatted(String.join(".", column.getPath()), vector.type()));
        }
    }

    private void writeInts(int[] source, int[] rows, int count) {
        if (column.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64) {
            for (int i = 0; i < count; i++) {
                values.writeLong(source[rows[i]]);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            values.writeInteger(source[rows[i]]);
        }
    }

    private void writeLongs(long[] source, int[] rows, int count) {
        PrimitiveType type = column.getPrimitiveType();
        switch (type.getPrimitiveTypeName()) {
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    values.writeInteger(Math.toIntExact(source[rows[i]]));
                }
            }
            case FIXED_LEN_BYTE_ARRAY -> {
                for (int i = 0; i < count; i++) {
                    long value = source[rows[i]];
                    values.writeBytes(Decimals.bigEndian(value >> 63, value, type.getTypeLength()));
                }
            }
            case INT64, BOOLEAN, BINARY, FLOAT, DOUBLE, INT96 -> {
                for (int i = 0; i < count; i++) {
                    values.writeLong(source[rows[i]]);
                }
            }
        }
    }

    private void writeBytes(BytesVector source, int[] rows, int count) {
        byte[] data = source.data();
        int[] offsets = source.offsets();
        for (int i = 0; i < count; i++) {
            int from = offsets[rows[i]];
            values.writeBytes(Binary.fromReusedByteArray(data, from, offsets[rows[i] + 1] - from));
        }
    }

    /// Ends the page here, if it has rows.
    void endPage() throws IOException {
        if (entryCount == 0) {
            return;
        }
        writtenPageBytes += openBytes();
        // Asked for the bytes, the dictionary may be given up, and the encoding is another then.
        BytesInput data = values.getBytes();
        if (properties.getWriterVersion() == ParquetProperties.WriterVersion.PARQUET_2_0) {
            pages.writePageV2(
                    rowCount,
                    entryCount - presentCount,
                    entryCount,
                    levels(repetition, column.getMaxRepetitionLevel()),
                    levels(definition, column.getMaxDefinitionLevel()),
                    values.getEncoding(),
                    data,
                    statistics,
                    null,
                    boxes());
        } else {
            writePageV1(data);
        }
        repetition.reset();
        definition.reset();
        values.reset();
        statistics = newStatistics();
        entryCount = 0;
        presentCount = 0;
        rowCount = 0;
    }

    private void writePageV1(BytesInput data) throws IOException {
        int mostRepetition = column.getMaxRepetitionLevel();
        int mostDefinition = column.getMaxDefinitionLevel();
        pages.writePage(
                BytesInput.concat(
                        withLength(levels(repetition, mostRepetition)),
                        withLength(levels(definition, mostDefinition)),
                        data),
                entryCount,
                rowCount,
                statistics,
                null,
                boxes(),
                mostRepetition > 0 ? Encoding.RLE : Encoding.BIT_PACKED,
                mostDefinition > 0 ? Encoding.RLE : Encoding.BIT_PACKED,
                values.getEncoding());
    }

    /// What is told of where a page's shapes are, which is nothing; null for other columns.
    private @Nullable GeospatialStatistics boxes() {
        LogicalTypeAnnotation type = column.getPrimitiveType().getLogicalTypeAnnotation();
        boolean holdsShapes =
                type instanceof GeometryLogicalTypeAnnotation
                        || type instanceof GeographyLogicalTypeAnnotation;
        return holdsShapes ? GeospatialStatistics.noopBuilder().build() : null;
    }

    private static BytesInput levels(RunLengthBitPackingHybridEncoder encoder, int most)
            throws IOException {
        return most > 0 ? encoder.toBytes() : BytesInput.empty();
    }

    private static BytesInput withLength(BytesInput levels) {
        return levels.size() == 0
                ? levels
                : BytesInput.concat(BytesInput.fromInt((int) levels.size()), levels);
    }

    /// Writes the last page, the dictionary and the bloom filter. Parquet-java leaves the last out
    /// where all pages have the dictionary, which tells more.
    void finish(BloomFilterWriter filters) throws IOException {
        endPage();
        DictionaryPage dictionary = values.toDictPageAndClose();
        if (dictionary != null) {
            pages.writeDictionaryPage(dictionary);
            values.resetDictionary();
        }
        if (bloom != null) {
            filters.writeBloomFilter(bloom.finish());
        }
    }

    void close() {
        repetition.close();
        definition.close();
        values.close();
    }
}
