package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.expr.Expr;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Maps and arrays of text among the arguments of procedures, as Spark and Trino write them:
/// `map('a', '1')`, `MAP(ARRAY['a'], ARRAY['1'])`, `array('a', 'b')`, `ARRAY['a', 'b']`. Values of
/// maps may be numbers and booleans too, and stand for their text, as in Spark.
final class TextCollections {
    static final DataType MAP = new DataType.MapOf(DataType.STRING, DataType.STRING);
    static final DataType ARRAY = new DataType.ListOf(DataType.STRING);

    private final Procedures.ConstantFunction constants;

    TextCollections(Procedures.ConstantFunction constants) {
        this.constants = constants;
    }

    /// Whether values of `type` are read here.
    static boolean has(DataType type) {
        return type.equals(MAP) || type.equals(ARRAY);
    }

    /// `value` as a Java Map or List of strings; null where it is none of `type`.
    @Nullable Object value(SqlNode value, DataType type) {
        return type.equals(MAP) ? map(value) : array(value);
    }

    private @Nullable List<String> array(SqlNode value) {
        List<SqlNode> elements = operands(value, "array");
        if (elements == null) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (SqlNode element : elements) {
            String text = text(element);
            if (text == null) {
                return null;
            }
            texts.add(text);
        }
        return texts;
    }

    private @Nullable Map<String, String> map(SqlNode value) {
        List<SqlNode> operands = operands(value, "map");
        if (operands == null) {
            return null;
        }
        List<String> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        if (operands.size() == 2 && operands(operands.getFirst(), "array") != null) {
            addAll(array(operands.get(0)), keys);
            addAll(array(operands.get(1)), values);
        } else {
            for (int i = 0; i < operands.size(); i++) {
                String text = text(operands.get(i));
                if (text != null) {
                    (i % 2 == 0 ? keys : values).add(text);
                }
            }
        }
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(keys.size(), values.size()); i++) {
            entries.put(keys.get(i), values.get(i));
        }
        return entries.size() == keys.size() && keys.size() == values.size() ? entries : null;
    }

    private static void addAll(@Nullable List<String> texts, List<String> to) {
        if (texts != null) {
            to.addAll(texts);
        }
    }

    /// What a call of `function`, or of the constructor of that name, is given; null for others.
    private static @Nullable List<SqlNode> operands(SqlNode value, String function) {
        if (!(value instanceof SqlCall call)) {
            return null;
        }
        String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
        return name.equals(function) ? call.getOperandList() : null;
    }

    private @Nullable String text(SqlNode element) {
        Expr.Literal literal = constants.value(element);
        return literal == null
                ? null
                : switch (literal.value()) {
                    case String text -> text;
                    case Integer number when literal.type() != DataType.DATE -> number.toString();
                    case Long number when literal.type() == DataType.BIGINT -> number.toString();
                    case Boolean flag -> flag.toString();
                    case null, default -> null;
                };
    }
}
