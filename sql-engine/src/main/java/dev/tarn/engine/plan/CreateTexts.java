package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.parse.StatementParser;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.StoredFunction;
import dev.tarn.engine.schema.ViewNames;
import dev.tarn.engine.spi.PipeCatalog;
import dev.tarn.engine.spi.PipeDefinition;
import dev.tarn.engine.statement.Expectation;
import dev.tarn.engine.statement.FunctionDefinition;
import dev.tarn.engine.statement.FunctionSignature;
import dev.tarn.engine.statement.PartitionField.Transform;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.storage.load.LoadHistory;

import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.View;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The statements that would create what exists. Run again, they make the same.
final class CreateTexts {
    private CreateTexts() {}

    static String namespace(Catalogs.NamespaceName name, Map<String, String> properties) {
        List<String> lines = new ArrayList<>();
        properties.forEach((key, value) -> lines.add(text(key) + " = " + text(value)));
        Stream<String> parts = Stream.of(name.namespace().levels());
        return "CREATE SCHEMA " + path(name.catalog().name(), parts) + with(lines);
    }

    static String table(Catalogs.TableName name, Table table) {
        List<String> columns = new ArrayList<>();
        for (Types.NestedField field : table.schema().columns()) {
            columns.add(
                    "   "
                            + quoted(field.name())
                            + " "
                            + type(field.type())
                            + notNull(field.isRequired())
                            + defaultOf(field)
                            + comment(field.doc()));
        }
        for (Expectation one : Expectation.in(table.properties())) {
            columns.add(
                    "   EXPECT %s (%s) ON VIOLATION %s"
                            .formatted(quoted(one.name()), one.condition(), one.policy()));
        }
        StringBuilder sql = new StringBuilder("CREATE TABLE ").append(path(name));
        sql.append(" (\n").append(String.join(",\n", columns)).append("\n)");
        List<String> partitions = new ArrayList<>();
        for (PartitionField field : table.spec().fields()) {
            if (!field.transform().isVoid()) {
                partitions.add(partition(field, table.schema()));
            }
        }
        if (!partitions.isEmpty()) {
            sql.append("\nPARTITIONED BY (").append(String.join(", ", partitions)).append(")");
        }
        sql.append("\nLOCATION ").append(text(table.location()));
        return sql + with(properties(table));
    }

    /// A partition field, with its name where that is another than Iceberg gives.
    private static String partition(PartitionField field, Schema schema) {
        String transform = field.transform().toString();
        String kind = transform.replaceFirst("\\[.*", "").toUpperCase(Locale.ROOT);
        String standard =
                dev.tarn.engine.statement.PartitionField.standardName(
                        Transform.valueOf(kind), schema.findColumnName(field.sourceId()));
        String text = transform(transform, schema, field.sourceId());
        return field.name().equals(standard) ? text : text + " AS " + quoted(field.name());
    }

    private static List<String> properties(Table table) {
        List<String> lines = new ArrayList<>();
        lines.add("format_version = " + TableUtil.formatVersion(table));
        List<String> identifiers = new ArrayList<>();
        for (int id : new TreeSet<>(table.schema().identifierFieldIds())) {
            Stream<String> path = Stream.of(table.schema().findColumnName(id).split("\\."));
            identifiers.add(text(path.map(CreateTexts::quoted).collect(Collectors.joining("."))));
        }
        if (!identifiers.isEmpty()) {
            lines.add("identifier_fields = ARRAY[" + String.join(", ", identifiers) + "]");
        }
        if (table.sortOrder().isSorted()) {
            List<String> fields = new ArrayList<>();
            for (SortField field : table.sortOrder().fields()) {
                fields.add(text(sortField(field, table.schema())));
            }
            lines.add("sorted_by = ARRAY[" + String.join(", ", fields) + "]");
        }
        new TreeMap<>(table.properties())
                .forEach((key, value) -> {
                    if (!Expectation.isProperty(key) && !key.equals(LoadHistory.PROPERTY)) {
                        lines.add(text(key) + " = " + text(value));
                    }
                });
        return lines;
    }

    private static String sortField(SortField field, Schema schema) {
        return transform(field.transform().toString(), schema, field.sourceId())
                + (field.direction() == SortDirection.DESC ? " DESC" : " ASC")
                + (field.nullOrder() == NullOrder.NULLS_FIRST ? " NULLS FIRST" : " NULLS LAST");
    }

    static String view(Catalogs.TableName name, View view, SQLViewRepresentation query) {
        StringBuilder sql = new StringBuilder("CREATE VIEW ").append(path(name));
        List<Types.NestedField> columns = view.schema().columns();
        boolean isNamed =
                !ViewNames.renamed(view, query).isEmpty()
                        || columns.stream().anyMatch(column -> column.doc() != null);
        if (isNamed) {
            sql.append(
                    columns.stream()
                            .map(column -> "   " + quoted(column.name()) + comment(column.doc()))
                            .collect(Collectors.joining(",\n", " (\n", "\n)")));
        }
        List<String> lines = new ArrayList<>();
        new TreeMap<>(view.properties())
                .forEach((key, value) -> {
                    if (!key.equals(ViewNames.QUERY_COLUMNS)) {
                        lines.add(text(key) + " = " + text(value));
                    }
                });
        return sql + with(lines) + " AS\n" + query.sql();
    }

    static String function(StoredFunction function, FunctionDefinition definition) {
        FunctionSignature signature = definition.signature();
        List<String> parameters = new ArrayList<>();
        for (FunctionSignature.Parameter parameter : signature.parameters()) {
            parameters.add(
                    "%s %s%s"
                            .formatted(
                                    quoted(parameter.name()),
                                    typeName(parameter.type()),
                                    comment(parameter.comment())));
        }
        StringBuilder sql = new StringBuilder("CREATE FUNCTION ").append(path(function.place()));
        sql.append("(").append(String.join(", ", parameters)).append(")\nRETURNS ");
        String type = typeName(signature.returnType());
        sql.append(signature.table() ? "TABLE" + type.substring("row".length()) : type);
        sql.append(definition.deterministic() ? "\nDETERMINISTIC" : "\nNOT DETERMINISTIC");
        if (definition.nullOnNull()) {
            sql.append("\nRETURNS NULL ON NULL INPUT");
        }
        String comment = definition.comment();
        if (comment != null) {
            sql.append("\nCOMMENT ").append(text(comment));
        }
        return sql + "\nRETURN " + function.body(definition);
    }

    /// @param place where the pipe was looked for, maybe in another spelling
    static String pipe(Catalogs.TableName place, PipeCatalog.Pipe pipe) {
        PipeDefinition definition = pipe.definition();
        List<String> lines = new ArrayList<>();
        definition
                .settings()
                .texts()
                .forEach((name, value) -> lines.add(name + " = " + text(value)));
        String name = path(new Catalogs.TableName(place.catalog(), pipe.name()));
        return "CREATE PIPE "
                + name
                + comment(definition.comment())
                + with(lines)
                + "\nAS "
                + definition.copy();
    }

    private static String typeName(DataType type) {
        return type(IcebergTypes.icebergType(type, () -> 0));
    }

    private static String path(Catalogs.TableName name) {
        return path(
                name.catalog().name(),
                Stream.concat(
                        Stream.of(name.identifier().namespace().levels()),
                        Stream.of(name.identifier().name())));
    }

    private static String path(String catalog, Stream<String> parts) {
        return Stream.concat(Stream.of(catalog), parts)
                .map(CreateTexts::quoted)
                .collect(Collectors.joining("."));
    }

    private static String type(Type type) {
        return switch (type) {
            case Types.StructType struct ->
                    struct.fields().stream()
                            .map(field ->
                                    quoted(field.name())
                                            + " "
                                            + type(field.type())
                                            + notNull(field.isRequired())
                                            + comment(field.doc()))
                            .collect(Collectors.joining(", ", "row(", ")"));
            case Types.ListType list ->
                    "array(%s%s)"
                            .formatted(type(list.elementType()), notNull(list.isElementRequired()));
            case Types.MapType map ->
                    "map(%s, %s%s)"
                            .formatted(
                                    type(map.keyType()),
                                    type(map.valueType()),
                                    notNull(map.isValueRequired()));
            case Types.FixedType fixed -> "binary(" + fixed.length() + ")";
            default -> IcebergTypes.dataType(type).toString();
        };
    }

    private static String notNull(boolean required) {
        return required ? " NOT NULL" : "";
    }

    private static String defaultOf(Types.NestedField field) {
        Object value = field.writeDefault();
        return value == null ? "" : " DEFAULT " + literal(field.type(), value);
    }

    private static String literal(Type type, Object value) {
        return switch (type.typeId()) {
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DECIMAL -> value.toString();
            case FIXED, BINARY -> {
                ByteBuffer buffer = ((ByteBuffer) value).duplicate();
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                yield "X'" + HexFormat.of().formatHex(bytes) + "'";
            }
            default -> text(Transforms.identity().toHumanString(type, value));
        };
    }

    private static String comment(@Nullable String doc) {
        return doc == null ? "" : " COMMENT " + text(doc);
    }

    private static String transform(String name, Schema schema, int sourceId) {
        String column = quoted(schema.findColumnName(sourceId));
        int bracket = name.indexOf('[');
        if (name.equals("identity")) {
            return column;
        }
        return bracket < 0
                ? name + "(" + column + ")"
                : "%s(%s, %s)"
                        .formatted(
                                name.substring(0, bracket),
                                name.substring(bracket + 1, name.length() - 1),
                                column);
    }

    private static String with(List<String> lines) {
        return lines.isEmpty()
                ? ""
                : lines.stream().collect(Collectors.joining(",\n   ", "\nWITH (\n   ", "\n)"));
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private static String quoted(String name) {
        return name.matches("[a-z_][a-z0-9_]*") && !StatementParser.isReserved(name)
                ? name
                : '"' + name.replace("\"", "\"\"") + '"';
    }
}
