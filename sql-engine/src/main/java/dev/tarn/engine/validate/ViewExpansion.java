package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.parse.StatementParser;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.ViewNames;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.statement.Name;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.View;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Views in FROM become their queries, whose names are looked up where the view was made.
///
/// `prefix` is the catalog and namespace for names that have none; empty for the statement itself.
record ViewExpansion(
        Relations relations,
        Operators operators,
        ConstantValues constants,
        List<String> prefix,
        int depth) {
    private static final int MAX_DEPTH = 20;

    static ViewExpansion of(Relations relations, Operators operators, ConstantValues constants) {
        return new ViewExpansion(relations, operators, constants, List.of(), 0);
    }

    /// The same for what stands in a view or function, whose names are looked up in `names`.
    ViewExpansion inside(List<String> names, Object place, SqlNode at) {
        if (depth == MAX_DEPTH) {
            throw Positions.error(
                    ErrorCode.INVALID_VIEW,
                    "Views and functions refer to others more than %d deep at %s"
                            .formatted(MAX_DEPTH, place),
                    at);
        }
        return new ViewExpansion(relations, operators, constants, names, depth + 1);
    }

    /// `query` as it is where its names are looked up here.
    SqlNode bound(SqlNode query) {
        return new Binder(relations, List.of(), this).bind(query);
    }

    /// A name within a view's query, made whole.
    SqlIdentifier qualified(SqlIdentifier name) {
        if (prefix.isEmpty() || name.names.size() > 1 && isWhole(name.names)) {
            return name;
        }
        List<String> names = new ArrayList<>(name.isSimple() ? prefix : prefix.subList(0, 1));
        names.addAll(name.names);
        return new SqlIdentifier(names, name.getParserPosition());
    }

    private boolean isWhole(List<String> names) {
        return relations.catalogs().find(names.getFirst()) != null
                || relations.system().find(names, relations.session()) != null
                        && !hasNamespace(names);
    }

    /// Whether the catalog that the view is in has a namespace of the name's first part.
    private boolean hasNamespace(List<String> names) {
        CatalogConnection own = relations.catalogs().find(prefix.getFirst());
        return own != null && Catalogs.findNamespace(own, names.subList(0, 1)) != null;
    }

    /// The query of the view called `name`, which no table is; null where that is not a view.
    @Nullable SqlNode expand(SqlIdentifier name) {
        Catalogs.TableName place = place(name);
        if (place == null) {
            return null;
        }
        ViewCatalog views = place.catalog().views();
        if (views == null || !views.viewExists(place.identifier())) {
            return null;
        }
        return expanded(views.loadView(place.identifier()), place, name);
    }

    private SqlNode expanded(View view, Catalogs.TableName place, SqlIdentifier name) {
        SQLViewRepresentation sql = ViewNames.query(view);
        if (sql != null && StatementParser.parse(sql.sql()) instanceof Syntax.Query query) {
            List<String> inner = new ArrayList<>();
            String catalog = view.currentVersion().defaultCatalog();
            inner.add(catalog == null ? place.catalog().name() : catalog);
            inner.addAll(List.of(view.currentVersion().defaultNamespace().levels()));
            SqlNode bound = inside(inner, place, name).bound(query.query());
            return Grammar.renamed(bound, ViewNames.renamed(view, sql));
        }
        throw Positions.error(
                ErrorCode.INVALID_VIEW, "View %s has no query in SQL".formatted(place), name);
    }

    private Catalogs.@Nullable TableName place(SqlIdentifier name) {
        try {
            return relations
                    .catalogs()
                    .table(new Name(name.names, Positions.of(name)), relations.session());
        } catch (SqlException e) {
            return null;
        }
    }
}
