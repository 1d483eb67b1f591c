package dev.tarn.storage.parquet;

import dev.tarn.storage.FileDescription;
import dev.tarn.storage.TrustedBounds;

import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

import java.util.HashSet;
import java.util.Set;

/// Parquet files that no table has written.
public final class ForeignParquet {
    private ForeignParquet() {}

    /// The columns of `file`.
    public static FileDescription describe(InputFile file) {
        MessageType type = ParquetFiles.messageType(file);
        Set<String> instants = new HashSet<>();
        for (Type column : type.getFields()) {
            if (column.isPrimitive()
                    && column.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT96) {
                instants.add(column.getName());
            }
        }
        return new FileDescription(
                ParquetFiles.schema(file), ParquetSchemaUtil.hasIds(type), instants);
    }

    /// What Iceberg makes of the footer, without bounds that it takes for what they are not: it
    /// reads those of milliseconds and of unsigned numbers as they stand.
    public static Metrics metrics(InputFile file, MetricsConfig config, NameMapping mapping) {
        MessageType type = ParquetFiles.messageType(file);
        try {
            Set<Integer> trusted = trusted(ParquetSchemaUtil.applyNameMapping(type, mapping));
            return TrustedBounds.of(
                    ParquetUtil.fileMetrics(file, config, mapping), trusted::contains);
        } catch (ValidationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ParquetFailures.of("its footer", file.location(), e);
        }
    }

    private static Set<Integer> trusted(MessageType withIds) {
        Set<Integer> trusted = new HashSet<>();
        for (ColumnDescriptor column : withIds.getColumns()) {
            PrimitiveType type = column.getPrimitiveType();
            if (type.getId() != null && areValues(type)) {
                trusted.add(type.getId().intValue());
            }
        }
        return trusted;
    }

    private static boolean areValues(PrimitiveType type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof DecimalLogicalTypeAnnotation) {
            return true;
        }
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN, FLOAT, DOUBLE -> logical == null;
            case INT32, INT64 ->
                    switch (logical) {
                        case null -> true;
                        case IntLogicalTypeAnnotation number -> number.isSigned();
                        case DateLogicalTypeAnnotation _ -> true;
                        case TimeLogicalTypeAnnotation time -> time.getUnit() == TimeUnit.MICROS;
                        case TimestampLogicalTypeAnnotation time ->
                                time.getUnit() != TimeUnit.MILLIS;
                        default -> false;
                    };
            case BINARY -> logical instanceof StringLogicalTypeAnnotation;
            case INT96, FIXED_LEN_BYTE_ARRAY -> false;
        };
    }
}
