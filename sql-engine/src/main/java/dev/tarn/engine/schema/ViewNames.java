package dev.tarn.engine.schema;

import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.View;
import org.apache.iceberg.view.ViewRepresentation;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What the columns of views are called: as the view's schema says, which may be other names than
/// its query gives. As Spark does, a property keeps those of the query, so that a view whose query
/// reads `*` can have more columns later as long as nobody has named them.
public final class ViewNames {
    /// The dialect under which our SQL stands in a view's metadata.
    public static final String DIALECT = "tarn";

    /// Our property for the names that the query gives.
    public static final String QUERY_COLUMNS = "tarn.query-column-names";

    private static final Map<String, String> PROPERTIES =
            Map.of(DIALECT, QUERY_COLUMNS, "spark", "spark.query-column-names");

    private ViewNames() {}

    /// Names as a property has them, one for each list of names.
    public static String text(List<String> names) {
        return names.stream()
                .map(name -> name.replace("\\", "\\\\").replace(",", "\\,"))
                .collect(Collectors.joining(","));
    }

    /// The query of `view`, in our dialect where it has that; null where it has none in SQL.
    public static @Nullable SQLViewRepresentation query(View view) {
        SQLViewRepresentation first = null;
        for (ViewRepresentation representation : view.currentVersion().representations()) {
            if (representation instanceof SQLViewRepresentation sql) {
                if (sql.dialect().equalsIgnoreCase(DIALECT)) {
                    return sql;
                }
                first = first == null ? sql : first;
            }
        }
        return first;
    }

    /// What the columns of `view` are called instead of what `query` calls them; empty where that
    /// is the same.
    public static List<String> renamed(View view, SQLViewRepresentation query) {
        String property = PROPERTIES.get(query.dialect());
        String given = property == null ? null : view.properties().get(property);
        List<String> names = view.schema().columns().stream().map(Types.NestedField::name).toList();
        return given == null || given.equals(text(names)) ? List.of() : names;
    }
}
