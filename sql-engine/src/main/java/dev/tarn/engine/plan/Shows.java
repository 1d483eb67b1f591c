package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SessionProperty;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Relation;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.schema.StoredFunction;
import dev.tarn.engine.schema.SystemTables;
import dev.tarn.engine.schema.ViewNames;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.ColumnAccess;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Statement;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.View;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// SHOW and DESCRIBE as rows. The catalogs are asked when the statement is planned.
final class Shows {
    private final Relations relations;
    private final FunctionRegistry registry;

    Shows(Relations relations, FunctionRegistry registry) {
        this.relations = relations;
        this.registry = registry;
    }

    Statement plan(Syntax.Show show) {
        String pattern = show.pattern();
        return switch (show.kind()) {
            case CATALOGS -> names("Catalog", catalogs(), pattern);
            case SCHEMAS -> names("Schema", schemas(show.name()), pattern);
            case TABLES -> names("Table", relations(show.name(), false), pattern);
            case VIEWS -> names("View", relations(show.name(), true), pattern);
            case COLUMNS -> columns(required(show));
            case CREATE_TABLE -> text("Create Table", createTable(required(show)));
            case CREATE_SCHEMA -> text("Create Schema", createSchema(required(show)));
            case CREATE_VIEW -> text("Create View", createView(required(show)));
            case TBLPROPERTIES -> properties(required(show));
            case CREATE_FUNCTION -> createFunction(required(show));
            case FUNCTIONS ->
                    new ShownFunctions(relations, registry).all(show.name(), like(pattern));
            case FUNCTION -> new ShownFunctions(relations, registry).one(required(show));
            case CREATE_PIPE ->
                    text("Create Pipe", new ShownPipes(relations).created(required(show)));
            case PIPES -> pipes(show.name(), like(pattern));
            case PIPE -> new ShownPipes(relations).one(required(show));
            case SESSION -> session(pattern);
        };
    }

    private static Name required(Syntax.Show show) {
        return Objects.requireNonNull(show.name());
    }

    private List<String> catalogs() {
        List<String> names = new ArrayList<>();
        relations.catalogs().all().forEach(catalog -> names.add(catalog.name()));
        names.add(SystemTables.SYSTEM_CATALOG);
        return names;
    }

    private List<String> schemas(@Nullable Name name) {
        if (name != null && name.toString().equalsIgnoreCase(SystemTables.SYSTEM_CATALOG)) {
            return List.copyOf(relations.system().systemSchemas());
        }
        CatalogConnection catalog =
                name == null
                        ? relations.catalogs().current(relations.session(), null)
                        : relations.catalogs().catalog(name.toString(), name.position());
        List<String> names = new ArrayList<>();
        names.add(SystemTables.INFORMATION_SCHEMA);
        Catalogs.allNamespaces(catalog).forEach(namespace -> names.add(namespace.toString()));
        return names;
    }

    private List<String> relations(@Nullable Name name, boolean viewsOnly) {
        if (name != null && isSystem(name.parts(), 2)) {
            return List.copyOf(relations.system().systemNames(name.last()));
        }
        Catalogs.NamespaceName place = namespace(name);
        if (SystemTables.isInformationSchema(place.namespace())) {
            return SystemTables.INFORMATION_TABLES;
        }
        List<String> names = new ArrayList<>();
        Catalogs.relations(place.catalog(), place.namespace())
                .forEach((relation, view) -> {
                    if (view || !viewsOnly) {
                        names.add(relation);
                    }
                });
        return names;
    }

    /// Whether a name of `count` parts is of a namespace, or something in one, of the catalog
    /// `system`.
    private boolean isSystem(List<String> parts, int count) {
        return parts.size() == count
                && parts.getFirst().equalsIgnoreCase(SystemTables.SYSTEM_CATALOG)
                && relations.system().hasSystemSchema(parts.get(1));
    }

    Catalogs.NamespaceName namespace(@Nullable Name name) {
        if (name == null) {
            Namespace current = relations.session().namespace();
            if (current == null) {
                throw new SqlException(
                        ErrorCode.MISSING_SCHEMA_NAME,
                        "The session has no schema; write SHOW TABLES FROM schema");
            }
            return new Catalogs.NamespaceName(
                    relations.catalogs().current(relations.session(), null), current);
        }
        Catalogs.NamespaceName place = relations.catalogs().namespace(name, relations.session());
        if (!SystemTables.isInformationSchema(place.namespace()) && !place.exists()) {
            throw place.notFound(name.position(), null);
        }
        return place;
    }

    private Table table(Name name) {
        Catalogs.TableName place = relations.catalogs().table(name, relations.session());
        Namespace namespace = place.identifier().namespace();
        Table table = relations.table(place.catalog(), namespace, place.identifier().name());
        if (table == null) {
            throw place.notFound("Table", name.position(), null);
        }
        return table;
    }

    private Statement columns(Name name) {
        if (isSystem(name.parts(), 3) || isShorthand(name)) {
            return systemColumns(name);
        }
        Catalogs.TableName place = relations.catalogs().table(name, relations.session());
        Namespace namespace = place.identifier().namespace();
        Relation relation = relations.find(place.catalog(), namespace, name.last());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        if (relation instanceof Relation.OfTable table) {
            ColumnAccess access = place.catalog().columns();
            TableIdentifier spelled = Relations.spelled(place.catalog(), place.identifier());
            Set<Integer> visible =
                    access == null || spelled == null ? null : access.visible(spelled);
            for (int i = 0; i < table.columns().size(); i++) {
                Types.NestedField field = table.schema().columns().get(i);
                Field column = table.columns().get(i);
                if (visible != null && !visible.contains(field.fieldId())) {
                    continue;
                }
                rows.add(row(column, field.isRequired() ? "not null" : "", field.doc()));
            }
        } else if (relation != null) {
            relation.columns().forEach(column -> rows.add(row(column, "", null)));
        } else {
            View view = Views.find(place);
            if (view == null) {
                throw place.notFound("Table", name.position(), null);
            }
            List<Field> fields = IcebergTypes.fields(view.schema());
            for (int i = 0; i < fields.size(); i++) {
                rows.add(row(fields.get(i), "", view.schema().columns().get(i).doc()));
            }
        }
        return select(SystemColumns.of("Column", "Type", "Extra", "Comment"), rows);
    }

    /// Whether a name of two parts stands for a table of the catalog `system`, because the
    /// session's own catalog has nothing of that name.
    private boolean isShorthand(Name name) {
        if (name.parts().size() != 2
                || relations.system().find(name.parts(), relations.session()) == null) {
            return false;
        }
        if (relations.session().catalog() == null) {
            return true;
        }
        Catalogs.TableName own = relations.catalogs().table(name, relations.session());
        TableIdentifier identifier = own.identifier();
        return relations.table(own.catalog(), identifier.namespace(), identifier.name()) == null
                && Views.find(own) == null;
    }

    private Statement systemColumns(Name name) {
        Relation relation = relations.system().find(name.parts(), relations.session());
        if (relation == null) {
            throw new SqlException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Table '%s' does not exist".formatted(name),
                    name.position(),
                    null);
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        relation.columns().forEach(column -> rows.add(row(column, "", null)));
        return select(SystemColumns.of("Column", "Type", "Extra", "Comment"), rows);
    }

    private static List<@Nullable Object> row(Field column, String extra, @Nullable String doc) {
        return List.of(column.name(), column.type().toString(), extra, doc == null ? "" : doc);
    }

    private String createTable(Name name) {
        Catalogs.TableName place = relations.catalogs().table(name, relations.session());
        Table table = table(name);
        relations.checkWhole(
                place.catalog(),
                place.identifier().namespace(),
                place.identifier().name(),
                "show the definition");
        return CreateTexts.table(place, table);
    }

    private String createSchema(Name name) {
        Catalogs.NamespaceName place = namespace(name);
        return CreateTexts.namespace(
                place,
                new TreeMap<>(
                        place.catalog().namespaces().loadNamespaceMetadata(place.namespace())));
    }

    private String createView(Name name) {
        Catalogs.TableName place = relations.catalogs().table(name, relations.session());
        View view = Views.find(place);
        SQLViewRepresentation query = view == null ? null : ViewNames.query(view);
        if (view == null || query == null) {
            throw place.notFound("View", name.position(), null);
        }
        return CreateTexts.view(place, view, query);
    }

    private Statement properties(Name name) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        Catalogs.TableName place = relations.catalogs().table(name, relations.session());
        View view = Views.find(place);
        new TreeMap<>(view == null ? table(name).properties() : view.properties())
                .forEach((key, value) -> rows.add(List.of(key, value)));
        return select(SystemColumns.of("Key", "Value"), rows);
    }

    /// A row for each overload.
    private Statement createFunction(Name name) {
        StoredFunction function = new ShownFunctions(relations, registry).stored(name);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        function.definitions()
                .forEach(one -> rows.add(List.of(CreateTexts.function(function, one))));
        return select(SystemColumns.of("Create Function"), rows);
    }

    private Statement pipes(@Nullable Name name, Pattern like) {
        return new ShownPipes(relations).all(namespace(name), name, like);
    }

    private Statement session(@Nullable String pattern) {
        Map<String, String> said = new TreeMap<>(relations.session().properties());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (SessionProperty property : SessionProperty.values()) {
            String value = said.remove(property.spelling());
            rows.add(
                    List.of(
                            property.spelling(),
                            value == null ? property.standard() : value,
                            property.standard(),
                            property.type(),
                            property.description()));
        }
        said.forEach((name, value) -> rows.add(List.of(name, value, "", "varchar", "")));
        Pattern like = like(pattern);
        rows.removeIf(row -> !like.matcher(String.valueOf(row.getFirst())).matches());
        return select(SystemColumns.of("Name", "Value", "Default", "Type", "Description"), rows);
    }

    private static Statement names(String title, List<String> names, @Nullable String pattern) {
        Pattern like = like(pattern);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String name : names) {
            if (like.matcher(name).matches()) {
                rows.add(List.of(name));
            }
        }
        return select(SystemColumns.of(title), rows);
    }

    private static Statement text(String title, String text) {
        return select(SystemColumns.of(title), List.of(List.of(text)));
    }

    static Statement select(List<Field> fields, List<List<@Nullable Object>> rows) {
        return new Statement.Select(
                new Plan.Rows("show", fields, RowBatches.of(fields, () -> rows)));
    }

    /// SQL's LIKE, case ignored; everything where there is no pattern.
    private static Pattern like(@Nullable String pattern) {
        StringBuilder regex = new StringBuilder();
        for (char c : (pattern == null ? "%" : pattern).toCharArray()) {
            regex.append(
                    switch (c) {
                        case '%' -> ".*";
                        case '_' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    /// Columns of varchar.
    static final class SystemColumns {
        static List<Field> of(String... names) {
            return Arrays.stream(names).map(name -> new Field(name, DataType.STRING)).toList();
        }
    }
}
