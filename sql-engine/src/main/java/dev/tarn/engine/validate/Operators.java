package dev.tarn.engine.validate;

import dev.tarn.engine.function.AggregateFamily;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.function.ScalarFamily;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlAvgAggFunction;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.fun.SqlSumAggFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Calcite's operators (what has a syntax of its own, and the aggregates that its rules know), and
/// the registry's functions. Immutable; thread-safe.
public final class Operators implements SqlOperatorTable {
    private static final SqlOperandTypeChecker NUMBER_OR_INTERVAL =
            OperandTypes.NUMERIC.or(OperandTypes.INTERVAL);

    /// Calcite's own take no intervals.
    private static final SqlOperator SUM =
            new SqlSumAggFunction(null) {
                @Override
                public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
                    return NUMBER_OR_INTERVAL.checkOperandTypes(binding, throwOnFailure);
                }
            };

    private static final SqlOperator AVG =
            new SqlAvgAggFunction(SqlKind.AVG) {
                @Override
                public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
                    return NUMBER_OR_INTERVAL.checkOperandTypes(binding, throwOnFailure);
                }
            };

    /// Functions of Calcite's that are kept, because its parser or its rules know them.
    private static final List<SqlOperator> KEPT =
            List.of(
                    SqlStdOperatorTable.COUNT,
                    SUM,
                    SqlStdOperatorTable.MIN,
                    SqlStdOperatorTable.MAX,
                    AVG,
                    SqlStdOperatorTable.GROUPING,
                    SqlStdOperatorTable.COALESCE,
                    SqlStdOperatorTable.NULLIF,
                    SqlStdOperatorTable.CAST,
                    SqlStdOperatorTable.EXTRACT,
                    SqlStdOperatorTable.YEAR,
                    SqlStdOperatorTable.QUARTER,
                    SqlStdOperatorTable.MONTH,
                    SqlStdOperatorTable.WEEK,
                    SqlStdOperatorTable.HOUR,
                    SqlStdOperatorTable.MINUTE,
                    SqlStdOperatorTable.SECOND,
                    SqlLibraryOperators.TRY_CAST);

    private final Map<String, SqlOperator> functions = new HashMap<>();
    private final Map<String, SqlOperator> several = new HashMap<>();
    private final Map<String, SqlOperator> ofWindows = new HashMap<>();

    public Operators(FunctionRegistry registry) {
        for (ScalarFamily family : registry.scalars()) {
            functions.put(family.name(), new RegistryFunction(family));
        }
        alias("substring", "substr");
        alias("char_length", "length");
        alias("character_length", "length");
        alias("ceiling", "ceil");
        alias("pow", "power");
        for (AggregateFamily family : registry.aggregates()) {
            functions.put(family.name(), new RegistryAggregate(family));
        }
        for (String name : List.of("min", "max")) {
            registry.aggregate(name)
                    .ifPresent(family -> several.put(name, RegistryAggregate.unnamed(family)));
        }
        for (String name : List.of("min", "max", "sum", "avg")) {
            registry.aggregate(name)
                    .ifPresent(family -> ofWindows.put(name, RegistryAggregate.unnamed(family)));
        }
        for (SqlOperator operator : WindowOperators.ALL) {
            functions.put(operator.getName().toLowerCase(Locale.ROOT), operator);
        }
        for (SqlOperator operator : KEPT) {
            String name = operator.getName().toLowerCase(Locale.ROOT);
            boolean datePart = operator.getClass().getSimpleName().equals("SqlDatePartFunction");
            if (!datePart || !functions.containsKey(name)) {
                functions.put(name, operator);
            }
        }
    }

    /// The function that a call of `name` with so many arguments is of, where the name alone does
    /// not say it: MIN and MAX of one argument are Calcite's own, with a second they are the
    /// registry's. Null for all others.
    @Nullable SqlOperator several(String name, int argumentCount) {
        return argumentCount == 2 ? several.get(name.toLowerCase(Locale.ROOT)) : null;
    }

    /// The function that `name` before OVER is, where without it is one of Calcite's; null for all
    /// others. Calcite takes what it computes for not null where a frame has the row of its own,
    /// whatever EXCLUDE leaves out of it, and makes an average into a quotient, which has other
    /// digits.
    @Nullable SqlOperator ofWindow(String name) {
        return ofWindows.get(name.toLowerCase(Locale.ROOT));
    }

    /// The type of a call whose operator is known, so that it need not be looked up by its name, as
    /// Calcite does it for every call of a function.
    static RelDataType derivedAsIs(
            SqlFunction function, SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        SqlValidatorScope inner = scope.getOperandScope(call);
        for (SqlNode operand : call.getOperandList()) {
            validator.deriveType(inner, operand);
        }
        return function.validateOperands(validator, inner, call);
    }

    /// The standard's other name of a function, where the registry has but one.
    private void alias(String name, String family) {
        SqlOperator function = functions.get(family);
        if (function != null) {
            functions.putIfAbsent(name, function);
        }
    }

    @Override
    public void lookupOperatorOverloads(
            SqlIdentifier name,
            @Nullable SqlFunctionCategory category,
            SqlSyntax syntax,
            List<SqlOperator> found,
            SqlNameMatcher matcher) {
        if (!name.isSimple()) {
            return;
        }
        if (syntax.family == SqlSyntax.FUNCTION || syntax == SqlSyntax.FUNCTION_ID) {
            SqlOperator function = functions.get(name.getSimple().toLowerCase(Locale.ROOT));
            if (function != null) {
                found.add(function);
            }
            return;
        }
        List<SqlOperator> operators = new ArrayList<>();
        SqlStdOperatorTable.instance()
                .lookupOperatorOverloads(name, category, syntax, operators, matcher);
        operators.replaceAll(
                known -> known == SqlStdOperatorTable.MINUS ? MinusOperator.INSTANCE : known);
        found.addAll(operators);
    }

    @Override
    public List<SqlOperator> getOperatorList() {
        return List.copyOf(functions.values());
    }

    /// How the function called `name` is used, for messages; null where there is none.
    @Nullable String usage(String name) {
        SqlOperator function = functions.get(name.toLowerCase(Locale.ROOT));
        return function instanceof RegistryFunction || function instanceof RegistryAggregate
                ? function.getAllowedSignatures()
                : null;
    }

    /// Whether `name` is a function, or what rewriting made of a form of the grammar.
    boolean isFunction(String name) {
        return name.startsWith("$") || functions.containsKey(name.toLowerCase(Locale.ROOT));
    }

    /// The names of all functions, for messages.
    public List<String> functionNames() {
        return List.copyOf(functions.keySet());
    }
}
