package dev.tarn.storage.parquet.write;

import static org.apache.iceberg.TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX;
import static org.apache.iceberg.TableProperties.PARQUET_BLOOM_FILTER_COLUMN_FPP_PREFIX;
import static org.apache.iceberg.TableProperties.PARQUET_BLOOM_FILTER_COLUMN_NDV_PREFIX;
import static org.apache.iceberg.TableProperties.PARQUET_COLUMN_STATS_ENABLED_PREFIX;
import static org.apache.iceberg.TableProperties.PARQUET_DICT_ENCODING_ENABLED_COLUMN_PREFIX;

import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.types.Types;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Table properties that end in a column's name, said to parquet-java by the file's own path of the
/// column. One that names no column that holds values is passed over, as Iceberg does: the column
/// may have been dropped.
final class ColumnProperties {
    private final FileWriteRequest request;
    private final ParquetProperties.Builder builder;
    private final Map<Integer, ColumnDescriptor> columns = new HashMap<>();

    private ColumnProperties(
            FileWriteRequest request, MessageType file, ParquetProperties.Builder builder) {
        this.request = request;
        this.builder = builder;
        for (ColumnDescriptor column : file.getColumns()) {
            if (column.getPrimitiveType().getId() != null) {
                columns.put(column.getPrimitiveType().getId().intValue(), column);
            }
        }
    }

    /// Sets what the table's properties say of single columns.
    ///
    /// @throws StorageException BAD_VALUE naming a property that cannot be understood, UNSUPPORTED
    ///   for a bloom filter of a boolean column
    static void apply(
            FileWriteRequest request, MessageType file, ParquetProperties.Builder builder) {
        ColumnProperties properties = new ColumnProperties(request, file, builder);
        properties.each(
                PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX,
                (path, text, name) -> properties.bloomFilter(path, flag(name, text), name));
        properties.each(
                PARQUET_BLOOM_FILTER_COLUMN_FPP_PREFIX,
                (path, text, name) ->
                        builder.withBloomFilterFPP(dotted(path), fraction(name, text)));
        properties.each(
                PARQUET_BLOOM_FILTER_COLUMN_NDV_PREFIX,
                (path, text, name) -> builder.withBloomFilterNDV(dotted(path), count(name, text)));
        properties.each(
                PARQUET_COLUMN_STATS_ENABLED_PREFIX,
                (path, text, name) ->
                        builder.withStatisticsEnabled(dotted(path), flag(name, text)));
        properties.each(
                PARQUET_DICT_ENCODING_ENABLED_COLUMN_PREFIX,
                (path, text, name) ->
                        builder.withDictionaryEncoding(dotted(path), flag(name, text)));
    }

    private interface Setting {
        void set(ColumnDescriptor column, String text, String property);
    }

    private void each(String prefix, Setting setting) {
        for (Map.Entry<String, String> property : request.properties().entrySet()) {
            String name = property.getKey();
            if (!name.startsWith(prefix)) {
                continue;
            }
            Types.NestedField field = request.schema().findField(name.substring(prefix.length()));
            ColumnDescriptor column = field == null ? null : columns.get(field.fieldId());
            if (column != null) {
                setting.set(column, property.getValue().strip(), name);
            }
        }
    }

    private static String dotted(ColumnDescriptor column) {
        return String.join(".", column.getPath());
    }

    private void bloomFilter(ColumnDescriptor column, boolean enabled, String property) {
        if (enabled
                && column.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BOOLEAN) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "Table property %s is 'true', but Parquet has no bloom filters for boolean"
                            .formatted(property));
        }
        builder.withBloomFilterEnabled(dotted(column), enabled);
    }

    private static boolean flag(String property, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(property, text, "true or false");
        };
    }

    private static double fraction(String property, String text) {
        try {
            double value = Double.parseDouble(text);
            if (value > 0 && value < 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw bad(property, text, "a number between 0 and 1");
        }
        throw bad(property, text, "a number between 0 and 1");
    }

    private static long count(String property, String text) {
        try {
            long value = Long.parseLong(text);
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw bad(property, text, "a whole number above 0");
        }
        throw bad(property, text, "a whole number above 0");
    }

    private static StorageException bad(String property, String text, String accepted) {
        return new StorageException(
                StorageException.Kind.BAD_VALUE,
                "Table property %s is '%s', not %s".formatted(property, text, accepted));
    }
}
