package dev.tarn.storage.parquet;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.variant.VariantBytes;

import org.apache.iceberg.variants.VariantMetadata;
import org.apache.iceberg.variants.VariantValue;
import org.apache.iceberg.variants.Variants;
import org.apache.parquet.schema.GroupType;
import org.jspecify.annotations.Nullable;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Variants out of the columns that a Parquet file keeps them in: the metadata, and a value that
/// may be shredded into columns of other types, of which it is encoded anew.
///
/// Source: Parquet format, VariantShredding.md, "Reconstructing a Shredded Variant". Thread-safe.
final class VariantColumn {
    private static final String METADATA = "metadata";

    private final int metadata;
    private final ShreddedValue value;

    private VariantColumn(int metadata, ShreddedValue value) {
        this.metadata = metadata;
        this.value = value;
    }

    /// Variants in `group`, which is read as a struct of all its fields.
    ///
    /// @throws StorageException UNSUPPORTED where the group is not as variants are, or is shredded
    ///   into a type that variants do not have
    static VariantColumn of(GroupType group, String name) {
        if (!group.containsField(METADATA)) {
            throw ShreddedValue.refused(group, name);
        }
        return new VariantColumn(group.getFieldIndex(METADATA), ShreddedValue.of(group, name));
    }

    /// The variants of `stored`, as many as it has rows; one that is stored as nothing at all is a
    /// variant's null.
    ///
    /// @throws IllegalStateException where a value contradicts itself or is damaged
    FlatVector assemble(StructVector stored) {
        StructVector struct = ShreddedValue.flattened(stored);
        BytesVector names = (BytesVector) struct.fields().get(metadata);
        List<byte @Nullable []> variants = new ArrayList<>(struct.length());
        for (int row = 0; row < struct.length(); row++) {
            variants.add(struct.isNull(row) ? null : variant(struct, names, row));
        }
        return VectorBuilder.of(DataType.VARIANT, variants);
    }

    private byte[] variant(StructVector struct, BytesVector names, int row) {
        try {
            VariantMetadata dictionary = VariantMetadata.from(littleEndian(names.bytes(row)));
            VariantValue whole = value.at(struct, row, dictionary);
            return VariantBytes.of(dictionary, whole == null ? Variants.ofNull() : whole);
        } catch (IllegalArgumentException
                | IndexOutOfBoundsException
                | BufferUnderflowException
                | NegativeArraySizeException
                | UnsupportedOperationException e) {
            throw new IllegalStateException("a variant is damaged: " + e.getMessage(), e);
        }
    }

    static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
