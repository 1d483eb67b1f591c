package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.codec.RestJson;
import dev.tarn.catalog.store.NamespaceRow;
import dev.tarn.catalog.store.RowLock;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.responses.CreateNamespaceResponse;
import org.apache.iceberg.rest.responses.GetNamespaceResponse;
import org.apache.iceberg.rest.responses.ListNamespacesResponse;
import org.apache.iceberg.rest.responses.UpdateNamespacePropertiesResponse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Namespaces: nested, with properties. A parent must exist before its child, and is dropped after
/// it.
public final class Namespaces {
    private final CatalogContext context;

    Namespaces(CatalogContext context) {
        this.context = context;
    }

    /// Direct children of `parent`; the empty namespace is the top level.
    public ListNamespacesResponse list(Namespace parent, PageRequest request) {
        String path = NamespacePaths.path(parent);
        if (!parent.isEmpty()) {
            context.namespace(parent);
        }
        String list = "namespaces/" + path;
        Permits permits = context.permits();
        List<String> seenBy = permits.seenBy(permits.grants().seesAllNamespacesIn(path));
        List<NamespaceRow> rows = context.store().listNamespaces(path, request.range(list), seenBy);
        PageRequest.Page<Namespace> page =
                request.page(
                        list,
                        rows,
                        NamespaceRow::path,
                        row -> NamespacePaths.namespace(row.path()));
        return ListNamespacesResponse.builder()
                .addAll(page.items())
                .nextPageToken(page.nextToken())
                .build();
    }

    public GetNamespaceResponse load(Namespace namespace) {
        NamespaceRow row = context.namespace(namespace);
        return GetNamespaceResponse.builder()
                .withNamespace(namespace)
                .setProperties(row.properties())
                .build();
    }

    public void checkExists(Namespace namespace) {
        context.namespace(namespace);
    }

    public CreateNamespaceResponse create(CreateNamespaceRequest request, Mutation mutation) {
        Namespace namespace = request.namespace();
        NamePolicy.checkNamespace(namespace);
        Map<String, String> properties =
                request.properties() == null ? new HashMap<>() : request.properties();
        checkMayCreate(NamespacePaths.parent(namespace));
        CreateNamespaceResponse response =
                CreateNamespaceResponse.builder()
                        .withNamespace(namespace)
                        .setProperties(properties)
                        .build();
        return context.writer()
                .write(
                        mutation,
                        Namespaces::receipt,
                        change -> {
                            insert(change, namespace, properties);
                            return response;
                        });
    }

    private void checkMayCreate(Namespace parent) {
        if (parent.isEmpty()) {
            context.permits().checkWarehouse(Privilege.CREATE);
        } else {
            context.namespace(parent, Privilege.CREATE);
        }
    }

    private static void insert(Change change, Namespace namespace, Map<String, String> properties) {
        Namespace parent = NamespacePaths.parent(namespace);
        String parentId = null;
        if (!parent.isEmpty()) {
            parentId =
                    change.transaction()
                            .lockNamespace(NamespacePaths.path(parent), RowLock.KEEP)
                            .orElseThrow(() -> CatalogContext.noSuchNamespace(parent))
                            .id();
        }
        NamespaceRow row =
                new NamespaceRow(
                        UUID.randomUUID().toString(),
                        parentId,
                        NamespacePaths.path(parent),
                        NamespacePaths.path(namespace),
                        properties,
                        1,
                        change.atMillis());
        if (!change.transaction().insertNamespace(row)) {
            throw new AlreadyExistsException("Namespace already exists: %s", namespace);
        }
        Permits.own(change, row);
        change.namespaceEvent("create-namespace", row);
    }

    /// Drops an empty namespace: tables, views and child namespaces all count.
    public void drop(Namespace namespace, Mutation mutation) {
        context.writer()
                .write(
                        mutation,
                        _ -> new Receipt.Empty(),
                        change -> {
                            NamespaceRow row =
                                    find(change, namespace, RowLock.REMOVE, Privilege.DROP);
                            if (change.transaction().hasChildren(row)) {
                                throw new NamespaceNotEmptyException(
                                        "Namespace is not empty: %s has tables, views, functions or"
                                                + " child namespaces",
                                        namespace);
                            }
                            change.transaction().deleteNamespace(row.id());
                            change.transaction().deleteGrants(row.id());
                            change.namespaceEvent("drop-namespace", row);
                            return row;
                        });
    }

    /// Removes and sets properties in one transaction.
    public UpdateNamespacePropertiesResponse updateProperties(
            Namespace namespace, UpdateNamespacePropertiesRequest request, Mutation mutation) {
        for (String key : request.removals()) {
            if (request.updates().containsKey(key)) {
                throw new UnprocessableEntityException(
                        "Property %s is in both removals and updates", key);
            }
        }
        return context.writer()
                .write(
                        mutation,
                        Namespaces::receipt,
                        change -> applyProperties(change, namespace, request));
    }

    private UpdateNamespacePropertiesResponse applyProperties(
            Change change, Namespace namespace, UpdateNamespacePropertiesRequest request) {
        NamespaceRow row = find(change, namespace, RowLock.CHANGE, Privilege.ALTER);
        Map<String, String> properties = new HashMap<>(row.properties());
        List<String> removed = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String key : request.removals()) {
            (properties.remove(key) == null ? missing : removed).add(key);
        }
        properties.putAll(request.updates());
        if (!change.transaction().updateNamespaceProperties(row.withProperties(properties))) {
            throw CatalogContext.noSuchNamespace(namespace);
        }
        change.namespaceEvent("update-namespace", row);
        return UpdateNamespacePropertiesResponse.builder()
                .addUpdated(request.updates().keySet())
                .addRemoved(removed)
                .addMissing(missing)
                .build();
    }

    private NamespaceRow find(Change change, Namespace namespace, RowLock lock, Privilege needed) {
        NamespaceRow row =
                change.transaction()
                        .lockNamespace(NamespacePaths.path(namespace), lock)
                        .orElseThrow(() -> CatalogContext.noSuchNamespace(namespace));
        context.permits().check(row, Permits.set(needed));
        return row;
    }

    private static Receipt receipt(Object response) {
        return new Receipt.Json(new String(RestJson.write(response), StandardCharsets.UTF_8));
    }
}
