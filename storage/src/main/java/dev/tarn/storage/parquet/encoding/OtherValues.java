package dev.tarn.storage.parquet.encoding;

import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.api.Binary;

import java.io.IOException;

/// The encodings that are left to parquet-java: the three DELTA ones and BYTE_STREAM_SPLIT.
public final class OtherValues implements PageValues {
    private final ValuesReader reader;

    public OtherValues(Encoding encoding, ColumnDescriptor column, PageBytes page, int valueCount)
            throws IOException {
        this.reader = encoding.getValuesReader(column, ValuesType.VALUES);
        reader.initFromPage(valueCount, ByteBufferInputStream.wrap(page.buffer()));
    }

    @Override
    public void read(RawValues target, int count) {
        target.grow(target.count + count);
        int at = target.count;
        switch (target.kind) {
            case BOOLEAN -> {
                for (int i = 0; i < count; i++) {
                    target.booleans[at + i] = reader.readBoolean();
                }
            }
            case INT -> {
                for (int i = 0; i < count; i++) {
                    target.ints[at + i] = reader.readInteger();
                }
            }
            case LONG -> {
                for (int i = 0; i < count; i++) {
                    target.longs[at + i] = reader.readLong();
                }
            }
            case FLOAT -> {
                for (int i = 0; i < count; i++) {
                    target.floats[at + i] = reader.readFloat();
                }
            }
            case DOUBLE -> {
                for (int i = 0; i < count; i++) {
                    target.doubles[at + i] = reader.readDouble();
                }
            }
            case BYTES -> {
                for (int i = 0; i < count; i++) {
                    Binary value = reader.readBytes();
                    int length = value.length();
                    target.growData(length);
                    int from = target.offsets[target.count];
                    value.toByteBuffer().get(target.data, from, length);
                    target.count++;
                    target.offsets[target.count] = from + length;
                }
                return;
            }
        }
        target.count += count;
    }

    @Override
    public void skip(int count) {
        reader.skip(count);
    }
}
