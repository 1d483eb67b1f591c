package dev.tarn.engine.parse;

import dev.tarn.engine.statement.ColumnDefault;

import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.util.BitString;
import org.jspecify.annotations.Nullable;

/// What follows the type of a column, in any order.
public final class ColumnClauses {
    private boolean required;
    private @Nullable String comment;
    private @Nullable ColumnDefault value;

    public void require() {
        required = true;
    }

    public void comment(String text) {
        comment = text;
    }

    public void setDefault(SqlNode literal) {
        value = defaultOf(literal);
    }

    boolean isRequired() {
        return required;
    }

    @Nullable String comment() {
        return comment;
    }

    @Nullable ColumnDefault defaultValue() {
        return value;
    }

    static ColumnDefault defaultOf(SqlNode node) {
        return new ColumnDefault(value(node), Positions.of(node));
    }

    private static @Nullable Object value(SqlNode node) {
        if (!(node instanceof SqlLiteral literal)) {
            return Literals.value(node);
        }
        return switch (literal.getTypeName()) {
            case UNKNOWN -> literal.getValueAs(String.class);
            case DATE, TIME, TIMESTAMP, TIMESTAMP_TZ, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    String.valueOf(literal.getValue());
            case BINARY -> literal.getValueAs(BitString.class).getAsByteArray();
            default -> Literals.value(node);
        };
    }
}
