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
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

import java.io.IOException;

/// Writes one column chunk: levels and values by parquet-java's encoders, fed from arrays a slice
/// of rows at a time; statistics a slice at a time; pages when they are full.
final class ChunkWriter {
    private final ColumnDescriptor column;
    private final ParquetProperties properties;
    private final PageWriter pages;
    private final ValuesWriter repetition;
    private final ValuesWriter definition;
    private final ValuesWriter values;
    private final ChunkBounds bounds;
    private Statistics<?> statistics;
    private int entryCount;
    private int rowCount;

    ChunkWriter(
            ColumnDescriptor column,
            ParquetProperties properties,
            PageWriter pages,
            ChunkBounds bounds) {
        this.column = column;
        this.properties = properties;
        this.pages = pages;
        this.repetition = properties.newRepetitionLevelWriter(column);
        this.definition = properties.newDefinitionLevelWriter(column);
        this.values = properties.newValuesWriter(column);
        this.bounds = bounds;
        this.statistics = Statistics.createStats(column.getPrimitiveType());
    }

    long bufferedBytes() {
        return pages.getMemSize()
                + values.getBufferedSize()
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
        entryCount += entries.count;
        rowCount += rows;
        long pageBytes =
                values.getBufferedSize()
                        + repetition.getBufferedSize()
                        + definition.getBufferedSize();
        if (pageBytes >= properties.getPageSizeThreshold()
                || rowCount >= properties.getPageRowCountLimit()) {
            writePage();
        }
    }

    private void writeLevels(LeafEntries entries) {
        int count = entries.count;
        if (column.getMaxRepetitionLevel() > 0) {
            int[] levels = entries.repetition;
            for (int i = 0; i < count; i++) {
                repetition.writeInteger(levels == null ? 0 : levels[i]);
            }
        }
        if (column.getMaxDefinitionLevel() > 0) {
            int[] levels = entries.definition;
            for (int i = 0; i < count; i++) {
                definition.writeInteger(levels == null ? entries.uniform : levels[i]);
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

    private void writePage() throws IOException {
        if (entryCount == 0) {
            return;
        }
        pages.writePage(
                BytesInput.concat(repetition.getBytes(), definition.getBytes(), values.getBytes()),
                entryCount,
                rowCount,
                statistics,
                repetition.getEncoding(),
                definition.getEncoding(),
                values.getEncoding());
        repetition.reset();
        definition.reset();
        values.reset();
        statistics = Statistics.createStats(column.getPrimitiveType());
        entryCount = 0;
        rowCount = 0;
    }

    /// Writes the last page and the dictionary.
    void finish() throws IOException {
        writePage();
        DictionaryPage dictionary = values.toDictPageAndClose();
        if (dictionary != null) {
            pages.writeDictionaryPage(dictionary);
            values.resetDictionary();
        }
    }

    void close() {
        repetition.close();
        definition.close();
        values.close();
    }
}
