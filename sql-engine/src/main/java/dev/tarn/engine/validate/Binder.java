package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.parse.TypeNames;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.StoredFunction;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLambda;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Rewrites a query's syntax into what Calcite's validator understands: parameters become the
/// values given for them, type names become types, time travel and metadata tables become table
/// names, and special forms become calls of our functions ([CallForms]).
public final class Binder extends SqlShuttle {
    /// Moments before 1583, which Calcite's parser reads in the calendar of their time: it lacks
    /// the days from 1582-10-05 to 1582-10-14.
    private static final Pattern OLD =
            Pattern.compile("\\s*(0\\d\\d\\d|1[0-4]\\d\\d|15[0-7]\\d|158[0-2])-.*");

    private static final Pattern ZONED =
            Pattern.compile("(\\d.*\\d)\\s*(Z|UTC|[+-]\\d\\d:?\\d\\d|[A-Za-z]+/[A-Za-z_]+)");

    /// Seconds of an interval with more digits than milliseconds have.
    private static final Pattern FINE = Pattern.compile("\\.\\d{3}\\d*[1-9]");

    private final Relations relations;
    private final List<SqlNode> parameters;
    private final ViewExpansion views;

    private final FromBinder tables;

    /// @param constants for what time travel takes
    public Binder(
            Relations relations,
            Operators operators,
            List<SqlNode> parameters,
            ConstantValues constants) {
        this(relations, parameters, ViewExpansion.of(relations, operators, constants));
    }

    /// A binder of what stands in `function`, whose names are looked up where that is.
    public static Binder inside(
            Relations relations,
            Operators operators,
            ConstantValues constants,
            StoredFunction function) {
        return new Binder(
                relations,
                List.of(),
                new ViewExpansion(relations, operators, constants, function.prefix(), 1));
    }

    Binder(Relations relations, List<SqlNode> parameters, ViewExpansion views) {
        this.relations = relations;
        this.parameters = List.copyOf(parameters);
        this.views = views;
        this.tables = new FromBinder(this, relations, views);
    }

    /// Whether a call is of a function, the engine's or a catalog's, that may give something else
    /// each time.
    public boolean varies(SqlCall call) {
        return RegistryFunction.isVarying(call.getOperator().getName())
                || new StoredCalls(views).varies(call);
    }

    public SqlNode bind(SqlNode query) {
        SqlNode bound = query.accept(this);
        return bound == null ? query : bound;
    }

    @Override
    public @Nullable SqlNode visit(SqlDynamicParam parameter) {
        if (parameter.getIndex() >= parameters.size()) {
            throw Positions.error(
                    ErrorCode.INVALID_PARAMETER_USAGE,
                    "The statement has a parameter number %d, but %d values were given"
                            .formatted(parameter.getIndex() + 1, parameters.size()),
                    parameter);
        }
        SqlNode value = parameters.get(parameter.getIndex());
        return value.accept(new Binder(relations, views.operators(), List.of(), views.constants()));
    }

    @Override
    public @Nullable SqlNode visit(SqlDataTypeSpec type) {
        return type.getTypeNameSpec() instanceof BoundTypeName
                ? type
                : typed(TypeNames.of(type), type.getParserPosition());
    }

    private static SqlDataTypeSpec typed(DataType type, SqlParserPos position) {
        return new SqlDataTypeSpec(new BoundTypeName(type, position), position);
    }

    @Override
    public @Nullable SqlNode visit(SqlLiteral literal) {
        if (literal.getTypeName() == SqlTypeName.BOOLEAN && literal.getValue() == null) {
            // The grammar's literal UNKNOWN, which people's columns are called.
            return new SqlIdentifier("unknown", literal.getParserPosition());
        }
        if (literal.getValue() instanceof SqlIntervalLiteral.IntervalValue interval
                && FINE.matcher(interval.getIntervalLiteral()).find()) {
            throw Positions.error(
                    ErrorCode.INVALID_LITERAL,
                    "Intervals count milliseconds, which '%s' does not fit"
                            .formatted(interval.getIntervalLiteral()),
                    literal);
        }
        if (literal instanceof SqlUnknownLiteral unknown) {
            String tag = unknown.tag.toUpperCase(Locale.ROOT);
            String value = unknown.getValue();
            Matcher zoned = ZONED.matcher(value);
            if (tag.startsWith("TIMESTAMP") && zoned.matches()) {
                return castText(unknown, new DataType.Timestamp(precision(zoned.group(1)), true));
            }
            if (tag.equals("TIMESTAMP") && OLD.matcher(value).matches()) {
                return castText(unknown, new DataType.Timestamp(precision(value), false));
            }
            if (tag.equals("DATE") && OLD.matcher(value).matches()) {
                return castText(unknown, DataType.DATE);
            }
        }
        return literal;
    }

    private static SqlNode castText(SqlUnknownLiteral literal, DataType type) {
        SqlParserPos position = literal.getParserPosition();
        return SqlStdOperatorTable.CAST.createCall(
                position,
                SqlLiteral.createCharString(literal.getValue(), position),
                typed(type, position));
    }

    private static int precision(String text) {
        int point = text.lastIndexOf('.');
        return point < 0 ? 0 : Math.min(9, text.length() - point - 1);
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        return switch (call) {
            case SqlSelect select -> {
                SqlNode from = select.getFrom();
                SqlSelect copy = (SqlSelect) select.clone(select.getParserPosition());
                SqlNodeList groups = select.getGroup();
                if (groups != null) {
                    copy.setGroupBy(GroupingSets.rewritten(groups));
                }
                if (from != null) {
                    copy = tables.bound(copy, from);
                }
                yield super.visit(copy);
            }
            case SqlCall table when table.getKind() == SqlKind.EXPLICIT_TABLE -> {
                SqlParserPos position = table.getParserPosition();
                List<SqlNode> all = List.of(SqlIdentifier.star(position));
                yield visit(Grammar.select(position, all, table.operand(0), null));
            }
            case SqlSnapshot snapshot -> tables.snapshot(snapshot);
            case SqlWith with -> {
                SqlWith expanded =
                        RecursiveQueries.expanded(with, relations.session(), this::varies);
                tables.addNames(expanded);
                yield super.visit(expanded);
            }
            case SqlOrderBy order -> super.visit(OrderForms.rewritten(order));
            case SqlCall table when call.getKind() == SqlKind.COLLECTION_TABLE ->
                    tableFunction(table);
            default -> expression(call);
        };
    }

    /// A function in FROM with its arguments bound.
    private SqlNode tableFunction(SqlCall call) {
        if (!(call.operand(0) instanceof SqlBasicCall function)) {
            return Objects.requireNonNull(super.visit(call));
        }
        List<SqlNode> arguments = function.getOperandList().stream().map(this::bind).toList();
        SqlNode bound = function.getOperator().createCall(function.getParserPosition(), arguments);
        return call.getOperator().createCall(call.getParserPosition(), bound);
    }

    private @Nullable SqlNode expression(SqlCall call) {
        SqlOperator stored = new StoredCalls(views).scalar(call);
        if (stored != null) {
            return super.visit(
                    (SqlCall) stored.createCall(call.getParserPosition(), call.getOperandList()));
        }
        SqlNode form = CallForms.rewritten(call);
        if (form != call) {
            return form.accept(this);
        }
        return switch (call.getKind()) {
            case CAST, SAFE_CAST -> cast(call);
            case DEFAULT ->
                    throw Positions.error(
                            ErrorCode.SYNTAX_ERROR,
                            "DEFAULT stands alone, in VALUES of INSERT and MERGE or in SET",
                            call);
            case LAMBDA -> LambdaForms.rewritten((SqlLambda) call).accept(this);
            case OVER -> super.visit(WindowFilters.rewritten(call));
            default -> super.visit(AggregateOrders.rewritten(call));
        };
    }

    /// The words for the session's catalog and namespace, which the grammar reserves.
    @Override
    public @Nullable SqlNode visit(SqlIdentifier name) {
        if (!name.isSimple() || name.getParserPosition().isQuoted()) {
            return name;
        }
        Namespace namespace = relations.session().namespace();
        return switch (name.getSimple().toLowerCase(Locale.ROOT)) {
            case "current_catalog" -> text(relations.session().catalog(), name);
            case "current_schema" -> text(namespace == null ? null : namespace.toString(), name);
            default -> name;
        };
    }

    private static SqlNode text(@Nullable String text, SqlNode at) {
        SqlParserPos position = at.getParserPosition();
        return text == null
                ? SqlStdOperatorTable.CAST.createCall(
                        position, SqlLiteral.createNull(position), typed(DataType.STRING, position))
                : SqlLiteral.createCharString(text, position);
    }

    /// A cast to varchar(n) cuts, which types without lengths do not show.
    private @Nullable SqlNode cast(SqlCall call) {
        if (call.operand(1) instanceof SqlDataTypeSpec spec
                && spec.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic
                && basic.getPrecision() >= 0
                && TypeNames.of(spec) == DataType.STRING) {
            if (basic.getTypeName().getSimple().toUpperCase(Locale.ROOT).startsWith("CHAR")) {
                throw Positions.error(
                        ErrorCode.NOT_SUPPORTED,
                        "CAST to CHAR(n), which pads, is not supported; cast to VARCHAR",
                        spec);
            }
            SqlParserPos position = call.getParserPosition();
            SqlNode whole = super.visit(call);
            return Grammar.function(
                    position,
                    "substr",
                    List.of(
                            whole == null ? call : whole,
                            SqlLiteral.createExactNumeric("1", position),
                            SqlLiteral.createExactNumeric(
                                    Integer.toString(basic.getPrecision()), position)));
        }
        return super.visit(call);
    }
}
