package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.schema.SystemTables;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Procedure;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;

import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// CALL: finds the procedure and brings its arguments into their declared types.
final class Procedures {
    private static final String TABLE = "table";
    private static final String WHERE = "where";

    /// Procedures of Spark and Trino that are known here and not there yet.
    private static final Set<String> MAINTENANCE =
            Set.of(
                    "expire_snapshots",
                    "remove_orphan_files",
                    "rewrite_data_files",
                    "rewrite_manifests",
                    "rewrite_position_delete_files",
                    "rewrite_table_path",
                    "compute_partition_stats",
                    "optimize",
                    "optimize_manifests",
                    "drop_extended_stats");

    private final Map<String, Procedure> byName = new TreeMap<>();

    Procedures(Collection<Procedure> procedures) {
        for (Procedure procedure : procedures) {
            byName.put(procedure.name().toLowerCase(Locale.ROOT), procedure);
        }
    }

    /// The value of a constant expression; null where it is not constant.
    @FunctionalInterface
    interface ConstantFunction {
        Expr.@Nullable Literal value(SqlNode expression);
    }

    Command bind(Syntax.Call call, Catalogs catalogs, Session session, ConstantFunction constants) {
        Procedure procedure = procedure(call.name());
        Map<String, Object> values = new LinkedHashMap<>();
        Name table = call.table();
        int position = 0;
        if (table != null) {
            requireOfTable(procedure, call);
            values.put(TABLE, inCatalog(table, catalogs));
            if (call.condition() != null) {
                values.put(WHERE, call.condition());
            }
            position = 1;
        }
        for (Syntax.Argument argument : call.arguments()) {
            Procedure.Argument declared = declared(procedure, argument.name(), position++, call);
            Object value = value(declared, argument, constants, call.name());
            if (values.containsKey(declared.name())) {
                throw wrong(call.name(), "Argument '%s' is given twice".formatted(declared.name()));
            }
            if (value != null) {
                values.put(declared.name(), value);
            }
        }
        for (Procedure.Argument argument : procedure.arguments()) {
            if (argument.required() && !values.containsKey(argument.name())) {
                throw wrong(
                        call.name(),
                        "Procedure %s needs the argument '%s' (%s)"
                                .formatted(procedure.name(), argument.name(), argument.type()));
            }
        }
        CatalogConnection catalog =
                table == null
                        ? catalog(call.name(), catalogs, session)
                        : catalogs.table(table, session).catalog();
        return new Command.Call(catalog, procedure, values);
    }

    private static void requireOfTable(Procedure procedure, Syntax.Call call) {
        List<Procedure.Argument> arguments = procedure.arguments();
        if (arguments.isEmpty() || !arguments.getFirst().name().equals(TABLE)) {
            throw wrong(
                    call.name(),
                    "Procedure %s has no argument 'table'; it is called by CALL"
                            .formatted(procedure.name()));
        }
        boolean hasWhere = arguments.stream().anyMatch(argument -> argument.name().equals(WHERE));
        if (call.condition() != null && !hasWhere) {
            throw wrong(call.name(), "Procedure %s takes no WHERE".formatted(procedure.name()));
        }
    }

    /// The name as text, without the catalog that it may begin with.
    private static String inCatalog(Name table, Catalogs catalogs) {
        List<String> parts = table.parts();
        boolean whole = parts.size() > 2 && catalogs.find(parts.getFirst()) != null;
        return new Name(whole ? parts.subList(1, parts.size()) : parts, null).quoted();
    }

    /// The argument's value; points in time are converted as CAST does it, by the session's zone.
    private static Expr.@Nullable Literal constant(
            Procedure.Argument declared, Syntax.Argument argument, ConstantFunction constants) {
        SqlNode value = argument.value();
        if (!(declared.type() instanceof DataType.Timestamp timestamp)) {
            return constants.value(value);
        }
        SqlParserPos position = value.getParserPosition();
        SqlTypeName type = timestamp.withZone() ? SqlTypeName.TIMESTAMP_TZ : SqlTypeName.TIMESTAMP;
        SqlDataTypeSpec spec =
                new SqlDataTypeSpec(
                        new SqlBasicTypeNameSpec(type, timestamp.precision(), position), position);
        return constants.value(SqlStdOperatorTable.CAST.createCall(position, value, spec));
    }

    private Procedure procedure(Name name) {
        List<String> parts = name.parts();
        boolean system =
                parts.size() == 1
                        || (parts.size() <= 3
                                && parts.get(parts.size() - 2).equalsIgnoreCase("system"));
        String last = isOfSystem(parts) ? parts.get(1) + "." + parts.get(2) : name.last();
        Procedure procedure = byName.get(last.toLowerCase(Locale.ROOT));
        system |= isOfSystem(parts);
        if (procedure == null && MAINTENANCE.contains(name.last().toLowerCase(Locale.ROOT))) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Procedure %s is not supported: tables are not maintained by this server yet"
                            .formatted(name),
                    name.position(),
                    null);
        }
        if (!system || procedure == null) {
            throw new SqlException(
                    ErrorCode.NOT_FOUND,
                    "Procedure %s does not exist%s"
                            .formatted(name, Nearest.hint(name.last(), byName.keySet())),
                    name.position(),
                    null);
        }
        return procedure;
    }

    /// Whether it is `system.schema.name`: a procedure of the catalog `system`, which has its
    /// schema in its name and may be called in any catalog.
    private static boolean isOfSystem(List<String> parts) {
        return parts.size() == 3
                && parts.getFirst().equalsIgnoreCase(SystemTables.SYSTEM_CATALOG)
                && !parts.get(1).equalsIgnoreCase("system");
    }

    private static CatalogConnection catalog(Name name, Catalogs catalogs, Session session) {
        if (isOfSystem(name.parts())) {
            return catalogs.all().iterator().next();
        }
        return name.parts().size() == 3
                ? catalogs.catalog(name.parts().getFirst(), name.position())
                : catalogs.current(session, name.position());
    }

    private static Procedure.Argument declared(
            Procedure procedure, @Nullable String name, int position, Syntax.Call call) {
        List<Procedure.Argument> arguments = procedure.arguments();
        if (name == null) {
            if (position < arguments.size()) {
                return arguments.get(position);
            }
            throw wrong(
                    call.name(),
                    "Procedure %s takes at most %d arguments"
                            .formatted(procedure.name(), arguments.size()));
        }
        for (Procedure.Argument argument : arguments) {
            if (argument.name().equalsIgnoreCase(name)) {
                return argument;
            }
        }
        List<String> names = arguments.stream().map(Procedure.Argument::name).toList();
        throw wrong(
                call.name(),
                "Procedure %s has no argument '%s'; there are %s"
                        .formatted(procedure.name(), name, names));
    }

    private static @Nullable Object value(
            Procedure.Argument declared,
            Syntax.Argument argument,
            ConstantFunction constants,
            Name call) {
        if (TextCollections.has(declared.type()) && !isNull(argument.value())) {
            Object value = new TextCollections(constants).value(argument.value(), declared.type());
            if (value == null) {
                throw wrong(
                        call,
                        "Argument '%s' must be %s of constants, not %s"
                                .formatted(declared.name(), declared.type(), argument.value()));
            }
            return value;
        }
        return value(declared, constant(declared, argument, constants), call);
    }

    private static boolean isNull(SqlNode value) {
        return value instanceof SqlLiteral literal && literal.getValue() == null;
    }

    private static @Nullable Object value(
            Procedure.Argument argument, Expr.@Nullable Literal literal, Name call) {
        if (literal == null) {
            throw wrong(call, "Argument '%s' must be a constant".formatted(argument.name()));
        }
        Object value = literal.value();
        if (value == null) {
            return null;
        }
        Object converted = convert(value, literal.type(), argument.type());
        if (converted == null) {
            throw wrong(
                    call,
                    "Argument '%s' must be %s, not %s"
                            .formatted(argument.name(), argument.type(), literal.type()));
        }
        return converted;
    }

    /// Null where the value does not convert without loss.
    private static @Nullable Object convert(Object value, DataType from, DataType to) {
        BigDecimal number =
                switch (value) {
                    case Integer i when from != DataType.DATE -> BigDecimal.valueOf(i);
                    case Long l when !(from instanceof DataType.Timestamp) -> BigDecimal.valueOf(l);
                    case BigInteger b when from instanceof DataType.Decimal decimal ->
                            new BigDecimal(b, decimal.scale());
                    case Double d -> BigDecimal.valueOf(d);
                    default -> null;
                };
        try {
            return switch (to) {
                case DataType.Simple simple ->
                        switch (simple) {
                            case BOOLEAN -> value instanceof Boolean ? value : null;
                            case TINYINT, SMALLINT, INTEGER ->
                                    number == null ? null : (Object) number.intValueExact();
                            case BIGINT -> number == null ? null : (Object) number.longValueExact();
                            case REAL, DOUBLE ->
                                    number == null ? null : (Object) number.doubleValue();
                            case STRING -> value instanceof String ? value : null;
                            default -> from.equals(to) ? value : null;
                        };
                case DataType.Decimal decimal -> number;
                default -> from.physical() == to.physical() ? value : null;
            };
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static SqlException wrong(Name call, String message) {
        return new SqlException(ErrorCode.INVALID_ARGUMENTS, message, call.position(), null);
    }
}
