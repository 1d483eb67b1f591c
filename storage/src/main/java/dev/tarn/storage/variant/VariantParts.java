package dev.tarn.storage.variant;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;

import java.util.ArrayList;
import java.util.List;

/// Variants as files keep them: metadata and value apart.
public final class VariantParts {
    /// The two parts, in the order in which files have them.
    private static final DataType PARTS =
            new DataType.StructOf(
                    List.of(
                            new DataType.Field("metadata", DataType.BINARY),
                            new DataType.Field("value", DataType.BINARY)));

    private VariantParts() {}

    /// Whether values of `type` are variants, or have some within.
    public static boolean isIn(DataType type) {
        return switch (type) {
            case DataType.ListOf list -> isIn(list.element());
            case DataType.MapOf map -> isIn(map.key()) || isIn(map.value());
            case DataType.StructOf struct ->
                    struct.fields().stream().anyMatch(field -> isIn(field.type()));
            default -> type == DataType.VARIANT;
        };
    }

    /// `vector` with a struct of metadata and value in the place of each variant, also of those
    /// within lists, maps and structs; itself where there are none.
    ///
    /// @throws dev.tarn.storage.StorageException CORRUPT where a variant is damaged
    public static FlatVector split(Vector vector) {
        FlatVector flat = vector.flatten();
        if (!isIn(flat.type())) {
            return flat;
        }
        return switch (flat) {
            case BytesVector variants -> parts(variants);
            case ListVector list -> {
                FlatVector elements = split(list.elements());
                yield new ListVector(
                        new DataType.ListOf(elements.type()),
                        list.offsets(),
                        elements,
                        list.validity(),
                        list.length());
            }
            case MapVector map -> {
                FlatVector keys = split(map.keys());
                FlatVector values = split(map.values());
                yield new MapVector(
                        new DataType.MapOf(keys.type(), values.type()),
                        map.offsets(),
                        keys,
                        values,
                        map.validity(),
                        map.length());
            }
            case StructVector struct -> fields(struct);
            default -> throw new IllegalArgumentException("Variants within " + flat.type());
        };
    }

    private static StructVector fields(StructVector struct) {
        List<DataType.Field> types = new ArrayList<>();
        List<Vector> fields = new ArrayList<>();
        for (int i = 0; i < struct.fields().size(); i++) {
            FlatVector field = split(struct.fields().get(i));
            String name = ((DataType.StructOf) struct.type()).fields().get(i).name();
            types.add(new DataType.Field(name, field.type()));
            fields.add(field);
        }
        return new StructVector(
                new DataType.StructOf(types), fields, struct.validity(), struct.length());
    }

    private static StructVector parts(BytesVector variants) {
        int count = variants.length();
        int[] offsets = variants.offsets();
        byte[] data = variants.data();
        int[] metadataOffsets = new int[count + 1];
        int[] valueOffsets = new int[count + 1];
        byte[] metadata = new byte[offsets[count] - offsets[0]];
        byte[] values = new byte[metadata.length];
        for (int row = 0; row < count; row++) {
            int from = offsets[row];
            int to = offsets[row + 1];
            int split = variants.isNull(row) ? 0 : VariantBytes.metadataLength(data, from, to);
            int rest = to - from - split;
            System.arraycopy(data, from, metadata, metadataOffsets[row], split);
            System.arraycopy(data, from + split, values, valueOffsets[row], rest);
            metadataOffsets[row + 1] = metadataOffsets[row] + split;
            valueOffsets[row + 1] = valueOffsets[row] + rest;
        }
        return new StructVector(
                PARTS,
                List.of(
                        new BytesVector(DataType.BINARY, metadata, metadataOffsets, null, count),
                        new BytesVector(DataType.BINARY, values, valueOffsets, null, count)),
                variants.validity(),
                count);
    }
}
