package dev.tarn.storage.orc;

import dev.tarn.storage.FileDescription;
import dev.tarn.storage.TrustedBounds;

import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.MappedField;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.orc.OrcMetrics;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.orc.TypeDescription;

import java.util.HashSet;
import java.util.Set;

/// ORC files that no table has written.
public final class ForeignOrc {
    private ForeignOrc() {}

    /// The columns of `file`.
    public static FileDescription describe(InputFile file) {
        TypeDescription root = OrcFiles.type(file);
        boolean carriesIds =
                root.getCategory() == TypeDescription.Category.STRUCT
                        && root.getChildren().stream().anyMatch(OrcSchemas::carriesId);
        return new FileDescription(OrcSchemas.schema(root), carriesIds, Set.of());
    }

    /// What Iceberg makes of the footer, without bounds of times, which writers have cut to
    /// milliseconds and moved by their zones, and of texts, among which padded ones may be; of
    /// fields of structs none are kept.
    public static Metrics metrics(InputFile file, MetricsConfig config, NameMapping mapping) {
        try {
            Set<Integer> trusted = new HashSet<>();
            for (Types.NestedField column : OrcFiles.schema(file).columns()) {
                MappedField field = mapping.find(column.name());
                if (field != null && areValues(column.type())) {
                    trusted.add(field.id());
                }
            }
            return TrustedBounds.of(
                    OrcMetrics.fromInputFile(file, config, mapping), trusted::contains);
        } catch (RuntimeException e) {
            throw OrcFiles.failure(file, "its footer", e);
        }
    }

    private static boolean areValues(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DATE, DECIMAL -> true;
            default -> false;
        };
    }
}
