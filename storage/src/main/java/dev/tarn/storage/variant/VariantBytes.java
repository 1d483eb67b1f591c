package dev.tarn.storage.variant;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.variants.Variant;
import org.apache.iceberg.variants.VariantMetadata;
import org.apache.iceberg.variants.VariantValue;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;

/// One value of the type variant as vectors keep it: its metadata (the dictionary of field names)
/// and, right behind it, its value, both encoded as in files.
///
/// Source: Parquet format, VariantEncoding.md.
public final class VariantBytes {
    private VariantBytes() {}

    /// What `use` makes of the value in `data[from..to)`. Values are decoded when they are asked
    /// for, so everything that may meet damaged bytes belongs into `use`.
    ///
    /// @throws StorageException CORRUPT where the bytes are not such a value
    public static <T> T read(byte[] data, int from, int to, Function<Variant, T> use) {
        try {
            return use.apply(Variant.from(buffer(data, from, to)));
        } catch (IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException
                | BufferUnderflowException
                | NegativeArraySizeException
                | UnsupportedOperationException e) {
            throw damaged(e);
        }
    }

    /// The variant whose bytes these are, decoded as it is asked for.
    public static Variant variant(byte[] bytes) {
        return read(bytes, 0, bytes.length, variant -> variant);
    }

    /// How many of the bytes `data[from..to)` are metadata.
    ///
    /// @throws StorageException CORRUPT where they do not begin with metadata
    public static int metadataLength(byte[] data, int from, int to) {
        try {
            return VariantMetadata.from(buffer(data, from, to)).sizeInBytes();
        } catch (IllegalArgumentException
                | IndexOutOfBoundsException
                | BufferUnderflowException
                | NegativeArraySizeException e) {
            throw damaged(e);
        }
    }

    /// The bytes of a variant.
    public static byte[] of(Variant variant) {
        return of(variant.metadata(), variant.value());
    }

    /// The bytes of `value`, whose field names are in `metadata`.
    public static byte[] of(VariantMetadata metadata, VariantValue value) {
        byte[] bytes = new byte[metadata.sizeInBytes() + value.sizeInBytes()];
        ByteBuffer buffer = buffer(bytes, 0, bytes.length);
        int end = metadata.writeTo(buffer, 0);
        value.writeTo(buffer, end);
        return bytes;
    }

    /// `data[from..to)` as Iceberg's readers of variants want it.
    static ByteBuffer buffer(byte[] data, int from, int to) {
        return ByteBuffer.wrap(data, from, to - from).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static StorageException damaged(RuntimeException e) {
        return new StorageException(
                StorageException.Kind.CORRUPT,
                "The bytes of a variant are damaged: " + e.getMessage(),
                e);
    }
}
