package dev.tarn.engine.parse;

import dev.tarn.engine.statement.Property;
import dev.tarn.engine.statement.ViewColumn;

import org.apache.calcite.sql.SqlIdentifier;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What CREATE VIEW says before its query.
public final class ViewClauses {
    private final List<ViewColumn> columns = new ArrayList<>();
    private final Properties properties = new Properties();

    public void addColumn(SqlIdentifier name, @Nullable String comment) {
        columns.add(new ViewColumn(name.getSimple(), comment, Positions.of(name)));
    }

    public Properties properties() {
        return properties;
    }

    /// Empty where the query names the columns.
    List<ViewColumn> columns() {
        return List.copyOf(columns);
    }

    List<Property> propertyList() {
        return properties.list();
    }
}
