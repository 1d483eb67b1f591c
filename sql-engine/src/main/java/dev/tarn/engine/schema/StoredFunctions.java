package dev.tarn.engine.schema;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.Catalogs.NamespaceName;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.spi.FunctionCatalog;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the functions that catalogs keep, once for each name within one statement. Owned by the
/// planning of one statement; not thread-safe.
public final class StoredFunctions {
    private final Catalogs catalogs;
    private final Session session;
    private final Map<List<String>, @Nullable StoredFunction> found = new HashMap<>();

    StoredFunctions(Catalogs catalogs, Session session) {
        this.catalogs = catalogs;
        this.session = session;
    }

    /// Whether the statement asked for any.
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /// The function called `name`, by exact spelling or else ignoring case; null where there is
    /// none. A name alone is one of the session's namespace.
    ///
    /// @throws SqlException where a name of several parts leads into a catalog without functions
    public @Nullable StoredFunction find(Name name) {
        if (!found.containsKey(name.parts())) {
            found.put(name.parts(), search(name));
        }
        return found.get(name.parts());
    }

    private @Nullable StoredFunction search(Name name) {
        boolean isSimple = name.parts().size() == 1;
        if (isSimple && (session.catalog() == null || session.namespace() == null)) {
            return null;
        }
        TableName place = catalogs.table(name, session);
        FunctionCatalog functions = place.catalog().functions();
        if (functions == null && isSimple) {
            return null;
        }
        return find(place, of(place.catalog().name(), functions, name));
    }

    /// The function at `place`; null where there is none.
    public static @Nullable StoredFunction find(TableName place, FunctionCatalog functions) {
        TableIdentifier asked = place.identifier();
        StoredFunction exact = load(place, functions);
        if (exact != null) {
            return exact;
        }
        for (String one : functions.list(asked.namespace())) {
            if (one.equalsIgnoreCase(asked.name())) {
                TableIdentifier spelled = TableIdentifier.of(asked.namespace(), one);
                return load(new TableName(place.catalog(), spelled), functions);
            }
        }
        return null;
    }

    private static @Nullable StoredFunction load(TableName place, FunctionCatalog functions) {
        String metadata = functions.load(place.identifier());
        return metadata == null
                ? null
                : new StoredFunction(place, metadata, FunctionMetadata.definitions(metadata));
    }

    /// `functions`, where the catalog keeps any.
    ///
    /// @throws SqlException NOT_SUPPORTED
    public static FunctionCatalog of(
            String catalog, @Nullable FunctionCatalog functions, Name asked) {
        if (functions == null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Catalog %s keeps no functions".formatted(catalog),
                    asked.position(),
                    null);
        }
        return functions;
    }

    /// The error that there is no function called `name`, or no namespace it could be in.
    public static SqlException notFound(TableName place, FunctionCatalog functions, Name name) {
        TableIdentifier asked = place.identifier();
        NamespaceName namespace = new NamespaceName(place.catalog(), asked.namespace());
        if (!namespace.exists()) {
            return namespace.notFound(name.position(), null);
        }
        return new SqlException(
                ErrorCode.FUNCTION_NOT_FOUND,
                "Function '%s' does not exist%s"
                        .formatted(
                                place,
                                Nearest.hint(asked.name(), functions.list(asked.namespace()))),
                name.position(),
                null);
    }
}
