package dev.tarn.catalog.http;

import dev.tarn.catalog.access.Delegated;
import dev.tarn.catalog.http.TableBody.SnapshotMode;
import dev.tarn.catalog.service.CatalogServices;
import dev.tarn.catalog.service.LoadedTable;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;

import java.util.List;
import java.util.Map;

/// `/v1/namespaces/{namespace}/tables…`, register and rename.
final class TableResource {
    /// In the specification since 2026, without a constant in iceberg-core 1.12.0.
    private static final Endpoint UNREGISTER =
            Endpoint.create(
                    "POST", "/v1/{prefix}/namespaces/{namespace}/tables/{table}/unregister");

    private final CatalogServices services;
    private final TableDelegation delegation;

    TableResource(CatalogServices services, TableDelegation delegation) {
        this.services = services;
        this.delegation = delegation;
    }

    List<Route> routes() {
        return List.of(
                Route.read(Endpoint.V1_LIST_TABLES, Needs.SIGHT, this::list),
                Route.mutation(Endpoint.V1_CREATE_TABLE, Needs.CREATE, this::create),
                Route.read(Endpoint.V1_LOAD_TABLE, Needs.SELECT, this::load),
                Route.read(Endpoint.V1_TABLE_EXISTS, Needs.SIGHT, this::exists),
                Route.mutation(Endpoint.V1_UPDATE_TABLE, Needs.WRITE, this::commit),
                Route.mutation(Endpoint.V1_DELETE_TABLE, Needs.DROP, this::drop),
                Route.mutation(Endpoint.V1_RENAME_TABLE, Needs.ALTER, this::rename),
                Route.mutation(Endpoint.V1_REGISTER_TABLE, Needs.CREATE, this::register),
                Route.mutation(UNREGISTER, Needs.DROP, this::unregister));
    }

    private Answer list(Call call) {
        return Answer.ok(services.tables().list(call.namespace(), call.page()));
    }

    private Answer create(Call call) {
        CreateTableRequest request = call.body().as(CreateTableRequest.class);
        request.validate();
        if (request.stageCreate()) {
            return staged(call, request);
        }
        return created(
                call,
                request.name(),
                services.tableCreation().create(call.namespace(), request, call.mutation()));
    }

    private Answer staged(Call call, CreateTableRequest request) {
        LoadedTable staged = services.tableCreation().stage(call.namespace(), request);
        TableIdentifier table = TableIdentifier.of(call.namespace(), request.name());
        Delegated delegated = delegation.ofStaged(call, table, staged.outline());
        Map<String, String> headers = delegated.isNone() ? Map.of() : TableDelegation.privately();
        return new Answer(200, new TableBody(staged, SnapshotMode.ALL, delegated), headers);
    }

    /// Answers an unchanged table from the pointer row alone, unless the client asks for access to
    /// its files: what it has of that must still be good.
    private Answer load(Call call) {
        SnapshotMode mode = mode(call);
        TableIdentifier table = call.table();
        String location = services.tables().metadataLocation(table);
        Delegated delegated = Delegated.NONE;
        if (TableDelegation.isAsked(call)) {
            delegated = delegation.of(call, table, services.tables().at(location).outline());
        }
        String etag = Etags.of(location, mode, delegated);
        Map<String, String> headers = TableDelegation.headers(etag, delegated);
        if (Etags.matches(call.header("if-none-match"), etag)) {
            services.tables().checkThereIfLocal(location);
            return Answer.status(304, headers);
        }
        services.tables().checkThere(location);
        TableBody body = new TableBody(services.tables().at(location), mode, delegated);
        return new Answer(200, body, headers);
    }

    private static SnapshotMode mode(Call call) {
        String value = call.query().getOrDefault("snapshots", "all");
        return switch (value) {
            case "all" -> SnapshotMode.ALL;
            case "refs" -> SnapshotMode.REFS;
            default ->
                    throw new BadRequestException("snapshots must be all or refs, got %s", value);
        };
    }

    private Answer exists(Call call) {
        services.tables().checkExists(call.table());
        return Answer.NO_CONTENT;
    }

    private Answer commit(Call call) {
        UpdateTableRequest request = call.body().as(UpdateTableRequest.class);
        TableIdentifier identifier = call.table();
        if (request.identifier() != null && !request.identifier().equals(identifier)) {
            throw new BadRequestException(
                    "Body is about table %s, path about %s", request.identifier(), identifier);
        }
        return loaded(services.tableCommit().commit(identifier, request, call.mutation()));
    }

    private Answer drop(Call call) {
        if (call.flag("purgeRequested")) {
            services.tableRemoval().purge(call.table(), call.mutation());
        } else {
            services.tableRemoval().drop(call.table(), call.mutation());
        }
        return Answer.NO_CONTENT;
    }

    private Answer rename(Call call) {
        RenameTableRequest request = call.body().as(RenameTableRequest.class);
        request.validate();
        services.renames().renameTable(request.source(), request.destination(), call.mutation());
        return Answer.NO_CONTENT;
    }

    private Answer register(Call call) {
        RegisterTableRequest request = call.body().as(RegisterTableRequest.class);
        return created(
                call,
                request.name(),
                services.tableCreation().register(call.namespace(), request, call.mutation()));
    }

    private Answer unregister(Call call) {
        return loaded(services.tableRemoval().unregister(call.table(), call.mutation()));
    }

    /// A create, register or commit again, by the metadata it made. What was delegated then may
    /// have ended, so it is delegated anew.
    Answer repeated(Call call, LoadedTable table) {
        if (call.hasTable()) {
            return loaded(table);
        }
        String name =
                call.rawPath().endsWith("/register")
                        ? call.body().as(RegisterTableRequest.class).name()
                        : call.body().as(CreateTableRequest.class).name();
        try {
            services.tables().metadataLocation(TableIdentifier.of(call.namespace(), name));
        } catch (NoSuchTableException | NoSuchNamespaceException | ForbiddenException e) {
            return loaded(table);
        }
        return created(call, name, table);
    }

    private Answer created(Call call, String name, LoadedTable table) {
        TableIdentifier identifier = TableIdentifier.of(call.namespace(), name);
        return loaded(table, delegation.of(call, identifier, table.outline()));
    }

    private static Answer loaded(LoadedTable table) {
        return loaded(table, Delegated.NONE);
    }

    private static Answer loaded(LoadedTable table, Delegated delegated) {
        String location = table.metadataLocation();
        Map<String, String> headers =
                location == null
                        ? Map.of()
                        : TableDelegation.headers(
                                Etags.of(location, SnapshotMode.ALL, delegated), delegated);
        return new Answer(200, new TableBody(table, SnapshotMode.ALL, delegated), headers);
    }
}
