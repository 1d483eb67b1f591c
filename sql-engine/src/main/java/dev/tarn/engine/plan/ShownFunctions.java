package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.schema.Catalogs.NamespaceName;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.StoredFunction;
import dev.tarn.engine.schema.StoredFunctions;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.FunctionCatalog;
import dev.tarn.engine.statement.FunctionDefinition;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Statement;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// SHOW FUNCTIONS and DESCRIBE FUNCTION: a row for each function of the engine, and for each
/// overload of one that a catalog keeps.
final class ShownFunctions {
    private static final List<Field> COLUMNS =
            Shows.SystemColumns.of("Function", "Function Type", "Usage", "Comment");

    private final Relations relations;
    private final FunctionRegistry registry;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    ShownFunctions(Relations relations, FunctionRegistry registry) {
        this.relations = relations;
        this.registry = registry;
    }

    /// The functions of a namespace; without one, the engine's and those of the session's.
    Statement all(@Nullable Name namespace, Pattern like) {
        if (namespace != null) {
            NamespaceName place = new Shows(relations, registry).namespace(namespace);
            CatalogConnection catalog = place.catalog();
            addStored(
                    catalog,
                    StoredFunctions.of(catalog.name(), catalog.functions(), namespace),
                    place.namespace(),
                    like);
            return Shows.select(COLUMNS, rows);
        }
        addOwn(like);
        String name = relations.session().catalog();
        Namespace current = relations.session().namespace();
        CatalogConnection catalog = name == null ? null : relations.catalogs().find(name);
        if (catalog != null && catalog.functions() != null && current != null) {
            addStored(catalog, catalog.functions(), current, like);
        }
        return Shows.select(COLUMNS, rows);
    }

    /// One function, as it would be called.
    ///
    /// @throws SqlException FUNCTION_NOT_FOUND
    Statement one(Name name) {
        if (name.parts().size() == 1) {
            addOwn(Pattern.compile(Pattern.quote(name.last()), Pattern.CASE_INSENSITIVE));
        }
        if (rows.isEmpty()) {
            addOverloads(stored(name));
        }
        return Shows.select(COLUMNS, rows);
    }

    /// The function that a catalog keeps under `name`.
    ///
    /// @throws SqlException FUNCTION_NOT_FOUND
    StoredFunction stored(Name name) {
        StoredFunction function = relations.functions().find(name);
        if (function != null) {
            return function;
        }
        TableName place = relations.catalogs().table(name, relations.session());
        throw StoredFunctions.notFound(
                place,
                StoredFunctions.of(place.catalog().name(), place.catalog().functions(), name),
                name);
    }

    private void addOwn(Pattern like) {
        registry.scalars().forEach(one -> addOwn(one.name(), "scalar", one.usage(), like));
        registry.aggregates().forEach(one -> addOwn(one.name(), "aggregate", one.usage(), like));
    }

    private void addOwn(String name, String kind, String usage, Pattern like) {
        if (like.matcher(name).matches()) {
            rows.add(List.of(name, kind, usage, ""));
        }
    }

    private void addStored(
            CatalogConnection catalog,
            FunctionCatalog functions,
            Namespace namespace,
            Pattern like) {
        for (String name : functions.list(namespace)) {
            if (!like.matcher(name).matches()) {
                continue;
            }
            TableName place = new TableName(catalog, TableIdentifier.of(namespace, name));
            StoredFunction function = StoredFunctions.find(place, functions);
            if (function != null) {
                addOverloads(function);
            }
        }
    }

    private void addOverloads(StoredFunction function) {
        String name = function.place().identifier().name();
        for (FunctionDefinition one : function.definitions()) {
            String comment = one.comment();
            rows.add(
                    List.of(
                            name,
                            one.signature().table() ? "table" : "scalar",
                            name + one.signature(),
                            comment == null ? "" : comment));
        }
    }
}
