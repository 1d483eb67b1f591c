package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Conformance;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.parse.QueryMarks;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.schema.RelTypes;

import org.apache.calcite.config.NullCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Calcite's validator with our settings: nulls sort last, and unknown functions are named with
/// those near them.
final class TarnValidator extends SqlValidatorImpl {
    private final Operators operators;

    /// Whether the queries of these select lists aggregate.
    private final Map<SqlNodeList, Boolean> aggregates = new IdentityHashMap<>();

    TarnValidator(
            Operators operators, SqlValidatorCatalogReader reader, RelDataTypeFactory factory) {
        super(
                operators,
                reader,
                factory,
                SqlValidator.Config.DEFAULT
                        .withConformance(Conformance.INSTANCE)
                        .withDefaultNullCollation(NullCollation.LAST)
                        .withTypeCoercionFactory(Coercion::new)
                        .withIdentifierExpansion(true));
        this.operators = operators;
    }

    @Override
    protected @Nullable SqlNode performUnconditionalRewrites(
            @Nullable SqlNode node, boolean underFrom) {
        if (node instanceof SqlBasicCall call
                && call.getOperator() instanceof SqlUnresolvedFunction function
                && operators.several(function.getName(), call.operandCount())
                        instanceof SqlOperator known) {
            call.setOperator(known);
        }
        if (node != null
                && node.getKind() == SqlKind.OVER
                && ((SqlCall) node).operand(0) instanceof SqlBasicCall call
                && call.getOperator() instanceof SqlUnresolvedFunction function
                && operators.ofWindow(function.getName()) instanceof SqlOperator known) {
            call.setOperator(known);
        }
        if (node instanceof SqlSelect select) {
            groupByAll(select);
        }
        return super.performUnconditionalRewrites(node, underFrom);
    }

    @Override
    protected void inferUnknownTypes(RelDataType inferred, SqlValidatorScope scope, SqlNode node) {
        if (node instanceof SqlCall call
                && call.getOperator() instanceof RegistryFunction function
                && function.takesLambdas()) {
            deriveType(scope, call);
        }
        super.inferUnknownTypes(inferred, scope, node);
    }

    /// The keys of GROUP BY ALL: the places of all items that do not aggregate.
    private void groupByAll(SqlSelect select) {
        SqlNodeList groups = select.getGroup();
        if (groups == null
                || groups.size() != 1
                || !(groups.getFirst() instanceof SqlCall mark)
                || mark.getOperator() != QueryMarks.GROUP_BY_ALL) {
            return;
        }
        SqlParserPos position = groups.getParserPosition();
        List<SqlNode> keys = new ArrayList<>();
        SqlNodeList items = select.getSelectList();
        for (int place = 1; place <= items.size(); place++) {
            SqlNode item = items.get(place - 1);
            if (item instanceof SqlIdentifier name && name.isStar()) {
                throw Positions.error(
                        ErrorCode.NOT_SUPPORTED,
                        "GROUP BY ALL takes the items of SELECT as they are written; name the"
                                + " columns of *",
                        item);
            }
            SqlSelect alone = Grammar.select(position, List.of(item), null, null);
            if (!super.isAggregate(alone)) {
                keys.add(SqlLiteral.createExactNumeric(Integer.toString(place), position));
            }
        }
        select.setGroupBy(new SqlNodeList(keys, position));
    }

    /// Calcite asks this for each item of SELECT, and looks through all of them each time.
    @Override
    public boolean isAggregate(SqlSelect select) {
        if (select.getGroup() != null || select.getHaving() != null) {
            return true;
        }
        SqlNodeList items = select.getSelectList();
        Boolean known = aggregates.get(items);
        if (known == null) {
            known = super.isAggregate(select);
            aggregates.put(items, known);
        }
        return known;
    }

    /// Calcite puts COALESCE for the keys of JOIN USING into GROUP BY and lists of columns, and
    /// knows them nowhere else; here they are put into every clause, all in the same way.
    @Override
    protected void validateSelect(SqlSelect select, RelDataType targetRowType) {
        SelectScope scope = getRawSelectScope(select);
        if (scope != null && select.getFrom() != null) {
            ColumnNames names = new ColumnNames(this, scope);
            SqlNodeList groups = select.getGroup();
            if (groups != null) {
                select.setGroupBy((SqlNodeList) named(groups, names));
                select.setSelectList(names.ofFields().items(select.getSelectList()));
            }
            SqlNode having = select.getHaving();
            if (having != null) {
                select.setHaving(named(having, names));
            }
            SqlNodeList order = select.getOrderList();
            if (order != null) {
                select.setOrderBy((SqlNodeList) named(order, names.ofFields()));
            }
        }
        super.validateSelect(select, targetRowType);
    }

    @Override
    protected RelDataType validateSelectList(
            SqlNodeList items, SqlSelect select, RelDataType targetRowType) {
        return super.validateSelectList(StarColumns.in(items, select, this), select, targetRowType);
    }

    private static SqlNode named(SqlNode expression, ColumnNames names) {
        SqlNode found = expression.accept(names);
        return found == null ? expression : found;
    }

    @Override
    public SqlNode expand(SqlNode expression, SqlValidatorScope scope) {
        return scope instanceof SelectScope select && select.getNode().getFrom() != null
                ? super.expand(named(expression, new ColumnNames(this, select)), scope)
                : super.expand(expression, scope);
    }

    @Override
    public SqlNode expandSelectExpr(
            SqlNode expression,
            SelectScope scope,
            SqlSelect select,
            Map<String, SqlNode> expansions) {
        SqlNode named =
                select.getFrom() == null
                        ? expression
                        : new ColumnNames(this, scope).item(expression);
        return super.expandSelectExpr(named, scope, select, expansions);
    }

    @Override
    public CalciteException handleUnresolvedFunction(
            SqlCall call,
            SqlOperator unresolved,
            List<RelDataType> argumentTypes,
            @Nullable List<String> argumentNames) {
        List<DataType> types = argumentTypes.stream().map(RelTypes::fromRel).toList();
        String name = unresolved.getName();
        String arguments = RegistryFunction.join(types);
        String usage = operators.usage(name);
        String message =
                usage != null
                        ? "Function %s does not take (%s); usage: %s"
                                .formatted(name, arguments, usage)
                        : "Function %s(%s) does not exist%s"
                                .formatted(
                                        name,
                                        arguments,
                                        Nearest.hint(name, operators.functionNames()));
        throw Positions.error(ErrorCode.FUNCTION_NOT_FOUND, message, call);
    }
}
