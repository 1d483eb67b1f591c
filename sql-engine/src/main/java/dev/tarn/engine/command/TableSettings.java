package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.Command.TableDefinition;
import dev.tarn.engine.statement.Property;

import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.TableProperties;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What the properties of a CREATE TABLE or ALTER TABLE mean to Iceberg.
///
/// Iceberg's own names go through; Trino's `format`, `format_version`, `compression_codec` and
/// `location` are understood.
record TableSettings(Map<String, String> properties, @Nullable String location) {
    private static final String MAX_FORMAT_VERSION = "3";

    static TableSettings of(TableDefinition definition) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (definition.comment() != null) {
            properties.put("comment", definition.comment());
        }
        String location = null;
        for (Property property : definition.properties()) {
            switch (property.name().toLowerCase(Locale.ROOT)) {
                case "location" -> location = property.value();
                default -> put(properties, property);
            }
        }
        return new TableSettings(properties, location);
    }

    /// The format version that is asked for; null where nothing is said.
    @Nullable Integer formatVersion() {
        String version = properties.get(TableProperties.FORMAT_VERSION);
        return version == null ? null : Integer.valueOf(version);
    }

    /// Adds `property` under Iceberg's name for it.
    static void put(Map<String, String> properties, Property property) {
        String value = property.value();
        switch (property.name().toLowerCase(Locale.ROOT)) {
            case "format" -> properties.put(TableProperties.DEFAULT_FILE_FORMAT, format(property));
            case "format_version", TableProperties.FORMAT_VERSION ->
                    properties.put(TableProperties.FORMAT_VERSION, version(property));
            case "compression_codec" ->
                    properties.put(
                            TableProperties.PARQUET_COMPRESSION, value.toLowerCase(Locale.ROOT));
            case TableProperties.WRITE_DISTRIBUTION_MODE ->
                    properties.put(TableProperties.WRITE_DISTRIBUTION_MODE, distribution(property));
            default -> properties.put(property.name(), value);
        }
    }

    private static String format(Property property) {
        return switch (property.value().toUpperCase(Locale.ROOT)) {
            case "PARQUET" -> FileFormat.PARQUET.name().toLowerCase(Locale.ROOT);
            case "ORC" -> FileFormat.ORC.name().toLowerCase(Locale.ROOT);
            case "AVRO" -> FileFormat.AVRO.name().toLowerCase(Locale.ROOT);
            default -> throw refused(property, "PARQUET, ORC or AVRO");
        };
    }

    private static String distribution(Property property) {
        try {
            return DistributionMode.fromName(property.value()).modeName();
        } catch (IllegalArgumentException e) {
            throw refused(property, "none, hash or range");
        }
    }

    private static String version(Property property) {
        String value = property.value();
        if (!value.matches("[1-9]") || value.compareTo(MAX_FORMAT_VERSION) > 0) {
            throw refused(property, "1, 2 or 3");
        }
        return value;
    }

    private static SqlException refused(Property property, String accepted) {
        return new SqlException(
                ErrorCode.INVALID_TABLE_PROPERTY,
                "Table property %s is '%s'; it must be %s"
                        .formatted(property.name(), property.value(), accepted),
                property.position(),
                null);
    }
}
