package dev.tarn.storage.parquet.write;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.RequiresFallback;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter;
import org.apache.parquet.column.values.fallback.FallbackValuesWriter;

/// A dictionary of numbers that is given up after the first page unless it makes that page much
/// smaller.
///
/// Parquet-java keeps a dictionary that saves a byte. One of nearly as many numbers as rows
/// compresses worse than the numbers in their order, and has to be read whole for any row. Strings
/// keep theirs: whoever reads them compares ids. One thread.
final class NumberDictionary extends ValuesWriter implements RequiresFallback {
    /// The share of the plain bytes that ids and dictionary may take together.
    private static final double MOST_SHARE = 0.75;

    private final DictionaryValuesWriter values;

    private NumberDictionary(DictionaryValuesWriter values) {
        this.values = values;
    }

    /// What `column` is written by: parquet-java's choice, but for this rule.
    static ValuesWriter writer(ColumnDescriptor column, ParquetProperties properties) {
        ValuesWriter chosen = properties.newValuesWriter(column);
        boolean isNumber =
                switch (column.getPrimitiveType().getPrimitiveTypeName()) {
                    case INT32, INT64, FLOAT, DOUBLE -> true;
                    case BOOLEAN, BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> false;
                };
        return isNumber
                        && chosen instanceof FallbackValuesWriter<?, ?> both
                        && both.initialWriter instanceof DictionaryValuesWriter dictionary
                ? FallbackValuesWriter.of(new NumberDictionary(dictionary), both.fallBackWriter)
                : chosen;
    }

    @Override
    public boolean isCompressionSatisfying(long rawBytes, long encodedBytes) {
        return values.isCompressionSatisfying((long) (MOST_SHARE * rawBytes), encodedBytes);
    }

    @Override
    public boolean shouldFallBack() {
        return values.shouldFallBack();
    }

    @Override
    public void fallBackAllValuesTo(ValuesWriter writer) {
        values.fallBackAllValuesTo(writer);
    }

    @Override
    public void writeInteger(int value) {
        values.writeInteger(value);
    }

    @Override
    public void writeLong(long value) {
        values.writeLong(value);
    }

    @Override
    public void writeFloat(float value) {
        values.writeFloat(value);
    }

    @Override
    public void writeDouble(double value) {
        values.writeDouble(value);
    }

    @Override
    public long getBufferedSize() {
        return values.getBufferedSize();
    }

    @Override
    public long getAllocatedSize() {
        return values.getAllocatedSize();
    }

    @Override
    public BytesInput getBytes() {
        return values.getBytes();
    }

    @Override
    public Encoding getEncoding() {
        return values.getEncoding();
    }

    @Override
    public DictionaryPage toDictPageAndClose() {
        return values.toDictPageAndClose();
    }

    @Override
    public void reset() {
        values.reset();
    }

    @Override
    public void resetDictionary() {
        values.resetDictionary();
    }

    @Override
    public void close() {
        values.close();
    }

    @Override
    public String memUsageString(String prefix) {
        return values.memUsageString(prefix);
    }
}
