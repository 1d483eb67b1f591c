package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.physical.FileSource;
import dev.tarn.engine.statement.ColumnDefinition;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Expectation;
import dev.tarn.engine.statement.FileInput;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.PartitionField;
import dev.tarn.engine.statement.Property;
import dev.tarn.engine.statement.SortField;

import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The clauses of CREATE TABLE, in any order.
public final class TableClauses {
    private final List<ColumnDefinition> columns = new ArrayList<>();
    private final List<PartitionField> partitioning = new ArrayList<>();
    private final Properties properties = new Properties();
    private final Properties fileOptions = new Properties();
    private @Nullable String comment;
    private @Nullable String location;
    private @Nullable Position locationPosition;
    private FileSource.@Nullable Format format;
    private boolean data = true;
    private @Nullable Name source;
    private boolean withSourceProperties;

    public void addColumn(SqlIdentifier name, SqlDataTypeSpec type, ColumnClauses clauses) {
        columns.add(
                new ColumnDefinition(
                        name.getSimple(),
                        TypeNames.of(type),
                        NestedClauses.of(type),
                        clauses.isRequired(),
                        clauses.comment(),
                        clauses.defaultValue(),
                        Positions.of(name)));
    }

    public void using(SqlIdentifier format) {
        if (!format.getSimple().equalsIgnoreCase("iceberg")) {
            throw Positions.error(
                    ErrorCode.NOT_SUPPORTED,
                    "Tables are Iceberg tables; USING %s is not supported"
                            .formatted(format.getSimple()),
                    format);
        }
    }

    /// EXPECT, which is a property of the table.
    public void addExpectation(ExpectClause clause) {
        Expectation expectation =
                Expectation.of(clause.name().getSimple(), clause.condition(), clause.policy());
        properties.add(
                expectation.property(), expectation.text(), clause.name().getParserPosition());
    }

    /// LIKE another table.
    public void like(SqlIdentifier name, boolean withProperties) {
        source = Grammar.name(name);
        withSourceProperties = withProperties;
    }

    public void comment(String text) {
        comment = text;
    }

    /// @param name what the partition field is called; null for what Iceberg calls it
    public void addPartition(SqlNode expression, @Nullable SqlIdentifier name) {
        PartitionField field = Transforms.of(expression);
        partitioning.add(name == null ? field : field.named(name.getSimple()));
    }

    public void from(String path, SqlParserPos position) {
        location = path;
        locationPosition = Positions.of(position);
    }

    public void fileFormat(SqlIdentifier word) {
        format = Definitions.format(word);
    }

    public void withoutData() {
        data = false;
    }

    public Properties properties() {
        return properties;
    }

    public Properties fileOptions() {
        return fileOptions;
    }

    /// The table that LIKE names.
    @Nullable Name source() {
        return source;
    }

    boolean withSourceProperties() {
        return withSourceProperties;
    }

    boolean withData() {
        return data;
    }

    @Nullable FileInput files() {
        String path = location;
        return path == null
                ? null
                : new FileInput(path, format, fileOptions.list(), locationPosition);
    }

    Command.TableDefinition definition(
            Name name, boolean replace, boolean ifNotExists, @Nullable Position position) {
        List<PartitionField> fields = new ArrayList<>(partitioning);
        List<SortField> order = new ArrayList<>();
        List<Name> identifiers = new ArrayList<>();
        List<Property> kept = new ArrayList<>();
        for (Property property : properties.list()) {
            switch (property.name().toLowerCase(Locale.ROOT)) {
                case "partitioning" -> fields.addAll(Transforms.of(property));
                case "sorted_by" -> order.addAll(SortFields.of(property));
                case "identifier_fields" ->
                        property.values()
                                .forEach(column ->
                                        identifiers.add(
                                                new Name(
                                                        Name.parse(column).parts(),
                                                        property.position())));
                default -> kept.add(property);
            }
        }
        return new Command.TableDefinition(
                name,
                replace,
                ifNotExists,
                columns,
                fields,
                order,
                identifiers,
                comment,
                kept,
                position);
    }
}
