package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Grants;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.auth.Securable;
import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.store.FunctionRow;
import dev.tarn.catalog.store.NamespaceRow;
import dev.tarn.catalog.store.RowLock;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;

import java.util.List;
import java.util.UUID;

/// SQL functions. The REST specification lists and loads them; they are created, replaced and
/// dropped from SQL. Their names are apart from those of tables and views.
///
/// Nothing is granted on a function: what holds for its namespace holds for it.
public final class Functions {
    private final CatalogContext context;

    Functions(CatalogContext context) {
        this.context = context;
    }

    /// Names of the functions of a namespace, in order.
    public PageRequest.Page<String> list(Namespace namespace, PageRequest request) {
        NamespaceRow row = context.namespace(namespace);
        String list = "functions/" + row.id();
        List<String> names =
                context.permits().grants().seesAllIn(row.path())
                        ? context.store().functions().list(row.id(), request.range(list))
                        : List.of();
        return request.page(list, names, name -> name, name -> name);
    }

    /// All overloads of a function.
    ///
    /// @throws CatalogException 404 when there is none of that name
    public FunctionMetadata load(TableIdentifier identifier) {
        return new FunctionMetadata(find(identifier, Privilege.SELECT).metadata());
    }

    /// @throws AlreadyExistsException when the namespace has a function of that name
    public void create(TableIdentifier identifier, FunctionMetadata metadata, Mutation mutation) {
        NamePolicy.check("function name", identifier.name());
        NamespaceRow namespace = context.namespace(identifier.namespace(), Privilege.CREATE);
        write(
                mutation,
                change -> {
                    boolean isThere =
                            change.transaction()
                                    .lockNamespace(namespace.path(), RowLock.KEEP)
                                    .filter(now -> now.id().equals(namespace.id()))
                                    .isPresent();
                    if (!isThere) {
                        throw CatalogContext.noSuchNamespace(identifier.namespace());
                    }
                    FunctionRow row =
                            new FunctionRow(
                                    UUID.randomUUID().toString(),
                                    namespace.id(),
                                    identifier.name(),
                                    metadata.json(),
                                    0,
                                    change.atMillis(),
                                    change.atMillis());
                    if (!change.transaction().functions().insert(row)) {
                        throw new AlreadyExistsException("Function already exists: %s", identifier);
                    }
                    change.functionEvent("create-function", row, namespace);
                });
    }

    /// Puts `metadata` in the place of `base`.
    ///
    /// @throws CommitFailedException when the function is not `base` any more
    public void replace(
            TableIdentifier identifier,
            FunctionMetadata base,
            FunctionMetadata metadata,
            Mutation mutation) {
        FunctionRow row = unchanged(identifier, base, Privilege.ALTER);
        NamespaceRow namespace = context.namespace(identifier.namespace());
        write(
                mutation,
                change -> {
                    FunctionRow next = row.withMetadata(metadata.json(), change.atMillis());
                    if (!change.transaction().functions().replace(next)) {
                        throw changed(identifier);
                    }
                    change.functionEvent("replace-function", next, namespace);
                });
    }

    /// Drops `base`, all its overloads.
    ///
    /// @throws CommitFailedException when the function is not `base` any more
    public void drop(TableIdentifier identifier, FunctionMetadata base, Mutation mutation) {
        FunctionRow row = unchanged(identifier, base, Privilege.DROP);
        NamespaceRow namespace = context.namespace(identifier.namespace());
        write(
                mutation,
                change -> {
                    if (!change.transaction().functions().delete(row.id())) {
                        throw noSuchFunction(identifier);
                    }
                    change.functionEvent("drop-function", row, namespace);
                });
    }

    private interface Work {
        void apply(Change change);
    }

    private void write(Mutation mutation, Work work) {
        context.writer()
                .write(
                        mutation,
                        _ -> new Receipt.Empty(),
                        change -> {
                            work.apply(change);
                            return change;
                        });
    }

    private FunctionRow unchanged(
            TableIdentifier identifier, FunctionMetadata base, Privilege needed) {
        FunctionRow row = find(identifier, needed);
        if (!row.metadata().equals(base.json())) {
            throw changed(identifier);
        }
        return row;
    }

    private static CommitFailedException changed(TableIdentifier identifier) {
        return new CommitFailedException("Function %s was changed meanwhile", identifier);
    }

    private FunctionRow find(TableIdentifier identifier, Privilege needed) {
        NamespaceRow namespace = context.namespace(identifier.namespace());
        Grants grants = context.permits().grants();
        FunctionRow row =
                context.store()
                        .functions()
                        .find(namespace.id(), identifier.name())
                        .filter(_ -> grants.seesAllIn(namespace.path()))
                        .orElseThrow(() -> noSuchFunction(identifier));
        if (!grants.allows(new Securable.InNamespace(namespace.path()), needed)) {
            throw Permits.denied(Permits.set(needed), "function " + identifier);
        }
        return row;
    }

    private static CatalogException noSuchFunction(TableIdentifier identifier) {
        return new CatalogException(
                ErrorCode.NO_SUCH_FUNCTION, "Function does not exist: " + identifier);
    }
}
