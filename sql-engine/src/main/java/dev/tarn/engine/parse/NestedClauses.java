package dev.tarn.engine.parse;

import dev.tarn.engine.statement.FieldClauses;

import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlMapTypeNameSpec;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// NOT NULL and COMMENT inside of a type's name, by path: `a.b`, `points.element`, `m.value.y`.
final class NestedClauses {
    private final Map<String, FieldClauses> clauses = new LinkedHashMap<>();

    private NestedClauses() {}

    /// Paths start below the column of that type; those without clauses are left out.
    static Map<String, FieldClauses> of(SqlDataTypeSpec type) {
        NestedClauses nested = new NestedClauses();
        nested.addAll("", type);
        return nested.clauses;
    }

    private void addAll(String prefix, SqlDataTypeSpec type) {
        switch (type.getTypeNameSpec()) {
            case StructTypeName struct -> {
                for (int i = 0; i < struct.names().size(); i++) {
                    String name = struct.names().get(i).getSimple();
                    add(prefix + name, struct.types().get(i), struct.comments().get(i));
                }
            }
            case ListTypeName list -> add(prefix + "element", list.element(), null);
            case SqlMapTypeNameSpec map -> add(prefix + "value", map.getValType(), null);
            default -> {}
        }
    }

    private void add(String path, SqlDataTypeSpec type, @Nullable String comment) {
        boolean required = Boolean.FALSE.equals(type.getNullable());
        if (required || comment != null) {
            clauses.put(path, new FieldClauses(required, comment));
        }
        addAll(path + ".", type);
    }
}
