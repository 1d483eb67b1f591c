package dev.tarn.server;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.service.FunctionMetadata;
import dev.tarn.catalog.service.Functions;
import dev.tarn.catalog.service.Mutation;
import dev.tarn.catalog.service.Origin;
import dev.tarn.catalog.service.PageRequest;
import dev.tarn.engine.spi.FunctionCatalog;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Supplier;

/// The catalog's functions for SQL, in the name of whoever asks.
final class SqlFunctions implements FunctionCatalog {
    private final TarnCatalog catalog;
    private final String warehouse;
    private final Supplier<Caller> callers;

    /// @param callers in whose name the catalog is asked, one for each call
    SqlFunctions(TarnCatalog catalog, String warehouse, Supplier<Caller> callers) {
        this.catalog = catalog;
        this.warehouse = warehouse;
        this.callers = callers;
    }

    @Override
    public List<String> list(Namespace namespace) {
        try {
            return asked(() -> functions().list(namespace, PageRequest.ALL).items());
        } catch (NoSuchNamespaceException e) {
            return List.of();
        }
    }

    @Override
    public @Nullable String load(TableIdentifier name) {
        try {
            return asked(() -> functions().load(name).json());
        } catch (NoSuchNamespaceException e) {
            return null;
        } catch (CatalogException e) {
            if (e.code() == ErrorCode.NO_SUCH_FUNCTION) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public void create(TableIdentifier name, String metadata) {
        run(() -> functions().create(name, new FunctionMetadata(metadata), mutation()));
    }

    @Override
    public void replace(TableIdentifier name, String base, String metadata) {
        run(() ->
                functions()
                        .replace(
                                name,
                                new FunctionMetadata(base),
                                new FunctionMetadata(metadata),
                                mutation()));
    }

    @Override
    public void drop(TableIdentifier name, String base) {
        run(() -> functions().drop(name, new FunctionMetadata(base), mutation()));
    }

    private Functions functions() {
        return catalog.functions(warehouse);
    }

    private <T> T asked(Supplier<T> work) {
        return callers.get().during(work);
    }

    private Mutation mutation() {
        return Mutation.plain(Origin.LOCAL.withPrincipal(Caller.currentName()));
    }

    /// What is gone was changed meanwhile by somebody else.
    private void run(Runnable work) {
        try {
            asked(() -> {
                work.run();
                return true;
            });
        } catch (CatalogException e) {
            throw e.code() == ErrorCode.NO_SUCH_FUNCTION
                    ? new CommitFailedException(e, "%s", e.getMessage())
                    : e;
        }
    }
}
