package dev.tarn.engine.parse;

import dev.tarn.engine.statement.Property;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayList;
import java.util.List;

/// The properties of one clause, in order.
public final class Properties {
    private final List<Property> properties = new ArrayList<>();

    public void add(SqlNode name, SqlNode value) {
        String key =
                name instanceof SqlIdentifier identifier
                        ? String.join(".", identifier.names)
                        : Literals.text(name);
        properties.add(new Property(key, Literals.texts(value), Positions.of(name)));
    }

    public void add(String name, String value, SqlParserPos position) {
        properties.add(new Property(name, List.of(value), Positions.of(position)));
    }

    /// @throws dev.tarn.engine.SqlException INVALID_ARGUMENTS if `value` is no literal
    public void add(String name, SqlNode value) {
        properties.add(new Property(name, Literals.texts(value), Positions.of(value)));
    }

    public List<Property> list() {
        return List.copyOf(properties);
    }
}
