package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.schema.TableVersion;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The arguments of a function in FROM, by position or as `name => value`, all of them literals.
final class FunctionArguments {
    private final String function;
    private final List<String> names;
    private final SqlBasicCall call;
    private final @Nullable SqlNode[] values;

    private FunctionArguments(String function, List<String> names, SqlBasicCall call) {
        this.function = function;
        this.names = names;
        this.call = call;
        this.values = new @Nullable SqlNode[names.size()];
    }

    /// The arguments that `call` gives.
    ///
    /// @param names of all that `function` takes, in order
    /// @throws SqlException INVALID_ARGUMENTS for others, or where one is given twice
    static FunctionArguments of(String function, List<String> names, SqlBasicCall call) {
        FunctionArguments arguments = new FunctionArguments(function, names, call);
        int position = 0;
        for (SqlNode argument : call.getOperandList()) {
            arguments.add(argument, position++);
        }
        return arguments;
    }

    private void add(SqlNode argument, int position) {
        int ordinal = position;
        SqlNode value = argument;
        if (argument.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
            String name = ((SqlCall) argument).operand(1).toString();
            ordinal = names.indexOf(name.toLowerCase(Locale.ROOT));
            value = ((SqlCall) argument).operand(0);
            if (ordinal < 0) {
                throw refused(
                        "%s has no argument '%s'%s"
                                .formatted(function, name, Nearest.hint(name, names)),
                        argument);
            }
        }
        if (ordinal >= values.length || values[ordinal] != null) {
            throw refused("%s takes each of %s once".formatted(function, names), argument);
        }
        values[ordinal] = value;
    }

    /// The argument at `ordinal`; null where it is left out or NULL.
    private @Nullable SqlNode value(int ordinal) {
        SqlNode value = values[ordinal];
        return value instanceof SqlLiteral literal && literal.getValue() == null ? null : value;
    }

    private SqlException missing(int ordinal) {
        return refused("%s needs the argument '%s'".formatted(function, names.get(ordinal)), call);
    }

    /// @throws SqlException INVALID_ARGUMENTS where it is left out or is no text
    String text(int ordinal) {
        SqlNode value = value(ordinal);
        if (value == null) {
            throw missing(ordinal);
        }
        return text(value, ordinal);
    }

    private String text(SqlNode value, int ordinal) {
        String text = value instanceof SqlLiteral literal ? VersionValues.text(literal) : null;
        if (text == null) {
            throw wrong(ordinal, "text", value);
        }
        return text;
    }

    /// Texts of an array; empty where it is left out.
    List<String> texts(int ordinal) {
        SqlNode value = value(ordinal);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof SqlCall array)
                || array.getKind() != SqlKind.ARRAY_VALUE_CONSTRUCTOR) {
            throw wrong(ordinal, "an array of text", value);
        }
        List<String> texts = new ArrayList<>();
        for (SqlNode element : array.getOperandList()) {
            texts.add(text(element, ordinal));
        }
        return texts;
    }

    /// False where it is left out.
    boolean flag(int ordinal) {
        SqlNode value = value(ordinal);
        if (value == null) {
            return false;
        }
        if (value instanceof SqlLiteral literal && literal.getValue() instanceof Boolean flag) {
            return flag;
        }
        throw wrong(ordinal, "true or false", value);
    }

    /// @throws SqlException INVALID_ARGUMENTS where it is left out or is no snapshot's id
    long snapshot(int ordinal) {
        Long id = optionalSnapshot(ordinal);
        if (id == null) {
            throw missing(ordinal);
        }
        return id;
    }

    /// A number, or text that is converted to one, as Trino's clients write parameters; null where
    /// it is left out.
    @Nullable Long optionalSnapshot(int ordinal) {
        SqlNode value = value(ordinal);
        if (value == null) {
            return null;
        }
        if (value instanceof SqlNumericLiteral number && number.isInteger()) {
            return VersionValues.whole(number);
        }
        String text = value.getKind() == SqlKind.CAST ? VersionValues.text(value) : null;
        Long number = text == null ? null : TableVersion.number(text);
        if (number == null) {
            throw wrong(ordinal, "a snapshot id", value);
        }
        return number;
    }

    private SqlException wrong(int ordinal, String wanted, SqlNode value) {
        return refused(
                "Argument '%s' must be %s, not %s".formatted(names.get(ordinal), wanted, value),
                value);
    }

    private static SqlException refused(String message, SqlNode at) {
        return Positions.error(ErrorCode.INVALID_ARGUMENTS, message, at);
    }
}
