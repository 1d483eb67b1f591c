package dev.tarn.engine.schema;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.PipeCatalog;
import dev.tarn.engine.statement.Name;

import org.jspecify.annotations.Nullable;

/// Where a pipe is or would be.
///
/// @param asked the name as it is written
public record StoredPipes(Name asked, TableName place, PipeCatalog pipes) {

    /// @throws SqlException NOT_SUPPORTED where the catalog keeps no pipes
    public static StoredPipes of(Name name, Catalogs catalogs, Session session) {
        TableName place = catalogs.table(name, session);
        return new StoredPipes(name, place, of(place.catalog(), name));
    }

    /// The pipes of a catalog.
    ///
    /// @throws SqlException NOT_SUPPORTED where it keeps none
    public static PipeCatalog of(CatalogConnection catalog, @Nullable Name asked) {
        PipeCatalog pipes = catalog.pipes();
        if (pipes == null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Catalog %s keeps no pipes".formatted(catalog.name()),
                    asked == null ? null : asked.position(),
                    null);
        }
        return pipes;
    }

    /// The pipe, by exact spelling or else ignoring case; null where there is none.
    public PipeCatalog.@Nullable Pipe find() {
        if (!place.hasNamespace()) {
            return null;
        }
        PipeCatalog.Pipe exact = pipes.find(place.identifier());
        if (exact != null) {
            return exact;
        }
        for (PipeCatalog.Pipe pipe : pipes.list(place.identifier().namespace())) {
            if (pipe.name().name().equalsIgnoreCase(asked.last())) {
                return pipe;
            }
        }
        return null;
    }

    /// The pipe, which must be there.
    ///
    /// @throws SqlException NOT_FOUND, or SCHEMA_NOT_FOUND
    public PipeCatalog.Pipe require() {
        PipeCatalog.Pipe pipe = find();
        if (pipe != null) {
            return pipe;
        }
        place.requireNamespace(asked.position());
        throw new SqlException(
                ErrorCode.NOT_FOUND,
                "Pipe '%s' does not exist%s"
                        .formatted(
                                place,
                                Nearest.hint(
                                        asked.last(),
                                        pipes.list(place.identifier().namespace()).stream()
                                                .map(one -> one.name().name())
                                                .toList())),
                asked.position(),
                null);
    }
}
